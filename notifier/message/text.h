/* Text that a server takes whatever an event holds: never empty, never too long, nothing in it active or invisible.
 * Lengths are counted in UTF-16 units, the strictest reading of "characters". Thread-safe: no state. */
#ifndef MGP_NOTIFIER_MESSAGE_TEXT_H
#define MGP_NOTIFIER_MESSAGE_TEXT_H

#include "base/buffer.h"
#include "base/json.h"

/* What stands for a text that is missing or blank. */
#define MGP_TEXT_NOTHING "-"

/* Where the text is to stand, and so what must be escaped in it. */
enum mgp_text_form {
    MGP_TEXT_PLAIN,
    MGP_TEXT_MRKDWN,      /* Slack: & < > as entities */
    MGP_TEXT_MRKDWN_CODE, /* within `...` of it: also a backtick as \x60 */
    MGP_TEXT_CODE         /* within `...` of Markdown: a backtick as \x60 */
};

/* The text of a string, number or boolean of an event; empty for anything else, and for NULL. */
struct mgp_slice mgp_text_value(const struct mgp_json *json);

/* Appends text with control, bidirectional and other invisible characters shown as \n, \xNN or \u{NNNN}, escaped for
 * the form. At most limit units; a cut ends with an ellipsis and never within a character or an escape. */
void mgp_text_append(struct mgp_buffer *out, struct mgp_slice text, size_t limit, enum mgp_text_form form);

/* The same, with MGP_TEXT_NOTHING for a text that is empty or blank. */
void mgp_text_append_shown(struct mgp_buffer *out, struct mgp_slice text, size_t limit, enum mgp_text_form form);

/* As mgp_text_append, but line ends and tabs of the text stay: for text of several lines. */
void mgp_text_append_lines(struct mgp_buffer *out, struct mgp_slice text, size_t limit, enum mgp_text_form form);

/* Nothing but blanks of any script? */
bool mgp_text_is_blank(struct mgp_slice text);

/* UTF-16 units of valid UTF-8. */
size_t mgp_text_length(struct mgp_slice text);

/* May text stand in a host name? 1 to max_length of letters, digits, '-', '_' and, with_dots, '.'. */
bool mgp_text_is_label(struct mgp_slice text, size_t max_length, bool with_dots);

/* Appends json on one line, of any depth; of a number its text as it was. */
void mgp_text_append_json(struct mgp_buffer *out, const struct mgp_json *json);

#endif
