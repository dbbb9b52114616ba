#include "scanner/match/start_automaton.h"

enum {
    MAX_REPEATS = 32,         /* more are endless */
    MAX_NODES = 2000,         /* of the nondeterministic automaton */
    MAX_STATES = 512,         /* of the deterministic one */
    MAX_TRANSITIONS = 16384,  /* 64 KiB */
    MAX_WORK = 400000,        /* steps of the construction: a few milliseconds */
};

/* In a transition: the state that it leads to is one in which a match begins. */
#define ACCEPTS ((uint32_t)1 << 31)

struct mgp_start_automaton {
    uint8_t classes[256];
    uint32_t *transitions; /* [row + class]: the row of the next state, with ACCEPTS */
    size_t class_count;
};

/* The nondeterministic automaton of the reversed regex. */
struct node {
    enum { TAKE, SPLIT, END } kind;
    const uint64_t *bytes; /* of the tree */
    uint16_t next, other;
};

/* A set of nodes, sorted; the first nodes of the regex are not in it, for they are in every set. */
struct state {
    uint16_t *members;
    size_t count;
    bool accepts;
};

struct builder {
    struct node nodes[MAX_NODES];
    size_t node_count;
    bool is_too_large;
    uint16_t first[MAX_NODES], reached[MAX_NODES];
    size_t first_count, reached_count;
    bool is_first[MAX_NODES], is_reached[MAX_NODES];
    struct state states[MAX_STATES];
    size_t state_count;
    uint8_t examples[256]; /* a byte of each class */
    size_t work;
    struct mgp_arena arena;
};

static uint16_t add_node(struct builder *b, struct node node)
{
    if (b->node_count == MAX_NODES) {
        b->is_too_large = true;
        return 0;
    }
    b->nodes[b->node_count] = node;
    return (uint16_t)b->node_count++;
}

static uint16_t build(struct builder *b, const struct mgp_regex_node *tree, uint16_t next);

static uint16_t build_repeat(struct builder *b, const struct mgp_regex_node *tree, uint16_t next)
{
    uint32_t min = tree->min < MAX_REPEATS ? tree->min : MAX_REPEATS;
    uint16_t entry = next;
    if (tree->max > MAX_REPEATS) {
        entry = add_node(b, (struct node){.kind = SPLIT, .next = next, .other = next});
        uint16_t body = build(b, tree->first_child, entry);
        b->nodes[entry].other = body;
    } else {
        for (uint32_t i = min; i < tree->max && !b->is_too_large; i++) {
            uint16_t body = build(b, tree->first_child, entry);
            entry = add_node(b, (struct node){.kind = SPLIT, .next = next, .other = body});
        }
    }
    for (uint32_t i = 0; i < min && !b->is_too_large; i++) {
        entry = build(b, tree->first_child, entry);
    }
    return entry;
}

/* The node from which the tree's reversal and then next are taken: what stands last is taken first. */
static uint16_t build(struct builder *b, const struct mgp_regex_node *tree, uint16_t next)
{
    const struct mgp_regex_node *child = tree->first_child;
    uint16_t entry;
    switch (tree->kind) {
    case MGP_NODE_BYTES:
        return add_node(b, (struct node){.kind = TAKE, .bytes = tree->bytes, .next = next});
    case MGP_NODE_REPEAT:
        return build_repeat(b, tree, next);
    case MGP_NODE_ALTERNATIVE:
        entry = build(b, child, next);
        for (child = child->next_sibling; child && !b->is_too_large; child = child->next_sibling) {
            uint16_t other = build(b, child, next);
            entry = add_node(b, (struct node){.kind = SPLIT, .next = entry, .other = other});
        }
        return entry;
    case MGP_NODE_SEQUENCE:
        break;
    }
    for (; child && !b->is_too_large; child = child->next_sibling) {
        next = build(b, child, next);
    }
    return next;
}

/* Bytes that every node takes or refuses together are one class. */
static size_t make_classes(struct builder *b, uint8_t classes[256])
{
    size_t count = 1;
    memset(classes, 0, 256);
    for (size_t i = 0; i < b->node_count; i++) {
        uint16_t renamed[256][2] = {{0}}; /* by class and whether the node takes it: the new one + 1 */
        size_t refined = 0;
        if (b->nodes[i].kind != TAKE) continue;
        for (unsigned byte = 0; byte < 256; byte++) {
            uint16_t *to = &renamed[classes[byte]][mgp_byte_is_in(b->nodes[i].bytes, byte)];
            if (!*to) *to = (uint16_t)++refined;
            classes[byte] = (uint8_t)(*to - 1);
        }
        count = refined;
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        b->examples[classes[byte]] = (uint8_t)byte;
    }
    return count;
}

/* Notes a node and all that it goes on to without a byte. */
static void reach(struct builder *b, uint16_t node)
{
    uint16_t pending[MAX_NODES];
    size_t count = 0;
    if (!b->is_reached[node]) pending[count++] = node;
    b->is_reached[node] = true;
    while (count > 0) {
        const struct node *at = &b->nodes[pending[--count]];
        b->reached[b->reached_count++] = (uint16_t)(at - b->nodes);
        if (at->kind != SPLIT) continue;
        const uint16_t followers[] = {at->next, at->other};
        for (size_t i = 0; i < 2; i++) {
            if (b->is_reached[followers[i]]) continue;
            b->is_reached[followers[i]] = true;
            pending[count++] = followers[i];
        }
    }
}

static int by_number(const void *left, const void *right)
{
    return *(const uint16_t *)left - *(const uint16_t *)right;
}

/* Empties what was reached into members: the nodes that take a byte, without the first ones where told so. */
static struct state drain(struct builder *b, uint16_t *members, bool without_first)
{
    struct state state = {.members = members};
    for (size_t i = 0; i < b->reached_count; i++) {
        uint16_t node = b->reached[i];
        b->is_reached[node] = false;
        if (b->nodes[node].kind == END) state.accepts = true;
        if (b->nodes[node].kind == TAKE && !(without_first && b->is_first[node])) members[state.count++] = node;
    }
    b->reached_count = 0;
    qsort(members, state.count, sizeof *members, by_number);
    return state;
}

static size_t find_or_add_state(struct builder *b, const struct state *wanted)
{
    for (size_t i = 0; i < b->state_count; i++) {
        const struct state *state = &b->states[i];
        b->work += 1 + (state->count == wanted->count ? state->count / 8 : 0);
        if (state->accepts == wanted->accepts && state->count == wanted->count &&
            memcmp(state->members, wanted->members, wanted->count * sizeof *wanted->members) == 0) {
            return i;
        }
    }
    if (b->state_count == MAX_STATES) {
        b->is_too_large = true;
        return 0;
    }
    struct state *state = &b->states[b->state_count];
    *state = *wanted;
    state->members = mgp_arena_alloc(&b->arena, (wanted->count + 1) * sizeof *state->members);
    memcpy(state->members, wanted->members, wanted->count * sizeof *state->members);
    return b->state_count++;
}

static void follow(struct builder *b, const uint16_t *members, size_t count, uint8_t byte)
{
    b->work += count;
    for (size_t i = 0; i < count; i++) {
        if (mgp_byte_is_in(b->nodes[members[i]].bytes, byte)) reach(b, b->nodes[members[i]].next);
    }
}

static void make_deterministic(struct builder *b, struct mgp_start_automaton *automaton)
{
    uint16_t members[MAX_NODES];
    struct state nothing = {.members = members};
    find_or_add_state(b, &nothing);
    for (size_t i = 0; i < b->state_count && !b->is_too_large; i++) {
        size_t needed = (i + 1) * automaton->class_count;
        if (needed > MAX_TRANSITIONS) b->is_too_large = true;
        if (b->is_too_large) return;
        automaton->transitions = mgp_realloc(automaton->transitions, needed, sizeof *automaton->transitions);
        for (size_t class = 0; class < automaton->class_count && !b->is_too_large; class++) {
            follow(b, b->first, b->first_count, b->examples[class]);
            follow(b, b->states[i].members, b->states[i].count, b->examples[class]);
            struct state next = drain(b, members, true);
            size_t index = find_or_add_state(b, &next);
            automaton->transitions[i * automaton->class_count + class] =
                (uint32_t)(index * automaton->class_count) | (next.accepts ? ACCEPTS : 0);
            if (b->work > MAX_WORK) b->is_too_large = true;
        }
    }
}

struct mgp_start_automaton *mgp_start_automaton_create(const struct mgp_regex_node *tree)
{
    struct mgp_start_automaton *automaton = mgp_calloc(1, sizeof *automaton);
    struct builder *b = mgp_calloc(1, sizeof *b);
    uint16_t first = build(b, tree, add_node(b, (struct node){.kind = END}));
    if (!b->is_too_large) {
        automaton->class_count = make_classes(b, automaton->classes);
        reach(b, first);
        b->first_count = drain(b, b->first, false).count;
        for (size_t i = 0; i < b->first_count; i++) {
            b->is_first[b->first[i]] = true;
        }
        make_deterministic(b, automaton);
    }
    if (b->is_too_large) {
        mgp_start_automaton_destroy(automaton);
        automaton = NULL;
    }
    mgp_arena_clear(&b->arena);
    free(b);
    return automaton;
}

void mgp_start_automaton_destroy(struct mgp_start_automaton *automaton)
{
    if (!automaton) return;
    free(automaton->transitions);
    free(automaton);
}

bool mgp_start_automaton_find(const struct mgp_start_automaton *automaton, struct mgp_slice text, size_t from,
                              size_t until, size_t end, uint64_t *starts)
{
    const uint32_t *transitions = automaton->transitions;
    const uint8_t *classes = automaton->classes;
    uint32_t row = 0;
    uint64_t any = 0;
    size_t at = end;
    while (at > until) {
        row = transitions[(row & ~ACCEPTS) + classes[text.ptr[--at]]];
    }
    for (size_t word = (until - from + 63) / 64; word > 0; word--) {
        uint64_t bits = 0;
        for (size_t low = from + (word - 1) * 64; at > low;) {
            row = transitions[(row & ~ACCEPTS) + classes[text.ptr[--at]]];
            bits = bits << 1 | row >> 31;
        }
        starts[word - 1] = bits;
        any |= bits;
    }
    return any != 0;
}
