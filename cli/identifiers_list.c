/* magpie identifiers list and show. */
#include <stdio.h>

#include "base/buffer.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "cli/arguments.h"
#include "cli/identifiers.h"
#include "scanner/match/shapes.h"

const char *const mgp_severity_labels[] = {"-", "Low", "Medium", "High"};

const char *mgp_keyword_need(const struct mgp_identifier *identifier)
{
    bool with = false, without = false;
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        *(identifier->patterns[i].needs_keyword ? &with : &without) = true;
    }
    if (identifier->recogniser) *(identifier->recogniser_needs_keyword ? &with : &without) = true;
    if (with && without) return "some forms";
    return with ? "yes" : "no";
}

static const char *recogniser_text(enum mgp_recogniser_id id)
{
    switch (id) {
    case MGP_RECOGNISER_CARD:
        return "card: luhn, issuer, length";
    case MGP_RECOGNISER_IBAN:
        return "iban: mod97, length, structure";
    case MGP_RECOGNISER_KEY_BLOCK:
        return "key_block: begin, end, body";
    case MGP_RECOGNISER_JWT:
        return "jwt: header with alg";
    case MGP_RECOGNISER_NAME:
        return "name: words, context";
    case MGP_RECOGNISER_ADDRESS:
        return "address: place and postal code";
    default:
        return id == MGP_RECOGNISER_NONE ? NULL : "in code";
    }
}

/* Calls use for each different check. */
static void each_validator(const struct mgp_identifier *identifier, void (*use)(void *context, const char *name),
                           void *context)
{
    const char *recogniser = recogniser_text(identifier->recogniser), *seen[16];
    size_t count = 0;
    if (recogniser) use(context, recogniser);
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        const char *const *checks = identifier->patterns[i].checks;
        for (size_t k = 0; checks && checks[k]; k++) {
            bool is_new = true;
            for (size_t n = 0; n < count; n++) {
                is_new = is_new && strcmp(seen[n], checks[k]) != 0;
            }
            if (!is_new || count == sizeof seen / sizeof *seen) continue;
            seen[count++] = checks[k];
            use(context, checks[k]);
        }
    }
}

static void append_name(void *context, const char *name)
{
    struct mgp_buffer *out = context;
    if (out->len > 0) mgp_buffer_text(out, ", ");
    mgp_buffer_text(out, name);
}

void mgp_append_validators(struct mgp_buffer *out, const struct mgp_identifier *identifier)
{
    each_validator(identifier, append_name, out);
    if (out->len == 0) mgp_buffer_byte(out, '-');
}

static void print_row(const struct mgp_identifier *identifier)
{
    struct mgp_buffer validators = {0};
    bool is_active = !identifier->inactive_reason;
    mgp_append_validators(&validators, identifier);
    printf("%-52s %-22s %-8s %-11s %-12s %-6s %-6s %-6s %s\n", identifier->id, mgp_category_name(identifier->category),
           is_active ? "yes" : "not yet", is_active ? mgp_keyword_need(identifier) : "-",
           identifier->is_recommended ? "yes" : "no", mgp_severity_labels[identifier->severity[0]],
           mgp_severity_labels[identifier->severity[1]], mgp_severity_labels[identifier->severity[2]],
           mgp_buffer_string(&validators));
    mgp_buffer_clear(&validators);
}

/* ASCII letters without case. */
static bool contains(const char *text, const char *word)
{
    size_t length = strlen(word), whole = strlen(text);
    for (size_t at = 0; at + length <= whole; at++) {
        if (mgp_slice_equal_caseless(mgp_slice_of(text + at, length), mgp_slice_text(word))) return true;
    }
    return false;
}

static bool is_listed(const struct mgp_identifier *identifier, const char *word)
{
    return !word || contains(identifier->id, word) || contains(identifier->name, word) ||
           contains(mgp_category_name(identifier->category), word);
}

static void list_as_table(const char *word)
{
    size_t count = 0, active = 0;
    printf("%-52s %-22s %-8s %-11s %-12s %-20s %s\n", "ID", "CATEGORY", "ACTIVE", "KEYWORD", "RECOMMENDED",
           "SEVERITY 1/2-99/100+", "VALIDATOR");
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (!is_listed(&mgp_catalogue[i], word)) continue;
        print_row(&mgp_catalogue[i]);
        count++;
        active += !mgp_catalogue[i].inactive_reason;
    }
    printf("\n%zu identifiers, %zu active\n", count, active);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (!mgp_catalogue[i].inactive_reason || !is_listed(&mgp_catalogue[i], word)) continue;
        printf("Not active yet: %s: %s\n", mgp_catalogue[i].id, mgp_catalogue[i].inactive_reason);
    }
}

static void write_name(void *context, const char *name)
{
    mgp_json_write_text(context, name);
}

static void write_identifier(struct mgp_json_writer *writer, const struct mgp_identifier *identifier)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "id", identifier->id);
    mgp_json_member_text(writer, "name", identifier->name);
    mgp_json_member_text(writer, "category", mgp_category_name(identifier->category));
    mgp_json_member_bool(writer, "active", !identifier->inactive_reason);
    mgp_json_member_text(writer, "inactiveReason", identifier->inactive_reason);
    mgp_json_member_text(writer, "keyword", identifier->inactive_reason ? NULL : mgp_keyword_need(identifier));
    mgp_json_member_bool(writer, "recommended", identifier->is_recommended);
    mgp_json_key(writer, "validators");
    mgp_json_begin_array(writer);
    each_validator(identifier, write_name, writer);
    mgp_json_end_array(writer);
    mgp_json_key(writer, "severityLevels");
    mgp_json_begin_array(writer);
    static const int thresholds[] = {1, 2, 100};
    for (size_t i = 0; i < 3; i++) {
        mgp_json_begin_object(writer);
        mgp_json_member_integer(writer, "occurrencesThreshold", thresholds[i]);
        mgp_json_member_text(writer, "severity", mgp_severity_labels[identifier->severity[i]]);
        mgp_json_end_object(writer);
    }
    mgp_json_end_array(writer);
    mgp_json_key(writer, "countries");
    mgp_json_begin_array(writer);
    for (size_t i = 0; identifier->countries && identifier->countries[i]; i++) {
        mgp_json_write_text(writer, identifier->countries[i]);
    }
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

static void list_as_json(const char *word)
{
    struct mgp_buffer text = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &text, 2);
    mgp_json_begin_object(&writer);
    mgp_json_key(&writer, "identifiers");
    mgp_json_begin_array(&writer);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (is_listed(&mgp_catalogue[i], word)) write_identifier(&writer, &mgp_catalogue[i]);
    }
    mgp_json_end_array(&writer);
    mgp_json_end_object(&writer);
    puts(mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
}

int mgp_identifiers_list(int argc, char **argv)
{
    enum { FORMAT, HELP };
    static const struct mgp_option options[] = {{"--format", 0, true}, {"--help", 'h', false}};
    struct mgp_arguments arguments = {.command = "identifiers", .argc = argc, .argv = argv, .at = 1};
    const char *value, *format = "table", *word = NULL;
    int next;
    while ((next = mgp_next_argument(&arguments, options, sizeof options / sizeof *options, &value)) !=
           MGP_ARGUMENT_END) {
        if (next == MGP_ARGUMENT_ERROR) return 2;
        if (next == HELP) return fputs(mgp_identifiers_help, stdout), 0;
        if (next == FORMAT) format = value;
        if (next == MGP_ARGUMENT_POSITIONAL && word) return mgp_usage_error("identifiers", "one WORD only, please");
        if (next == MGP_ARGUMENT_POSITIONAL) word = value;
    }
    bool is_json = strcmp(format, "json") == 0;
    if (!is_json && strcmp(format, "table") != 0)
        return mgp_usage_error("identifiers", "--format: '%.60s' is not table or json", format);
    if (is_json) list_as_json(word);
    else list_as_table(word);
    return 0;
}

/* --- show -------------------------------------------------------------------------------------------------- */

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

/* How the pattern of an identifier is looked for. */
static const char *route_of(size_t identifier, size_t pattern)
{
    for (size_t i = 0; i < mgp_anchor_shapes.pattern_count; i++) {
        const struct mgp_shape_pattern *shape = &mgp_anchor_shapes.patterns[i];
        if (shape->identifier == identifier && shape->pattern == pattern) return "by how it begins";
    }
    for (size_t i = 0; i < mgp_keyword_shapes.pattern_count; i++) {
        const struct mgp_shape_pattern *shape = &mgp_keyword_shapes.patterns[i];
        if (shape->identifier != identifier || shape->pattern != pattern) continue;
        return shape->longest > MGP_LONG_SHAPE ? "by its own regex around each keyword (slower)"
                                               : "by its shape near keywords";
    }
    return "by its regex";
}

static void print_pattern(const struct mgp_pattern *pattern, const char *route)
{
    printf("  %s\n    %s, keyword %s", pattern->regex, pattern->is_caseless ? "any case" : "case counts",
           pattern->needs_keyword ? "needed" : "not needed");
    for (size_t i = 0; pattern->checks && pattern->checks[i]; i++) {
        printf(", check %s", pattern->checks[i]);
    }
    printf("\n    looked for %s\n", route);
}

/* What becomes of one example, with the place marked. */
static void print_explained(const struct mgp_identifier *identifier, const char *example, const char *otherwise)
{
    struct mgp_rule_set_options options = {
        .selection = MGP_SELECT_LISTED, .included = &identifier->id, .included_count = 1};
    struct mgp_explanations *all = NULL;
    struct mgp_buffer out = {0};
    if (mgp_explain(&options, MGP_LITERAL("example.txt"), mgp_slice_text(example), &all, NULL) != MGP_OK) return;
    for (size_t i = 0; i < all->count && i < 3; i++) {
        mgp_buffer_text(&out, "  ");
        mgp_append_verdict(&out, &all->items[i]);
        mgp_buffer_byte(&out, '\n');
        mgp_append_marked(&out, &all->items[i], "    ");
    }
    if (all->count == 0) {
        mgp_buffer_format(&out, "  not found: %s\n    ", otherwise);
        mgp_append_printable(&out, mgp_slice_text(example));
        mgp_buffer_byte(&out, '\n');
    }
    fputs(mgp_buffer_string(&out), stdout);
    mgp_buffer_clear(&out);
    mgp_explanations_destroy(all);
}

static void print_examples(const struct mgp_identifier *identifier)
{
    if (identifier->inactive_reason) return;
    const char *const *found = identifier->examples, *const *not_found = identifier->counter_examples;
    const char *otherwise = identifier->recogniser ? "nothing in it has its form, or a check of it does not hold"
                                                   : "nothing in it has its form";
    if (found && found[0]) {
        puts("For example (^ the value, ~ the keyword):");
        print_explained(identifier, found[0], otherwise);
    }
    if (not_found && not_found[0]) {
        puts("But:");
        print_explained(identifier, not_found[0], otherwise);
    }
}

static void print_identifier(const struct mgp_identifier *identifier)
{
    printf("%s\n%s\nCategory: %s\nSeverity for 1, 2-99, 100 and more occurrences: %s, %s, %s\n", identifier->id,
           identifier->name, mgp_category_name(identifier->category), mgp_severity_labels[identifier->severity[0]],
           mgp_severity_labels[identifier->severity[1]], mgp_severity_labels[identifier->severity[2]]);
    printf("In Macie's recommended set: %s\n", identifier->is_recommended ? "yes" : "no");
    printf("Keyword needed: %s\n", mgp_keyword_need(identifier));
    if (identifier->inactive_reason) printf("Not active yet: %s\n", identifier->inactive_reason);
    print_examples(identifier);
    if (identifier->pattern_count > 0) puts("Patterns:");
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        print_pattern(&identifier->patterns[i], route_of((size_t)(identifier - mgp_catalogue), i));
    }
    if (identifier->recogniser) {
        printf("Recogniser in code: %s; keyword %s\n", recogniser_text(identifier->recogniser),
               identifier->recogniser_needs_keyword ? "needed" : "not needed");
    }
    print_list("Keywords (in any case; a blank stands for nothing, _ or - too; accents may be left out):",
               identifier->keywords);
    print_list("Never reported:", identifier->exclusions);
    print_list("Countries:", identifier->countries);
    print_list("Examples:", identifier->examples);
    print_list("Not found in:", identifier->counter_examples);
    if (identifier->note) printf("Note: %s\n", identifier->note);
}

int mgp_identifiers_show(int argc, char **argv)
{
    static const struct mgp_option options[] = {{"--help", 'h', false}};
    struct mgp_arguments arguments = {.command = "identifiers", .argc = argc, .argv = argv, .at = 1};
    const char *value, *id = NULL;
    int next;
    while ((next = mgp_next_argument(&arguments, options, 1, &value)) != MGP_ARGUMENT_END) {
        if (next == MGP_ARGUMENT_ERROR) return 2;
        if (next == 0) return fputs(mgp_identifiers_help, stdout), 0;
        if (id) return mgp_usage_error("identifiers", "show needs one ID");
        id = value;
    }
    if (!id) return mgp_usage_error("identifiers", "show needs one ID");
    const struct mgp_identifier *identifier = mgp_catalogue_find(mgp_slice_text(id));
    for (size_t i = 0; i < mgp_catalogue_count && !identifier; i++) {
        if (mgp_slice_equal_caseless(mgp_slice_text(id), mgp_slice_text(mgp_catalogue[i].id)))
            identifier = &mgp_catalogue[i];
    }
    if (identifier) return print_identifier(identifier), 0;
    const char *nearest = mgp_nearest(id, nth_id, mgp_catalogue_count);
    if (nearest) return mgp_usage_error("identifiers", "unknown identifier '%s': did you mean %s?", id, nearest);
    return mgp_usage_error("identifiers", "unknown identifier '%s': 'magpie identifiers list' names all", id);
}
