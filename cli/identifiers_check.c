/* magpie identifiers check: the examples of the catalogue, or of a file of custom identifiers. */
#include <stdio.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "cli/arguments.h"
#include "cli/identifiers.h"
#include "scanner/job/examples.h"
#include "scanner/match/custom_route.h"

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

struct file_check {
    struct mgp_buffer out; /* what is said of the identifier at hand */
    struct mgp_buffer definition;
    size_t tried, failed;
};

static void say_failure(struct file_check *check, const struct mgp_explanations *all, size_t number, bool wanted)
{
    mgp_buffer_format(&check->out, "    %s %zu is %s\n", wanted ? "example" : "counter-example", number,
                      wanted ? "not found" : "found");
    for (size_t i = 0; i < all->count && i < 3; i++) {
        mgp_buffer_text(&check->out, "      ");
        mgp_append_verdict(&check->out, &all->items[i]);
        mgp_buffer_byte(&check->out, '\n');
        mgp_append_marked(&check->out, &all->items[i], "        ");
    }
    if (all->count == 0) mgp_buffer_text(&check->out, "      nothing in it matches the regex\n");
    if (all->message[0]) mgp_buffer_format(&check->out, "      %s\n", all->message);
}

static void check_texts(struct file_check *check, const char *const *texts, bool wanted)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE,
                                           .custom_text = mgp_buffer_slice(&check->definition)};
    for (size_t i = 0; texts[i]; i++) {
        struct mgp_explanations *all = NULL;
        check->tried++;
        if (mgp_explain(&options, MGP_LITERAL("example.txt"), mgp_slice_text(texts[i]), &all, NULL) != MGP_OK) continue;
        if ((all->found > 0) != wanted) {
            check->failed++;
            say_failure(check, all, i + 1, wanted);
        }
        mgp_explanations_destroy(all);
    }
}

static void print_route(const struct mgp_custom *custom)
{
    struct mgp_custom_route route;
    struct mgp_buffer words = {0};
    mgp_custom_route_make(custom, &route);
    mgp_custom_route_append(&words, &route);
    printf("        looked for %s\n", mgp_buffer_string(&words));
    mgp_buffer_clear(&words);
    mgp_custom_route_clear(&route);
}

/* Returns how many examples failed. */
static size_t check_custom(const struct mgp_custom *custom)
{
    struct file_check check = {0};
    struct mgp_buffer name = {0};
    mgp_append_definition(&check.definition, custom);
    check_texts(&check, custom->examples, true);
    check_texts(&check, custom->counter_examples, false);
    mgp_append_printable(&name, mgp_slice_text(custom->name));
    printf("%-6s  %s  %s", check.failed ? "FAILED" : "ok", custom->id, mgp_buffer_string(&name));
    if (check.failed) printf(": %zu of %zu examples failed\n", check.failed, check.tried);
    else if (check.tried) printf(": %zu examples hold\n", check.tried);
    else puts(" (no examples)");
    print_route(custom);
    fputs(mgp_buffer_string(&check.out), stdout);
    mgp_buffer_clear(&name);
    mgp_buffer_clear(&check.out);
    mgp_buffer_clear(&check.definition);
    return check.failed;
}

static int check_file(const char *path)
{
    struct mgp_arena arena = {0};
    struct mgp_custom *customs = NULL;
    size_t count = 0, failed = 0;
    struct mgp_error error;
    enum mgp_status status = mgp_custom_read(&arena, path, &customs, &count, &error);
    for (size_t i = 0; status == MGP_OK && i < count; i++) {
        failed += check_custom(&customs[i]);
    }
    mgp_arena_clear(&arena);
    if (status != MGP_OK) return mgp_failure("%s", error.message);
    return failed > 0;
}

int mgp_identifiers_check(int argc, char **argv)
{
    static const struct mgp_option options[] = {{"--help", 'h', false}};
    struct mgp_arguments arguments = {.command = "identifiers", .argc = argc, .argv = argv, .at = 1};
    const char *value, *path = NULL;
    int next;
    while ((next = mgp_next_argument(&arguments, options, 1, &value)) != MGP_ARGUMENT_END) {
        if (next == MGP_ARGUMENT_ERROR) return 2;
        if (next == 0) return fputs(mgp_identifiers_help, stdout), 0;
        if (path) return mgp_usage_error("identifiers", "check takes one file");
        path = value;
    }
    return path ? check_file(path) : check_catalogue();
}
