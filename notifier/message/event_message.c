/* Webhook and file: what the target receives, as it is: one JSON value on one line. */
#include "notifier/message/builder.h"
#include "notifier/message/text.h"

bool mgp_build_event(const struct mgp_destination *destination, const struct mgp_facts *facts,
                     enum mgp_message_form form, struct mgp_buffer *out)
{
    (void)destination;
    (void)form;
    mgp_text_append_json(out, facts->input);
    return true;
}
