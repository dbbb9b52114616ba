/* A bucket file of any bytes is either refused with a message, or gives a finding that is valid JSON. */
#include <stdio.h>

#include "scanner/finding/finding_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_finding(const struct mgp_bucket_facts *facts)
{
    static const struct mgp_identifier identifier = {.id = "NAME", .category = MGP_PERSONAL_INFORMATION};
    struct mgp_finding_context context = {.account_id = "000000000000", .region = "us-east-1"};
    struct mgp_occurrence occurrence = {.place = {.kind = MGP_PLACE_LINES}};
    struct mgp_detection detection = {.identifier = &identifier,
                                      .severity = MGP_SEVERITY_LOW,
                                      .count = 1,
                                      .occurrences = &occurrence,
                                      .occurrence_count = 1};
    struct mgp_report report = {.object = {.bucket = MGP_LITERAL("b"), .key = MGP_LITERAL("k")},
                                .detections = &detection,
                                .detection_count = 1};
    struct mgp_buffer text = {0};
    struct mgp_json_writer writer;
    struct mgp_arena arena = {0};
    struct mgp_json *json;
    mgp_json_writer_init(&writer, &text, 2);
    mgp_event_write(&writer, &context, facts, &report);
    if (mgp_json_parse(&arena, mgp_buffer_slice(&text), &json, NULL) != MGP_OK) abort();
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_bucket_facts *facts = NULL;
    struct mgp_error error = {0};
    if (mgp_bucket_facts_parse("b.bucket.json", mgp_slice_of(data, size), &facts, &error) == MGP_OK) {
        write_finding(facts);
        mgp_bucket_facts_destroy(facts);
    } else if (!error.message[0]) {
        abort();
    }
    return 0;
}
