/* Build program: derives the automata of shapes.h from the regexes of the catalogue and writes them as C.
 *
 *     shape_compiler OUT.c
 *
 * Each pattern becomes a nondeterministic automaton (Thompson's construction), all of a kind together a
 * deterministic one (subset construction) that is cut at a depth and minimised from its leaves. A pattern that
 * cannot be derived ends the program with its name. */
#include <stdio.h>

#include "base/buffer.h"
#include "identifiers/catalogue.h"
#include "identifiers/regex_tree.h"
#include "scanner/match/shapes.h"

enum {
    KEYWORD_DEPTH = 17,
    ANCHOR_DEPTH = 11,
    MAX_STATES = 65000,
    MAX_SETS = 65000,
    MAX_CODES = 4096,
    MAX_TABLE_BYTES = 403 * 1024, /* with those of exact_compiler.c half a megabyte */
    MAX_DIGITS = 255,
};

/* A state of the nondeterministic automaton: takes a byte and goes on, or goes on at once, or is an end. */
struct nfa_state {
    enum { TAKE, SPLIT, END } kind;
    uint64_t bytes[4];
    uint32_t next, other; /* SPLIT: both */
    uint16_t pattern;     /* END */
};

struct state {
    uint32_t *members; /* sorted states of the nondeterministic automaton: TAKE and END only */
    size_t member_count;
    unsigned depth;
    uint16_t next[256]; /* by class */
    uint16_t ends, open, reach, merged;
};

struct automaton {
    const char *name;
    bool wants_keyword, is_exact;
    unsigned depth;
    struct mgp_arena arena;
    struct nfa_state *nfa;
    size_t nfa_count, nfa_capacity;
    uint32_t starts[MGP_MAX_SHAPES];
    struct mgp_shape_pattern patterns[MGP_MAX_SHAPES];
    size_t pattern_count;
    uint8_t classes[256];
    uint64_t class_bytes[256][4];
    size_t class_count;
    struct state *states;
    size_t state_count, state_capacity;
    struct mgp_shape_set *sets;
    size_t set_count, set_capacity;
    uint32_t *table; /* hash of states by members and depth */
};

static _Noreturn void fail(const char *name, const char *reason)
{
    fprintf(stderr, "shape_compiler: %s: %s\n", name, reason);
    exit(1);
}

static uint32_t add_nfa(struct automaton *a, struct nfa_state state)
{
    MGP_GROW(a->nfa, a->nfa_count, a->nfa_capacity);
    a->nfa[a->nfa_count] = state;
    return (uint32_t)a->nfa_count++;
}

static uint32_t build(struct automaton *a, const struct mgp_regex_node *node, uint32_t next);

/* Repeats beyond the depth are never seen: they count as without bound. */
static uint32_t build_repeat(struct automaton *a, const struct mgp_regex_node *node, uint32_t next)
{
    const struct mgp_regex_node *child = node->first_child;
    uint32_t min = node->min <= a->depth ? node->min : a->depth + 1, entry = next;
    if (node->max == MGP_TREE_UNBOUNDED || node->max > a->depth) {
        uint32_t loop = add_nfa(a, (struct nfa_state){.kind = SPLIT, .next = next, .other = next});
        uint32_t body = build(a, child, loop);
        a->nfa[loop].other = body;
        entry = loop;
    } else {
        for (uint32_t i = min; i < node->max; i++) {
            uint32_t body = build(a, child, entry);
            entry = add_nfa(a, (struct nfa_state){.kind = SPLIT, .next = next, .other = body});
        }
    }
    for (uint32_t i = 0; i < min; i++) {
        entry = build(a, child, entry);
    }
    return entry;
}

/* The state from which node and then next are taken. */
static uint32_t build(struct automaton *a, const struct mgp_regex_node *node, uint32_t next)
{
    if (node->kind == MGP_NODE_BYTES) {
        struct nfa_state state = {.kind = TAKE, .next = next};
        memcpy(state.bytes, node->bytes, sizeof state.bytes);
        return add_nfa(a, state);
    }
    if (node->kind == MGP_NODE_REPEAT) return build_repeat(a, node, next);
    if (node->kind == MGP_NODE_ALTERNATIVE) {
        uint32_t entry = build(a, node->first_child, next);
        for (const struct mgp_regex_node *child = node->first_child->next_sibling; child; child = child->next_sibling) {
            uint32_t other = build(a, child, next);
            entry = add_nfa(a, (struct nfa_state){.kind = SPLIT, .next = entry, .other = other});
        }
        return entry;
    }
    const struct mgp_regex_node *children[256];
    size_t count = 0;
    for (const struct mgp_regex_node *child = node->first_child; child; child = child->next_sibling) {
        if (count == 256) fail(a->name, "a sequence is too long");
        children[count++] = child;
    }
    while (count > 0) {
        next = build(a, children[--count], next);
    }
    return next;
}

static bool is_digit(unsigned byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_letter(unsigned byte)
{
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* Is no byte but a digit in the set? */
static bool is_of_digits(const uint64_t bytes[4])
{
    return !(bytes[0] & ~((uint64_t)0x3FF << '0')) && !bytes[1] && !bytes[2] && !bytes[3];
}

/* Digits, capped, that every match holds at least. */
static uint32_t fewest_digits(const struct mgp_regex_node *node)
{
    if (node->kind == MGP_NODE_BYTES) return is_of_digits(node->bytes);
    uint32_t sum = 0, least = MAX_DIGITS;
    for (const struct mgp_regex_node *child = node->first_child; child; child = child->next_sibling) {
        uint32_t digits = fewest_digits(child);
        sum += digits;
        least = digits < least ? digits : least;
    }
    if (node->kind == MGP_NODE_ALTERNATIVE) return least;
    if (node->kind == MGP_NODE_REPEAT) sum *= node->min < MAX_DIGITS ? node->min : MAX_DIGITS;
    return sum < MAX_DIGITS ? sum : MAX_DIGITS;
}

static uint32_t longest(const struct mgp_regex_node *node)
{
    uint64_t sum = node->kind == MGP_NODE_BYTES;
    for (const struct mgp_regex_node *child = node->first_child; child; child = child->next_sibling) {
        uint32_t length = longest(child);
        if (node->kind == MGP_NODE_ALTERNATIVE) sum = sum > length ? sum : length;
        else sum += length;
    }
    if (node->kind == MGP_NODE_REPEAT && sum > 0) {
        if (node->max == MGP_TREE_UNBOUNDED) return UINT16_MAX;
        sum *= node->max;
    }
    return sum < UINT16_MAX ? (uint32_t)sum : UINT16_MAX;
}

/* What sparse text is made of: bytes by what they add to, and what has been seen of it. */
enum sparse_class { A_DIGIT, A_CAPITAL, A_TOKEN, A_BREAK, SPARSE_CLASSES };

struct sparse_state {
    uint32_t nfa;
    uint8_t digits, capitals, token; /* digits in all; the runs at the end */
};

static enum sparse_class sparse_class_of(unsigned byte)
{
    if (is_digit(byte)) return A_DIGIT;
    if (byte >= 'A' && byte <= 'Z') return A_CAPITAL;
    return is_letter(byte) || byte == '+' || byte == '/' || byte == '_' || byte == '-' ? A_TOKEN : A_BREAK;
}

/* Takes a byte of a class; false where the text is no longer sparse. */
static bool stay_sparse(struct sparse_state *state, enum sparse_class class, unsigned digit_limit)
{
    state->digits = (uint8_t)(state->digits + (class == A_DIGIT));
    state->capitals = class == A_DIGIT || class == A_CAPITAL ? (uint8_t)(state->capitals + 1) : 0;
    state->token = class == A_BREAK ? 0 : (uint8_t)(state->token + 1);
    return state->digits < digit_limit && state->capitals < MGP_DENSE_CAPITALS && state->token < MGP_DENSE_TOKEN;
}

static size_t number_of_sparse(const struct sparse_state *state)
{
    return ((state->nfa * (size_t)MGP_DENSE_DIGITS + state->digits) * MGP_DENSE_CAPITALS + state->capitals) *
               MGP_DENSE_TOKEN + state->token;
}

/* Is there a text that the pattern takes and that is sparse, with fewer digits than the limit? */
static bool takes_sparse(const struct automaton *a, uint32_t start, unsigned digit_limit)
{
    size_t count = 0, capacity = 0, bound = number_of_sparse(&(struct sparse_state){.nfa = (uint32_t)a->nfa_count});
    bool *is_seen = mgp_calloc(bound, sizeof *is_seen), found = false;
    struct sparse_state *stack = NULL;
    MGP_GROW(stack, count, capacity);
    stack[count++] = (struct sparse_state){.nfa = start};
    while (count > 0 && !found) {
        struct sparse_state state = stack[--count];
        const struct nfa_state *nfa = &a->nfa[state.nfa];
        if (is_seen[number_of_sparse(&state)]) continue;
        is_seen[number_of_sparse(&state)] = true;
        found = nfa->kind == END;
        for (unsigned i = 0; nfa->kind == SPLIT && i < 2; i++) {
            state.nfa = i == 0 ? nfa->next : nfa->other;
            MGP_GROW(stack, count, capacity);
            stack[count++] = state;
        }
        bool has_class[SPARSE_CLASSES] = {false};
        for (unsigned byte = 0; nfa->kind == TAKE && byte < 256; byte++) {
            if (mgp_byte_is_in(nfa->bytes, byte)) has_class[sparse_class_of(byte)] = true;
        }
        for (unsigned class = 0; class < SPARSE_CLASSES; class++) {
            struct sparse_state next = state;
            next.nfa = nfa->next;
            if (!has_class[class] || !stay_sparse(&next, class, digit_limit)) continue;
            MGP_GROW(stack, count, capacity);
            stack[count++] = next;
        }
    }
    free(is_seen);
    free(stack);
    return found;
}

static enum mgp_sparseness sparseness_of(const struct automaton *a, uint32_t start)
{
    if (!takes_sparse(a, start, MGP_DENSE_DIGITS)) return MGP_DENSE;
    return takes_sparse(a, start, 1) ? MGP_SPARSE : MGP_HAS_DIGIT;
}

static void add_pattern(struct automaton *a, size_t identifier, size_t pattern)
{
    const struct mgp_identifier *of = &mgp_catalogue[identifier];
    struct mgp_regex_node *tree = NULL;
    struct mgp_error error = {0};
    if (a->pattern_count == MGP_MAX_SHAPES) fail(of->id, "raise MGP_SHAPE_WORDS: there are too many patterns");
    if (mgp_regex_tree_parse(&a->arena, mgp_slice_text(of->patterns[pattern].regex),
                             of->patterns[pattern].is_caseless, &tree, &error) != MGP_OK) {
        fail(of->id, error.message);
    }
    uint16_t index = (uint16_t)a->pattern_count++;
    a->patterns[index] = (struct mgp_shape_pattern){.identifier = (uint16_t)identifier,
                                                    .pattern = (uint16_t)pattern,
                                                    .longest = (uint16_t)longest(tree),
                                                    .fewest_digits = (uint8_t)fewest_digits(tree)};
    a->starts[index] = build(a, tree, add_nfa(a, (struct nfa_state){.kind = END, .pattern = index}));
    a->patterns[index].sparseness = (uint8_t)sparseness_of(a, a->starts[index]);
}

static bool are_alike(const struct automaton *a, unsigned one, unsigned other)
{
    if (!a->is_exact) {
        if (is_digit(one) || is_digit(other)) return is_digit(one) && is_digit(other);
        if (is_letter(one) || is_letter(other)) return is_letter(one) && is_letter(other);
        if (one >= 0x80 || other >= 0x80) return one >= 0x80 && other >= 0x80;
    }
    for (size_t i = 0; i < a->nfa_count; i++) {
        if (mgp_byte_is_in(a->nfa[i].bytes, one) != mgp_byte_is_in(a->nfa[i].bytes, other)) return false;
    }
    return true;
}

static void make_classes(struct automaton *a)
{
    unsigned examples[256];
    for (unsigned byte = 0; byte < 256; byte++) {
        size_t class = 0;
        while (class < a->class_count && !are_alike(a, byte, examples[class])) {
            class++;
        }
        if (class == a->class_count) examples[a->class_count++] = byte;
        a->classes[byte] = (uint8_t)class;
        a->class_bytes[class][byte / 64] |= (uint64_t)1 << (byte % 64);
    }
}

static bool takes_class(const struct automaton *a, const struct nfa_state *state, size_t class)
{
    for (size_t i = 0; i < 4; i++) {
        if (state->bytes[i] & a->class_bytes[class][i]) return true;
    }
    return false;
}

/* A set of states of the nondeterministic automaton while it grows. */
struct closure {
    bool *is_in;
    uint32_t *members;
    size_t count;
};

static void close_over(const struct automaton *a, struct closure *closure, uint32_t state)
{
    if (closure->is_in[state]) return;
    closure->is_in[state] = true;
    closure->members[closure->count++] = state;
    if (a->nfa[state].kind != SPLIT) return;
    close_over(a, closure, a->nfa[state].next);
    close_over(a, closure, a->nfa[state].other);
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* Empties the closure into a sorted array without the states that go on at once. */
static size_t drain(const struct automaton *a, struct closure *closure, uint32_t *out)
{
    size_t count = 0;
    for (size_t i = 0; i < closure->count; i++) {
        uint32_t member = closure->members[i];
        closure->is_in[member] = false;
        if (a->nfa[member].kind != SPLIT) out[count++] = member;
    }
    closure->count = 0;
    qsort(out, count, sizeof *out, by_number);
    return count;
}

enum { TABLE_SIZE = 1 << 18 };

static uint16_t find_or_add_state(struct automaton *a, const uint32_t *members, size_t count, unsigned depth)
{
    uint64_t hash = depth;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ members[i]) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    for (size_t slot = hash % TABLE_SIZE;; slot = (slot + 1) % TABLE_SIZE) {
        uint32_t index = a->table[slot];
        if (index == 0) {
            if (a->state_count == MAX_STATES) fail(a->name, "the automaton has too many states");
            MGP_GROW(a->states, a->state_count, a->state_capacity);
            struct state *state = &a->states[a->state_count];
            *state = (struct state){.member_count = count, .depth = depth};
            state->members = mgp_arena_alloc(&a->arena, (count + 1) * sizeof *members);
            memcpy(state->members, members, count * sizeof *members);
            a->table[slot] = (uint32_t)a->state_count;
            return (uint16_t)a->state_count++;
        }
        const struct state *state = &a->states[index];
        if (state->depth == depth && state->member_count == count &&
            memcmp(state->members, members, count * sizeof *members) == 0) {
            return (uint16_t)index;
        }
    }
}

static uint16_t find_or_add_set(struct automaton *a, const struct mgp_shape_set *set)
{
    for (size_t i = 0; i < a->set_count; i++) {
        if (memcmp(&a->sets[i], set, sizeof *set) == 0) return (uint16_t)i;
    }
    if (a->set_count == MAX_SETS) fail(a->name, "there are too many sets of patterns");
    MGP_GROW(a->sets, a->set_count, a->set_capacity);
    a->sets[a->set_count] = *set;
    return (uint16_t)a->set_count++;
}

static void add_to_set(struct mgp_shape_set *set, uint16_t pattern)
{
    set->words[pattern / 64] |= (uint64_t)1 << (pattern % 64);
}

/* Patterns that have an end among the members, and those that have one farther on. */
static void note_patterns(struct automaton *a, struct state *state, struct closure *closure)
{
    struct mgp_shape_set ends = {0}, open = {0};
    for (size_t i = 0; i < state->member_count; i++) {
        const struct nfa_state *member = &a->nfa[state->members[i]];
        if (member->kind == END) add_to_set(&ends, member->pattern);
        else if (state->depth == a->depth) close_over(a, closure, state->members[i]);
    }
    /* Everything that can be reached from here by taking bytes. */
    for (size_t i = 0; i < closure->count; i++) {
        const struct nfa_state *member = &a->nfa[closure->members[i]];
        if (member->kind == TAKE) close_over(a, closure, member->next);
        if (member->kind == END) add_to_set(&open, member->pattern);
    }
    for (size_t i = 0; i < closure->count; i++) {
        closure->is_in[closure->members[i]] = false;
    }
    closure->count = 0;
    state->ends = find_or_add_set(a, &ends);
    state->open = find_or_add_set(a, &open);
}

static void make_deterministic(struct automaton *a)
{
    struct closure closure = {.is_in = mgp_calloc(a->nfa_count, sizeof *closure.is_in),
                              .members = mgp_calloc(a->nfa_count, sizeof *closure.members)};
    uint32_t *members = mgp_calloc(a->nfa_count, sizeof *members);
    a->table = mgp_calloc(TABLE_SIZE, sizeof *a->table);
    find_or_add_set(a, &(struct mgp_shape_set){0});
    MGP_GROW(a->states, a->state_count, a->state_capacity);
    a->states[a->state_count++] = (struct state){.depth = a->depth}; /* dead */
    for (size_t i = 0; i < a->pattern_count; i++) {
        close_over(a, &closure, a->starts[i]);
    }
    find_or_add_state(a, members, drain(a, &closure, members), 0);
    for (size_t i = 1; i < a->state_count; i++) {
        for (size_t class = 0; class < a->class_count && a->states[i].depth < a->depth; class++) {
            for (size_t k = 0; k < a->states[i].member_count; k++) {
                const struct nfa_state *member = &a->nfa[a->states[i].members[k]];
                if (member->kind == TAKE && takes_class(a, member, class)) close_over(a, &closure, member->next);
            }
            size_t count = drain(a, &closure, members);
            if (count == 0) continue;
            uint16_t next = find_or_add_state(a, members, count, a->states[i].depth + 1);
            a->states[i].next[class] = next;
        }
        note_patterns(a, &a->states[i], &closure);
    }
    free(closure.is_in);
    free(closure.members);
    free(members);
}

/* States of one future are merged, the deepest first: a state's followers are behind it. Numbers them anew. */
static void minimise(struct automaton *a)
{
    uint16_t *first_like = mgp_calloc(a->state_count, sizeof *first_like);
    memset(a->table, 0, TABLE_SIZE * sizeof *a->table);
    for (size_t i = a->state_count - 1; i > 0; i--) {
        struct state *state = &a->states[i];
        uint64_t hash = state->ends * (uint64_t)0x9E3779B97F4A7C15u + state->open;
        for (size_t class = 0; class < a->class_count; class++) {
            state->next[class] = first_like[state->next[class]];
            hash = (hash ^ state->next[class]) * 0x9E3779B97F4A7C15u;
            hash ^= hash >> 29;
        }
        for (size_t slot = hash % TABLE_SIZE;; slot = (slot + 1) % TABLE_SIZE) {
            uint32_t index = a->table[slot];
            if (index == 0) {
                a->table[slot] = (uint32_t)i;
                first_like[i] = (uint16_t)i;
                break;
            }
            const struct state *other = &a->states[index];
            if (other->ends == state->ends && other->open == state->open &&
                memcmp(other->next, state->next, sizeof other->next) == 0) {
                first_like[i] = (uint16_t)index;
                break;
            }
        }
    }
    uint16_t count = 1;
    for (size_t i = 1; i < a->state_count; i++) {
        if (first_like[i] == i) a->states[i].merged = count++;
    }
    size_t left = 1;
    for (size_t i = 1; i < a->state_count; i++) {
        if (first_like[i] != i) continue;
        struct state state = a->states[i];
        for (size_t class = 0; class < a->class_count; class++) {
            state.next[class] = a->states[state.next[class]].merged;
        }
        first_like[left] = (uint16_t)i;
        a->states[i] = state;
        left++;
    }
    for (size_t i = 1; i < left; i++) {
        a->states[i] = a->states[first_like[i]];
    }
    a->state_count = left;
    free(first_like);
}

static bool unite(struct mgp_shape_set *into, const struct mgp_shape_set *from)
{
    bool has_changed = false;
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        has_changed = has_changed || (from->words[i] & ~into->words[i]);
        into->words[i] |= from->words[i];
    }
    return has_changed;
}

/* What ends at each state or farther on. Most followers are behind their states: one way back says nearly all. */
static void note_reach(struct automaton *a)
{
    struct mgp_shape_set *reach = mgp_calloc(a->state_count, sizeof *reach);
    bool has_changed = true;
    for (size_t i = 1; i < a->state_count; i++) {
        unite(&reach[i], &a->sets[a->states[i].ends]);
        unite(&reach[i], &a->sets[a->states[i].open]);
    }
    while (has_changed) {
        has_changed = false;
        for (size_t i = a->state_count - 1; i > 0; i--) {
            for (size_t class = 0; class < a->class_count; class++) {
                has_changed = unite(&reach[i], &reach[a->states[i].next[class]]) || has_changed;
            }
        }
    }
    for (size_t i = 0; i < a->state_count; i++) {
        a->states[i].reach = find_or_add_set(a, &reach[i]);
    }
    free(reach);
}

static void write_numbers(struct mgp_buffer *out, const char *type, const char *name, const char *what,
                          const uint16_t *numbers, size_t count)
{
    mgp_buffer_format(out, "static const %s %s_%s[] = {", type, name, what);
    for (size_t i = 0; i < count; i++) {
        mgp_buffer_format(out, "%s%u", i % 24 == 0 ? "\n" : ",", (unsigned)numbers[i]);
        if (i % 24 == 23 && i + 1 < count) mgp_buffer_byte(out, ',');
    }
    mgp_buffer_text(out, "};\n");
}

static void write_sets(struct mgp_buffer *out, const struct automaton *a)
{
    mgp_buffer_format(out, "static const struct mgp_shape_set %s_sets[] = {\n", a->name);
    for (size_t i = 0; i < a->set_count; i++) {
        mgp_buffer_text(out, "{{");
        for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
            mgp_buffer_format(out, "0x%llxu,", (unsigned long long)a->sets[i].words[word]);
        }
        mgp_buffer_text(out, "}},\n");
    }
    mgp_buffer_format(out, "};\nstatic const struct mgp_shape_pattern %s_patterns[] = {\n", a->name);
    for (size_t i = 0; i < a->pattern_count; i++) {
        const struct mgp_shape_pattern *pattern = &a->patterns[i];
        mgp_buffer_format(out, "{%u, %u, %u, %u, %u},\n", pattern->identifier, pattern->pattern, pattern->longest,
                          pattern->fewest_digits, (unsigned)pattern->sparseness);
    }
    mgp_buffer_text(out, "};\n");
}

static void write_automaton(struct mgp_buffer *out, const struct automaton *a)
{
    uint16_t classes[256], *numbers = mgp_calloc(a->state_count * a->class_count, sizeof *numbers);
    for (size_t i = 0; i < 256; i++) {
        classes[i] = a->classes[i];
    }
    write_numbers(out, "uint8_t", a->name, "classes", classes, 256);
    for (size_t i = 0; i < a->state_count; i++) {
        memcpy(numbers + i * a->class_count, a->states[i].next, a->class_count * sizeof *numbers);
    }
    write_numbers(out, "uint16_t", a->name, "transitions", numbers, a->state_count * a->class_count);
    for (size_t i = 0; i < a->state_count; i++) {
        numbers[i] = a->states[i].ends;
    }
    write_numbers(out, "uint16_t", a->name, "ends", numbers, a->state_count);
    for (size_t i = 0; i < a->state_count; i++) {
        numbers[i] = a->states[i].open;
    }
    write_numbers(out, "uint16_t", a->name, "open", numbers, a->state_count);
    for (size_t i = 0; i < a->state_count; i++) {
        numbers[i] = a->states[i].reach;
    }
    write_numbers(out, "uint16_t", a->name, "reach", numbers, a->state_count);
    write_sets(out, a);
    mgp_buffer_format(out,
                      "const struct mgp_shapes mgp_%s_shapes = {%s_classes, %s_transitions, %s_ends, %s_open,\n"
                      "    %s_reach, %s_sets, %s_patterns, %zu, %zu, %zu};\n",
                      a->name, a->name, a->name, a->name, a->name, a->name, a->name, a->name, a->class_count,
                      a->state_count, a->pattern_count);
    free(numbers);
}

/* How values of the automaton begin. */
struct codes {
    const struct automaton *automaton;
    char texts[MAX_CODES][MGP_CODE_LETTERS + 1];
    size_t count;
    uint8_t pairs[MAX_CODES][2];
    size_t pair_count;
};

static void add_code(struct codes *codes, const char *text)
{
    for (size_t i = 0; i < codes->count; i++) {
        if (strcmp(codes->texts[i], text) == 0) return;
    }
    if (codes->count == MAX_CODES) fail(codes->automaton->name, "too many ways to begin: give the rule a keyword");
    memcpy(codes->texts[codes->count++], text, strlen(text) + 1);
}

static void add_pair(struct codes *codes, unsigned first, unsigned second)
{
    for (size_t i = 0; i < codes->pair_count; i++) {
        if (codes->pairs[i][0] == first && codes->pairs[i][1] == second) return;
    }
    if (codes->pair_count == MAX_CODES) fail(codes->automaton->name, "too many ways to begin: give the rule a keyword");
    codes->pairs[codes->pair_count][0] = (uint8_t)first;
    codes->pairs[codes->pair_count++][1] = (uint8_t)second;
}

static uint16_t follow(const struct automaton *a, uint16_t state, unsigned byte)
{
    return a->states[state].next[a->classes[byte]];
}

static void collect_codes(struct codes *codes, uint16_t state, char *text, size_t length)
{
    const struct automaton *a = codes->automaton;
    text[length] = '\0';
    if (length == MGP_CODE_LETTERS) {
        add_code(codes, text);
        return;
    }
    bool stops = a->states[state].ends != 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        uint16_t next = follow(a, state, byte);
        if (!next) continue;
        if (!is_letter(byte)) {
            stops = true;
            continue;
        }
        text[length] = (char)(byte | 0x20);
        collect_codes(codes, next, text, length + 1);
    }
    text[length] = '\0';
    if (stops && length > 0) add_code(codes, text);
}

static void write_codes(struct mgp_buffer *out, const struct automaton *a)
{
    static struct codes codes;
    char text[MGP_CODE_LETTERS + 1];
    codes.automaton = a;
    collect_codes(&codes, 1, text, 0);
    for (unsigned first = 0; first < 256; first++) {
        uint16_t state = is_letter(first) ? 0 : follow(a, 1, first);
        if (state && a->states[state].ends) fail(a->name, "a value of one byte");
        for (unsigned second = 0; state && second < 256; second++) {
            if (follow(a, state, second)) add_pair(&codes, first, second);
        }
    }
    mgp_buffer_text(out, "const char *const mgp_anchor_codes[] = {");
    for (size_t i = 0; i < codes.count; i++) {
        mgp_buffer_format(out, "\"%s\",", codes.texts[i]);
    }
    mgp_buffer_text(out, "(const char *)0};\nstatic const uint8_t pairs[][2] = {");
    for (size_t i = 0; i < codes.pair_count; i++) {
        mgp_buffer_format(out, "{%u,%u},", codes.pairs[i][0], codes.pairs[i][1]);
    }
    mgp_buffer_format(out, "{0,0}};\nconst uint8_t (*const mgp_anchor_pairs)[2] = pairs;\n"
                           "const size_t mgp_anchor_pair_count = %zu;\n", codes.pair_count);
}

static size_t table_bytes(const struct automaton *a)
{
    size_t numbers = a->state_count * (a->class_count + 3); /* transitions; ends, open and reach */
    return numbers * sizeof(uint16_t) + a->set_count * sizeof *a->sets + a->pattern_count * sizeof *a->patterns;
}

static void make(struct automaton *a)
{
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        for (size_t k = 0; k < mgp_catalogue[i].pattern_count; k++) {
            if (mgp_catalogue[i].patterns[k].needs_keyword == a->wants_keyword) add_pattern(a, i, k);
        }
    }
    make_classes(a);
    make_deterministic(a);
    minimise(a);
    note_reach(a);
}

static void destroy(struct automaton *a)
{
    mgp_arena_clear(&a->arena);
    free(a->nfa);
    free(a->states);
    free(a->sets);
    free(a->table);
}

int main(int argc, char **argv)
{
    static struct automaton keyword = {.name = "keyword", .wants_keyword = true, .depth = KEYWORD_DEPTH},
                            anchor = {.name = "anchor", .is_exact = true, .depth = ANCHOR_DEPTH};
    struct mgp_buffer out = {0};
    if (argc != 2) fail("usage", "shape_compiler OUT.c");
    mgp_buffer_text(&out, "#include \"scanner/match/shapes.h\"\n");
    make(&keyword);
    write_automaton(&out, &keyword);
    make(&anchor);
    write_automaton(&out, &anchor);
    write_codes(&out, &anchor);
    if (table_bytes(&keyword) + table_bytes(&anchor) > MAX_TABLE_BYTES) fail("tables", "larger than they may be");
    FILE *file = fopen(argv[1], "wb");
    if (!file || fwrite(out.ptr, 1, out.len, file) != out.len || fclose(file) != 0) fail(argv[1], "cannot be written");
    fprintf(stderr, "shapes: %zu + %zu states, %zu + %zu classes, %zu + %zu sets\n", keyword.state_count,
            anchor.state_count, keyword.class_count, anchor.class_count, keyword.set_count, anchor.set_count);
    destroy(&keyword);
    destroy(&anchor);
    mgp_buffer_clear(&out);
    return 0;
}
