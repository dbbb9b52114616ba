/* Exact automata against PCRE2's: every end at a start, on texts drawn from each regex of the catalogue and on texts
 * that miss it by a byte. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <criterion/criterion.h>
#include <pcre2.h>

#include "base/buffer.h"
#include "identifiers/regex_tree.h"
#include "identifiers/rule_set.h"
#include "scanner/match/exact_form.h"

enum { TEXTS_PER_PATTERN = 400, MAX_ENDS = 4200, LONGEST_TEXT = 4000 };

static uint64_t state = 20260317;

static unsigned below(unsigned limit)
{
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (unsigned)((z ^ z >> 31) % limit);
}

static void draw_byte(const uint64_t bytes[4], struct mgp_buffer *out)
{
    unsigned count = 0;
    for (size_t i = 0; i < 4; i++) {
        count += (unsigned)__builtin_popcountll(bytes[i]);
    }
    unsigned wanted = below(count);
    for (unsigned byte = 0; byte < 256; byte++) {
        if (mgp_byte_is_in(bytes, byte) && wanted-- == 0) mgp_buffer_byte(out, (uint8_t)byte);
    }
}

static void draw(const struct mgp_regex_node *node, struct mgp_buffer *out)
{
    const struct mgp_regex_node *child = node->first_child;
    unsigned times, count = 0;
    switch (node->kind) {
    case MGP_NODE_BYTES:
        draw_byte(node->bytes, out);
        break;
    case MGP_NODE_SEQUENCE:
        for (; child; child = child->next_sibling) {
            draw(child, out);
        }
        break;
    case MGP_NODE_ALTERNATIVE:
        for (; child; child = child->next_sibling) {
            count++;
        }
        child = node->first_child;
        for (unsigned i = below(count); i > 0; i--) {
            child = child->next_sibling;
        }
        draw(child, out);
        break;
    case MGP_NODE_REPEAT:
        times = node->max == MGP_TREE_UNBOUNDED ? below(20) : below(node->max - node->min + 1);
        for (times += node->min; times > 0 && out->len < LONGEST_TEXT; times--) {
            draw(child, out);
        }
        break;
    }
}

/* A byte more, less or another, or something behind. */
static void spoil(struct mgp_buffer *text)
{
    static const char bytes[] = "0123456789AZaz -./+()_=:\xC3\xB1\n";
    uint8_t byte = (uint8_t)bytes[below(sizeof bytes - 1)];
    if (text->len == 0) return;
    size_t at = below((unsigned)text->len);
    switch (below(4)) {
    case 0:
        text->ptr[at] = byte;
        break;
    case 1:
        memmove(text->ptr + at, text->ptr + at + 1, text->len - at - 1);
        text->len--;
        break;
    default:
        mgp_buffer_byte(text, byte);
        break;
    }
}

static bool is_among(const PCRE2_SIZE *ovector, int count, size_t end)
{
    for (int i = 0; i < count; i++) {
        if (ovector[2 * i + 1] == end) return true;
    }
    return false;
}

static size_t compare(const struct mgp_exact *exact, const struct mgp_regex *regex, pcre2_match_data *data,
                      struct mgp_slice text, const char *name)
{
    static int workspace[1 << 16];
    int count = pcre2_dfa_match(regex->ends, text.ptr, text.len, 0, PCRE2_ANCHORED, data, NULL, workspace, 1 << 16);
    cr_assert(count > 0 || count == PCRE2_ERROR_NOMATCH, "%s: PCRE2 ends with %d", name, count);
    const PCRE2_SIZE *ovector = pcre2_get_ovector_pointer(data);
    uint16_t at_state = exact->start;
    size_t ends = 0;
    for (size_t at = 0; at < text.len;) {
        at_state = mgp_exact_step(exact, at_state, text.ptr[at++]);
        bool is_end = at_state >= exact->ends;
        cr_assert_eq(is_end, is_among(ovector, count, at), "%s: ends differ at %zu of '%.*s'", name, at, (int)text.len,
                     (const char *)text.ptr);
        ends += is_end;
    }
    return ends;
}

static size_t compare_drawn(const struct mgp_exact *exact, struct mgp_rule_pattern *pattern, pcre2_match_data *data,
                            const char *name)
{
    struct mgp_arena arena = {0};
    struct mgp_regex_node *tree;
    struct mgp_buffer text = {0};
    size_t ends = 0;
    cr_assert_eq(mgp_regex_tree_parse(&arena, mgp_slice_text(pattern->regex_text), pattern->is_caseless, &tree, NULL),
                 MGP_OK);
    for (size_t i = 0; i < TEXTS_PER_PATTERN; i++) {
        text.len = 0;
        draw(tree, &text);
        for (unsigned k = below(4); k > 0; k--) {
            spoil(&text);
        }
        ends += compare(exact, mgp_pattern_regex(pattern), data, mgp_buffer_slice(&text), name);
    }
    mgp_buffer_clear(&text);
    mgp_arena_clear(&arena);
    return ends;
}

Test(exact, takes_what_the_regex_takes_and_nothing_else)
{
    struct mgp_rule_set *rules;
    struct mgp_rule_set_options all = {.selection = MGP_SELECT_ALL};
    cr_assert_eq(mgp_rule_set_create(&all, &rules, NULL), MGP_OK);
    pcre2_match_data *data = pcre2_match_data_create(MAX_ENDS, NULL);
    size_t compared = 0;
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct mgp_rule *rule = &rules->rules[i];
        const struct mgp_exact *exact = mgp_exact_patterns + mgp_exact_first[rule->identifier - mgp_catalogue];
        for (size_t k = 0; k < rule->pattern_count; k++) {
            if (!exact[k].classes) continue;
            size_t ends = compare_drawn(&exact[k], &rule->patterns[k], data, rule->identifier->id);
            cr_expect_gt(ends, TEXTS_PER_PATTERN / 8, "%s: only %zu ends in all texts", rule->identifier->id, ends);
            compared++;
        }
    }
    cr_expect_gt(compared, 200, "only %zu patterns have an exact automaton", compared);
    pcre2_match_data_free(data);
    mgp_rule_set_destroy(rules);
}

/* Another text of the same form. */
static void redraw(struct mgp_buffer *text)
{
    for (size_t i = 0; i < text->len; i++) {
        uint8_t *byte = &text->ptr[i];
        if (*byte >= '0' && *byte <= '9') *byte = (uint8_t)('0' + below(10));
        else if ((*byte | 0x20) >= 'a' && (*byte | 0x20) <= 'z') *byte = (uint8_t)((below(2) ? 'a' : 'A') + below(26));
    }
}

static bool takes_all(const struct mgp_exact *exact, struct mgp_slice text, size_t begin, size_t end)
{
    uint16_t at_state = exact->start;
    for (size_t at = begin; at < end; at++) {
        at_state = mgp_exact_step(exact, at_state, text.ptr[at]);
    }
    return at_state >= exact->ends;
}

/* What is known of the questions that were narrowed. */
struct narrowed {
    size_t never, always, asked;
};

static void compare_narrowed(const struct mgp_exact *exact, struct mgp_buffer *text, struct narrowed *count,
                             const char *name)
{
    size_t begin = below(3) ? 0 : below((unsigned)text->len);
    size_t end = below(3) ? text->len : begin + 1 + below((unsigned)(text->len - begin));
    struct mgp_exact_question question = mgp_exact_question_of(exact, begin, end);
    bool is_possible = mgp_exact_narrow(exact, mgp_buffer_slice(text), &question);
    if (!is_possible) count->never++;
    else if (question.from == question.until) count->always++;
    else count->asked++;
    for (unsigned i = 0; i < 12; i++) {
        struct mgp_slice slice = mgp_buffer_slice(text);
        bool is_taken = is_possible && mgp_exact_ask(exact, slice, &question);
        cr_assert_eq(is_taken, takes_all(exact, slice, begin, end), "%s: [%zu, %zu) of '%.*s'", name, begin, end,
                     (int)slice.len, (const char *)slice.ptr);
        redraw(text);
    }
}

Test(exact, what_the_form_leaves_open_is_what_the_automaton_takes, .timeout = 120)
{
    struct narrowed count = {0, 0, 0};
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[i];
        for (size_t p = 0; p < identifier->pattern_count; p++) {
            const struct mgp_exact *exact = &mgp_exact_patterns[mgp_exact_first[i] + p];
            struct mgp_arena arena = {0};
            struct mgp_regex_node *tree;
            const struct mgp_pattern *pattern = &identifier->patterns[p];
            cr_assert_eq(mgp_regex_tree_parse(&arena, mgp_slice_text(pattern->regex), pattern->is_caseless, &tree,
                                              NULL),
                         MGP_OK);
            for (unsigned round = 0; exact->classes && round < 60; round++) {
                struct mgp_buffer text = {0};
                draw(tree, &text);
                if (below(3) == 0) spoil(&text);
                if (text.len > 0 && text.len <= MGP_FORM_BYTES)
                    compare_narrowed(exact, &text, &count, identifier->id);
                mgp_buffer_clear(&text);
            }
            mgp_arena_clear(&arena);
        }
    }
    cr_expect(count.never > 100 && count.always > 100 && count.asked > 100, "%zu never, %zu always, %zu asked",
              count.never, count.always, count.asked);
}
