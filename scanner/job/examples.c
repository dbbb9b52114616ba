#include "scanner/job/examples.h"

#include "scanner/job/examples_run.h"

bool mgp_example_is_found(struct mgp_example_run *run, const char *name, struct mgp_slice text,
                          struct mgp_slice *first)
{
    struct mgp_report *report = mgp_scan_bytes(run->scanner, mgp_slice_text(name), text);
    bool found = report->detection_count > 0;
    if (found && first) {
        const struct mgp_occurrence *occurrence = &report->detections[0].occurrences[0];
        *first = mgp_slice_sub(text, occurrence->offset, occurrence->offset + occurrence->length);
    }
    mgp_report_destroy(report);
    return found;
}

void mgp_example_expect(struct mgp_example_run *run, const char *kind, size_t number, const char *name,
                        struct mgp_slice text, bool wanted)
{
    if (mgp_example_is_found(run, name, text, NULL) == wanted) return;
    run->counts->failed++;
    struct mgp_example_failure failure = {
        .identifier = run->identifier, .kind = kind, .number = number, .was_found = !wanted, .text = text};
    run->on_failure(run->context, &failure);
}

static void run_list(struct mgp_example_run *run, const char *kind, const char *const *texts, bool wanted)
{
    for (size_t i = 0; texts && texts[i]; i++) {
        run->counts->written++;
        mgp_example_expect(run, kind, i + 1, "example.txt", mgp_slice_text(texts[i]), wanted);
    }
}

static void run_identifier(struct mgp_example_run *run)
{
    run->counts->identifiers++;
    run_list(run, "example", run->identifier->examples, true);
    run_list(run, "counter-example", run->identifier->counter_examples, false);
    for (size_t i = 0; run->identifier->examples[i]; i++) {
        mgp_example_derive(run, i + 1);
    }
    mgp_example_exclusions(run);
}

static enum mgp_status run_alone(struct mgp_example_run *run, struct mgp_error *error)
{
    struct mgp_rule_set_options options = {
        .selection = MGP_SELECT_LISTED, .included = &run->identifier->id, .included_count = 1};
    struct mgp_rule_set *rules = NULL;
    enum mgp_status status = mgp_rule_set_create(&options, &rules, error);
    if (status != MGP_OK) return status;
    struct mgp_scan_options scan = {.rules = rules, .matcher = &mgp_reference_matcher};
    run->scanner = mgp_scanner_create(&scan);
    run_identifier(run);
    mgp_scanner_destroy(run->scanner);
    mgp_rule_set_destroy(rules);
    return MGP_OK;
}

enum mgp_status mgp_examples_check(mgp_on_example_failure *on_failure, void *context,
                                   struct mgp_example_counts *counts, struct mgp_error *error)
{
    *counts = (struct mgp_example_counts){0};
    struct mgp_example_run run = {.on_failure = on_failure, .context = context, .counts = counts};
    enum mgp_status status = MGP_OK;
    for (size_t i = 0; status == MGP_OK && i < mgp_catalogue_count; i++) {
        run.identifier = &mgp_catalogue[i];
        if (!run.identifier->inactive_reason) status = run_alone(&run, error);
    }
    return status;
}
