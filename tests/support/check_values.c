/* check_values: asks checks and identifiers about values, line by line from standard input, for comparison with
 * other implementations. A line is KIND<TAB>NAME<TAB>VALUE: "check" and a check's name tells whether the check
 * holds; "found" and an identifier's id whether it is found in VALUE as running text. Answers are 1 or 0, a
 * line each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/job/scan.h"

/* Scanners for one identifier each, made when first asked for. */
static struct mgp_scanner *scanners[200];
static struct mgp_rule_set *rule_sets[200];

static struct mgp_scanner *scanner_for(const struct mgp_identifier *identifier)
{
    size_t index = (size_t)(identifier - mgp_catalogue);
    if (index >= sizeof scanners / sizeof *scanners) abort();
    if (scanners[index]) return scanners[index];
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_LISTED,
                                           .included = &identifier->id,
                                           .included_count = 1,
                                           .report_test_values = true};
    struct mgp_error error;
    if (mgp_rule_set_create(&options, &rule_sets[index], &error) != MGP_OK) {
        fprintf(stderr, "check_values: %s\n", error.message);
        exit(2);
    }
    struct mgp_scan_options scan = {.rules = rule_sets[index], .matcher = &mgp_reference_matcher};
    scanners[index] = mgp_scanner_create(&scan);
    return scanners[index];
}

static bool is_found(const char *id, struct mgp_slice text)
{
    const struct mgp_identifier *identifier = mgp_catalogue_find(mgp_slice_text(id));
    if (!identifier) {
        fprintf(stderr, "check_values: there is no identifier %s\n", id);
        exit(2);
    }
    struct mgp_report *report = mgp_scan_bytes(scanner_for(identifier), MGP_LITERAL("a.txt"), text);
    bool found = report->detection_count > 0;
    mgp_report_destroy(report);
    return found;
}

static bool holds(const char *name, struct mgp_slice value)
{
    mgp_check *check = mgp_check_find(name);
    if (!check) {
        fprintf(stderr, "check_values: there is no check %s\n", name);
        exit(2);
    }
    return check(value);
}

static void answer(char *line)
{
    char *name = strchr(line, '\t');
    char *value = name ? strchr(name + 1, '\t') : NULL;
    if (!value) {
        fprintf(stderr, "check_values: a line is KIND<TAB>NAME<TAB>VALUE\n");
        exit(2);
    }
    *name++ = '\0';
    *value++ = '\0';
    struct mgp_slice slice = mgp_slice_text(value);
    puts((strcmp(line, "check") == 0 ? holds(name, slice) : is_found(name, slice)) ? "1" : "0");
}

int main(void)
{
    static char line[8192];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        answer(line);
    }
    for (size_t i = 0; i < sizeof scanners / sizeof *scanners; i++) {
        mgp_scanner_destroy(scanners[i]);
        mgp_rule_set_destroy(rule_sets[i]);
    }
    return 0;
}
