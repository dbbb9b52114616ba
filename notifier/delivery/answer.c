#include "notifier/delivery/answer.h"

#include <stdio.h>

#include "base/utf8.h"
#include "notifier/delivery/answer_body.h"

#define ANY         MGP_DESTINATION_TYPES
#define ANY_STATUS  0, 999
#define LONG_PAUSE_MS 60000 /* of a limit that is not one of a second, where no Retry-After is given */

/* The first row that fits tells. A code of NULL fits any; a type of ANY fits any. What no row fits is a refusal: an
 * error that nobody knows is not made better by repeating it, and redirects are not followed. */
static const struct row {
    enum mgp_destination_type type;
    long first, last; /* status: of HTTP, or the reply of SMTP */
    const char *code;
    enum mgp_answer_kind kind;
} rows[] = {
    {MGP_DESTINATION_SLACK, 200, 200, MGP_CODE_OK, MGP_ANSWER_OK},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "ratelimited", MGP_ANSWER_WAIT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "rate_limited", MGP_ANSWER_WAIT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "message_limit_exceeded", MGP_ANSWER_WAIT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "service_unavailable", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "internal_error", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "request_timeout", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "team_added_to_org", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "fatal_error", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "rollup_error", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "not_authed", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_auth", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_token", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "account_inactive", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "token_revoked", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "token_expired", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "missing_scope", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "not_allowed_token_type", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "org_login_required", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "two_factor_setup_required", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "accesslimited", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "access_denied", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "no_permission", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "no_service", MGP_ANSWER_CREDENTIALS}, /* the webhook was removed */
    {MGP_DESTINATION_SLACK, ANY_STATUS, "no_service_id", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "action_prohibited", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "team_disabled", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "channel_not_found", MGP_ANSWER_REFUSED},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "channel_is_archived", MGP_ANSWER_REFUSED},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_payload", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_blocks", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_blocks_format", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "msg_blocks_too_long", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "msg_too_long", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "no_text", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "metadata_too_large", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "too_many_attachments", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_charset", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_form_data", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, ANY_STATUS, "invalid_array_arg", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SLACK, 200, 299, MGP_CODE_UNREADABLE, MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SLACK, 200, 299, NULL, MGP_ANSWER_REFUSED}, /* an error of Slack's that is not listed */

    {MGP_DESTINATION_TEAMS, 200, 299, "HTTP error 429", MGP_ANSWER_WAIT}, /* said in the text of a success */
    {MGP_DESTINATION_TEAMS, 200, 299, "HTTP error 413", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_TEAMS, 200, 299, "failed with error", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_TEAMS, 400, 400, NULL, MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_TEAMS, 404, 404, NULL, MGP_ANSWER_CREDENTIALS}, /* the workflow was removed */
    {MGP_DESTINATION_TEAMS, 410, 410, NULL, MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_TEAMS, 413, 413, NULL, MGP_ANSWER_BAD_PAYLOAD},

    {MGP_DESTINATION_DISCORD, 400, 400, NULL, MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_DISCORD, 404, 404, NULL, MGP_ANSWER_CREDENTIALS}, /* the webhook was removed */
    {MGP_DESTINATION_DISCORD, 413, 413, NULL, MGP_ANSWER_BAD_PAYLOAD},

    {MGP_DESTINATION_PAGERDUTY, 400, 400, "routing_key", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_PAGERDUTY, 400, 400, NULL, MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_PAGERDUTY, 413, 413, NULL, MGP_ANSWER_BAD_PAYLOAD},

    {MGP_DESTINATION_WEBHOOK, 410, 410, NULL, MGP_ANSWER_CREDENTIALS}, /* Standard Webhooks: send no more */

    /* Codes of AWS, for all three of its types; names end with "Exception" in some protocols. */
    {MGP_DESTINATION_SNS, ANY_STATUS, "Throttl", MGP_ANSWER_WAIT},
    {MGP_DESTINATION_SNS, ANY_STATUS, "RequestThrottled", MGP_ANSWER_WAIT},
    {MGP_DESTINATION_SNS, ANY_STATUS, "TooManyRequests", MGP_ANSWER_WAIT},
    {MGP_DESTINATION_SNS, ANY_STATUS, "RequestLimitExceeded", MGP_ANSWER_WAIT},
    {MGP_DESTINATION_SNS, ANY_STATUS, "Internal", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SNS, ANY_STATUS, "ServiceUnavailable", MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SNS, ANY_STATUS, "SignatureDoesNotMatch", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "IncompleteSignature", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "InvalidSignature", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "InvalidClientTokenId", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "InvalidAccessKeyId", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "UnrecognizedClient", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "MissingAuthenticationToken", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "ExpiredToken", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "RequestExpired", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "AccessDenied", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "AuthorizationError", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "NotAuthorizedForSource", MGP_ANSWER_REFUSED},
    {MGP_DESTINATION_SNS, ANY_STATUS, "NotAuthorized", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "OptInRequired", MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SNS, ANY_STATUS, "InvalidMessageContents", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SNS, ANY_STATUS, "InvalidParameter", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SNS, ANY_STATUS, "BatchRequestTooLong", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SNS, ANY_STATUS, "MalformedDetail", MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SNS, 413, 413, NULL, MGP_ANSWER_BAD_PAYLOAD},
    {MGP_DESTINATION_SNS, 200, 299, MGP_CODE_OK, MGP_ANSWER_OK},
    {MGP_DESTINATION_SNS, 200, 299, MGP_CODE_UNREADABLE, MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SNS, 200, 299, NULL, MGP_ANSWER_REFUSED}, /* an entry that failed */

    {MGP_DESTINATION_SMTP, 200, 299, NULL, MGP_ANSWER_OK},
    {MGP_DESTINATION_SMTP, 400, 499, NULL, MGP_ANSWER_TRANSIENT},
    {MGP_DESTINATION_SMTP, 530, 530, NULL, MGP_ANSWER_CREDENTIALS}, /* RFC 4954, 6 */
    {MGP_DESTINATION_SMTP, 534, 535, NULL, MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SMTP, 538, 538, NULL, MGP_ANSWER_CREDENTIALS},
    {MGP_DESTINATION_SMTP, 552, 552, NULL, MGP_ANSWER_BAD_PAYLOAD}, /* too large */
    {MGP_DESTINATION_SMTP, ANY_STATUS, NULL, MGP_ANSWER_REFUSED},

    {ANY, 200, 299, MGP_CODE_UNREADABLE, MGP_ANSWER_TRANSIENT},
    {ANY, 429, 429, NULL, MGP_ANSWER_WAIT},
    {ANY, 408, 408, NULL, MGP_ANSWER_TRANSIENT},
    {ANY, 425, 425, NULL, MGP_ANSWER_TRANSIENT},
    {ANY, 500, 599, NULL, MGP_ANSWER_TRANSIENT},
    {ANY, 401, 401, NULL, MGP_ANSWER_CREDENTIALS},
    {ANY, 403, 403, NULL, MGP_ANSWER_CREDENTIALS},
    {ANY, 407, 407, NULL, MGP_ANSWER_CREDENTIALS}, /* of a proxy */
    {ANY, 200, 299, NULL, MGP_ANSWER_OK},
};

static bool is_aws(enum mgp_destination_type type)
{
    return type == MGP_DESTINATION_SNS || type == MGP_DESTINATION_SQS || type == MGP_DESTINATION_EVENTBRIDGE;
}

/* A row for SNS is one for all of AWS; there, a code that begins like the row's is meant too. */
static bool fits(const struct row *row, enum mgp_destination_type type, long status, const char *code)
{
    bool is_type = row->type == ANY || row->type == type || (row->type == MGP_DESTINATION_SNS && is_aws(type));
    if (!is_type || status < row->first || status > row->last) return false;
    if (!row->code) return true;
    return is_aws(type) ? strncmp(code, row->code, strlen(row->code)) == 0 : strcmp(code, row->code) == 0;
}

enum mgp_answer_kind mgp_answer_classify(enum mgp_destination_type type, long status, const char *code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (fits(&rows[i], type, status, code)) return rows[i].kind;
    return MGP_ANSWER_REFUSED;
}

void mgp_answer_keep(struct mgp_slice text, char *out, size_t size)
{
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_slice_sub(text, 0, text.len < size ? text.len : size));
    snprintf(out, size, "%s", mgp_buffer_string(&shown));
    out[mgp_utf8_valid_prefix(mgp_slice_text(out))] = '\0';
    mgp_buffer_clear(&shown);
}

static mgp_answer_reader *const readers[MGP_DESTINATION_TYPES] = {
    [MGP_DESTINATION_SLACK] = mgp_read_slack,         [MGP_DESTINATION_TEAMS] = mgp_read_teams,
    [MGP_DESTINATION_DISCORD] = mgp_read_discord,     [MGP_DESTINATION_PAGERDUTY] = mgp_read_pagerduty,
    [MGP_DESTINATION_SNS] = mgp_read_aws,             [MGP_DESTINATION_SQS] = mgp_read_aws,
    [MGP_DESTINATION_EVENTBRIDGE] = mgp_read_aws,
};

void mgp_answer_read(const struct mgp_destination *destination, const struct mgp_http_response *response,
                     mgp_time_ms now, struct mgp_answer *out)
{
    uint64_t asked = 0;
    *out = (struct mgp_answer){.asked_ms = MGP_ASKED_NOTHING};
    if (mgp_retry_after_read(response->retry_after, now, &asked)) out->asked_ms = asked;
    if (readers[destination->type]) readers[destination->type](destination, response, out);
    out->kind = mgp_answer_classify(destination->type, response->status, out->error);
    bool is_long = strcmp(out->error, "message_limit_exceeded") == 0;
    if (is_long && out->asked_ms == MGP_ASKED_NOTHING) out->asked_ms = LONG_PAUSE_MS;
    if (!out->error[0] && out->kind == MGP_ANSWER_OK) snprintf(out->error, sizeof out->error, MGP_CODE_OK);
    else if (!out->error[0]) snprintf(out->error, sizeof out->error, "HTTP %ld", response->status);
}

void mgp_answer_read_smtp(int code, const char *text, struct mgp_answer *out)
{
    *out = (struct mgp_answer){.asked_ms = MGP_ASKED_NOTHING};
    out->kind = mgp_answer_classify(MGP_DESTINATION_SMTP, code, "");
    snprintf(out->error, sizeof out->error, out->kind == MGP_ANSWER_OK ? MGP_CODE_OK : "SMTP %d", code);
    if (out->kind != MGP_ANSWER_OK) mgp_answer_keep(mgp_slice_text(text), out->detail, sizeof out->detail);
}
