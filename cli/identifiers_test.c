/* magpie identifiers test: one identifier on one text, and why it is found or not. */
#include <stdio.h>

#include "base/file.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "cli/arguments.h"
#include "cli/identifiers.h"

/* A sample over this is a scan. */
#define MAX_SAMPLE ((size_t)64 << 20)
/* Explanations that are printed. */
#define MAX_PRINTED ((size_t)20)

const char mgp_identifiers_test_help[] =
    "Usage: magpie identifiers test WHAT FILE|-|--text TEXT\n"
    "\n"
    "WHAT is one of\n"
    "  --regex REGEX [--keyword WORD]... [--ignore WORD]... [--distance N]   a custom identifier\n"
    "  --custom FILE [--name NAME]     one from a file of them\n"
    "  --identifier ID                 a managed one\n"
    "\n"
    "  --allow-list FILE               with this allow list (repeat for several)\n"
    "  --format text|json              json: {\"matchCount\": N}, as TestCustomDataIdentifier answers\n"
    "\n"
    "Everything that fits the pattern is shown with its place: found, with the keyword and its distance, or\n"
    "which condition failed. ^ marks the match, ~ the keyword. CSV and JSON are read as in a scan.\n"
    "\n"
    "Examples:\n"
    "  magpie identifiers test --regex 'EMP-[0-9]{4}' --keyword badge --text 'badge EMP-1234'\n"
    "  magpie identifiers test --identifier USA_SOCIAL_SECURITY_NUMBER people.csv\n"
    "\n"
    "Exit status: 0 something is found, 1 nothing is, 2 it could not be done.\n";

struct trial {
    const char *regex, *distance, *identifier, *custom, *name, *format, *file, *text;
    struct mgp_text_list keywords, ignored, allow_lists;
};

enum option { REGEX, KEYWORD, IGNORE, DISTANCE, IDENTIFIER, CUSTOM, NAME, ALLOW_LIST, FORMAT, TEXT, HELP };

static const struct mgp_option options[] = {
    [REGEX] = {"--regex", 0, true},           [KEYWORD] = {"--keyword", 0, true},
    [IGNORE] = {"--ignore", 0, true},         [DISTANCE] = {"--distance", 0, true},
    [IDENTIFIER] = {"--identifier", 0, true}, [CUSTOM] = {"--custom", 0, true},
    [NAME] = {"--name", 0, true},             [ALLOW_LIST] = {"--allow-list", 0, true},
    [FORMAT] = {"--format", 0, true},         [TEXT] = {"--text", 0, true},
    [HELP] = {"--help", 'h', false},
};

static int apply(struct trial *trial, enum option option, const char *value)
{
    switch (option) {
    case REGEX:
        trial->regex = value;
        break;
    case KEYWORD:
        mgp_text_list_add(&trial->keywords, value);
        break;
    case IGNORE:
        mgp_text_list_add(&trial->ignored, value);
        break;
    case DISTANCE:
        trial->distance = value;
        break;
    case IDENTIFIER:
        trial->identifier = value;
        break;
    case CUSTOM:
        trial->custom = value;
        break;
    case NAME:
        trial->name = value;
        break;
    case ALLOW_LIST:
        mgp_text_list_add(&trial->allow_lists, value);
        break;
    case FORMAT:
        trial->format = value;
        break;
    case TEXT:
        trial->text = value;
        break;
    case HELP:
        fputs(mgp_identifiers_test_help, stdout);
        return 0;
    }
    return -1;
}

static int usage(const char *message)
{
    return mgp_usage_error("identifiers test", "%s", message);
}

/* Returns -1 to go on, else the exit status. */
static int check(const struct trial *trial)
{
    int ways = (trial->regex != NULL) + (trial->identifier != NULL) + (trial->custom != NULL);
    bool has_parts = trial->keywords.count > 0 || trial->ignored.count > 0 || trial->distance;
    if (ways == 0) return usage("what is to be tried? Say --regex, --custom or --identifier");
    if (ways > 1) return usage("--regex, --custom and --identifier exclude each other");
    if (has_parts && !trial->regex) return usage("--keyword, --ignore and --distance belong to --regex");
    if (trial->name && !trial->custom) return usage("--name belongs to --custom");
    if (!trial->file && !trial->text) return usage("on what? Name a FILE (- for standard input) or give a --text");
    if (trial->file && trial->text) return usage("a FILE and --text exclude each other");
    if (trial->distance && (strspn(trial->distance, "0123456789") != strlen(trial->distance) ||
                            strlen(trial->distance) < 1 || strlen(trial->distance) > 9))
        return mgp_usage_error("identifiers test", "--distance: '%.60s' is not a number from 1 to 300",
                               trial->distance);
    if (trial->format && strcmp(trial->format, "json") != 0 && strcmp(trial->format, "text") != 0)
        return mgp_usage_error("identifiers test", "--format: '%.60s' is not text or json", trial->format);
    return -1;
}

/* The trial as the JSON that --custom reads, so that both go the same way. */
static void write_definition(const struct trial *trial, struct mgp_buffer *text)
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
        if (lists[i]->count == 0) continue;
        mgp_json_key(&writer, i == 0 ? "keywords" : "ignoreWords");
        mgp_json_begin_array(&writer);
        for (size_t k = 0; k < lists[i]->count; k++) {
            mgp_json_write_text(&writer, lists[i]->items[k]);
        }
        mgp_json_end_array(&writer);
    }
    mgp_json_end_object(&writer);
}

/* Takes one identifier out of a file: by name, or the only one. */
static enum mgp_status read_definition(const struct trial *trial, struct mgp_buffer *text, struct mgp_error *error)
{
    struct mgp_arena arena = {0};
    struct mgp_custom *customs = NULL;
    size_t count = 0, matching = 0, chosen = 0;
    enum mgp_status status = mgp_custom_read(&arena, trial->custom, &customs, &count, error);
    for (size_t i = 0; status == MGP_OK && i < count; i++) {
        if (trial->name && strcmp(customs[i].name, trial->name) != 0) continue;
        chosen = i;
        matching++;
    }
    if (status == MGP_OK && matching == 0) {
        status = mgp_fail(error, MGP_INVALID, "%s: no identifier has the name '%.100s'", trial->custom, trial->name);
    } else if (status == MGP_OK && matching > 1) {
        status = mgp_fail(error, MGP_INVALID, "%s: %zu identifiers; choose one with --name", trial->custom, matching);
    }
    if (status == MGP_OK) mgp_append_definition(text, &customs[chosen]);
    mgp_arena_clear(&arena);
    return status;
}

static void print_nothing(const struct trial *trial)
{
    if (!trial->identifier) {
        puts("Nothing in the text matches the regex.");
        return;
    }
    const struct mgp_identifier *identifier = mgp_catalogue_find(mgp_slice_text(trial->identifier));
    printf("Nothing in the text has its form%s. 'magpie identifiers show %s' shows examples.\n",
           identifier->recogniser ? ", or a check of it does not hold" : "", identifier->id);
}

static void print_summary(const struct mgp_explanations *all, size_t printed)
{
    size_t not_found = all->count - (all->found < all->count ? all->found : all->count);
    if (printed < all->count) printf("... and %zu more\n", all->count - printed);
    if (all->was_cut) printf("... and more: only the first %zu are looked at\n", MGP_MAX_EXPLANATIONS);
    printf("%zu found, %zu not\n", all->found, not_found);
}

static void print_explanations(const struct trial *trial, const struct mgp_explanations *all)
{
    struct mgp_buffer out = {0};
    size_t printed = all->count < MAX_PRINTED ? all->count : MAX_PRINTED;
    for (size_t i = 0; i < printed; i++) {
        mgp_append_printable(&out, mgp_slice_text(trial->text                ? "text"
                                                  : strcmp(trial->file, "-") ? trial->file
                                                                             : "stdin"));
        mgp_append_place(&out, &all->items[i].place);
        mgp_buffer_text(&out, ": ");
        mgp_append_verdict(&out, &all->items[i]);
        mgp_buffer_byte(&out, '\n');
        mgp_append_marked(&out, &all->items[i], "    ");
    }
    if (out.len > 0) fwrite(out.ptr, 1, out.len, stdout);
    mgp_buffer_clear(&out);
    if (all->count > 0) print_summary(all, printed);
    else if (!all->message[0]) print_nothing(trial);
    if (all->message[0]) printf("The text was not looked at in full: %s\n", all->message);
}

static int run(const struct trial *trial)
{
    struct mgp_buffer definition = {0}, sample = {0};
    struct mgp_explanations *all = NULL;
    struct mgp_error error = {0};
    enum mgp_status status = MGP_OK;
    if (trial->regex) write_definition(trial, &definition);
    if (trial->custom) status = read_definition(trial, &definition, &error);
    if (status == MGP_OK && trial->file) status = mgp_file_read(trial->file, MAX_SAMPLE, &sample, &error);
    if (trial->text) mgp_buffer_text(&sample, trial->text);
    struct mgp_rule_set_options rules = {.selection = trial->identifier ? MGP_SELECT_LISTED : MGP_SELECT_NONE,
                                         .included = &trial->identifier,
                                         .included_count = trial->identifier ? 1 : 0,
                                         .custom_text = mgp_buffer_slice(&definition),
                                         .allow_files = trial->allow_lists.items,
                                         .allow_file_count = trial->allow_lists.count};
    struct mgp_slice name = mgp_slice_text(trial->file && strcmp(trial->file, "-") != 0 ? trial->file : "stdin");
    if (status == MGP_OK) status = mgp_explain(&rules, name, mgp_buffer_slice(&sample), &all, &error);
    mgp_buffer_clear(&definition);
    mgp_buffer_clear(&sample);
    if (status != MGP_OK) return mgp_failure("%s", error.message);
    if (trial->format && strcmp(trial->format, "json") == 0) printf("{\"matchCount\":%zu}\n", all->found);
    else print_explanations(trial, all);
    int result = all->found > 0 ? 0 : all->message[0] ? 2 : 1;
    mgp_explanations_destroy(all);
    return result;
}

int mgp_identifiers_test(int argc, char **argv)
{
    struct mgp_arguments arguments = {.command = "identifiers test", .argc = argc, .argv = argv, .at = 1};
    struct trial trial = {0};
    const char *value;
    int next, status = -1;
    while (status < 0 && (next = mgp_next_argument(&arguments, options, sizeof options / sizeof *options, &value)) !=
                             MGP_ARGUMENT_END) {
        if (next == MGP_ARGUMENT_ERROR) status = 2;
        else if (next != MGP_ARGUMENT_POSITIONAL) status = apply(&trial, (enum option)next, value);
        else if (trial.file) status = usage("one file only, please");
        else trial.file = value;
    }
    if (status < 0) status = check(&trial);
    if (status < 0) status = run(&trial);
    mgp_text_list_clear(&trial.keywords);
    mgp_text_list_clear(&trial.ignored);
    mgp_text_list_clear(&trial.allow_lists);
    return status;
}
