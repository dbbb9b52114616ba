/* Any event, both layouts: what comes out is JSON that keeps Slack's limits. */
#include <stdlib.h>

#include "../support/slack_limits.h"
#include "base/buffer.h"
#include "notifier/message/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL, *body = NULL;
    struct mgp_buffer message = {0};
    char fault[400];
    if (mgp_json_parse(&arena, mgp_slice_of(data, size), &event, NULL) == MGP_OK) {
        for (int layout = MGP_LAYOUT_DEFAULT; layout <= MGP_LAYOUT_CLASSIC; layout++) {
            message.len = 0;
            struct mgp_destination destination = {.type = MGP_DESTINATION_SLACK, .channel = "#c",
                                                  .layout = (enum mgp_layout)layout};
            if (!mgp_message_build(&destination, event, MGP_MESSAGE_FULL, &message)) continue;
            if (mgp_json_parse(&arena, mgp_buffer_slice(&message), &body, NULL) != MGP_OK) abort();
            if (!slack_limits_hold(body, fault, sizeof fault)) abort();
        }
    }
    mgp_buffer_clear(&message);
    mgp_arena_clear(&arena);
    return 0;
}
