/* Text that Slack takes whatever an event holds: never empty, never too long, nothing in it active or
 * invisible. Lengths are counted in UTF-16 units, the strictest reading of Slack's "characters".
 * Thread-safe: no state. */
#ifndef MGP_NOTIFIER_MESSAGE_SLACK_TEXT_H
#define MGP_NOTIFIER_MESSAGE_SLACK_TEXT_H

#include "base/buffer.h"
#include "base/json.h"

/* Slack's limits (Block Kit reference). */
#define MGP_SLACK_TEXT_MAX 3000
#define MGP_SLACK_FIELD_MAX 2000
#define MGP_SLACK_URL_MAX 3000

/* What stands for a text that is missing or blank. */
#define MGP_SLACK_NOTHING "-"

/* The text of a string, number or boolean of an event; empty for anything else, and for NULL. */
struct mgp_slice mgp_slack_value(const struct mgp_json *json);

/* Appends text with control, bidirectional and other invisible characters shown as \n, \xNN or \u{NNNN},
 * and, for mrkdwn, with & < > escaped. At most limit units; a cut ends with an ellipsis and never within a
 * character or an escape. */
void mgp_slack_append(struct mgp_buffer *out, struct mgp_slice text, size_t limit, bool is_mrkdwn);

/* The same, with MGP_SLACK_NOTHING for a text that is empty or blank. */
void mgp_slack_append_text(struct mgp_buffer *out, struct mgp_slice text, size_t limit, bool is_mrkdwn);

/* UTF-16 units of valid UTF-8. */
size_t mgp_slack_length(struct mgp_slice text);

/* May text stand in a host name? 1 to max_length of letters, digits, '-', '_' and, with_dots, '.'. */
bool mgp_slack_is_label(struct mgp_slice text, size_t max_length, bool with_dots);

/* Appends text percent-encoded, but for unreserved characters (RFC 3986, 2.3) and '/'. */
void mgp_slack_append_encoded(struct mgp_buffer *out, struct mgp_slice text);

#endif
