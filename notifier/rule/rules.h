/* The rules of the notifier: which events go where. Read from a rules file, whose rules are written as one
 * gives them to PutRule and PutTargets, or made from the environment of the article's Lambda.
 *
 *     {"Rules": [{"Name": "macie-to-slack", "State": "ENABLED",
 *                 "EventPattern": {"source": ["aws.macie"], "detail-type": ["Macie Finding"]},
 *                 "Targets": [{"Id": "devsec", "Arn": "magpie:destination/devsec-slack"}]}],
 *      "Destinations": {"devsec-slack": {"Type": "slack", "Token": "env:SLACK_TOKEN",
 *                                        "Channel": "#aws-macie-events"}}}
 *
 * Read-only once made; may be shared between threads. */
#ifndef MGP_NOTIFIER_RULE_RULES_H
#define MGP_NOTIFIER_RULE_RULES_H

#include "notifier/rule/destination.h"
#include "notifier/rule/pattern.h"

#define MGP_RULES_MAX_BYTES (4u << 20)
#define MGP_RULES_MAX 300            /* rules a bus, as in the service */
#define MGP_RULE_MAX_TARGETS 5       /* targets a rule, as in the service */
#define MGP_NAME_MAX 64              /* characters of a rule's name or a target's id */

/* What stands for RetryPolicy; a member that is not given has its default. */
struct mgp_retry_policy {
    unsigned max_retries;
    unsigned max_age_seconds;
    bool is_given;     /* MaximumRetryAttempts was */
    bool is_age_given; /* MaximumEventAgeInSeconds was */
};

/* Input, InputPath or InputTransformer of a target; read by mgp_target_input. */
struct mgp_input;

struct mgp_target {
    const char *id;
    const struct mgp_destination *destination;
    struct mgp_retry_policy retry;
    const char *dead_letter_path;  /* DeadLetterConfig: {"Arn": "file:PATH"}; NULL where there is none */
    const struct mgp_input *input; /* NULL: the event as it came */
};

struct mgp_rule {
    const char *name;
    bool is_enabled;
    struct mgp_pattern *pattern;
    size_t pattern_offset;   /* of EventPattern in the file */
    bool is_pattern_in_text; /* EventPattern is a string: offsets in the pattern are of that text */
    struct mgp_target *targets;
    size_t target_count;
};

struct mgp_rules {
    struct mgp_arena arena;
    struct mgp_rule *rules;
    size_t rule_count;
    struct mgp_destination *destinations;
    size_t destination_count;
    const char **warnings; /* each one line with file, line and column: a destination that no rule uses */
    size_t warning_count;
};

#define MGP_DEFAULT_RETRIES 5
#define MGP_DEFAULT_MAX_AGE_SECONDS 3600

/* Every error names file, line and column, and never what a Token holds. */
enum mgp_status mgp_rules_read(const char *path, struct mgp_rules **out, struct mgp_error *error);
/* The same from text; path is only for errors. */
enum mgp_status mgp_rules_parse(const char *path, struct mgp_slice text, struct mgp_rules **out,
                                struct mgp_error *error);
/* From SLACK_TOKEN, SLACK_CHANNEL and, if set, SLACK_API_URL: one rule, every Macie finding to that channel. */
enum mgp_status mgp_rules_from_environment(struct mgp_rules **out, struct mgp_error *error);
void mgp_rules_destroy(struct mgp_rules *rules);

#endif
