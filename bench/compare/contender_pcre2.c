/* PCRE2 with its JIT: the regexes of the catalogue one after the other, each through the whole text. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>

#include "contender.h"

enum { MOST_BYTES = 1 << 20 };

struct pcre2 {
    pcre2_code **codes;
    size_t count;
    pcre2_match_data *match;
};

static uint64_t count_matches(const pcre2_code *code, pcre2_match_data *match, struct mgp_slice text)
{
    uint64_t found = 0;
    const PCRE2_SIZE *span = pcre2_get_ovector_pointer(match);
    for (size_t at = 0; at < text.len; found++) {
        if (pcre2_jit_match(code, text.ptr, text.len, at, 0, match, NULL) < 1) break;
        at = span[1] > at ? span[1] : at + 1;
    }
    return found;
}

static uint64_t run(void *context, const struct text *text)
{
    struct pcre2 *pcre2 = context;
    uint64_t found = 0;
    for (size_t i = 0; i < pcre2->count; i++) {
        found += count_matches(pcre2->codes[i], pcre2->match, text->bytes);
    }
    return found;
}

static void destroy(void *context)
{
    struct pcre2 *pcre2 = context;
    for (size_t i = 0; i < pcre2->count; i++) {
        pcre2_code_free(pcre2->codes[i]);
    }
    pcre2_match_data_free(pcre2->match);
    free(pcre2->codes);
    free(pcre2);
}

bool pcre2_contender(struct contender *out)
{
    struct pattern_list patterns = {0};
    struct pcre2 *pcre2 = mgp_calloc(1, sizeof *pcre2);
    patterns_of_catalogue(&patterns);
    pcre2->codes = mgp_calloc(patterns.count, sizeof(pcre2_code *));
    pcre2->match = pcre2_match_data_create(1, NULL);
    for (size_t i = 0; i < patterns.count; i++) {
        int number;
        PCRE2_SIZE offset;
        uint32_t options = patterns.items[i].is_caseless ? PCRE2_CASELESS : 0;
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)patterns.items[i].regex, PCRE2_ZERO_TERMINATED, options, &number,
                                         &offset, NULL);
        if (code && pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0) pcre2->codes[pcre2->count++] = code;
        else pcre2_code_free(code);
    }
    fprintf(stderr, "PCRE2: %zu of %zu regexes\n", pcre2->count, patterns.count);
    patterns_clear(&patterns);
    *out = (struct contender){
        .name = "pcre2", .most_bytes = MOST_BYTES, .context = pcre2, .run = run, .destroy = destroy};
    return true;
}
