/* Mail: an Internet message (RFC 5322) with one text part, but for Date and Message-ID, which are put in front when
 * it is sent. Every header is ours but the subject, which is encoded (RFC 2047) unless it is plain ASCII; so no event
 * can begin a header. The text is quoted-printable (RFC 2045, 6.7): lines of at most 76 characters, ASCII only. */
#include "notifier/message/builder.h"
#include "notifier/message/digest.h"
#include "notifier/message/fields.h"

#define SUBJECT_MAX 150
#define LINE_MAX_LENGTH 76 /* of a header */
#define QUOTED_LINE 75 /* characters before the "=" of a soft line break */
#define WORD_MAX    62 /* characters of text in an encoded word, which has 75 at most (RFC 2047, 2) */
#define CHARACTER_MAX 12 /* of it, for one character */
#define BODY_MAX    100000

struct mail {
    const struct mgp_destination *destination;
    const struct mgp_facts *facts;   /* or */
    const struct mgp_digest *digest; /* a digest's */
    bool is_plain;
};

static bool is_plain_ascii(struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < 0x20 || text.ptr[i] > 0x7e) return false;
    return mgp_slice_find(text, MGP_LITERAL("=?"), 0) == SIZE_MAX;
}

static bool is_safe_in_word(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* Characters of one word are whole (RFC 2047, 5): a word ends before a character that has no room. */
static void append_encoded_words(struct mgp_buffer *out, struct mgp_slice text, size_t column)
{
    size_t used = column; /* the first word shares its line with the header's name */
    mgp_buffer_text(out, "=?UTF-8?Q?");
    for (size_t i = 0; i < text.len; i++) {
        bool begins = (text.ptr[i] & 0xC0) != 0x80;
        if (begins && used + CHARACTER_MAX > WORD_MAX) {
            mgp_buffer_text(out, "?=\r\n =?UTF-8?Q?");
            used = 0;
        }
        if (is_safe_in_word(text.ptr[i])) {
            mgp_buffer_byte(out, text.ptr[i]);
            used++;
        } else {
            mgp_buffer_format(out, "=%02X", text.ptr[i]);
            used += 3;
        }
    }
    mgp_buffer_text(out, "?=");
}

/* Folded at blanks, where lines would be longer than 76 characters (RFC 5322, 2.1.1). False where that does not do: a
 * long word, or blanks in a row or at the end, which would make a line of their own. */
static bool append_folded(struct mgp_buffer *out, struct mgp_slice text, size_t column)
{
    bool fits = true;
    for (size_t i = 0; i < text.len; i++) {
        size_t end = mgp_slice_find(text, MGP_LITERAL(" "), i + 1);
        size_t word = (end == SIZE_MAX ? text.len : end) - i;
        bool is_before_word = text.ptr[i] == ' ' && i + 1 < text.len && text.ptr[i + 1] != ' ';
        bool folds = is_before_word && column + word > LINE_MAX_LENGTH;
        if (folds) {
            mgp_buffer_text(out, "\r\n");
            column = 0;
        }
        mgp_buffer_byte(out, text.ptr[i]);
        column++;
        fits = fits && column <= LINE_MAX_LENGTH;
    }
    return fits;
}

static void append_subject(struct mgp_buffer *out, const struct mail *mail)
{
    struct mgp_buffer text = {0}, folded = {0};
    mgp_buffer_text(&text, "[Magpie] ");
    if (mail->digest) mgp_digest_append_title(&text, mail->digest);
    else mgp_fields_append_title(&text, mail->facts, SUBJECT_MAX, MGP_TEXT_PLAIN);
    struct mgp_slice subject = mgp_buffer_slice(&text);
    mgp_buffer_text(out, "Subject: ");
    if (is_plain_ascii(subject) && append_folded(&folded, subject, sizeof "Subject: " - 1))
        mgp_buffer_append(out, mgp_buffer_slice(&folded));
    else
        append_encoded_words(out, subject, sizeof "Subject: " - 1);
    mgp_buffer_text(out, "\r\n");
    mgp_buffer_clear(&folded);
    mgp_buffer_clear(&text);
}

static void append_recipients(struct mgp_buffer *out, const struct mgp_destination *destination)
{
    mgp_buffer_text(out, "To: ");
    for (size_t i = 0; i < destination->recipient_count; i++)
        mgp_buffer_format(out, "%s%s", i ? ",\r\n " : "", destination->recipients[i]);
    mgp_buffer_text(out, "\r\n");
}

/* One line without its end. */
static void append_quoted_line(struct mgp_buffer *out, struct mgp_slice line)
{
    size_t column = 0;
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = line.ptr[i];
        bool is_last = i + 1 == line.len;
        bool is_literal = (c > 0x20 && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !is_last);
        if (is_literal && c == '.' && column == 0) is_literal = false; /* the dot that SMTP would end at */
        size_t length = is_literal ? 1 : 3;
        if (column + length > QUOTED_LINE) {
            mgp_buffer_text(out, "=\r\n");
            column = 0;
            if (c == '.') is_literal = false;
            length = is_literal ? 1 : 3;
        }
        if (is_literal) mgp_buffer_byte(out, c);
        else mgp_buffer_format(out, "=%02X", c);
        column += length;
    }
}

static void append_quoted(struct mgp_buffer *out, struct mgp_slice text)
{
    struct mgp_slice rest = text, line;
    while (mgp_fields_next_line(&rest, &line)) {
        append_quoted_line(out, line);
        mgp_buffer_text(out, "\r\n");
    }
}

static void append_text(struct mgp_buffer *out, const struct mail *mail, const struct mgp_shape *shape)
{
    if (mail->digest) {
        mgp_digest_append_body(out, mail->digest, shape);
    } else if (mail->is_plain && mail->facts->kind != MGP_INPUT_TEXT) {
        mgp_fields_append_line(out, mail->facts, shape->name, MGP_TEXT_PLAIN);
    } else {
        mgp_fields_append_body(out, mail->destination, mail->facts, shape);
    }
}

static void write_mail(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out)
{
    const struct mail *mail = context;
    struct mgp_buffer text = {0};
    mgp_buffer_format(out, "From: %s\r\n", mail->destination->from);
    append_recipients(out, mail->destination);
    append_subject(out, mail);
    mgp_buffer_text(out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: quoted-printable\r\nAuto-Submitted: auto-generated\r\n\r\n");
    append_text(&text, mail, shape);
    append_quoted(out, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

bool mgp_build_mail(const struct mgp_destination *destination, const struct mgp_facts *facts,
                    enum mgp_message_form form, struct mgp_buffer *out)
{
    struct mail mail = {.destination = destination, .facts = facts, .is_plain = form == MGP_MESSAGE_PLAIN};
    mgp_shape_fit(write_mail, &mail, mgp_shape_bytes, BODY_MAX, out);
    return true;
}

void mgp_digest_mail(const struct mgp_destination *destination, const struct mgp_digest *digest,
                     struct mgp_buffer *out)
{
    struct mail mail = {.destination = destination, .digest = digest};
    mgp_shape_fit(write_mail, &mail, mgp_shape_bytes, BODY_MAX, out);
}
