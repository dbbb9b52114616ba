/* One Hyperscan database with the catalogue's regexes and keywords. */
#include <stdio.h>

#include "contender.h"

#ifdef HAS_HYPERSCAN
#include <hs/hs.h>

enum { MOST_BYTES = 4 << 20, BLOCK_BYTES = 1 << 20 };

struct hyperscan {
    hs_database_t *database;
    hs_scratch_t *scratch;
};

struct expressions {
    const char **texts;
    unsigned *flags, *ids;
    unsigned count;
};

static bool is_taken(const char *regex, unsigned flags)
{
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;
    bool is_compiled = hs_compile(regex, flags, HS_MODE_BLOCK, NULL, &database, &error) == HS_SUCCESS;
    if (is_compiled) hs_free_database(database);
    else hs_free_compile_error(error);
    return is_compiled;
}

/* Keywords are plain text, which it always takes: thousands need not be tried one by one. */
static void add_patterns(const struct pattern_list *patterns, bool are_tried, struct expressions *out)
{
    for (size_t i = 0; i < patterns->count; i++) {
        unsigned flags = patterns->items[i].is_caseless ? HS_FLAG_CASELESS : 0;
        if (are_tried && !is_taken(patterns->items[i].regex, flags)) continue;
        out->texts[out->count] = patterns->items[i].regex;
        out->flags[out->count] = flags;
        out->ids[out->count] = out->count;
        out->count++;
    }
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
    (void)id, (void)from, (void)to, (void)flags;
    (*(uint64_t *)context)++;
    return 0;
}

static uint64_t run(void *context, const struct text *text)
{
    struct hyperscan *hyperscan = context;
    uint64_t found = 0;
    for (size_t at = 0; at < text->bytes.len; at += BLOCK_BYTES) {
        size_t size = text->bytes.len - at < BLOCK_BYTES ? text->bytes.len - at : BLOCK_BYTES;
        hs_scan(hyperscan->database, (const char *)text->bytes.ptr + at, (unsigned)size, 0, hyperscan->scratch, on_match,
                &found);
    }
    return found;
}

static void destroy(void *context)
{
    struct hyperscan *hyperscan = context;
    hs_free_scratch(hyperscan->scratch);
    hs_free_database(hyperscan->database);
    free(hyperscan);
}

static bool compile(const struct expressions *expressions, struct hyperscan *out)
{
    hs_compile_error_t *error = NULL;
    if (hs_compile_multi(expressions->texts, expressions->flags, expressions->ids, expressions->count, HS_MODE_BLOCK,
                         NULL, &out->database, &error) != HS_SUCCESS) {
        fprintf(stderr, "Hyperscan: left out: %s\n", error->message);
        hs_free_compile_error(error);
        return false;
    }
    return hs_alloc_scratch(out->database, &out->scratch) == HS_SUCCESS;
}

bool hyperscan_contender(struct contender *out)
{
    struct pattern_list regexes = {0}, keywords = {0};
    patterns_of_catalogue(&regexes);
    patterns_of_keywords(&keywords);
    size_t count = regexes.count + keywords.count;
    struct expressions expressions = {.texts = mgp_calloc(count, sizeof(char *)),
                                      .flags = mgp_calloc(count, sizeof(unsigned)),
                                      .ids = mgp_calloc(count, sizeof(unsigned))};
    struct hyperscan *hyperscan = mgp_calloc(1, sizeof *hyperscan);
    add_patterns(&regexes, true, &expressions);
    add_patterns(&keywords, false, &expressions);
    fprintf(stderr, "Hyperscan: %u of %zu regexes and keywords\n", expressions.count, count);
    bool is_made = compile(&expressions, hyperscan);
    free(expressions.texts);
    free(expressions.flags);
    free(expressions.ids);
    patterns_clear(&regexes);
    patterns_clear(&keywords);
    *out = (struct contender){
        .name = "hyperscan", .most_bytes = MOST_BYTES, .context = hyperscan, .run = run, .destroy = destroy};
    if (!is_made) destroy(hyperscan);
    return is_made;
}
#else
bool hyperscan_contender(struct contender *out)
{
    (void)out;
    fprintf(stderr, "Hyperscan: left out: libhs is not installed\n");
    return false;
}
#endif
