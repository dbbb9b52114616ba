#define PCRE2_CODE_UNIT_WIDTH 8
#include "identifiers/rule_set.h"

#include <pcre2.h>
#include <stdatomic.h>

#include "base/buffer.h"
#include "base/utf8.h"

const char *mgp_nearest(const char *name, const char *(*nth)(size_t index), size_t count)
{
    enum { LONGEST = 120 };
    size_t length = strlen(name), best = (length > 8 ? length / 3 : 2) + 1;
    const char *nearest = NULL;
    if (length > LONGEST) return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *known = nth(i);
        size_t known_length = strlen(known), row[LONGEST + 1];
        if (known_length > LONGEST) continue;
        for (size_t k = 0; k <= known_length; k++) {
            row[k] = k;
        }
        for (size_t n = 1; n <= length; n++) {
            size_t diagonal = row[0];
            row[0] = n;
            for (size_t k = 1; k <= known_length; k++) {
                uint32_t a = mgp_codepoint_fold((uint8_t)name[n - 1]),
                         b = mgp_codepoint_fold((uint8_t)known[k - 1]);
                size_t above = row[k], cost = diagonal + (a != b);
                if (above + 1 < cost) cost = above + 1;
                if (row[k - 1] + 1 < cost) cost = row[k - 1] + 1;
                diagonal = above;
                row[k] = cost;
            }
        }
        if (row[known_length] < best) {
            best = row[known_length];
            nearest = known;
        }
    }
    return nearest;
}

static pcre2_code *compile(const char *regex, uint32_t options, struct mgp_error *error)
{
    int number;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)regex, PCRE2_ZERO_TERMINATED, options, &number, &offset, NULL);
    if (!code && error) {
        PCRE2_UCHAR text[120];
        pcre2_get_error_message(number, text, sizeof text);
        mgp_fail(error, MGP_INVALID, "%s", (const char *)text);
        error->offset = offset;
    }
    return code;
}

/* Without automatic possessification the automaton sees every end; groups never capture. */
static uint32_t options_of(bool is_utf8, bool is_caseless)
{
    return PCRE2_NO_AUTO_POSSESS | PCRE2_NO_AUTO_CAPTURE | (is_utf8 ? PCRE2_UTF : 0u) |
           (is_caseless ? PCRE2_CASELESS : 0u);
}

enum mgp_status mgp_regex_try(const char *regex, bool is_utf8, struct mgp_error *error)
{
    uint32_t counted = is_utf8 ? PCRE2_AUTO_CALLOUT : 0u;
    pcre2_code *code = compile(regex, options_of(is_utf8, false) | counted, error);
    if (!code) return MGP_INVALID;
    pcre2_code_free(code);
    return MGP_OK;
}

/* PCRE2 does not tell whether a first or last byte stands for both cases, so letters always do here. */
static void set_byte(uint64_t bits[4], uint32_t byte)
{
    bits[byte / 64 % 4] |= (uint64_t)1 << (byte % 64);
}

static void read_gates(struct mgp_regex *regex, const pcre2_code *code)
{
    uint32_t type = 0, unit = 0;
    const uint8_t *bitmap = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &bitmap);
    pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &type);
    if (bitmap) {
        for (size_t i = 0; i < 4; i++) {
            regex->first_bytes[i] = 0;
            for (size_t k = 0; k < 8; k++) {
                regex->first_bytes[i] |= (uint64_t)bitmap[8 * i + k] << (8 * k);
            }
        }
    } else if (type == 1) {
        pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODEUNIT, &unit);
        memset(regex->first_bytes, 0, sizeof regex->first_bytes);
        set_byte(regex->first_bytes, unit);
        if ((unit | 0x20) >= 'a' && (unit | 0x20) <= 'z') set_byte(regex->first_bytes, unit ^ 0x20);
    }
    pcre2_pattern_info(code, PCRE2_INFO_LASTCODETYPE, &type);
    if (type == 1) {
        pcre2_pattern_info(code, PCRE2_INFO_LASTCODEUNIT, &unit);
        if (unit < 0x80) regex->required_byte = (int)mgp_codepoint_fold(unit);
    }
}

static struct mgp_regex *compile_pattern(const struct mgp_rule_pattern *pattern)
{
    struct mgp_regex *regex = mgp_calloc(1, sizeof *regex);
    uint32_t options = options_of(pattern->is_utf8, pattern->is_caseless);
    uint32_t counted = pattern->is_counted ? PCRE2_AUTO_CALLOUT : 0u;
    regex->ends = compile(pattern->regex_text, options | counted, NULL);
    if (!pattern->is_counted) {
        regex->search = compile(pattern->regex_text, options, NULL);
        /* Without a JIT (some kernels forbid it) the interpreter serves. */
        if (regex->search) pcre2_jit_compile(regex->search, PCRE2_JIT_COMPLETE);
    }
    memset(regex->first_bytes, 0xFF, sizeof regex->first_bytes);
    regex->required_byte = -1;
    if (regex->search) read_gates(regex, regex->search);
    return regex;
}

static void free_regex(struct mgp_regex *regex)
{
    if (!regex) return;
    pcre2_code_free(regex->search);
    pcre2_code_free(regex->ends);
    free(regex);
}

const struct mgp_regex *mgp_pattern_regex(struct mgp_rule_pattern *pattern)
{
    struct mgp_regex *regex = atomic_load_explicit(&pattern->compiled, memory_order_acquire);
    if (regex) return regex;
    struct mgp_regex *made = compile_pattern(pattern), *expected = NULL;
    if (atomic_compare_exchange_strong(&pattern->compiled, &expected, made)) return made;
    free_regex(made); /* another worker was quicker */
    return expected;
}

struct pcre2_real_code_8 *mgp_pattern_whole(struct mgp_rule_pattern *pattern)
{
    pcre2_code *code = atomic_load_explicit(&pattern->whole, memory_order_acquire);
    if (code) return code;
    uint32_t options = options_of(pattern->is_utf8, pattern->is_caseless) | PCRE2_ANCHORED | PCRE2_ENDANCHORED;
    pcre2_code *made = compile(pattern->regex_text, options, NULL), *expected = NULL;
    if (made) pcre2_jit_compile(made, PCRE2_JIT_COMPLETE);
    if (atomic_compare_exchange_strong(&pattern->whole, &expected, made)) return made;
    pcre2_code_free(made); /* another worker was quicker */
    return expected;
}

const char *mgp_rule_name(const struct mgp_rule *rule)
{
    return rule->identifier ? rule->identifier->id : rule->custom->name;
}

static bool holds_ignore_word(const struct mgp_custom *custom, struct mgp_slice value)
{
    for (size_t i = 0; custom->ignore_words[i]; i++) {
        if (mgp_slice_find(value, mgp_slice_text(custom->ignore_words[i]), 0) != SIZE_MAX) return true;
    }
    return false;
}

enum mgp_exclusion mgp_rule_exclusion(const struct mgp_rule_set *rules, const struct mgp_rule *rule,
                                      struct mgp_slice value)
{
    if (rule->identifier) {
        if (rule->exclusions && mgp_value_list_holds(rule->exclusions, value)) return MGP_EXCLUDED_TEST_VALUE;
        if (rule->is_address) return MGP_NOT_EXCLUDED;
    } else if (holds_ignore_word(rule->custom, value)) {
        return MGP_EXCLUDED_IGNORE_WORD;
    }
    if (rules->allow_lists && mgp_allow_lists_hold(rules->allow_lists, value)) return MGP_EXCLUDED_ALLOW_LIST;
    return MGP_NOT_EXCLUDED;
}

/* Are these bytes all that a column's name has of letters and digits? */
static bool is_whole_name(struct mgp_slice name, const struct mgp_keyword_hit *hit)
{
    for (size_t at = 0; at < name.len; at++) {
        if (at == hit->begin) at = hit->end;
        if (at < name.len && (name.ptr[at] >= 0x80 || mgp_codepoint_is_word(name.ptr[at]))) return false;
    }
    return true;
}

/* The rules whose recogniser takes a column of this name for its own. */
static bool label_by_column(const struct mgp_rule_set *rules, struct mgp_slice name, struct mgp_rule_set_bits *bits)
{
    struct mgp_keyword_hits hits = {0};
    bool is_any = false;
    mgp_keywords_find(rules->columns, name, 0, name.len, &hits);
    for (size_t i = 0; i < hits.count; i++) {
        if (!is_whole_name(name, &hits.items[i])) continue;
        const struct mgp_rule_set_bits *more = mgp_keyword_rules(rules->columns, hits.items[i].keyword);
        for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
            bits->words[word] |= more->words[word];
        }
        is_any = true;
    }
    free(hits.items);
    return is_any;
}

static bool label(const void *context, struct mgp_slice name, struct mgp_rule_set_bits *bits)
{
    const struct mgp_rule_set *rules = context;
    struct mgp_keyword_hits hits = {0};
    /* A name of megabytes speaks for nothing that its first kilobytes do not. */
    struct mgp_slice looked_at = mgp_slice_of(name.ptr, name.len < 4096 ? name.len : 4096);
    mgp_keywords_find(rules->keywords, looked_at, 0, looked_at.len, &hits);
    for (size_t i = 0; i < hits.count; i++) {
        const struct mgp_rule_set_bits *more = mgp_keyword_rules(rules->keywords, hits.items[i].keyword);
        for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
            bits->words[word] |= more->words[word];
        }
    }
    free(hits.items);
    bool is_column = label_by_column(rules, looked_at, bits);
    return hits.count > 0 || is_column;
}

static struct mgp_rule *add_rule(struct mgp_rule_set *rules)
{
    struct mgp_rule *rule = &rules->rules[rules->rule_count++];
    return rule;
}

static void add_keywords(struct mgp_rule_set *rules, const char *const *words, size_t rule, bool is_managed)
{
    for (size_t i = 0; words && words[i]; i++) {
        mgp_keywords_add(rules->keywords, mgp_slice_text(words[i]), rule, is_managed);
    }
}

static void note_length(struct mgp_rule_set *rules, const struct mgp_rule_pattern *pattern)
{
    size_t length = pattern->length.max < MGP_MAX_SPAN ? pattern->length.max : MGP_MAX_SPAN;
    if (length > rules->longest_pattern) rules->longest_pattern = length;
}

static enum mgp_status set_managed_pattern(struct mgp_rule_pattern *pattern, const struct mgp_pattern *from,
                                           const char *id, struct mgp_error *error)
{
    struct mgp_error reason;
    pattern->regex_text = from->regex;
    pattern->is_caseless = from->is_caseless;
    pattern->needs_keyword = from->needs_keyword;
    pattern->edges = from->edges;
    pattern->proof = from->proof;
    for (size_t i = 0; from->checks && from->checks[i] && i < 4; i++) {
        pattern->checks[i] = mgp_check_find(from->checks[i]);
    }
    if (mgp_regex_check(mgp_slice_text(from->regex), false, &pattern->length, &reason) == MGP_OK)
        return MGP_OK;
    return mgp_fail(error, MGP_INVALID, "the catalogue's %s has a regex that is not supported: %s", id,
                    reason.message);
}

static void add_recogniser(struct mgp_rule_set *rules, const struct mgp_identifier *identifier, size_t rule)
{
    if (identifier->recogniser == MGP_RECOGNISER_NONE) return;
    rules->recogniser_rules[rules->recogniser_rule_count++] =
        (struct mgp_recogniser_rule){identifier->recogniser, identifier->recogniser_variant, (uint16_t)rule};
}

static enum mgp_status add_managed(struct mgp_rule_set *rules, const struct mgp_identifier *identifier,
                                   struct mgp_error *error)
{
    size_t index = rules->rule_count;
    struct mgp_rule *rule = add_rule(rules);
    rule->identifier = identifier;
    rule->patterns = mgp_arena_alloc(&rules->arena, identifier->pattern_count * sizeof *rule->patterns);
    rule->pattern_count = identifier->pattern_count;
    rule->is_address = strcmp(identifier->id, "ADDRESS") == 0;
    rule->is_name_or_address = rule->is_address || strcmp(identifier->id, "NAME") == 0;
    if (!rules->report_test_values) rule->exclusions = mgp_value_list_create(&rules->arena, identifier->exclusions);
    for (size_t i = 0; i < rule->pattern_count; i++) {
        enum mgp_status status =
            set_managed_pattern(&rule->patterns[i], &identifier->patterns[i], identifier->id, error);
        if (status != MGP_OK) return status;
        note_length(rules, &rule->patterns[i]);
        if (!rule->patterns[i].needs_keyword) mgp_bit_set(&rules->keywordless, index);
    }
    add_recogniser(rules, identifier, index);
    add_keywords(rules, identifier->keywords, index, true);
    for (size_t i = 0; identifier->columns && identifier->columns[i]; i++) {
        mgp_keywords_add(rules->columns, mgp_slice_text(identifier->columns[i]), index, true);
    }
    return MGP_OK;
}

static void add_custom(struct mgp_rule_set *rules, const struct mgp_custom *custom)
{
    size_t index = rules->rule_count;
    struct mgp_rule *rule = add_rule(rules);
    rule->custom = custom;
    rule->patterns = mgp_arena_alloc(&rules->arena, sizeof *rule->patterns);
    rule->pattern_count = 1;
    *rule->patterns = (struct mgp_rule_pattern){.regex_text = custom->regex,
                                                .is_utf8 = true,
                                                .is_counted = true,
                                                .needs_keyword = custom->keywords[0] != NULL,
                                                .proof = MGP_PROOF_SHAPE,
                                                .length = custom->length};
    note_length(rules, rule->patterns);
    if (!rule->patterns->needs_keyword) mgp_bit_set(&rules->keywordless, index);
    add_keywords(rules, custom->keywords, index, false);
}

static const char *nth_id(size_t index)
{
    return mgp_catalogue[index].id;
}

static enum mgp_status check_id(const char *id, struct mgp_error *error)
{
    if (mgp_catalogue_find(mgp_slice_text(id))) return MGP_OK;
    const char *nearest = mgp_nearest(id, nth_id, mgp_catalogue_count);
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_slice_text(id));
    if (nearest) {
        mgp_fail(error, MGP_INVALID, "unknown identifier '%s': did you mean %s?", mgp_buffer_string(&shown),
                 nearest);
    } else {
        mgp_fail(error, MGP_INVALID, "unknown identifier '%s': see 'magpie identifiers list'",
                 mgp_buffer_string(&shown));
    }
    mgp_buffer_clear(&shown);
    return MGP_INVALID;
}

static bool contains(const char *const *ids, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ids[i], id) == 0) return true;
    }
    return false;
}

static enum mgp_status check_ids(const struct mgp_rule_set_options *options, struct mgp_error *error)
{
    for (size_t i = 0; i < options->included_count; i++) {
        enum mgp_status status = check_id(options->included[i], error);
        if (status != MGP_OK) return status;
        const struct mgp_identifier *identifier = mgp_catalogue_find(mgp_slice_text(options->included[i]));
        if (identifier->inactive_reason) {
            return mgp_fail(error, MGP_INVALID, "%s is not active yet: %s", identifier->id,
                            identifier->inactive_reason);
        }
    }
    for (size_t i = 0; i < options->excluded_count; i++) {
        enum mgp_status status = check_id(options->excluded[i], error);
        if (status != MGP_OK) return status;
    }
    return MGP_OK;
}

static bool is_selected(const struct mgp_rule_set_options *options, const struct mgp_identifier *identifier)
{
    if (identifier->inactive_reason || contains(options->excluded, options->excluded_count, identifier->id))
        return false;
    switch (options->selection) {
    case MGP_SELECT_ALL:
        return true;
    case MGP_SELECT_RECOMMENDED:
        return identifier->is_recommended;
    case MGP_SELECT_LISTED:
        return contains(options->included, options->included_count, identifier->id);
    case MGP_SELECT_NONE:
        break;
    }
    return false;
}

static enum mgp_status add_customs(struct mgp_rule_set *rules, const char *path,
                                   const struct mgp_custom *customs, size_t count, struct mgp_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (rules->rule_count == MGP_MAX_RULES) {
            return mgp_fail(error, MGP_LIMIT, "%s: more than %d identifiers together are not supported", path,
                            MGP_MAX_RULES);
        }
        for (size_t k = 0; k < rules->rule_count; k++) {
            const struct mgp_custom *other = rules->rules[k].custom;
            if (other && strcmp(other->id, customs[i].id) == 0) {
                return mgp_fail(error, MGP_INVALID, "%s: two identifiers have the id %s", path, other->id);
            }
        }
        add_custom(rules, &customs[i]);
    }
    return MGP_OK;
}

static enum mgp_status add_custom_file(struct mgp_rule_set *rules, const char *path, struct mgp_error *error)
{
    struct mgp_custom *customs = NULL;
    size_t count = 0;
    enum mgp_status status = mgp_custom_read(&rules->arena, path, &customs, &count, error);
    return status == MGP_OK ? add_customs(rules, path, customs, count, error) : status;
}

static enum mgp_status add_custom_text(struct mgp_rule_set *rules, struct mgp_slice text,
                                       struct mgp_error *error)
{
    struct mgp_custom *customs = NULL;
    size_t count = 0;
    enum mgp_status status =
        mgp_custom_parse(&rules->arena, "custom identifier", text, &customs, &count, error);
    return status == MGP_OK ? add_customs(rules, "custom identifier", customs, count, error) : status;
}

static enum mgp_status add_allow_lists(struct mgp_rule_set *rules, const struct mgp_rule_set_options *options,
                                       struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    if (options->allow_file_count == 0 && options->allow_text.len == 0) return MGP_OK;
    rules->allow_lists = mgp_allow_lists_create();
    for (size_t i = 0; status == MGP_OK && i < options->allow_file_count; i++) {
        status = mgp_allow_lists_read(rules->allow_lists, options->allow_files[i], error);
    }
    if (status == MGP_OK && options->allow_text.len > 0)
        status = mgp_allow_lists_parse(rules->allow_lists, "allow list", options->allow_text, error);
    mgp_allow_lists_finish(rules->allow_lists);
    return status;
}

/* Whether a keyword is an identifier's own does not depend on which others are selected. */
static void share_keywords(struct mgp_rule_set *rules, const struct mgp_identifier *identifier)
{
    for (size_t i = 0; identifier->keywords && identifier->keywords[i]; i++) {
        mgp_keywords_share(rules->keywords, mgp_slice_text(identifier->keywords[i]));
    }
}

static enum mgp_status fill(struct mgp_rule_set *rules, const struct mgp_rule_set_options *options,
                            struct mgp_error *error)
{
    enum mgp_status status = check_ids(options, error);
    for (size_t i = 0; status == MGP_OK && i < mgp_catalogue_count; i++) {
        if (is_selected(options, &mgp_catalogue[i])) status = add_managed(rules, &mgp_catalogue[i], error);
    }
    for (size_t i = 0; status == MGP_OK && i < options->custom_file_count; i++) {
        status = add_custom_file(rules, options->custom_files[i], error);
    }
    for (size_t i = 0; status == MGP_OK && i < mgp_catalogue_count; i++) {
        if (!is_selected(options, &mgp_catalogue[i])) share_keywords(rules, &mgp_catalogue[i]);
    }
    if (status == MGP_OK && options->custom_text.len > 0)
        status = add_custom_text(rules, options->custom_text, error);
    if (status == MGP_OK) status = add_allow_lists(rules, options, error);
    if (status == MGP_OK && rules->rule_count == 0) {
        status =
            mgp_fail(error, MGP_INVALID, "no identifier is selected: choose some with --managed or --custom");
    }
    return status;
}

static int by_recogniser(const void *left, const void *right)
{
    const struct mgp_recogniser_rule *a = left, *b = right;
    if (a->recogniser != b->recogniser) return a->recogniser < b->recogniser ? -1 : 1;
    return a->rule < b->rule ? -1 : a->rule > b->rule;
}

enum mgp_status mgp_rule_set_create(const struct mgp_rule_set_options *options, struct mgp_rule_set **out,
                                    struct mgp_error *error)
{
    struct mgp_rule_set *rules = mgp_calloc(1, sizeof *rules);
    rules->rules = mgp_calloc(MGP_MAX_RULES, sizeof *rules->rules);
    rules->recogniser_rules = mgp_calloc(MGP_MAX_RULES, sizeof *rules->recogniser_rules);
    rules->keywords = mgp_keywords_create();
    rules->columns = mgp_keywords_create();
    rules->report_test_values = options->report_test_values;
    rules->labeller = (struct mgp_labeller){rules, label};
    enum mgp_status status = fill(rules, options, error);
    qsort(rules->recogniser_rules, rules->recogniser_rule_count, sizeof *rules->recogniser_rules,
          by_recogniser);
    if (status != MGP_OK) {
        mgp_rule_set_destroy(rules);
        return status;
    }
    *out = rules;
    return MGP_OK;
}

void mgp_rule_set_destroy(struct mgp_rule_set *rules)
{
    if (!rules) return;
    for (size_t i = 0; i < rules->rule_count; i++) {
        for (size_t k = 0; k < rules->rules[i].pattern_count; k++) {
            free_regex(atomic_load(&rules->rules[i].patterns[k].compiled));
            pcre2_code_free(atomic_load(&rules->rules[i].patterns[k].whole));
        }
    }
    mgp_keywords_destroy(rules->keywords);
    mgp_allow_lists_destroy(rules->allow_lists);
    mgp_keywords_destroy(rules->columns);
    free(rules->rules);
    free(rules->recogniser_rules);
    mgp_arena_clear(&rules->arena);
    free(rules);
}
