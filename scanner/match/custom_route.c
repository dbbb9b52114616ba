#include "scanner/match/custom_route.h"

#include "base/utf8.h"
#include "identifiers/recogniser.h"

enum {
    SHORTEST_LITERAL = 3,
    MAX_PARTS = 256,
    MAX_COPIES = 64, /* of what is repeated */
};

/* --- what every match holds ---------------------------------------------------------------------------------- */

/* A regex as a line of places that every match goes through: one byte of a set, or a gap of anything. */
struct part {
    const uint64_t *bytes; /* NULL: a gap */
    size_t min, max;       /* bytes of the gap; max may be MGP_REGEX_UNBOUNDED */
};

struct line {
    struct part parts[MAX_PARTS];
    size_t count;
    bool is_full; /* the rest is missing */
};

static size_t add_lengths(size_t a, size_t b)
{
    return a == MGP_REGEX_UNBOUNDED || b == MGP_REGEX_UNBOUNDED ? MGP_REGEX_UNBOUNDED : a + b;
}

static size_t times(size_t length, uint32_t count)
{
    if (length == 0 || count == 0) return 0;
    return length == MGP_REGEX_UNBOUNDED || count == MGP_TREE_UNBOUNDED || length > ((size_t)1 << 30)
               ? MGP_REGEX_UNBOUNDED
               : length * count;
}

static struct mgp_regex_length length_of(const struct mgp_regex_node *tree)
{
    struct mgp_regex_length length = {0, 0};
    bool is_first = true;
    if (tree->kind == MGP_NODE_BYTES) return (struct mgp_regex_length){1, 1};
    for (const struct mgp_regex_node *child = tree->first_child; child; child = child->next_sibling) {
        struct mgp_regex_length one = length_of(child);
        if (tree->kind == MGP_NODE_ALTERNATIVE) {
            if (is_first || one.min < length.min) length.min = one.min;
            if (one.max > length.max) length.max = one.max;
        } else {
            length.min = add_lengths(length.min, one.min);
            length.max = add_lengths(length.max, one.max);
        }
        is_first = false;
    }
    if (tree->kind == MGP_NODE_REPEAT)
        length = (struct mgp_regex_length){times(length.min, tree->min), times(length.max, tree->max)};
    return length;
}

static void add_part(struct line *line, struct part part)
{
    if (line->count == MAX_PARTS) line->is_full = true;
    else line->parts[line->count++] = part;
}

static void add_gap(struct line *line, size_t min, size_t max)
{
    if (max > 0) add_part(line, (struct part){NULL, min, max});
}

static void flatten(struct line *line, const struct mgp_regex_node *tree);

static void flatten_repeat(struct line *line, const struct mgp_regex_node *tree)
{
    struct mgp_regex_length one = length_of(tree->first_child);
    uint32_t copies = tree->min < MAX_COPIES ? tree->min : MAX_COPIES;
    for (uint32_t i = 0; i < copies && !line->is_full; i++) {
        flatten(line, tree->first_child);
    }
    uint32_t more = tree->max == MGP_TREE_UNBOUNDED ? MGP_TREE_UNBOUNDED : tree->max - copies;
    add_gap(line, times(one.min, tree->min - copies), times(one.max, more));
}

static void flatten(struct line *line, const struct mgp_regex_node *tree)
{
    struct mgp_regex_length length;
    switch (tree->kind) {
    case MGP_NODE_BYTES:
        add_part(line, (struct part){tree->bytes, 1, 1});
        return;
    case MGP_NODE_REPEAT:
        flatten_repeat(line, tree);
        return;
    case MGP_NODE_ALTERNATIVE:
        length = length_of(tree);
        add_gap(line, length.min, length.max);
        return;
    case MGP_NODE_SEQUENCE:
        for (const struct mgp_regex_node *child = tree->first_child; child && !line->is_full;
             child = child->next_sibling) {
            flatten(line, child);
        }
        return;
    }
}

static struct mgp_route_distance distance_before(const struct line *line, size_t part)
{
    size_t min = 0, max = 0;
    for (size_t i = 0; i < part; i++) {
        min = add_lengths(min, line->parts[i].min);
        max = add_lengths(max, line->parts[i].max);
    }
    return (struct mgp_route_distance){min, max < MGP_MAX_SPAN ? max : MGP_MAX_SPAN};
}

/* Is it one byte, or a letter in both cases? */
static bool is_letter_of_literal(const struct part *part, uint8_t *byte, uint8_t *either_case)
{
    size_t count = 0;
    if (!part->bytes) return false;
    for (unsigned i = 256; i > 0; i--) {
        if (!mgp_byte_is_in(part->bytes, i - 1)) continue;
        if (count++ == 0) *byte = (uint8_t)(i - 1); /* the greatest: of a letter's two cases the lower */
    }
    *either_case = count == 2 ? 0x20 : 0;
    if (count == 1) return true;
    return count == 2 && *byte >= 'a' && *byte <= 'z' && mgp_byte_is_in(part->bytes, *byte - 0x20u);
}

/* How common a byte is in texts, by and large: rare ones are the better to look for. */
static int commonness(uint8_t byte)
{
    static const char letters[] = "zqxjkvbpygfwmucldrhsnioate";
    const char *letter = byte ? strchr(letters, byte | 0x20) : NULL;
    if (byte == ' ') return 100;
    if (letter && *letter) return (int)(letter - letters) + (byte & 0x20 ? 20 : 2);
    return byte >= '0' && byte <= '9' ? 18 : strchr("-.,:/\"'_=", byte) ? 15 : 1;
}

static size_t rarest_of(const struct mgp_route_literal *literal)
{
    size_t rarest = 0;
    for (size_t i = 1; i < literal->length; i++) {
        int here = commonness(literal->bytes[i]) + (literal->cases[i] ? 10 : 0),
            there = commonness(literal->bytes[rarest]) + (literal->cases[rarest] ? 10 : 0);
        if (here < there) rarest = i;
    }
    return rarest;
}

/* The longest stretch of single bytes. */
static void find_literal(const struct line *line, struct mgp_route_literal *out)
{
    for (size_t i = 0; i < line->count; i++) {
        struct mgp_route_literal found = {.length = 0};
        size_t at = i;
        while (at < line->count && found.length < MGP_ROUTE_MAX_LITERAL &&
               is_letter_of_literal(&line->parts[at], &found.bytes[found.length], &found.cases[found.length])) {
            found.length++;
            at++;
        }
        if (found.length < SHORTEST_LITERAL || found.length <= out->length) continue;
        found.before = distance_before(line, i);
        found.rarest = rarest_of(&found);
        *out = found;
    }
}

/* Classes that are rare enough in texts to be looked for, with the run that makes them so. */
static const struct run_class {
    const char *name;
    uint64_t bytes[4];
    size_t shortest;
} run_classes[] = {
    {"digits", {(uint64_t)0x3FF << '0'}, 3},
    {"capitals", {0, 0x07FFFFFE}, 4},
    {"capitals and digits", {(uint64_t)0x3FF << '0', 0x07FFFFFE}, 6},
};

static bool is_within(const struct part *part, const uint64_t class[4])
{
    if (!part->bytes) return false;
    for (size_t i = 0; i < 4; i++) {
        if (part->bytes[i] & ~class[i]) return false;
    }
    return true;
}

/* The first class of which there is a run, and its longest. */
static void find_run(const struct line *line, struct mgp_route_run *out)
{
    for (size_t k = 0; k < sizeof run_classes / sizeof *run_classes && out->length == 0; k++) {
        size_t begin = 0;
        for (size_t i = 0; i <= line->count; i++) {
            if (i < line->count && is_within(&line->parts[i], run_classes[k].bytes)) continue;
            if (i - begin >= run_classes[k].shortest && i - begin > out->length) {
                *out = (struct mgp_route_run){
                    .name = run_classes[k].name, .length = i - begin, .before = distance_before(line, begin)};
                memcpy(out->bytes, run_classes[k].bytes, sizeof out->bytes);
            }
            begin = i + 1;
        }
    }
}

void mgp_custom_route_make(const struct mgp_custom *custom, struct mgp_custom_route *out)
{
    struct mgp_arena arena = {0};
    struct mgp_regex_node *tree = NULL;
    struct line line = {.count = 0};
    *out = (struct mgp_custom_route){.kind = MGP_ROUTE_SCAN};
    if (mgp_regex_tree_cover(&arena, mgp_slice_text(custom->regex), &tree, NULL) == MGP_OK) {
        flatten(&line, tree);
        find_literal(&line, &out->literal);
        find_run(&line, &out->run);
        out->automaton = mgp_start_automaton_create(tree);
    }
    if (custom->keywords[0]) out->kind = MGP_ROUTE_KEYWORDS;
    else if (out->literal.length > 0) out->kind = MGP_ROUTE_LITERAL;
    else if (out->run.length > 0) out->kind = MGP_ROUTE_RUN;
    else if (out->automaton) out->kind = MGP_ROUTE_AUTOMATON;
    mgp_arena_clear(&arena);
}

void mgp_custom_route_clear(struct mgp_custom_route *route)
{
    mgp_start_automaton_destroy(route->automaton);
    route->automaton = NULL;
}

void mgp_custom_route_append(struct mgp_buffer *out, const struct mgp_custom_route *route)
{
    const struct mgp_route_literal *literal = &route->literal;
    bool is_caseless = false;
    switch (route->kind) {
    case MGP_ROUTE_KEYWORDS:
        mgp_buffer_text(out, "by its keywords");
        break;
    case MGP_ROUTE_LITERAL:
        for (size_t i = 0; i < literal->length; i++) {
            is_caseless = is_caseless || literal->cases[i];
        }
        mgp_buffer_text(out, "by the text \"");
        mgp_append_printable(out, mgp_slice_of(literal->bytes, literal->length));
        mgp_buffer_text(out, is_caseless ? "\" in any case" : "\"");
        break;
    case MGP_ROUTE_RUN:
        mgp_buffer_format(out, "by runs of %zu %s", route->run.length, route->run.name);
        break;
    case MGP_ROUTE_AUTOMATON:
        mgp_buffer_text(out, "by an automaton over every value");
        break;
    case MGP_ROUTE_SCAN:
        mgp_buffer_text(out, "by its regex over every value (slower)");
        break;
    }
    if (route->kind != MGP_ROUTE_SCAN && !route->automaton) mgp_buffer_text(out, ", and there by its regex (slower)");
}

/* --- searching ------------------------------------------------------------------------------------------------ */

static size_t find_byte(struct mgp_slice text, uint8_t byte, size_t from)
{
    if (from >= text.len) return SIZE_MAX;
    const uint8_t *at = memchr(text.ptr + from, byte, text.len - from);
    return at ? (size_t)(at - text.ptr) : SIZE_MAX;
}

void mgp_route_search_begin(struct mgp_route_search *search, const struct mgp_custom_route *route,
                            struct mgp_slice text, size_t from)
{
    const struct mgp_route_literal *literal = &route->literal;
    *search = (struct mgp_route_search){.route = route, .text = text, .at = from, .next = {SIZE_MAX, SIZE_MAX}};
    if (route->kind != MGP_ROUTE_LITERAL) return;
    uint8_t byte = literal->bytes[literal->rarest], other = literal->cases[literal->rarest];
    search->next[0] = find_byte(text, byte, from + literal->rarest);
    if (other) search->next[1] = find_byte(text, byte ^ other, from + literal->rarest);
}

static bool is_literal_at(const struct mgp_route_literal *literal, struct mgp_slice text, size_t at)
{
    if (at > text.len || text.len - at < literal->length) return false;
    for (size_t i = 0; i < literal->length; i++) {
        if ((text.ptr[at + i] | literal->cases[i]) != literal->bytes[i]) return false;
    }
    return true;
}

/* Both cases of the rarest byte are followed side by side, so that each is looked for once in all of the text. */
static bool next_literal(struct mgp_route_search *search, size_t *found)
{
    const struct mgp_route_literal *literal = &search->route->literal;
    for (;;) {
        size_t which = search->next[1] < search->next[0], place = search->next[which];
        if (place == SIZE_MAX) return false;
        uint8_t byte = literal->bytes[literal->rarest];
        if (which == 1) byte ^= 0x20;
        search->next[which] = find_byte(search->text, byte, place + 1);
        *found = place - literal->rarest;
        if (is_literal_at(literal, search->text, *found)) return true;
    }
}

/* A run of n has a byte at every n-th place: only these are looked at, until one is of the class. */
static bool next_run(struct mgp_route_search *search, size_t *begin, size_t *end)
{
    const struct mgp_route_run *run = &search->route->run;
    struct mgp_slice text = search->text;
    size_t low = search->at; /* what lies before is known */
    for (;;) {
        size_t probe = low + run->length - 1;
        while (probe < text.len && !mgp_byte_is_in(run->bytes, text.ptr[probe])) {
            low = probe + 1;
            probe += run->length;
        }
        if (probe >= text.len) break;
        size_t first = probe, last = probe + 1;
        while (first > low && mgp_byte_is_in(run->bytes, text.ptr[first - 1])) {
            first--;
        }
        while (last < text.len && mgp_byte_is_in(run->bytes, text.ptr[last])) {
            last++;
        }
        low = last;
        if (last - first < run->length) continue;
        search->at = last;
        *begin = first;
        *end = last;
        return true;
    }
    search->at = text.len;
    return false;
}

bool mgp_route_search_next(struct mgp_route_search *search, size_t *from, size_t *until)
{
    size_t first, last; /* places at which the thing can stand */
    const struct mgp_route_distance *before = &search->route->run.before;
    if (search->route->kind == MGP_ROUTE_LITERAL) {
        before = &search->route->literal.before;
        if (!next_literal(search, &first)) return false;
        last = first;
    } else {
        if (!next_run(search, &first, &last)) return false;
        last -= search->route->run.length;
    }
    *from = first > before->max ? first - before->max : 0;
    *until = last >= before->min ? last - before->min + 1 : 0;
    return true;
}
