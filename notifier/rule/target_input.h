/* What a target receives of an event that its rule matched: the event as it came, or what Input, InputPath or
 * InputTransformer make of it (PutTargets of EventBridge's classic rules). Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_TARGET_INPUT_H
#define MGP_NOTIFIER_RULE_TARGET_INPUT_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/status.h"
#include "notifier/rule/rules.h"

/* Appends what target receives to out: JSON text, or (from a template of text) lines of it. Where the target says
 * nothing about its input that is event_text, byte for byte. event is event_text, parsed; ingestion is when the
 * notifier took the event in (the variable aws.events.event.ingestion-time).
 *
 * MGP_INVALID, with out as it was, when the template gives something that is not JSON, which EventBridge drops:
 * a dead letter with ERROR_CODE INVALID_JSON. MGP_LIMIT, likewise, when the result is longer than
 * MGP_TARGET_INPUT_MAX_BYTES. error quotes nothing of the event. */
#define MGP_TARGET_INPUT_MAX_BYTES (1u << 20)

enum mgp_status mgp_target_input(const struct mgp_target *target, const struct mgp_rule *rule,
                                 const struct mgp_json *event, struct mgp_slice event_text, mgp_time_ms ingestion,
                                 struct mgp_buffer *out, struct mgp_error *error);

#endif
