/* The EventBridge event around a finding, as Macie publishes it. */
#include "scanner/finding/finding_parts.h"

void mgp_event_write(struct mgp_json_writer *writer, const struct mgp_finding_context *context,
                     const struct mgp_bucket_facts *facts, const struct mgp_report *report)
{
    char id[MGP_UUID_TEXT], time[MGP_TIME_TEXT];
    mgp_event_id(context, report, id);
    mgp_time_format(context->now, false, time);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "version", "0");
    mgp_json_member_text(writer, "id", id);
    mgp_json_member_text(writer, "detail-type", "Macie Finding");
    mgp_json_member_text(writer, "source", "aws.macie");
    mgp_json_member_text(writer, "account", context->account_id);
    mgp_json_member_text(writer, "time", time);
    mgp_json_member_text(writer, "region", mgp_finding_region(context, facts));
    mgp_json_key(writer, "resources");
    mgp_json_begin_array(writer);
    mgp_json_end_array(writer);
    mgp_json_key(writer, "detail");
    mgp_finding_write(writer, context, facts, report, true);
    mgp_json_end_object(writer);
}
