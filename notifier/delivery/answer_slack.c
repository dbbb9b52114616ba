#include "notifier/delivery/answer_slack.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"

#define LONGEST_WAIT_MS (1000ull * 86400 * 365)
#define LONG_PAUSE_MS 60000 /* message_limit_exceeded without a Retry-After */

struct code {
    const char *name;
    enum mgp_answer_kind kind;
};

/* What is not listed is a refusal: an error that nobody knows is not made better by repeating it. */
static const struct code codes[] = {
    {"ratelimited", MGP_ANSWER_WAIT},
    {"rate_limited", MGP_ANSWER_WAIT},
    {"message_limit_exceeded", MGP_ANSWER_WAIT},
    {"service_unavailable", MGP_ANSWER_TRANSIENT},
    {"internal_error", MGP_ANSWER_TRANSIENT},
    {"request_timeout", MGP_ANSWER_TRANSIENT},
    {"team_added_to_org", MGP_ANSWER_TRANSIENT},
    {"fatal_error", MGP_ANSWER_TRANSIENT},
    {"not_authed", MGP_ANSWER_CREDENTIALS},
    {"invalid_auth", MGP_ANSWER_CREDENTIALS},
    {"account_inactive", MGP_ANSWER_CREDENTIALS},
    {"token_revoked", MGP_ANSWER_CREDENTIALS},
    {"token_expired", MGP_ANSWER_CREDENTIALS},
    {"missing_scope", MGP_ANSWER_CREDENTIALS},
    {"not_allowed_token_type", MGP_ANSWER_CREDENTIALS},
    {"org_login_required", MGP_ANSWER_CREDENTIALS},
    {"two_factor_setup_required", MGP_ANSWER_CREDENTIALS},
    {"accesslimited", MGP_ANSWER_CREDENTIALS},
    {"access_denied", MGP_ANSWER_CREDENTIALS},
    {"no_permission", MGP_ANSWER_CREDENTIALS},
    {"invalid_blocks", MGP_ANSWER_BAD_PAYLOAD},
    {"invalid_blocks_format", MGP_ANSWER_BAD_PAYLOAD},
    {"msg_blocks_too_long", MGP_ANSWER_BAD_PAYLOAD},
    {"msg_too_long", MGP_ANSWER_BAD_PAYLOAD},
    {"no_text", MGP_ANSWER_BAD_PAYLOAD},
    {"metadata_too_large", MGP_ANSWER_BAD_PAYLOAD},
    {"too_many_attachments", MGP_ANSWER_BAD_PAYLOAD},
    {"invalid_charset", MGP_ANSWER_BAD_PAYLOAD},
    {"invalid_form_data", MGP_ANSWER_BAD_PAYLOAD},
    {"invalid_array_arg", MGP_ANSWER_BAD_PAYLOAD},
};

/* "Wed, 21 Oct 2015 07:28:00 GMT": the only form of a date that may still be sent. */
static bool read_http_date(const char *text, mgp_time_ms *out)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char day_name[4], month_name[4], zone[4], iso[64];
    int day = 0, year = 0, hour = 0, minute = 0, second = 0, used = 0;
    if (sscanf(text, "%3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %3[A-Z]%n", day_name, &day, month_name, &year, &hour,
               &minute, &second, zone, &used) != 8)
        return false;
    const char *month = strstr(months, month_name);
    if (text[used] != '\0' || strcmp(zone, "GMT") != 0 || strlen(month_name) != 3 || !month) return false;
    if ((month - months) % 3 != 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || year < 0) return false;
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, (int)(month - months) / 3 + 1, day, hour, minute,
             second);
    return mgp_time_parse(iso, out);
}

static bool read_seconds(const char *text, uint64_t *out_ms)
{
    size_t digits = strspn(text, "0123456789");
    size_t fraction = text[digits] == '.' ? strspn(text + digits + 1, "0123456789") : 0;
    size_t end = fraction > 0 ? digits + 1 + fraction : digits;
    if (digits == 0 || text[end] != '\0') return false;
    double ms = strtod(text, NULL) * 1000;
    *out_ms = ms < (double)LONGEST_WAIT_MS ? (uint64_t)ms : LONGEST_WAIT_MS;
    return true;
}

bool mgp_retry_after_read(const char *text, mgp_time_ms now, uint64_t *out_ms)
{
    mgp_time_ms date = 0;
    if (read_seconds(text, out_ms)) return true;
    if (!read_http_date(text, &date)) return false;
    *out_ms = date > now ? (uint64_t)(date - now) : 0;
    return true;
}

static void keep_printable(struct mgp_slice text, char *out, size_t size)
{
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_slice_sub(text, 0, text.len < size ? text.len : size));
    snprintf(out, size, "%s", mgp_buffer_string(&shown));
    out[mgp_utf8_valid_prefix(mgp_slice_text(out))] = '\0';
    mgp_buffer_clear(&shown);
}

static void read_refusal(const struct mgp_json *json, struct mgp_answer *out)
{
    const struct mgp_json *error = mgp_json_member(json, "error");
    const struct mgp_json *messages = mgp_json_path(json, "response_metadata", "messages", NULL);
    out->kind = MGP_ANSWER_REFUSED;
    if (mgp_json_is(error, MGP_JSON_STRING)) keep_printable(error->text, out->error, sizeof out->error);
    else snprintf(out->error, sizeof out->error, "an error without a name");
    if (mgp_json_is(messages, MGP_JSON_ARRAY) && messages->count > 0 && messages->items[0]->type == MGP_JSON_STRING)
        keep_printable(messages->items[0]->text, out->detail, sizeof out->detail);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (mgp_json_is_string(error, codes[i].name)) out->kind = codes[i].kind;
    if (mgp_json_is_string(error, "message_limit_exceeded") && out->asked_ms == MGP_ASKED_NOTHING)
        out->asked_ms = LONG_PAUSE_MS;
}

/* HTTP 200. What is not Slack's JSON comes from something in between, and may pass. */
static void read_body(struct mgp_slice body, struct mgp_answer *out)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    const struct mgp_json *ok = NULL;
    if (mgp_json_parse(&arena, body, &json, NULL) == MGP_OK) ok = mgp_json_member(json, "ok");
    if (!mgp_json_is(ok, MGP_JSON_BOOL)) {
        out->kind = MGP_ANSWER_TRANSIENT;
        snprintf(out->error, sizeof out->error, "an answer that is not Slack's");
    } else if (ok->boolean) {
        out->kind = MGP_ANSWER_OK;
        const struct mgp_json *ts = mgp_json_member(json, "ts");
        snprintf(out->error, sizeof out->error, "ok");
        if (mgp_json_is(ts, MGP_JSON_STRING)) keep_printable(ts->text, out->thread, sizeof out->thread);
    } else {
        read_refusal(json, out);
    }
    mgp_arena_clear(&arena);
}

static enum mgp_answer_kind kind_of_status(long status)
{
    if (status == 429) return MGP_ANSWER_WAIT;
    if (status >= 500 || status == 408 || status == 425) return MGP_ANSWER_TRANSIENT;
    if (status == 401 || status == 403) return MGP_ANSWER_CREDENTIALS;
    return MGP_ANSWER_REFUSED; /* redirects too: they are not followed */
}

void mgp_slack_answer_read(const struct mgp_http_response *response, mgp_time_ms now, struct mgp_answer *out)
{
    *out = (struct mgp_answer){.asked_ms = MGP_ASKED_NOTHING};
    uint64_t asked = 0;
    if (mgp_retry_after_read(response->retry_after, now, &asked)) out->asked_ms = asked;
    if (response->status == 200) {
        read_body(mgp_buffer_slice(&response->body), out);
        return;
    }
    out->kind = kind_of_status(response->status);
    snprintf(out->error, sizeof out->error, "HTTP %ld", response->status);
}
