/* magpie identifiers: what can be found, and whether it is. */
#include <stdio.h>

#include "base/file.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "scanner/job/examples.h"
#include "scanner/job/scan.h"

static const char help[] =
    "Usage: magpie identifiers list\n"
    "       magpie identifiers show ID\n"
    "       magpie identifiers check [CUSTOM-FILE]\n"
    "       magpie identifiers test --regex REGEX [--keyword WORD]... [--ignore WORD]... [--distance N] "
    "FILE\n"
    "\n"
    "list   all managed data identifiers: active or not, category, severity, whether a keyword is needed;\n"
    "       those that are not active yet with the reason\n"
    "show   one of them: patterns, checks, keywords, what is never reported, examples\n"
    "check  run the examples and counter-examples of every active identifier; with a file, check the\n"
    "       custom identifiers in it (the JSON of CreateCustomDataIdentifier, one or an array)\n"
    "test   count the matches of a custom identifier in a file (or -, standard input), as Macie's\n"
    "       TestCustomDataIdentifier does\n"
    "\n"
    "Examples:\n"
    "  magpie identifiers list | grep PASSPORT\n"
    "  magpie identifiers check my-identifiers.json\n"
    "  echo 'badge EMP-1234' | magpie identifiers test --regex 'EMP-[0-9]{4}' --keyword badge -\n"
    "\n"
    "Exit status: 0 done, 1 some example failed, 2 it could not be done.\n";

static const char *const severity_names[] = {"-", "Low", "Medium", "High"};

static const char *keyword_need(const struct mgp_identifier *identifier)
{
    bool with = false, without = false;
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        *(identifier->patterns[i].needs_keyword ? &with : &without) = true;
    }
    if (identifier->recogniser) *(identifier->recogniser_needs_keyword ? &with : &without) = true;
    if (with && without) return "some forms";
    return with ? "yes" : "no";
}

static int list(void)
{
    size_t active = 0;
    printf("%-52s %-22s %-9s %-11s %s\n", "ID", "CATEGORY", "ACTIVE", "KEYWORD", "SEVERITY (1, 2-99, 100+)");
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[i];
        bool is_active = !identifier->inactive_reason;
        active += is_active;
        printf("%-52s %-22s %-9s %-11s %s/%s/%s\n", identifier->id, mgp_category_name(identifier->category),
               is_active ? "yes" : "not yet", is_active ? keyword_need(identifier) : "-",
               severity_names[identifier->severity[0]], severity_names[identifier->severity[1]],
               severity_names[identifier->severity[2]]);
    }
    printf("\n%zu identifiers, %zu active\n", mgp_catalogue_count, active);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (!mgp_catalogue[i].inactive_reason) continue;
        printf("Not active yet: %s: %s\n", mgp_catalogue[i].id, mgp_catalogue[i].inactive_reason);
    }
    return 0;
}

static void print_list(const char *title, const char *const *items)
{
    if (!items || !items[0]) return;
    printf("%s\n", title);
    for (size_t i = 0; items[i]; i++) {
        struct mgp_buffer text = {0};
        mgp_append_printable(&text, mgp_slice_text(items[i]));
        printf("  %s\n", mgp_buffer_string(&text));
        mgp_buffer_clear(&text);
    }
}

static const char *nth_id(size_t index)
{
    return mgp_catalogue[index].id;
}

static void print_pattern(const struct mgp_pattern *pattern)
{
    printf("  %s\n    %s, keyword %s", pattern->regex, pattern->is_caseless ? "any case" : "case counts",
           pattern->needs_keyword ? "needed" : "not needed");
    for (size_t i = 0; pattern->checks && pattern->checks[i]; i++) {
        printf(", check %s", pattern->checks[i]);
    }
    putchar('\n');
}

static int show(const char *id)
{
    const struct mgp_identifier *identifier = mgp_catalogue_find(mgp_slice_text(id));
    if (!identifier) {
        const char *nearest = mgp_nearest(id, nth_id, mgp_catalogue_count);
        if (nearest)
            return mgp_usage_error("identifiers", "unknown identifier '%s': did you mean %s?", id, nearest);
        return mgp_usage_error("identifiers", "unknown identifier '%s': 'magpie identifiers list' names all",
                               id);
    }
    printf("%s\n%s\nCategory: %s\nSeverity for 1, 2-99, 100 and more occurrences: %s, %s, %s\n",
           identifier->id, identifier->name, mgp_category_name(identifier->category),
           severity_names[identifier->severity[0]], severity_names[identifier->severity[1]],
           severity_names[identifier->severity[2]]);
    printf("In Macie's recommended set: %s\n", identifier->is_recommended ? "yes" : "no");
    if (identifier->inactive_reason) printf("Not active yet: %s\n", identifier->inactive_reason);
    if (identifier->pattern_count > 0) puts("Patterns:");
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        print_pattern(&identifier->patterns[i]);
    }
    if (identifier->recogniser) {
        printf("Recogniser in code; keyword %s\n",
               identifier->recogniser_needs_keyword ? "needed" : "not needed");
    }
    print_list("Keywords:", identifier->keywords);
    print_list("Never reported:", identifier->exclusions);
    print_list("Countries:", identifier->countries);
    print_list("Examples:", identifier->examples);
    print_list("Not found in:", identifier->counter_examples);
    if (identifier->note) printf("Note: %s\n", identifier->note);
    return 0;
}

/* Examples are public: they stand in the catalogue. */
static void print_failure(void *context, const struct mgp_example_failure *failure)
{
    (void)context;
    printf("FAILED %s: %s %zu is %s\n", failure->identifier->id, failure->kind, failure->number,
           failure->was_found ? "found" : "not found");
}

static int check_catalogue(void)
{
    struct mgp_example_counts counts;
    struct mgp_error error;
    if (mgp_examples_check(print_failure, NULL, &counts, &error) != MGP_OK)
        return mgp_failure("%s", error.message);
    printf("%zu active identifiers checked, %zu examples and %zu derived from them, %zu examples failed\n",
           counts.identifiers, counts.written, counts.derived, counts.failed);
    return counts.failed > 0;
}

static int check_file(const char *path)
{
    struct mgp_arena arena = {0};
    struct mgp_custom *customs = NULL;
    size_t count = 0;
    struct mgp_error error;
    enum mgp_status status = mgp_custom_read(&arena, path, &customs, &count, &error);
    for (size_t i = 0; status == MGP_OK && i < count; i++) {
        struct mgp_buffer name = {0};
        mgp_append_printable(&name, mgp_slice_text(customs[i].name));
        printf("ok  %s  %s\n", customs[i].id, mgp_buffer_string(&name));
        mgp_buffer_clear(&name);
    }
    mgp_arena_clear(&arena);
    return status == MGP_OK ? 0 : mgp_failure("%s", error.message);
}

struct trial {
    const char *regex, *file, *distance;
    struct mgp_text_list keywords, ignored;
};

/* The trial as the JSON that --custom reads, so that both go the same way. */
static void write_trial(const struct trial *trial, struct mgp_buffer *text)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, text, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "name", "test");
    mgp_json_member_text(&writer, "regex", trial->regex);
    if (trial->distance)
        mgp_json_member_integer(&writer, "maximumMatchDistance", strtol(trial->distance, NULL, 10));
    const struct mgp_text_list *lists[] = {&trial->keywords, &trial->ignored};
    for (size_t i = 0; i < 2; i++) {
        mgp_json_key(&writer, i == 0 ? "keywords" : "ignoreWords");
        mgp_json_begin_array(&writer);
        for (size_t k = 0; k < lists[i]->count; k++) {
            mgp_json_write_text(&writer, lists[i]->items[k]);
        }
        mgp_json_end_array(&writer);
    }
    mgp_json_end_object(&writer);
}

static void print_trial(const struct mgp_rule_set *rules, struct mgp_slice sample)
{
    struct mgp_scan_options options = {.rules = rules, .matcher = &mgp_reference_matcher};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    struct mgp_report *report = mgp_scan_bytes(scanner, MGP_LITERAL("sample.txt"), sample);
    printf("{\"matchCount\":%llu}\n",
           report->detection_count ? (unsigned long long)report->detections[0].count : 0);
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
}

static int run_trial(const struct trial *trial)
{
    struct mgp_buffer definition = {0}, sample = {0};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    write_trial(trial, &definition);
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE,
                                        .custom_text = mgp_buffer_slice(&definition)};
    enum mgp_status status = mgp_rule_set_create(&options, &rules, &error);
    if (status == MGP_OK) status = mgp_file_read(trial->file, (size_t)64 << 20, &sample, &error);
    if (status == MGP_OK) print_trial(rules, mgp_buffer_slice(&sample));
    mgp_buffer_clear(&definition);
    mgp_buffer_clear(&sample);
    mgp_rule_set_destroy(rules);
    return status == MGP_OK ? 0 : mgp_failure("%s", error.message);
}

static int test(int argc, char **argv)
{
    enum { REGEX, KEYWORD, IGNORE, DISTANCE, HELP };
    static const struct mgp_option options[] = {{"--regex", 0, true},
                                                {"--keyword", 0, true},
                                                {"--ignore", 0, true},
                                                {"--distance", 0, true},
                                                {"--help", 'h', false}};
    struct mgp_arguments arguments = {.command = "identifiers", .argc = argc, .argv = argv, .at = 1};
    struct trial trial = {0};
    const char *value;
    int next;
    while ((next = mgp_next_argument(&arguments, options, sizeof options / sizeof *options, &value)) !=
           MGP_ARGUMENT_END) {
        if (next == MGP_ARGUMENT_ERROR) return 2;
        if (next == HELP) return fputs(help, stdout), 0;
        if (next == REGEX) trial.regex = value;
        if (next == KEYWORD) mgp_text_list_add(&trial.keywords, value);
        if (next == IGNORE) mgp_text_list_add(&trial.ignored, value);
        if (next == DISTANCE) trial.distance = value;
        if (next == MGP_ARGUMENT_POSITIONAL && trial.file)
            return mgp_usage_error("identifiers", "one file only, please");
        if (next == MGP_ARGUMENT_POSITIONAL) trial.file = value;
    }
    if (!trial.regex || !trial.file)
        return mgp_usage_error("identifiers", "test needs --regex and a FILE (- for standard input)");
    int status = run_trial(&trial);
    mgp_text_list_clear(&trial.keywords);
    mgp_text_list_clear(&trial.ignored);
    return status;
}

int mgp_cmd_identifiers(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : NULL;
    if (!verb) return mgp_usage_error("identifiers", "say list, show ID, check or test");
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0) return fputs(help, stdout), 0;
    if (strcmp(verb, "list") == 0 && argc == 2) return list();
    if (strcmp(verb, "show") == 0 && argc == 3) return show(argv[2]);
    if (strcmp(verb, "show") == 0) return mgp_usage_error("identifiers", "show needs one ID");
    if (strcmp(verb, "check") == 0 && argc <= 3) return argc == 3 ? check_file(argv[2]) : check_catalogue();
    if (strcmp(verb, "test") == 0) return test(argc - 1, argv + 1);
    return mgp_usage_error("identifiers", "unknown verb or too many arguments: '%s'", verb);
}
