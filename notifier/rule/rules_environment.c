#include <stdlib.h>

#include "base/file.h"
#include "notifier/rule/rules.h"

#define MACIE_PATTERN "{\"source\":[\"aws.macie\"],\"detail-type\":[\"Macie Finding\"]}"
#define RULE_NAME "macie-finding"
#define TARGET_ID "slack"
#define DESTINATION_NAME "slack"

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static struct mgp_rules *make_rules(const char *channel, const char *url)
{
    struct mgp_rules *rules = mgp_calloc(1, sizeof *rules);
    struct mgp_arena *arena = &rules->arena;
    struct mgp_slice base = mgp_slice_text(url);
    while (base.len > 0 && base.ptr[base.len - 1] == '/') base.len--;

    rules->destinations = mgp_arena_alloc(arena, sizeof *rules->destinations);
    rules->destination_count = 1;
    rules->destinations[0] = (struct mgp_destination){.name = DESTINATION_NAME,
                                                      .token_source = "env:SLACK_TOKEN",
                                                      .channel = mgp_arena_text(arena, mgp_slice_text(channel)),
                                                      .api_url = mgp_arena_text(arena, base),
                                                      .rate_per_second = MGP_DEFAULT_RATE_PER_SECOND};
    struct mgp_target *target = mgp_arena_alloc(arena, sizeof *target);
    *target = (struct mgp_target){.id = TARGET_ID, .destination = &rules->destinations[0],
                                  .retry = {.max_retries = MGP_DEFAULT_RETRIES,
                                            .max_age_seconds = MGP_DEFAULT_MAX_AGE_SECONDS}};
    rules->rules = mgp_arena_alloc(arena, sizeof *rules->rules);
    rules->rule_count = 1;
    rules->rules[0] = (struct mgp_rule){.name = RULE_NAME, .is_enabled = true, .targets = target, .target_count = 1};
    return rules;
}

enum mgp_status mgp_rules_from_environment(struct mgp_rules **out, struct mgp_error *error)
{
    const char *channel = setting("SLACK_CHANNEL"), *url = setting("SLACK_API_URL");
    if (!channel)
        return mgp_fail(error, MGP_INVALID, "SLACK_CHANNEL is not set: set SLACK_TOKEN and SLACK_CHANNEL, or give "
                                            "a file of rules with --rules");
    const char *fault = url ? mgp_api_url_fault(mgp_slice_text(url)) : NULL;
    if (fault) return mgp_fail(error, MGP_INVALID, "SLACK_API_URL %s", fault);
    struct mgp_rules *rules = make_rules(channel, url ? url : MGP_SLACK_API_URL);
    enum mgp_status status = mgp_pattern_parse(MGP_LITERAL(MACIE_PATTERN), &rules->rules[0].pattern, error);
    if (status == MGP_OK) *out = rules;
    else mgp_rules_destroy(rules);
    return status;
}

/* A token goes into a header: it may hold only what cannot end that line. */
static enum mgp_status check_token(const struct mgp_destination *destination, struct mgp_slice token,
                                   struct mgp_error *error)
{
    if (token.len == 0)
        return mgp_fail(error, MGP_INVALID, "the token of destination %s (%s) is empty", destination->name,
                        destination->token_source);
    for (size_t i = 0; i < token.len; i++)
        if (token.ptr[i] <= ' ' || token.ptr[i] >= 0x7f)
            return mgp_fail(error, MGP_INVALID, "the token of destination %s (%s) holds blanks or characters outside "
                                                "ASCII", destination->name, destination->token_source);
    return MGP_OK;
}

static struct mgp_slice trim(struct mgp_slice text)
{
    while (text.len > 0 && memchr(" \t\r\n", text.ptr[text.len - 1], 4)) text.len--;
    while (text.len > 0 && memchr(" \t\r\n", text.ptr[0], 4)) text = mgp_slice_sub(text, 1, text.len);
    return text;
}

enum mgp_status mgp_destination_token(const struct mgp_destination *destination, char **out, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    struct mgp_error reason = {0};
    enum mgp_status status = MGP_OK;
    if (strncmp(destination->token_source, "env:", 4) == 0) {
        const char *name = destination->token_source + 4;
        const char *value = setting(name);
        if (value) mgp_buffer_text(&text, value);
        else status = mgp_fail(error, MGP_INVALID, "%s is not set: it holds the token of destination %s", name,
                               destination->name);
    } else {
        const char *path = destination->token_source + strlen("file:");
        status = mgp_file_read(path, MGP_TOKEN_MAX_BYTES, &text, &reason);
        if (status != MGP_OK)
            mgp_fail(error, status, "the token of destination %s cannot be read: %s", destination->name,
                     reason.message);
    }
    struct mgp_slice token = trim(mgp_buffer_slice(&text));
    if (status == MGP_OK) status = check_token(destination, token, error);
    if (status == MGP_OK) *out = mgp_slice_dup(token);
    if (text.ptr) mgp_wipe(text.ptr, text.capacity);
    mgp_buffer_clear(&text);
    return status;
}
