#include "notifier/message/message.h"

#include "notifier/message/builder.h"
#include "notifier/message/digest.h"

static const struct mgp_shape plain_digest = {.text = 120, .name = 60, .groups = 5};

static const struct {
    mgp_message_builder *build;
    mgp_digest_builder *digest; /* NULL: programs read these messages, each event is sent */
} types[MGP_DESTINATION_TYPES] = {
    [MGP_DESTINATION_SLACK] = {mgp_build_slack, mgp_digest_slack},
    [MGP_DESTINATION_WEBHOOK] = {mgp_build_event, NULL},
    [MGP_DESTINATION_TEAMS] = {mgp_build_teams, mgp_digest_teams},
    [MGP_DESTINATION_DISCORD] = {mgp_build_discord, mgp_digest_discord},
    [MGP_DESTINATION_PAGERDUTY] = {mgp_build_pagerduty, mgp_digest_pagerduty},
    [MGP_DESTINATION_SMTP] = {mgp_build_mail, mgp_digest_mail},
    [MGP_DESTINATION_SNS] = {mgp_build_sns, NULL},
    [MGP_DESTINATION_SQS] = {mgp_build_sqs, NULL},
    [MGP_DESTINATION_EVENTBRIDGE] = {mgp_build_eventbridge, NULL},
    [MGP_DESTINATION_FILE] = {mgp_build_event, NULL},
};

bool mgp_message_build(const struct mgp_destination *destination, const struct mgp_json *input,
                       enum mgp_message_form form, struct mgp_buffer *out)
{
    struct mgp_facts facts = mgp_facts_read(input);
    return types[destination->type].build(destination, &facts, form, out);
}

/* As the destination writes a text that is no event. */
static void write_plain_digest(const struct mgp_destination *destination, const struct mgp_digest *digest,
                               struct mgp_buffer *out)
{
    struct mgp_buffer text = {0};
    mgp_digest_append_body(&text, digest, &plain_digest);
    struct mgp_json json = {.type = MGP_JSON_STRING, .text = mgp_buffer_slice(&text)};
    mgp_message_build(destination, &json, MGP_MESSAGE_PLAIN, out);
    mgp_buffer_clear(&text);
}

bool mgp_message_digest(const struct mgp_destination *destination, const struct mgp_digest *digest,
                        enum mgp_message_form form, struct mgp_buffer *out)
{
    if (!types[destination->type].digest) return false;
    if (form == MGP_MESSAGE_PLAIN) {
        write_plain_digest(destination, digest, out);
        return true;
    }
    types[destination->type].digest(destination, digest, out);
    return true;
}
