/* Any JSON as what a target receives: every type of destination, layout and form gives a message that keeps its
 * limits; an array also as the events of a digest. */
#include <stdio.h>
#include <stdlib.h>

#include "../support/message_limits.h"
#include "base/buffer.h"
#include "notifier/message/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *recipients[] = {"soc@example.com", "audit@example.com"};

static struct mgp_destination destination_of(int type, int variant)
{
    return (struct mgp_destination){
        .type = (enum mgp_destination_type)type,
        .layout = variant % 2 ? MGP_LAYOUT_CLASSIC : MGP_LAYOUT_DEFAULT,
        .channel = variant == 2 ? NULL : "#c",
        .link_template =
            variant == 2 ? "https://{bucket}.{region}/{key-component}?a={account}&f={finding}#{key}" : NULL,
        .bucket_link_template = variant == 2 ? "http://x/{bucket}" : NULL,
        .from = "magpie@example.com",
        .recipients = recipients,
        .recipient_count = 2,
        .resource = "http://127.0.0.1/queue.fifo",
    };
}

static void check(enum mgp_destination_type type, const struct mgp_buffer *body)
{
    char fault[400];
    if (!message_limits_hold(type, mgp_buffer_slice(body), fault, sizeof fault)) {
        fprintf(stderr, "%s: %s\n", mgp_destination_type_text(type), fault);
        abort();
    }
}

static void build_all(const struct mgp_json *input, struct mgp_buffer *body)
{
    for (int type = 0; type < MGP_DESTINATION_TYPES; type++) {
        for (int variant = 0; variant < 3; variant++) {
            struct mgp_destination destination = destination_of(type, variant);
            for (int form = MGP_MESSAGE_FULL; form <= MGP_MESSAGE_PLAIN; form++) {
                body->len = 0;
                if (mgp_message_build(&destination, input, (enum mgp_message_form)form, body))
                    check(destination.type, body);
            }
        }
    }
}

static void build_digests(const struct mgp_json *events, struct mgp_buffer *body)
{
    struct mgp_digest digest;
    mgp_digest_init(&digest);
    for (size_t i = 0; i < events->count; i++)
        for (size_t times = 0; times <= i % 3; times++) mgp_digest_add(&digest, events->items[i]);
    for (int type = 0; type < MGP_DESTINATION_TYPES; type++) {
        struct mgp_destination destination = destination_of(type, 0);
        for (int form = MGP_MESSAGE_FULL; form <= MGP_MESSAGE_PLAIN; form++) {
            body->len = 0;
            if (mgp_message_digest(&destination, &digest, (enum mgp_message_form)form, body))
                check(destination.type, body);
        }
    }
    mgp_digest_clear(&digest);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_arena arena = {0};
    struct mgp_json *input = NULL;
    struct mgp_buffer body = {0};
    if (mgp_json_parse(&arena, mgp_slice_of(data, size), &input, NULL) == MGP_OK) {
        build_all(input, &body);
        if (input->type == MGP_JSON_ARRAY) build_digests(input, &body);
    }
    mgp_buffer_clear(&body);
    mgp_arena_clear(&arena);
    return 0;
}
