#include "scanner/job/examples.h"

#include "scanner/job/scan.h"

struct run {
    mgp_on_example_failure *on_failure;
    void *context;
    struct mgp_example_counts *counts;
    const struct mgp_identifier *identifier;
    struct mgp_scanner *scanner;
};

static bool is_found(struct run *run, struct mgp_slice text)
{
    struct mgp_report *report = mgp_scan_bytes(run->scanner, MGP_LITERAL("example.txt"), text);
    bool found = report->detection_count > 0;
    mgp_report_destroy(report);
    return found;
}

static void expect(struct run *run, const char *kind, size_t number, struct mgp_slice text, bool wanted)
{
    if (is_found(run, text) == wanted) return;
    run->counts->failed++;
    struct mgp_example_failure failure = {
        .identifier = run->identifier, .kind = kind, .number = number, .was_found = !wanted, .text = text};
    run->on_failure(run->context, &failure);
}

static void run_list(struct run *run, const char *kind, const char *const *texts, bool wanted)
{
    for (size_t i = 0; texts && texts[i]; i++) {
        run->counts->written++;
        expect(run, kind, i + 1, mgp_slice_text(texts[i]), wanted);
    }
}

static enum mgp_status run_identifier(struct run *run, struct mgp_error *error)
{
    struct mgp_rule_set_options options = {
        .selection = MGP_SELECT_LISTED, .included = &run->identifier->id, .included_count = 1};
    struct mgp_rule_set *rules = NULL;
    enum mgp_status status = mgp_rule_set_create(&options, &rules, error);
    if (status != MGP_OK) return status;
    struct mgp_scan_options scan = {.rules = rules, .matcher = &mgp_reference_matcher};
    run->scanner = mgp_scanner_create(&scan);
    run_list(run, "example", run->identifier->examples, true);
    run_list(run, "counter-example", run->identifier->counter_examples, false);
    run->counts->identifiers++;
    mgp_scanner_destroy(run->scanner);
    mgp_rule_set_destroy(rules);
    return MGP_OK;
}

enum mgp_status mgp_examples_check(mgp_on_example_failure *on_failure, void *context,
                                   struct mgp_example_counts *counts, struct mgp_error *error)
{
    *counts = (struct mgp_example_counts){0};
    struct run run = {.on_failure = on_failure, .context = context, .counts = counts};
    enum mgp_status status = MGP_OK;
    for (size_t i = 0; status == MGP_OK && i < mgp_catalogue_count; i++) {
        run.identifier = &mgp_catalogue[i];
        if (!run.identifier->inactive_reason) status = run_identifier(&run, error);
    }
    return status;
}
