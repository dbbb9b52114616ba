#include "notifier/delivery/answer_body.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

#define LONGEST_WAIT_MS (1000ull * 86400 * 365)

static void set_code(struct mgp_answer *out, const char *code)
{
    snprintf(out->error, sizeof out->error, "%s", code);
}

static const struct mgp_json *parse(struct mgp_arena *arena, const struct mgp_http_response *response)
{
    struct mgp_json *json = NULL;
    if (mgp_json_parse(arena, mgp_buffer_slice(&response->body), &json, NULL) != MGP_OK) return NULL;
    return json->type == MGP_JSON_OBJECT ? json : NULL;
}

static void keep_string(const struct mgp_json *json, char *out, size_t size)
{
    if (mgp_json_is(json, MGP_JSON_STRING)) mgp_answer_keep(json->text, out, size);
}

static bool is_success(const struct mgp_http_response *response)
{
    return response->status >= 200 && response->status < 300;
}

/* A page in place of the server's answer: a proxy or a portal stands in between, and nothing was delivered. */
static bool is_page(const struct mgp_http_response *response)
{
    struct mgp_slice body = mgp_buffer_slice(&response->body);
    while (body.len > 0 && body.ptr[0] <= ' ') body = mgp_slice_sub(body, 1, body.len);
    return response->status < 300 && body.len > 0 && body.ptr[0] == '<';
}

/* HTTP 200 both for success and failure: "ok" tells. What is not Slack's JSON comes from something in between. */
static void read_method(const struct mgp_http_response *response, struct mgp_answer *out)
{
    struct mgp_arena arena = {0};
    const struct mgp_json *json = parse(&arena, response), *ok = mgp_json_member(json, "ok");
    const struct mgp_json *messages = mgp_json_path(json, "response_metadata", "messages", NULL);
    if (!mgp_json_is(ok, MGP_JSON_BOOL)) {
        if (is_success(response)) set_code(out, MGP_CODE_UNREADABLE);
    } else if (ok->boolean) {
        set_code(out, MGP_CODE_OK);
        keep_string(mgp_json_member(json, "ts"), out->thread, sizeof out->thread);
    } else {
        set_code(out, "an error without a name");
        keep_string(mgp_json_member(json, "error"), out->error, sizeof out->error);
        if (mgp_json_is(messages, MGP_JSON_ARRAY) && messages->count > 0)
            keep_string(messages->items[0], out->detail, sizeof out->detail);
    }
    mgp_arena_clear(&arena);
}

/* An incoming webhook answers with one word. */
static void read_word(const struct mgp_http_response *response, struct mgp_answer *out)
{
    struct mgp_slice body = mgp_buffer_slice(&response->body);
    while (body.len > 0 && body.ptr[body.len - 1] <= ' ') body.len--;
    bool is_word = body.len > 0 && body.len < 64;
    for (size_t i = 0; i < body.len && is_word; i++)
        is_word = (body.ptr[i] >= 'a' && body.ptr[i] <= 'z') || body.ptr[i] == '_';
    if (is_word) mgp_answer_keep(body, out->error, sizeof out->error);
    else if (is_success(response)) set_code(out, MGP_CODE_UNREADABLE);
}

void mgp_read_slack(const struct mgp_destination *destination, const struct mgp_http_response *response,
                    struct mgp_answer *out)
{
    if (destination->url_source) read_word(response, out);
    else read_method(response, out);
}

/* Some webhooks of Teams answer 200 with the error of the service behind them as text. */
void mgp_read_teams(const struct mgp_destination *destination, const struct mgp_http_response *response,
                    struct mgp_answer *out)
{
    static const char *const phrases[] = {"HTTP error 429", "HTTP error 413", "failed with error"};
    struct mgp_slice body = mgp_buffer_slice(&response->body);
    (void)destination;
    if (is_page(response)) set_code(out, MGP_CODE_UNREADABLE);
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (mgp_slice_find(body, mgp_slice_text(phrases[i]), 0) == SIZE_MAX) continue;
        set_code(out, phrases[i]);
        return;
    }
    if (response->status >= 400) mgp_answer_keep(body, out->detail, sizeof out->detail);
}

/* {"message": ..., "retry_after": 0.65} beside 429; the header has whole seconds only. */
void mgp_read_discord(const struct mgp_destination *destination, const struct mgp_http_response *response,
                      struct mgp_answer *out)
{
    struct mgp_arena arena = {0};
    const struct mgp_json *json = parse(&arena, response), *asked = mgp_json_member(json, "retry_after");
    (void)destination;
    if (is_page(response)) set_code(out, MGP_CODE_UNREADABLE);
    if (response->status == 429 && mgp_json_is(asked, MGP_JSON_NUMBER)) {
        char *text = mgp_slice_dup(asked->text);
        double ms = strtod(text, NULL) * 1000;
        free(text);
        if (ms >= 0) out->asked_ms = ms < (double)LONGEST_WAIT_MS ? (uint64_t)ms + 1 : LONGEST_WAIT_MS;
    }
    if (response->status >= 400) keep_string(mgp_json_member(json, "message"), out->detail, sizeof out->detail);
    mgp_arena_clear(&arena);
}

/* {"status": "invalid event", "message": ..., "errors": ["'routing_key' is invalid ..."]} */
void mgp_read_pagerduty(const struct mgp_destination *destination, const struct mgp_http_response *response,
                        struct mgp_answer *out)
{
    struct mgp_arena arena = {0};
    const struct mgp_json *json = parse(&arena, response), *errors = mgp_json_member(json, "errors");
    (void)destination;
    if (is_page(response)) set_code(out, MGP_CODE_UNREADABLE);
    if (response->status >= 400) keep_string(mgp_json_member(json, "message"), out->detail, sizeof out->detail);
    for (size_t i = 0; mgp_json_is(errors, MGP_JSON_ARRAY) && i < errors->count; i++) {
        if (!mgp_json_is(errors->items[i], MGP_JSON_STRING)) continue;
        keep_string(errors->items[i], out->detail, sizeof out->detail);
        if (mgp_slice_find(errors->items[i]->text, MGP_LITERAL("routing_key"), 0) != SIZE_MAX)
            set_code(out, "routing_key");
    }
    mgp_arena_clear(&arena);
}

/* The text of the first element of a name in XML; enough for the two that are wanted. */
static struct mgp_slice element(struct mgp_slice xml, const char *begin, const char *end)
{
    size_t at = mgp_slice_find(xml, mgp_slice_text(begin), 0);
    if (at == SIZE_MAX) return MGP_LITERAL("");
    at += strlen(begin);
    size_t close = mgp_slice_find(xml, mgp_slice_text(end), at);
    return close == SIZE_MAX ? MGP_LITERAL("") : mgp_slice_sub(xml, at, close);
}

static void read_xml(const struct mgp_http_response *response, struct mgp_answer *out)
{
    struct mgp_slice body = mgp_buffer_slice(&response->body);
    struct mgp_slice code = element(body, "<Code>", "</Code>");
    mgp_answer_keep(code, out->error, sizeof out->error);
    mgp_answer_keep(element(body, "<Message>", "</Message>"), out->detail, sizeof out->detail);
    if (code.len > 0 || response->status >= 300) return;
    set_code(out, element(body, "<MessageId>", "</MessageId>").len > 0 ? MGP_CODE_OK : MGP_CODE_UNREADABLE);
}

/* "com.amazonaws.sqs#QueueDoesNotExist": what follows the '#'. */
static void read_error_type(const struct mgp_json *json, struct mgp_answer *out)
{
    const struct mgp_json *type = mgp_json_member(json, "__type"), *message = mgp_json_member(json, "message");
    if (mgp_json_is(type, MGP_JSON_STRING)) {
        size_t hash = mgp_slice_find(type->text, MGP_LITERAL("#"), 0);
        struct mgp_slice name = mgp_slice_sub(type->text, hash == SIZE_MAX ? 0 : hash + 1, type->text.len);
        mgp_answer_keep(name, out->error, sizeof out->error);
    }
    keep_string(message ? message : mgp_json_member(json, "Message"), out->detail, sizeof out->detail);
}

/* PutEvents may say 200 and have refused the entry. */
static void read_entries(const struct mgp_json *json, struct mgp_answer *out)
{
    const struct mgp_json *failed = mgp_json_member(json, "FailedEntryCount");
    const struct mgp_json *entries = mgp_json_member(json, "Entries");
    int64_t count = 0;
    if (!mgp_json_integer(failed, &count)) return;
    set_code(out, count == 0 ? MGP_CODE_OK : "an entry that failed without a code");
    if (count == 0 || !mgp_json_is(entries, MGP_JSON_ARRAY) || entries->count == 0) return;
    keep_string(mgp_json_member(entries->items[0], "ErrorCode"), out->error, sizeof out->error);
    keep_string(mgp_json_member(entries->items[0], "ErrorMessage"), out->detail, sizeof out->detail);
}

void mgp_read_aws(const struct mgp_destination *destination, const struct mgp_http_response *response,
                  struct mgp_answer *out)
{
    struct mgp_arena arena = {0};
    const struct mgp_json *json = parse(&arena, response);
    if (!json) {
        read_xml(response, out);
    } else {
        read_error_type(json, out);
        if (response->status < 300 && mgp_json_is(mgp_json_member(json, "MessageId"), MGP_JSON_STRING))
            set_code(out, MGP_CODE_OK);
        if (response->status < 300 && destination->type == MGP_DESTINATION_EVENTBRIDGE) read_entries(json, out);
        if (response->status < 300 && !out->error[0]) set_code(out, MGP_CODE_UNREADABLE);
    }
    mgp_arena_clear(&arena);
}
