#include "message_limits.h"

#include <stdio.h>

#include "limits_text.h"
#include "slack_limits.h"

#define TEAMS_BYTES     21000 /* a library saw refusals (413) from there on; 28 KB are documented */
#define PAGERDUTY_BYTES (512 * 1024)

struct fault {
    char *text;
    size_t size;
};

static bool refuse(const struct fault *fault, const char *reason)
{
    snprintf(fault->text, fault->size, "%s", reason);
    return false;
}

static bool check_run(const struct mgp_json *run, const struct fault *fault)
{
    if (!mgp_json_is_string(mgp_json_member(run, "type"), "TextRun")) return refuse(fault, "no TextRun");
    return limits_is_text(mgp_json_member(run, "text"), 4000) || refuse(fault, "a TextRun without fit text");
}

static bool check_card(const struct mgp_json *card, const struct fault *fault)
{
    const struct mgp_json *body = mgp_json_member(card, "body"), *actions = mgp_json_member(card, "actions");
    if (!mgp_json_is_string(mgp_json_member(card, "type"), "AdaptiveCard")) return refuse(fault, "no AdaptiveCard");
    if (!mgp_json_is_string(mgp_json_member(card, "version"), "1.2")) return refuse(fault, "no version");
    if (!mgp_json_is(body, MGP_JSON_ARRAY) || body->count == 0) return refuse(fault, "an empty card");
    for (size_t i = 0; i < body->count; i++) {
        const struct mgp_json *inlines = mgp_json_member(body->items[i], "inlines");
        /* In other blocks Markdown would be interpreted. */
        if (!mgp_json_is_string(mgp_json_member(body->items[i], "type"), "RichTextBlock"))
            return refuse(fault, "another block than RichTextBlock");
        if (!mgp_json_is(inlines, MGP_JSON_ARRAY) || inlines->count == 0) return refuse(fault, "no inlines");
        for (size_t k = 0; k < inlines->count; k++)
            if (!check_run(inlines->items[k], fault)) return false;
    }
    for (size_t i = 0; actions && i < actions->count; i++) {
        const struct mgp_json *url = mgp_json_member(actions->items[i], "url");
        if (!mgp_json_is_string(mgp_json_member(actions->items[i], "type"), "Action.OpenUrl") ||
            !mgp_json_is(url, MGP_JSON_STRING) || !limits_is_url(url->text, 2048))
            return refuse(fault, "an action that is no fit link");
    }
    return !actions || (actions->count > 0 && actions->count <= 6) || refuse(fault, "1 to 6 actions are allowed");
}

static bool check_teams(struct mgp_slice body, const struct mgp_json *json, const struct fault *fault)
{
    const struct mgp_json *attachments = mgp_json_member(json, "attachments");
    if (body.len > TEAMS_BYTES) return refuse(fault, "413");
    if (!mgp_json_is_string(mgp_json_member(json, "type"), "message")) return refuse(fault, "no message");
    if (!mgp_json_is(attachments, MGP_JSON_ARRAY) || attachments->count != 1) return refuse(fault, "no attachment");
    if (!mgp_json_is_string(mgp_json_member(attachments->items[0], "contentType"),
                            "application/vnd.microsoft.card.adaptive"))
        return refuse(fault, "no card");
    return check_card(mgp_json_member(attachments->items[0], "content"), fault);
}

/* Text in code, that nothing within can end: `...` or ```\n...\n```. */
static bool is_code(struct mgp_slice text)
{
    size_t fence = mgp_slice_starts_with(text, MGP_LITERAL("```\n")) ? 4 : 1;
    struct mgp_slice close = fence == 4 ? MGP_LITERAL("\n```") : MGP_LITERAL("`");
    if (text.len < 2 * fence + 1 || text.ptr[0] != '`' || !mgp_slice_ends_with(text, close)) return false;
    struct mgp_slice inner = mgp_slice_sub(text, fence, text.len - fence);
    return !memchr(inner.ptr, '`', inner.len) && (fence == 4 || !memchr(inner.ptr, '\n', inner.len));
}

static bool check_code(const struct mgp_json *json, size_t max, size_t *sum, const struct fault *fault)
{
    if (!limits_is_text(json, max)) return refuse(fault, "text that is missing, blank, hidden or too long");
    *sum += limits_units(json->text);
    return is_code(json->text) || refuse(fault, "foreign text that is not in code");
}

static bool check_embed(const struct mgp_json *embed, const struct fault *fault)
{
    size_t sum = 0;
    const struct mgp_json *title = mgp_json_member(embed, "title"), *fields = mgp_json_member(embed, "fields");
    const struct mgp_json *description = mgp_json_member(embed, "description"), *url = mgp_json_member(embed, "url");
    if (!limits_is_text(title, 256)) return refuse(fault, "no fit title");
    sum += limits_units(title->text);
    if (description && !check_code(description, 4096, &sum, fault)) return false;
    if (url && (!mgp_json_is(url, MGP_JSON_STRING) || !limits_is_url(url->text, 2048))) return refuse(fault, "url");
    for (size_t i = 0; fields && i < fields->count; i++) {
        const struct mgp_json *name = mgp_json_member(fields->items[i], "name");
        if (!limits_is_text(name, 256)) return refuse(fault, "no fit name of a field");
        sum += limits_units(name->text);
        if (!check_code(mgp_json_member(fields->items[i], "value"), 1024, &sum, fault)) return false;
    }
    if (fields && fields->count > 25) return refuse(fault, "more than 25 fields");
    return sum <= 6000 || refuse(fault, "more than 6,000 characters");
}

static bool check_discord(const struct mgp_json *json, const struct fault *fault)
{
    size_t sum = 0;
    const struct mgp_json *content = mgp_json_member(json, "content"), *embeds = mgp_json_member(json, "embeds");
    const struct mgp_json *parse = mgp_json_path(json, "allowed_mentions", "parse", NULL);
    if (!mgp_json_is(parse, MGP_JSON_ARRAY) || parse->count != 0) return refuse(fault, "somebody may be mentioned");
    if (content && !check_code(content, 2000, &sum, fault)) return false;
    if (!content && (!mgp_json_is(embeds, MGP_JSON_ARRAY) || embeds->count != 1)) return refuse(fault, "no embed");
    return content || check_embed(embeds->items[0], fault);
}

static bool check_pagerduty(struct mgp_slice body, const struct mgp_json *json, const struct fault *fault)
{
    static const char *const severities[] = {"critical", "error", "warning", "info"};
    const struct mgp_json *payload = mgp_json_member(json, "payload"), *severity = mgp_json_member(payload, "severity");
    const struct mgp_json *links = mgp_json_member(json, "links");
    bool is_known = false;
    if (body.len > PAGERDUTY_BYTES) return refuse(fault, "413");
    if (!mgp_json_is_string(mgp_json_member(json, "event_action"), "trigger")) return refuse(fault, "event_action");
    if (!limits_is_text(mgp_json_member(json, "dedup_key"), 255)) return refuse(fault, "dedup_key");
    if (mgp_json_member(json, "routing_key")) return refuse(fault, "the routing key is stored");
    if (!limits_is_text(mgp_json_member(payload, "summary"), 1024)) return refuse(fault, "summary");
    if (!limits_is_text(mgp_json_member(payload, "source"), 255)) return refuse(fault, "source");
    for (size_t i = 0; i < 4; i++) is_known = is_known || mgp_json_is_string(severity, severities[i]);
    for (size_t i = 0; links && i < links->count; i++) {
        const struct mgp_json *href = mgp_json_member(links->items[i], "href");
        if (!mgp_json_is(href, MGP_JSON_STRING) || !limits_is_url(href->text, 2048)) return refuse(fault, "href");
    }
    return is_known || refuse(fault, "severity");
}

static bool is_header_name(struct mgp_slice line)
{
    static const char *const names[] = {"From: ", "To: ", "Subject: ", "MIME-Version: 1.0", "Content-Type: text/plain",
                                        "Content-Transfer-Encoding: quoted-printable",
                                        "Auto-Submitted: auto-generated", " "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mgp_slice_starts_with(line, mgp_slice_text(names[i]))) return true;
    return false;
}

/* ASCII lines that end with CR LF, of at most 76 characters (998 for addresses); our headers and no others. */
static bool check_mail(struct mgp_slice body, const struct fault *fault)
{
    bool in_headers = true;
    size_t begin = 0, subjects = 0;
    while (begin < body.len) {
        size_t end = mgp_slice_find(body, MGP_LITERAL("\r\n"), begin);
        if (end == SIZE_MAX) return refuse(fault, "a line that does not end");
        struct mgp_slice line = mgp_slice_sub(body, begin, end);
        bool is_address = in_headers && (line.ptr[0] == 'T' || line.ptr[0] == 'F' || line.ptr[0] == ' ');
        if (line.len > (is_address ? 998u : 76u)) return refuse(fault, "a line that is too long");
        for (size_t i = 0; i < line.len; i++)
            if (line.ptr[i] > 0x7e || (line.ptr[i] < 0x20 && line.ptr[i] != '\t')) return refuse(fault, "no ASCII");
        if (in_headers && line.len > 0 && !is_header_name(line)) return refuse(fault, "a header that is not ours");
        if (in_headers && mgp_slice_starts_with(line, MGP_LITERAL("Subject: "))) subjects++;
        if (!in_headers && line.len > 0 && line.ptr[0] == '.') return refuse(fault, "a line that begins with a dot");
        if (line.len == 0) in_headers = false;
        begin = end + 2;
    }
    return (!in_headers && subjects == 1) || refuse(fault, "no subject, or no text");
}

static int hex(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value of a parameter of a form. */
static bool find_parameter(struct mgp_slice form, const char *name, struct mgp_buffer *out)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "&%s=", name);
    size_t at = mgp_slice_find(form, mgp_slice_text(wanted), 0);
    if (at == SIZE_MAX) return false;
    for (at += strlen(wanted); at < form.len && form.ptr[at] != '&'; at++) {
        uint8_t c = form.ptr[at];
        if (c == '%') {
            if (at + 2 >= form.len || hex(form.ptr[at + 1]) < 0 || hex(form.ptr[at + 2]) < 0) return false;
            c = (uint8_t)(hex(form.ptr[at + 1]) * 16 + hex(form.ptr[at + 2]));
            at += 2;
        } else if (c <= ' ' || c >= 0x7f) {
            return false;
        }
        if (form.ptr[at] == '+') c = ' ';
        mgp_buffer_byte(out, c);
    }
    return true;
}

static bool check_sns(struct mgp_slice body, const struct fault *fault)
{
    struct mgp_buffer subject = {0}, message = {0};
    bool fine = mgp_slice_starts_with(body, MGP_LITERAL("Action=Publish&Version=2010-03-31&TopicArn=")) &&
                find_parameter(body, "Subject", &subject) && find_parameter(body, "Message", &message);
    fine = fine && subject.len > 0 && subject.len < 100 && message.len > 0 && message.len <= 262144 &&
           mgp_utf8_is_valid(mgp_buffer_slice(&message));
    for (size_t i = 0; i < subject.len; i++) fine = fine && subject.ptr[i] >= 0x20 && subject.ptr[i] < 0x7f;
    mgp_buffer_clear(&subject);
    mgp_buffer_clear(&message);
    return fine || refuse(fault, "InvalidParameter");
}

/* Characters of XML 1.0. */
static bool is_legal(struct mgp_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = 0;
        size_t length = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        if (length == 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF)
            return false;
        at += length;
    }
    return true;
}

static bool check_sqs(const struct mgp_json *json, const struct fault *fault)
{
    const struct mgp_json *body = mgp_json_member(json, "MessageBody");
    bool fine = mgp_json_is(mgp_json_member(json, "QueueUrl"), MGP_JSON_STRING) && mgp_json_is(body, MGP_JSON_STRING) &&
                body->text.len >= 1 && body->text.len <= 1048576 && is_legal(body->text);
    return fine || refuse(fault, "InvalidMessageContents");
}

static bool check_entry(const struct mgp_json *entry, const struct fault *fault)
{
    const struct mgp_json *source = mgp_json_member(entry, "Source"), *type = mgp_json_member(entry, "DetailType");
    const struct mgp_json *detail = mgp_json_member(entry, "Detail"), *resources = mgp_json_member(entry, "Resources");
    struct mgp_arena arena = {0};
    struct mgp_json *read = NULL;
    int64_t time = 0;
    if (!mgp_json_is(source, MGP_JSON_STRING) || source->text.len < 1 || source->text.len > 256 ||
        !mgp_json_is(type, MGP_JSON_STRING) || type->text.len < 1 || type->text.len > 128 ||
        !mgp_json_is(detail, MGP_JSON_STRING))
        return refuse(fault, "an entry without Source, DetailType or Detail");
    size_t bytes = 14 + source->text.len + type->text.len + detail->text.len;
    for (size_t i = 0; resources && i < resources->count; i++) {
        if (resources->items[i]->type != MGP_JSON_STRING) return refuse(fault, "a resource that is no text");
        bytes += resources->items[i]->text.len;
    }
    bool is_object = mgp_json_parse(&arena, detail->text, &read, NULL) == MGP_OK && read->type == MGP_JSON_OBJECT;
    mgp_arena_clear(&arena);
    if (!is_object) return refuse(fault, "MalformedDetail");
    const struct mgp_json *at = mgp_json_member(entry, "Time");
    if (at && !mgp_json_integer(at, &time)) return refuse(fault, "a Time that is no number");
    return bytes <= 262144 || refuse(fault, "an entry over 256 KB");
}

static bool check_json(enum mgp_destination_type type, struct mgp_slice body, const struct mgp_json *json,
                       const struct fault *fault)
{
    const struct mgp_json *entries = mgp_json_member(json, "Entries");
    switch (type) {
    case MGP_DESTINATION_SLACK: return slack_limits_hold(json, fault->text, fault->size);
    case MGP_DESTINATION_TEAMS: return check_teams(body, json, fault);
    case MGP_DESTINATION_DISCORD: return check_discord(json, fault);
    case MGP_DESTINATION_PAGERDUTY: return check_pagerduty(body, json, fault);
    case MGP_DESTINATION_SQS: return check_sqs(json, fault);
    case MGP_DESTINATION_EVENTBRIDGE:
        if (!mgp_json_is(entries, MGP_JSON_ARRAY) || entries->count != 1) return refuse(fault, "no entry");
        return check_entry(entries->items[0], fault);
    default: return !memchr(body.ptr, '\n', body.len) || refuse(fault, "more than one line");
    }
}

bool message_limits_hold(enum mgp_destination_type type, struct mgp_slice body, char *text, size_t size)
{
    struct fault fault = {text, size};
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    if (type == MGP_DESTINATION_SMTP) return check_mail(body, &fault);
    if (type == MGP_DESTINATION_SNS) return check_sns(body, &fault);
    bool fine = mgp_json_parse(&arena, body, &json, NULL) == MGP_OK || refuse(&fault, "no JSON");
    fine = fine && check_json(type, body, json, &fault);
    mgp_arena_clear(&arena);
    return fine;
}
