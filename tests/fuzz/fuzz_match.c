/* Any bytes, all identifiers: the same report whole and in windows of a size that the first byte chooses. */
#include <assert.h>

#include "scanner/job/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mgp_report *scan(const struct mgp_rule_set *rules, struct mgp_slice name, struct mgp_slice bytes,
                               size_t window)
{
    struct mgp_scan_options options = {
        .rules = rules, .matcher = &mgp_reference_matcher, .window_bytes = window};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    struct mgp_report *report = mgp_scan_bytes(scanner, name, bytes);
    mgp_scanner_destroy(scanner);
    return report;
}

static void compare(const struct mgp_report *a, const struct mgp_report *b)
{
    assert(a->state == b->state && a->detection_count == b->detection_count);
    for (size_t i = 0; i < a->detection_count; i++) {
        assert(a->detections[i].identifier == b->detections[i].identifier);
        assert(a->detections[i].count == b->detections[i].count);
        for (size_t k = 0; k < a->detections[i].occurrence_count; k++) {
            assert(a->detections[i].occurrences[k].offset == b->detections[i].occurrences[k].offset);
            assert(a->detections[i].occurrences[k].length == b->detections[i].occurrences[k].length);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mgp_rule_set *rules;
    static const char *const names[] = {"a.txt", "a.csv", "a.json", "a.jsonl"};
    if (!rules) {
        struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
        if (mgp_rule_set_create(&options, &rules, NULL) != MGP_OK) return 0;
    }
    if (size < 2 || size > 20000) return 0;
    struct mgp_slice bytes = mgp_slice_of(data + 1, size - 1), name = mgp_slice_text(names[data[0] % 4]);
    struct mgp_report *whole = scan(rules, name, bytes, 0),
                      *parts = scan(rules, name, bytes, 16u + data[0] / 4u);
    compare(whole, parts);
    mgp_report_destroy(whole);
    mgp_report_destroy(parts);
    return 0;
}
