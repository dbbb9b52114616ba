/* Build program: derives the automata of exact.h from the regexes of the catalogue and writes them as C.
 *
 *     exact_compiler OUT.c
 *
 * A pattern becomes a nondeterministic automaton (Thompson), that a deterministic one (subset construction), and that
 * the smallest (Moore's refinement of the states by their futures). Where one is too large, PCRE2 serves. */
#include <stdio.h>

#include "base/buffer.h"
#include "identifiers/catalogue.h"
#include "identifiers/regex_tree.h"

enum {
    MAX_NFA = 4096,
    MAX_STATES = 600,     /* before the smallest is made */
    MAX_CELLS = 2400,     /* states times classes of one pattern */
    MAX_TABLE_BYTES = 109 * 1024,
    MAX_PATTERNS = 1024,  /* of the catalogue */
    MAX_CLASS_MAPS = 256, /* different ones */
};

/* A state of the nondeterministic automaton: takes a byte and goes on, goes on at once in two ways, or is the end. */
struct nfa_state {
    enum { TAKE, SPLIT, END } kind;
    uint64_t bytes[4];
    uint32_t next, other; /* SPLIT: both */
};

struct member_set {
    uint64_t words[MAX_NFA / 64];
};

struct automaton {
    struct nfa_state nfa[MAX_NFA];
    size_t nfa_count;
    bool is_too_large;
    uint8_t classes[256];
    uint8_t example[256]; /* a byte of each class */
    size_t class_count;
    struct member_set members[MAX_STATES]; /* state 0, dead, has none */
    uint16_t next[MAX_STATES][256];        /* by class */
    bool is_end[MAX_STATES];
    size_t state_count;
    uint16_t group[MAX_STATES]; /* of states with one future */
    size_t group_count;
};

static _Noreturn void fail(const char *name, const char *reason)
{
    fprintf(stderr, "exact_compiler: %s: %s\n", name, reason);
    exit(1);
}

/* --- the nondeterministic automaton ----------------------------------------------------------------------- */

static uint32_t add_nfa(struct automaton *a, struct nfa_state state)
{
    if (a->nfa_count == MAX_NFA) {
        a->is_too_large = true;
        return 0;
    }
    a->nfa[a->nfa_count] = state;
    return (uint32_t)a->nfa_count++;
}

static uint32_t build(struct automaton *a, const struct mgp_regex_node *node, uint32_t next);

static uint32_t build_repeat(struct automaton *a, const struct mgp_regex_node *node, uint32_t next)
{
    uint32_t entry = next;
    if (node->max == MGP_TREE_UNBOUNDED) {
        entry = add_nfa(a, (struct nfa_state){.kind = SPLIT, .next = next, .other = next});
        uint32_t body = build(a, node->first_child, entry);
        a->nfa[entry].other = body;
    }
    for (uint32_t i = node->min; node->max != MGP_TREE_UNBOUNDED && i < node->max && !a->is_too_large; i++) {
        uint32_t body = build(a, node->first_child, entry);
        entry = add_nfa(a, (struct nfa_state){.kind = SPLIT, .next = next, .other = body});
    }
    for (uint32_t i = 0; i < node->min && !a->is_too_large; i++) {
        entry = build(a, node->first_child, entry);
    }
    return entry;
}

static uint32_t build_sequence(struct automaton *a, const struct mgp_regex_node *child, uint32_t next)
{
    return child ? build(a, child, build_sequence(a, child->next_sibling, next)) : next;
}

/* The state from which node and then next are taken. */
static uint32_t build(struct automaton *a, const struct mgp_regex_node *node, uint32_t next)
{
    struct nfa_state state = {.kind = TAKE, .next = next};
    uint32_t entry;
    switch (node->kind) {
    case MGP_NODE_BYTES:
        memcpy(state.bytes, node->bytes, sizeof state.bytes);
        return add_nfa(a, state);
    case MGP_NODE_REPEAT:
        return build_repeat(a, node, next);
    case MGP_NODE_ALTERNATIVE:
        entry = build(a, node->first_child, next);
        for (const struct mgp_regex_node *child = node->first_child->next_sibling; child; child = child->next_sibling) {
            uint32_t other = build(a, child, next);
            entry = add_nfa(a, (struct nfa_state){.kind = SPLIT, .next = entry, .other = other});
        }
        return entry;
    case MGP_NODE_SEQUENCE:
        break;
    }
    return build_sequence(a, node->first_child, next);
}

/* Two bytes are of one class if every state takes both or neither. */
static void make_classes(struct automaton *a)
{
    a->class_count = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        size_t class = 0;
        for (; class < a->class_count; class++) {
            bool is_same = true;
            for (size_t i = 0; i < a->nfa_count && is_same; i++) {
                const uint64_t *bytes = a->nfa[i].bytes;
                is_same = mgp_byte_is_in(bytes, byte) == mgp_byte_is_in(bytes, a->example[class]);
            }
            if (is_same) break;
        }
        if (class == a->class_count) a->example[a->class_count++] = (uint8_t)byte;
        a->classes[byte] = (uint8_t)class;
    }
}

/* --- the deterministic automaton -------------------------------------------------------------------------- */

static bool has_member(const struct member_set *set, uint32_t state)
{
    return set->words[state / 64] >> (state % 64) & 1;
}

/* Adds a state and those that it goes on to at once. */
static void add_member(const struct automaton *a, struct member_set *set, uint32_t state)
{
    if (has_member(set, state)) return;
    set->words[state / 64] |= (uint64_t)1 << (state % 64);
    if (a->nfa[state].kind != SPLIT) return;
    add_member(a, set, a->nfa[state].next);
    add_member(a, set, a->nfa[state].other);
}

static uint16_t find_or_add_state(struct automaton *a, const struct member_set *members)
{
    for (size_t i = 0; i < a->state_count; i++) {
        if (memcmp(&a->members[i], members, sizeof *members) == 0) return (uint16_t)i;
    }
    if (a->state_count == MAX_STATES) {
        a->is_too_large = true;
        return 0;
    }
    a->members[a->state_count] = *members;
    return (uint16_t)a->state_count++;
}

static void fill_state(struct automaton *a, size_t state)
{
    a->is_end[state] = false;
    for (size_t class = 0; class < a->class_count; class++) {
        struct member_set next = {{0}};
        for (uint32_t i = 0; i < a->nfa_count; i++) {
            if (!has_member(&a->members[state], i)) continue;
            if (a->nfa[i].kind == END) a->is_end[state] = true;
            if (a->nfa[i].kind == TAKE && mgp_byte_is_in(a->nfa[i].bytes, a->example[class]))
                add_member(a, &next, a->nfa[i].next);
        }
        a->next[state][class] = find_or_add_state(a, &next);
    }
}

/* State 1 is the start. */
static void make_deterministic(struct automaton *a, uint32_t start)
{
    a->state_count = 1;
    a->members[0] = (struct member_set){{0}};
    struct member_set first = {{0}};
    add_member(a, &first, start);
    find_or_add_state(a, &first);
    for (size_t i = 0; i < a->state_count && !a->is_too_large; i++) {
        fill_state(a, i);
    }
}

static bool have_one_future(const struct automaton *a, size_t one, size_t other)
{
    if (a->group[one] != a->group[other]) return false;
    for (size_t class = 0; class < a->class_count; class++) {
        if (a->group[a->next[one][class]] != a->group[a->next[other][class]]) return false;
    }
    return true;
}

/* Groups are divided until none holds states of different futures. They are numbered with state 0's as 0 and the ends'
 * last. */
static void minimise(struct automaton *a)
{
    uint16_t group[MAX_STATES];
    size_t before = 0;
    for (size_t i = 0; i < a->state_count; i++) {
        a->group[i] = a->is_end[i];
    }
    for (a->group_count = 2; a->group_count != before;) {
        before = a->group_count;
        a->group_count = 0;
        for (int is_end = 0; is_end < 2; is_end++) {
            for (size_t i = 0; i < a->state_count; i++) {
                if (a->is_end[i] != (bool)is_end) continue;
                size_t like = 0;
                while (like < i && (a->is_end[like] != a->is_end[i] || !have_one_future(a, like, i))) {
                    like++;
                }
                group[i] = like < i ? group[like] : (uint16_t)a->group_count++;
            }
        }
        memcpy(a->group, group, a->state_count * sizeof *group);
    }
}

/* False where the table is too large. */
static bool derive(struct automaton *a, const struct mgp_identifier *identifier, const struct mgp_pattern *pattern)
{
    struct mgp_arena arena = {0};
    struct mgp_regex_node *tree;
    struct mgp_error error = {0};
    if (mgp_regex_tree_parse(&arena, mgp_slice_text(pattern->regex), pattern->is_caseless, &tree, &error) != MGP_OK)
        fail(identifier->id, error.message);
    a->nfa_count = 0;
    a->is_too_large = false;
    uint32_t start = build(a, tree, add_nfa(a, (struct nfa_state){.kind = END}));
    if (!a->is_too_large) {
        make_classes(a);
        make_deterministic(a, start);
    }
    if (!a->is_too_large) minimise(a);
    mgp_arena_clear(&arena);
    return !a->is_too_large && a->group_count * a->class_count <= MAX_CELLS;
}

/* --- what is written -------------------------------------------------------------------------------------- */

struct output {
    struct mgp_buffer text, patterns;
    uint8_t class_maps[MAX_CLASS_MAPS][256];
    size_t class_map_count, pattern_count, derived_count, bytes;
};

static size_t class_map_of(struct output *out, const struct automaton *a)
{
    size_t map = 0;
    while (map < out->class_map_count && memcmp(out->class_maps[map], a->classes, sizeof a->classes) != 0) {
        map++;
    }
    if (map < out->class_map_count) return map;
    if (map == MAX_CLASS_MAPS) fail("the catalogue", "too many different classes of bytes");
    memcpy(out->class_maps[out->class_map_count++], a->classes, sizeof a->classes);
    mgp_buffer_format(&out->text, "static const uint8_t classes_%zu[256] = {", map);
    for (size_t i = 0; i < 256; i++) {
        mgp_buffer_format(&out->text, "%s%u,", i % 32 == 0 ? "\n" : "", a->classes[i]);
    }
    mgp_buffer_text(&out->text, "};\n");
    out->bytes += 256;
    return map;
}

static void write_automaton(struct output *out, const struct automaton *a)
{
    size_t map = class_map_of(out, a), ends = a->group_count;
    mgp_buffer_format(&out->text, "static const uint16_t next_%zu[] = {", out->pattern_count);
    for (size_t group = 0; group < a->group_count; group++) {
        size_t state = 0;
        while (a->group[state] != group) {
            state++;
        }
        if (a->is_end[state] && group < ends) ends = group;
        mgp_buffer_byte(&out->text, '\n');
        for (size_t class = 0; class < a->class_count; class++) {
            mgp_buffer_format(&out->text, "%zu,", a->group[a->next[state][class]] * a->class_count);
        }
    }
    mgp_buffer_text(&out->text, "};\n");
    mgp_buffer_format(&out->patterns, "{classes_%zu, next_%zu, %zu, %zu},\n", map, out->pattern_count,
                      a->group[1] * a->class_count, ends * a->class_count);
    out->bytes += a->group_count * a->class_count * sizeof(uint16_t);
    out->derived_count++;
}

static void write_patterns(struct output *out)
{
    static struct automaton a;
    mgp_buffer_text(&out->patterns, "const struct mgp_exact mgp_exact_patterns[] = {\n");
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        for (size_t k = 0; k < mgp_catalogue[i].pattern_count; k++, out->pattern_count++) {
            if (derive(&a, &mgp_catalogue[i], &mgp_catalogue[i].patterns[k])) write_automaton(out, &a);
            else mgp_buffer_text(&out->patterns, "{(const uint8_t *)0, (const uint16_t *)0, 0, 0},\n");
        }
    }
    mgp_buffer_text(&out->patterns, "};\nconst uint16_t mgp_exact_first[] = {\n");
    size_t first = 0;
    for (size_t i = 0; i < mgp_catalogue_count; first += mgp_catalogue[i++].pattern_count) {
        mgp_buffer_format(&out->patterns, "%zu,", first);
    }
    mgp_buffer_text(&out->patterns, "};\n");
    mgp_buffer_append(&out->text, mgp_buffer_slice(&out->patterns));
}

int main(int argc, char **argv)
{
    static struct output out;
    if (argc != 2) fail("usage", "exact_compiler OUT.c");
    mgp_buffer_text(&out.text, "#include \"scanner/match/exact.h\"\n");
    write_patterns(&out);
    if (out.bytes > MAX_TABLE_BYTES) fail("tables", "larger than they may be");
    FILE *file = fopen(argv[1], "wb");
    if (!file || fwrite(out.text.ptr, 1, out.text.len, file) != out.text.len || fclose(file) != 0)
        fail(argv[1], "cannot be written");
    fprintf(stderr, "exact automata: %zu of %zu patterns, %zu bytes\n", out.derived_count, out.pattern_count,
            out.bytes);
    mgp_buffer_clear(&out.text);
    mgp_buffer_clear(&out.patterns);
    return 0;
}
