#include <stdlib.h>

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
    if (url && mgp_url_is_open(mgp_slice_text(url)))
        return mgp_fail(error, MGP_INVALID,
                        "SLACK_API_URL must use https://, or name a host of the loopback interface: the token would "
                        "travel in the clear");
    struct mgp_rules *rules = make_rules(channel, url ? url : MGP_SLACK_API_URL);
    enum mgp_status status = mgp_pattern_parse(MGP_LITERAL(MACIE_PATTERN), &rules->rules[0].pattern, error);
    if (status == MGP_OK) *out = rules;
    else mgp_rules_destroy(rules);
    return status;
}
