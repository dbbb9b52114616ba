#include "notifier/rule/target_input.h"

enum mgp_status mgp_target_input(const struct mgp_target *target, const struct mgp_rule *rule,
                                 const struct mgp_json *event, struct mgp_slice event_text, mgp_time_ms ingestion,
                                 struct mgp_buffer *out, struct mgp_error *error)
{
    (void)target, (void)rule, (void)event, (void)ingestion, (void)error;
    mgp_buffer_append(out, event_text);
    return MGP_OK;
}
