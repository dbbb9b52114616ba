/* What the build derives from the catalogue's regexes, held against the regexes themselves: for each pattern some
 * hundred strings drawn from its regex, and near misses of them. The automata let through whatever PCRE2 matches. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <criterion/criterion.h>
#include <pcre2.h>
#include <stdio.h>

#include "identifiers/catalogue.h"
#include "scanner/match/shapes.h"
#include "../support/draw.h"

enum { STRINGS = 400, NEAR_MISSES = 3 };

/* A pattern of the catalogue with what is known of it. */
struct tested {
    const struct mgp_shapes *shapes;
    size_t index; /* in shapes */
    const char *id;
    const struct mgp_pattern *pattern;
    pcre2_code *whole;
    pcre2_match_data *data;
    size_t matches;
};

static bool is_alphanumeric(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
}

static bool has_shape(const struct mgp_shapes *shapes, uint16_t set, size_t shape)
{
    return shapes->sets[set].words[shape / 64] >> (shape % 64) & 1;
}

/* Does the automaton let the pattern through for text[0, end), or for whatever goes beyond its depth? */
static bool lets_through(const struct tested *t, struct mgp_slice text, size_t end)
{
    const struct mgp_shapes *shapes = t->shapes;
    size_t state = 1;
    for (size_t at = 0; at < end; at++) {
        state = shapes->transitions[state * shapes->class_count + shapes->classes[text.ptr[at]]];
        if (state == 0) return false;
        if (has_shape(shapes, shapes->open[state], t->index)) return true;
    }
    return has_shape(shapes, shapes->ends[state], t->index);
}

static bool pcre2_matches(struct tested *t, struct mgp_slice text)
{
    return pcre2_match(t->whole, text.ptr, text.len, 0, PCRE2_NO_UTF_CHECK, t->data, NULL) >= 0;
}

/* Can values of patterns without keyword begin so? */
static bool is_known_beginning(struct mgp_slice text)
{
    char code[MGP_CODE_LETTERS + 1] = "";
    for (size_t i = 0; i < MGP_CODE_LETTERS && i < text.len; i++) {
        uint8_t letter = text.ptr[i] | 0x20;
        if (letter < 'a' || letter > 'z') break;
        code[i] = (char)letter;
    }
    for (size_t i = 0; *code && mgp_anchor_codes[i]; i++) {
        if (strcmp(mgp_anchor_codes[i], code) == 0) return true;
    }
    for (size_t i = 0; !*code && i < mgp_anchor_pair_count; i++) {
        if (text.len > 1 && mgp_anchor_pairs[i][0] == text.ptr[0] && mgp_anchor_pairs[i][1] == text.ptr[1]) return true;
    }
    return false;
}

/* "41 4B": what the text is made of, for it may hold any byte. */
static const char *in_hex(struct mgp_slice text)
{
    static char out[3 * 200 + 1];
    for (size_t i = 0; i < text.len && i < 200; i++) {
        snprintf(out + 3 * i, 4, "%02X ", text.ptr[i]);
    }
    return out;
}

/* How many digits there are, and how long the longest runs of shapes.h. */
struct density {
    size_t digits, capitals, token;
};

static struct density density_of(struct mgp_slice span)
{
    struct density most = {0};
    size_t capitals = 0, token = 0;
    for (size_t i = 0; i < span.len; i++) {
        uint8_t byte = span.ptr[i];
        bool is_digit = byte >= '0' && byte <= '9', is_capital = byte >= 'A' && byte <= 'Z';
        most.digits += is_digit;
        capitals = is_digit || is_capital ? capitals + 1 : 0;
        token = is_alphanumeric(byte) || (byte && strchr("+/_-", byte)) ? token + 1 : 0;
        if (capitals > most.capitals) most.capitals = capitals;
        if (token > most.token) most.token = token;
    }
    return most;
}

/* Does the span keep what the build says of all matches? */
static bool is_as_dense(const struct mgp_shape_pattern *shape, struct mgp_slice span)
{
    struct density density = density_of(span);
    size_t digits = shape->sparseness == MGP_DENSE ? MGP_DENSE_DIGITS : shape->sparseness == MGP_HAS_DIGIT ? 1 : 0;
    if (density.digits < shape->fewest_digits) return false;
    return density.digits >= digits || density.capitals >= MGP_DENSE_CAPITALS || density.token >= MGP_DENSE_TOKEN;
}

/* Everything that PCRE2 matches at the text's beginning. */
static void check_text(struct tested *t, struct mgp_slice text)
{
    const struct mgp_shape_pattern *shape = &t->shapes->patterns[t->index];
    for (size_t end = 1; end <= text.len; end++) {
        struct mgp_slice span = mgp_slice_sub(text, 0, end);
        if (end < text.len && is_alphanumeric(text.ptr[end - 1]) && is_alphanumeric(text.ptr[end])) continue;
        if (!pcre2_matches(t, span)) continue;
        t->matches++;
        cr_assert(lets_through(t, text, end), "%s: its shape does not let %s through, which %s matches", t->id,
                  in_hex(span), t->pattern->regex);
        cr_assert(shape->longest == UINT16_MAX || end <= shape->longest, "%s: %s is longer than %d", t->id,
                  in_hex(span), shape->longest);
        cr_assert(is_as_dense(shape, span), "%s: %s is sparser than matches are said to be", t->id, in_hex(span));
        if (t->shapes == &mgp_anchor_shapes)
            cr_assert(is_known_beginning(span), "%s: %s begins with nothing known", t->id, in_hex(span));
    }
}

/* The same with other text behind. */
static void check_string(struct tested *t, const struct mgp_buffer *string, uint64_t *random)
{
    static const char *const tails[] = {"", " ", "-", ".", "7", "x", "12 34", " - 5 A9", "\xC3\xA9", "==", "@b.c"};
    struct mgp_buffer text = {0};
    mgp_buffer_append(&text, mgp_buffer_slice(string));
    mgp_buffer_text(&text, tails[draw_below(random, sizeof tails / sizeof *tails)]);
    check_text(t, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

static pcre2_code *compile(const struct mgp_pattern *pattern)
{
    int number;
    PCRE2_SIZE offset;
    uint32_t options = PCRE2_ANCHORED | PCRE2_ENDANCHORED | (pattern->is_caseless ? PCRE2_CASELESS : 0u);
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern->regex, PCRE2_ZERO_TERMINATED, options, &number, &offset, NULL);
    if (code) pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    return code;
}

static void check_strings(struct tested *t, const struct mgp_regex_node *tree)
{
    uint64_t random = 0x5EED0000u + t->index;
    struct mgp_buffer string = {0};
    for (size_t i = 0; i < STRINGS; i++) {
        string.len = 0;
        draw_string(&string, tree, &random);
        cr_assert(pcre2_matches(t, mgp_buffer_slice(&string)), "%s: %s was drawn from %s, which does not match it",
                  t->id, in_hex(mgp_buffer_slice(&string)), t->pattern->regex);
        check_string(t, &string, &random);
        for (size_t k = 0; k < NEAR_MISSES; k++) {
            draw_near_miss(&string, &random);
            check_string(t, &string, &random);
        }
    }
    mgp_buffer_clear(&string);
}

static void check_pattern(const struct mgp_shapes *shapes, size_t index)
{
    const struct mgp_identifier *identifier = &mgp_catalogue[shapes->patterns[index].identifier];
    struct tested t = {.shapes = shapes, .index = index, .id = identifier->id};
    struct mgp_arena arena = {0};
    struct mgp_regex_node *tree = NULL;
    t.pattern = &identifier->patterns[shapes->patterns[index].pattern];
    t.whole = compile(t.pattern);
    t.data = pcre2_match_data_create(1, NULL);
    cr_assert_not_null(t.whole, "%s", t.id);
    cr_assert_eq(mgp_regex_tree_parse(&arena, mgp_slice_text(t.pattern->regex), t.pattern->is_caseless, &tree, NULL),
                 MGP_OK, "%s", t.id);
    check_strings(&t, tree);
    cr_expect_geq(t.matches, STRINGS / 4, "%s: only %zu strings matched", t.id, t.matches);
    pcre2_match_data_free(t.data);
    pcre2_code_free(t.whole);
    mgp_arena_clear(&arena);
}

Test(shapes, let_through_what_the_regexes_with_a_keyword_match, .timeout = 240)
{
    for (size_t i = 0; i < mgp_keyword_shapes.pattern_count; i++) {
        check_pattern(&mgp_keyword_shapes, i);
    }
}

Test(shapes, let_through_what_the_regexes_without_a_keyword_match)
{
    for (size_t i = 0; i < mgp_anchor_shapes.pattern_count; i++) {
        check_pattern(&mgp_anchor_shapes, i);
    }
}

Test(shapes, stand_for_every_pattern_of_the_catalogue_once)
{
    size_t patterns = 0, seen = 0;
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        patterns += mgp_catalogue[i].pattern_count;
    }
    const struct mgp_shapes *const both[] = {&mgp_keyword_shapes, &mgp_anchor_shapes};
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < both[k]->pattern_count; i++) {
            const struct mgp_shape_pattern *one = &both[k]->patterns[i];
            const struct mgp_pattern *pattern = &mgp_catalogue[one->identifier].patterns[one->pattern];
            cr_expect_lt(one->pattern, mgp_catalogue[one->identifier].pattern_count);
            cr_expect_eq(pattern->needs_keyword, k == 0, "%s", mgp_catalogue[one->identifier].id);
            for (size_t n = 0; n < i; n++) {
                cr_expect(both[k]->patterns[n].identifier != one->identifier ||
                          both[k]->patterns[n].pattern != one->pattern);
            }
            seen++;
        }
    }
    cr_expect_eq(seen, patterns);
}
