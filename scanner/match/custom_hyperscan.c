#include "scanner/match/custom_hyperscan.h"

#include <hs.h>

#include "base/buffer.h"
#include "identifiers/regex_tree.h"

struct mgp_hyperscan {
    hs_database_t *database;
    hs_scratch_t *scratch;
    bool *has; /* for each regex */
};

/* A tree in Hyperscan's syntax. */
static void write_tree(struct mgp_buffer *out, const struct mgp_regex_node *tree);

static void write_set(struct mgp_buffer *out, const uint64_t bytes[4])
{
    mgp_buffer_byte(out, '[');
    for (unsigned first = 0; first < 256; first++) {
        unsigned last = first;
        if (!mgp_byte_is_in(bytes, first)) continue;
        while (last < 255 && mgp_byte_is_in(bytes, last + 1)) {
            last++;
        }
        mgp_buffer_format(out, "\\x%02x-\\x%02x", first, last);
        first = last;
    }
    mgp_buffer_byte(out, ']');
}

static void write_children(struct mgp_buffer *out, const struct mgp_regex_node *tree, const char *between)
{
    mgp_buffer_text(out, "(?:");
    for (const struct mgp_regex_node *child = tree->first_child; child; child = child->next_sibling) {
        if (child != tree->first_child) mgp_buffer_text(out, between);
        write_tree(out, child);
    }
    mgp_buffer_byte(out, ')');
}

static void write_tree(struct mgp_buffer *out, const struct mgp_regex_node *tree)
{
    switch (tree->kind) {
    case MGP_NODE_BYTES:
        write_set(out, tree->bytes);
        return;
    case MGP_NODE_SEQUENCE:
        write_children(out, tree, "");
        return;
    case MGP_NODE_ALTERNATIVE:
        write_children(out, tree, "|");
        return;
    case MGP_NODE_REPEAT:
        write_children(out, tree, "");
        if (tree->max == MGP_TREE_UNBOUNDED) mgp_buffer_format(out, "{%u,}", (unsigned)tree->min);
        else mgp_buffer_format(out, "{%u,%u}", (unsigned)tree->min, (unsigned)tree->max);
        return;
    }
}

/* Without HS_FLAG_ALLOWEMPTY it refuses what matches the empty text, which would end everywhere. */
static hs_database_t *compile(const char *const *patterns, const unsigned *ids, unsigned count)
{
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;
    if (hs_compile_multi(patterns, NULL, ids, count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
        hs_free_compile_error(error);
        return NULL;
    }
    return database;
}

/* Appends the pattern, if Hyperscan takes it. */
static bool add_pattern(const char *regex, char **out)
{
    struct mgp_arena arena = {0};
    struct mgp_buffer text = {0};
    struct mgp_regex_node *tree = NULL;
    hs_database_t *database = NULL;
    unsigned id = 0;
    if (mgp_regex_tree_cover(&arena, mgp_slice_text(regex), &tree, NULL) == MGP_OK) {
        write_tree(&text, tree);
        const char *pattern = mgp_buffer_string(&text);
        database = compile(&pattern, &id, 1);
        if (database) *out = mgp_strdup(pattern);
        hs_free_database(database);
    }
    mgp_buffer_clear(&text);
    mgp_arena_clear(&arena);
    return database != NULL;
}

struct mgp_hyperscan *mgp_hyperscan_create(const char *const *regexes, size_t count)
{
    struct mgp_hyperscan *hyperscan = mgp_calloc(1, sizeof *hyperscan);
    char **patterns = mgp_calloc(count + 1, sizeof *patterns);
    unsigned *ids = mgp_calloc(count + 1, sizeof *ids), taken = 0;
    hyperscan->has = mgp_calloc(count + 1, sizeof *hyperscan->has);
    for (size_t i = 0; i < count; i++) {
        hyperscan->has[i] = *regexes[i] && add_pattern(regexes[i], &patterns[taken]);
        if (hyperscan->has[i]) ids[taken++] = (unsigned)i;
    }
    if (taken > 0) hyperscan->database = compile((const char *const *)patterns, ids, taken);
    if (!hyperscan->database || hs_alloc_scratch(hyperscan->database, &hyperscan->scratch) != HS_SUCCESS) {
        mgp_hyperscan_destroy(hyperscan);
        hyperscan = NULL;
    }
    for (unsigned i = 0; i < taken; i++) {
        free(patterns[i]);
    }
    free(patterns);
    free(ids);
    return hyperscan;
}

void mgp_hyperscan_destroy(struct mgp_hyperscan *hyperscan)
{
    if (!hyperscan) return;
    hs_free_scratch(hyperscan->scratch);
    hs_free_database(hyperscan->database);
    free(hyperscan->has);
    free(hyperscan);
}

bool mgp_hyperscan_has(const struct mgp_hyperscan *hyperscan, size_t index)
{
    return hyperscan && hyperscan->has[index];
}

struct listener {
    mgp_hyperscan_end *on_end;
    void *context;
};

static int take_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    const struct listener *listener = context;
    (void)from;
    (void)flags;
    listener->on_end(listener->context, id, (size_t)to);
    return 0;
}

bool mgp_hyperscan_scan(struct mgp_hyperscan *hyperscan, struct mgp_slice text, mgp_hyperscan_end *on_end,
                        void *context)
{
    struct listener listener = {on_end, context};
    if (text.len > UINT32_MAX) return false;
    return hs_scan(hyperscan->database, (const char *)text.ptr, (unsigned)text.len, 0, hyperscan->scratch, take_match,
                   &listener) == HS_SUCCESS;
}
