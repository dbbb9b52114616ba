/* The finder against what it stands for: wherever the trie of keywords finds one there is a spot, and kernels agree. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "identifiers/catalogue.h"
#include "identifiers/recogniser_gates.h"
#include "scanner/match/candidates.h"
#include "scanner/match/finder.h"
#include "scanner/match/run_filter.h"

static struct mgp_rule_set *all_rules(void)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_rule_set *rules = NULL;
    cr_assert_eq(mgp_rule_set_create(&options, &rules, NULL), MGP_OK);
    return rules;
}

/* What is asked again and again. */
struct bench {
    struct mgp_rule_set *rules;
    struct mgp_finder *finder;
    struct mgp_spots spots;
    struct mgp_keyword_hits hits;
    size_t hit_count; /* in all texts */
};

static void open_bench(struct bench *bench)
{
    *bench = (struct bench){.rules = all_rules()};
    bench->finder = mgp_finder_create(bench->rules);
}

static void close_bench(struct bench *bench)
{
    mgp_finder_destroy(bench->finder);
    mgp_spots_clear(&bench->spots);
    free(bench->hits.items);
    mgp_rule_set_destroy(bench->rules);
}

static bool has_keyword_spot(const struct mgp_spots *spots, size_t at)
{
    for (size_t i = 0; i < spots->count; i++) {
        if (spots->items[i].at == at && spots->items[i].kinds & MGP_SPOT_KEYWORD) return true;
    }
    return false;
}

static void expect_spots(struct bench *bench, struct mgp_slice text)
{
    bench->hits.count = 0;
    mgp_keywords_find(bench->rules->keywords, text, 0, text.len, &bench->hits);
    mgp_finder_scan(bench->finder, text, 0, text.len, &bench->spots);
    for (size_t i = 0; i < bench->hits.count; i++) {
        cr_expect(has_keyword_spot(&bench->spots, bench->hits.items[i].begin), "no spot at %u of \"%.*s\"",
                  bench->hits.items[i].begin, (int)text.len, (const char *)text.ptr);
    }
    bench->hit_count += bench->hits.count;
}

enum letter_case { AS_IT_IS, UPPER, CAMEL, LETTER_CASES };

/* The keyword with its blanks and dashes written as gap, in a case, between other words. */
static void write_keyword(struct mgp_buffer *out, const char *keyword, const char *gap, enum letter_case how,
                          const char *before, const char *after)
{
    bool begins_word = true;
    out->len = 0;
    mgp_buffer_text(out, before);
    for (; *keyword; keyword++) {
        if (*keyword == ' ' || *keyword == '-' || *keyword == '_') {
            mgp_buffer_text(out, gap);
            begins_word = true;
            continue;
        }
        bool is_letter = *keyword >= 'a' && *keyword <= 'z';
        bool is_raised = is_letter && (how == UPPER || (how == CAMEL && begins_word));
        mgp_buffer_byte(out, (uint8_t)(is_raised ? *keyword & ~0x20 : *keyword));
        begins_word = false;
    }
    mgp_buffer_text(out, after);
}

Test(finder, every_keyword_has_a_spot_however_it_is_written)
{
    static const char *const gaps[] = {" ", "_", "-", "", "  ", " - ", "\n", "\t", "\xC2\xA0"};
    static const char *const around[][2] = {
        {"", ""}, {"x ", " 12"}, {"(", ")"}, {"the_", "_of"}, {"my", "Number"}, {"\xC3\xA9 ", "\xC3\xA9"}, {"7", "7"}};
    struct bench bench;
    struct mgp_buffer text = {0};
    open_bench(&bench);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        const char *const *keywords = mgp_catalogue[i].keywords;
        for (; keywords && *keywords; keywords++) {
            for (size_t gap = 0; gap < sizeof gaps / sizeof *gaps; gap++) {
                for (size_t where = 0; where < sizeof around / sizeof *around; where++) {
                    write_keyword(&text, *keywords, gaps[gap], (enum letter_case)((gap + where) % LETTER_CASES),
                                  around[where][0], around[where][1]);
                    expect_spots(&bench, mgp_buffer_slice(&text));
                }
            }
        }
    }
    cr_expect_gt(bench.hit_count, 20000);
    mgp_buffer_clear(&text);
    close_bench(&bench);
}

/* Each letter of a keyword in full width, with an accent in one character or two. */
Test(finder, letters_in_disguise)
{
    static const char *const texts[] = {
        "\xEF\xBD\x93\xEF\xBD\x93\xEF\xBD\x8E 1", "s\xEF\xBD\x93n 1",       "ss\xEF\xBD\x8E 1",
        "n\xC3\xBAmero de pasaporte",              "nu\xCC\x81mero de pasaporte", "numero de pasaporte",
        "N\xC3\x9AMERO DE PASAPORTE",              "d\xC4\xB1n",             "D\xC4\xB0N",
        "driver\xE2\x80\x99s license",             "driver`s license",       "drivers license",
        "permis de conduire num\xC3\xA9ro",        "F\xC3\x9CHRERSCHEIN",  "fuhrerschein",
        "dri\xCC\x87ver license",                 "DRI\xCC\x87VER LICENSE"};
    struct bench bench;
    open_bench(&bench);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        expect_spots(&bench, mgp_slice_text(texts[i]));
    }
    cr_expect_gt(bench.hit_count, 8);
    close_bench(&bench);
}

static void open_custom_bench(struct bench *bench, const char *keyword)
{
    char definition[200];
    snprintf(definition, sizeof definition, "{\"name\":\"t\",\"regex\":\"[0-9]{4}\",\"keywords\":[\"%s\"]}", keyword);
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE, .custom_text = mgp_slice_text(definition)};
    *bench = (struct bench){0};
    cr_assert_eq(mgp_rule_set_create(&options, &bench->rules, NULL), MGP_OK, "%s", definition);
    bench->finder = mgp_finder_create(bench->rules);
}

/* Eight letters may be a keyword, or how one begins; what follows them tells. */
Test(finder, what_follows_eight_letters)
{
    static const char *const endings[] = {"",      " ",      "a",    "ab",  "abc", "abcd", " abcd", "-a b",
                                          "5",     " 5",     "#",    " #x", ".n",  "'s",   " a5",   "a 5",
                                          "a's b", "\xC3\xA9", "\xC2\xB0", "\xC3\x9F", " \xC3\xA9", "ab\xC3\xA9"};
    static const char *const gaps[] = {" ", "", "_", " - ", "\n", "\xC2\xA0"};
    static const char *const behind[] = {"", " ", ".", "5", "\n", "x", "X", "Xy", "\xCC\x81", " abc", "'", "-", "_x"};
    struct bench bench;
    struct mgp_buffer text = {0};
    size_t hits = 0;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char keyword[64];
        snprintf(keyword, sizeof keyword, "zyxwvuts%s", endings[i]);
        open_custom_bench(&bench, keyword);
        for (size_t gap = 0; gap < sizeof gaps / sizeof *gaps; gap++) {
            for (size_t k = 0; k < sizeof behind / sizeof *behind; k++) {
                write_keyword(&text, keyword, gaps[gap], (enum letter_case)((gap + k) % LETTER_CASES), "x ", behind[k]);
                expect_spots(&bench, mgp_buffer_slice(&text));
            }
        }
        hits += bench.hit_count;
        close_bench(&bench);
    }
    cr_expect_gt(hits, 500);
    mgp_buffer_clear(&text);
}

Test(finder, eight_letters_with_which_no_keyword_goes_on_so_are_no_spot)
{
    static const char *const texts[] = {"zyxwvuts", "zyxwvuts xyz", "zyxwvutsxyz", "zyxwvuts.", "zyxwvuts-abx"};
    struct bench bench;
    open_custom_bench(&bench, "zyxwvuts abcd");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect(mgp_finder_scan(bench.finder, mgp_slice_text(texts[i]), 0, strlen(texts[i]), &bench.spots));
        cr_expect_not(has_keyword_spot(&bench.spots, 0), "%s", texts[i]);
    }
    close_bench(&bench);
}

/* What is said of places that were not scanned is of those only that were. */
Test(finder, density_of_a_part_of_a_text)
{
    enum { FROM = 10 * MGP_BLOCK_BYTES, UNTIL = 90 * MGP_BLOCK_BYTES, BYTES = 100 * MGP_BLOCK_BYTES };
    static char text[BYTES];
    struct bench bench;
    open_bench(&bench);
    memset(text, ' ', sizeof text);
    for (size_t at = 0; at < sizeof text; at += MGP_BLOCK_BYTES) {
        text[at] = '7';
    }
    text[80 * MGP_BLOCK_BYTES + 1] = '\xC3';
    mgp_finder_scan(bench.finder, mgp_slice_of(text, sizeof text), FROM, UNTIL, &bench.spots);
    cr_expect_eq(mgp_spots_digits(&bench.spots, 0, sizeof text), 80);
    cr_expect_eq(mgp_spots_digits(&bench.spots, FROM + 1, FROM + 2 * MGP_BLOCK_BYTES + 1), 2);
    cr_expect_not(mgp_spots_are_ascii(&bench.spots, 0, sizeof text));
    cr_expect(mgp_spots_are_ascii(&bench.spots, 0, 79 * MGP_BLOCK_BYTES));
    for (size_t block = 0; block < 100; block++) {
        struct mgp_spot keyword = {(uint32_t)(block * MGP_BLOCK_BYTES),
                                   MGP_SPOT_KEYWORD | MGP_START_NEEDS_DENSE << MGP_SPOT_CLASS_SHIFT};
        size_t at = keyword.at;
        bool counts = block >= 8 && block < 88; /* three of the blocks, each with one digit, were scanned */
        cr_expect_eq(mgp_spots_count_within(&bench.spots, &keyword, at, at + 4 * MGP_BLOCK_BYTES), counts);
    }
    close_bench(&bench);
}

static uint64_t next(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random >> 33;
}

/* Values of names, places, codes and numbers in any order, parted by commas; some have commas of their own. */
static void write_values(struct mgp_buffer *out, uint64_t *borders, uint64_t *random)
{
    static const char *const parts[] = {"Carmen",  "Maria", "Cooper", "Berlin", "10115", "Springfield", "62701", "IL",
                                        "Sydney",  "2000",  "SW1A",   "1AA",    "J.",    "St.",         "5319",  "van",
                                        "M\xC3\xBCller", "2024-08-05", "12", "Dr.", "x", "0"};
    static const char *const gaps[] = {" ", ", ", "-", ",", "\t"};
    out->len = 0;
    while (out->len < 300) {
        for (uint64_t left = 1 + next(random) % 4; left > 0; left--) {
            mgp_buffer_text(out, parts[next(random) % (sizeof parts / sizeof *parts)]);
            if (left > 1) mgp_buffer_text(out, gaps[next(random) % (sizeof gaps / sizeof *gaps)]);
        }
        borders[out->len / 64] |= (uint64_t)1 << (out->len % 64);
        mgp_buffer_text(out, next(random) % 4 ? "," : "\n");
    }
}

static size_t next_border(const uint64_t *borders, size_t at)
{
    while (!(borders[at / 64] >> (at % 64) & 1)) {
        at++;
    }
    return at;
}

static size_t count_kinds(const struct mgp_spots *spots, uint32_t kinds)
{
    size_t count = 0;
    for (size_t i = 0; i < spots->count; i++) {
        count += (size_t)__builtin_popcount(spots->items[i].kinds & kinds);
    }
    return count;
}

/* Each spot of a value alone is a spot of it among the others, and none is added to those of the text as a whole. Where
 * a text ends there may be more for keywords. Returns how many of the text are not spots of a value. */
static size_t expect_spots_of_values(struct bench *bench, struct mgp_slice text, const uint64_t *borders)
{
    const uint32_t looked_at = MGP_SPOT_NAME | MGP_SPOT_ADDRESS | MGP_SPOT_CARD | MGP_SPOT_IBAN | MGP_SPOT_ANCHOR;
    struct mgp_spots whole = {0}, values = {0};
    size_t found = 0, end;
    mgp_finder_scan(bench->finder, text, 0, text.len, &whole);
    mgp_finder_scan_values(bench->finder, text, borders, &values);
    cr_assert_leq(values.count, whole.count);
    for (size_t begin = 0; begin < text.len; begin = end + 1) {
        end = next_border(borders, begin);
        mgp_finder_scan(bench->finder, mgp_slice_sub(text, begin, end), 0, end - begin, &bench->spots);
        for (size_t i = 0; i < bench->spots.count; i++) {
            size_t at = begin + bench->spots.items[i].at;
            uint32_t wanted = bench->spots.items[i].kinds & looked_at;
            while (found < values.count && values.items[found].at < at) {
                found++;
            }
            uint32_t kinds = found < values.count && values.items[found].at == at ? values.items[found].kinds : 0;
            cr_assert_eq(kinds & wanted, wanted, "%zu of \"%.*s\"", at, (int)text.len, (const char *)text.ptr);
        }
    }
    size_t dropped = count_kinds(&whole, looked_at) - count_kinds(&values, looked_at);
    mgp_spots_clear(&whole);
    mgp_spots_clear(&values);
    return dropped;
}

Test(finder, what_stands_beside_a_border_is_no_part_of_a_value)
{
    struct bench bench;
    struct mgp_buffer text = {0};
    uint64_t random = 7;
    size_t dropped = 0;
    open_bench(&bench);
    for (size_t round = 0; round < 1000; round++) {
        uint64_t borders[8] = {0};
        write_values(&text, borders, &random);
        dropped += expect_spots_of_values(&bench, mgp_buffer_slice(&text), borders);
    }
    cr_expect_gt(dropped, 100);
    mgp_buffer_clear(&text);
    close_bench(&bench);
}

/* Words of keywords and parts of them, letters of several scripts and separators in any order. */
static void write_words(struct mgp_buffer *out, uint64_t *random)
{
    static const char *const parts[] = {
        " ",        "_",        "-",  ".",  "'",   "\n", "1", "23", "\xC3\xA9", "\xD1\x8F", "\xE5\x8F\xB7",
        "\xC2\xBA", "\xC2\xB0", "No", "Id", "eyJ", "a",  "Z",  "\xC3\x9F",     "\xC3\x89",     "\xCC\x81",
        "i\xCC\x87", "\xC2\xA0", "\xC4\xB0", "\xE2\x80\x93", "\xE2\x80\x99", "\xEF\xBD\x93", "\xE3\x80\x80",
        "\xE1\xBA\x9E"};
    out->len = 0;
    for (size_t i = 0; i < 60; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[next(random) % mgp_catalogue_count];
        size_t count = 0, kind = next(random) % 3;
        while (identifier->keywords && identifier->keywords[count]) {
            count++;
        }
        if (kind == 0 && count > 0) {
            struct mgp_slice keyword = mgp_slice_text(identifier->keywords[next(random) % count]);
            size_t length = 1 + next(random) % keyword.len;
            while (length < keyword.len && (keyword.ptr[length] & 0xC0) == 0x80) {
                length++;
            }
            mgp_buffer_append(out, mgp_slice_sub(keyword, 0, next(random) % 4 ? keyword.len : length));
        }
        mgp_buffer_text(out, parts[next(random) % (sizeof parts / sizeof *parts)]);
    }
}

Test(finder, words_in_any_order)
{
    struct bench bench;
    struct mgp_buffer text = {0};
    uint64_t random = 7;
    open_bench(&bench);
    for (size_t i = 0; i < 4000; i++) {
        write_words(&text, &random);
        expect_spots(&bench, mgp_buffer_slice(&text));
    }
    cr_expect_gt(bench.hit_count, 10000);
    mgp_buffer_clear(&text);
    close_bench(&bench);
}

/* The kernels that this processor has, the portable one first. */
struct kernel {
    const char *name;
    mgp_classify *classify;
    mgp_find_candidates *find_candidates;
};

static size_t all_kernels(struct kernel kernels[4])
{
    static const char *const names[] = {"portable", "sse", "avx2", "avx512", "neon"};
    size_t count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        setenv("MAGPIE_CPU", names[i], 1);
        struct kernel kernel = {names[i], mgp_classify_choose(), mgp_find_candidates_choose()};
        bool is_known = false;
        for (size_t k = 0; k < count; k++) {
            is_known = is_known || kernels[k].classify == kernel.classify;
        }
        if (!is_known) kernels[count++] = kernel;
    }
    unsetenv("MAGPIE_CPU");
    return count;
}

enum { BITMAP_WORDS = sizeof(struct mgp_bitmaps) / sizeof(uint64_t) };

static void expect_same_words(const void *one, const void *other, size_t count, const char *kernel)
{
    const uint64_t *a = one, *b = other;
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(a[i], b[i], "%s: word %zu", kernel, i);
    }
}

Test(classify, kernels_agree_on_every_byte_at_every_place)
{
    static struct mgp_bitmaps portable, other;
    struct kernel kernels[4];
    size_t count = all_kernels(kernels);
    uint8_t text[2 * MGP_BLOCK_BYTES];
    uint64_t random = 3;
    for (size_t round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = round < 256 ? (uint8_t)(i + round) : (uint8_t)next(&random);
        }
        mgp_classify_portable(text, 2, &portable, 3);
        for (size_t i = 0; i < MGP_BLOCK_BYTES; i++) {
            cr_assert_eq(portable.sign[3] >> i & 1, text[i] >= '@' && text[i] < 0x80 && !isalpha(text[i]));
            cr_assert_eq(portable.link[3] >> i & 1, text[i] && strchr("',-.", text[i]) != NULL);
            cr_assert_eq(portable.edge[3] >> i & 1, mgp_address_may_stand_before(text[i]));
        }
        for (size_t k = 1; k < count; k++) {
            kernels[k].classify(text, 2, &other, 3);
            expect_same_words(&portable, &other, BITMAP_WORDS, kernels[k].name);
        }
    }
}

/* Bitmaps of a text and, at random, pairs. */
static void draw_bitmaps(struct mgp_bitmaps *bitmaps, struct mgp_pair_maps *pairs, uint64_t *random)
{
    static const char alphabet[] = "aaabbcSSN  --__123''..,,\xC3\xA9+0@/";
    uint8_t text[MGP_CHUNK_BLOCKS * MGP_BLOCK_BYTES + 2 * MGP_BLOCK_BYTES];
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (uint8_t)alphabet[next(random) % (sizeof alphabet - 1)];
    }
    mgp_classify_portable(text, MGP_CHUNK_BLOCKS + 2, bitmaps, 0);
    uint64_t *words = (uint64_t *)pairs;
    for (size_t i = 0; i < sizeof *pairs / sizeof *words; i++) {
        words[i] = next(random) << 33 ^ next(random) << 11 ^ next(random);
    }
}

Test(candidates, kernels_agree)
{
    static struct mgp_bitmaps bitmaps;
    static struct mgp_pair_maps pairs;
    static struct mgp_candidates portable, other;
    struct kernel kernels[4];
    size_t count = all_kernels(kernels);
    uint64_t random = 5;
    for (size_t round = 0; round < 300; round++) {
        size_t blocks = 1 + next(&random) % MGP_CHUNK_BLOCKS;
        draw_bitmaps(&bitmaps, &pairs, &random);
        const struct mgp_pair_maps *known = round % 3 ? &pairs : NULL;
        mgp_find_candidates_portable(&bitmaps, known, blocks, &portable);
        for (size_t k = 1; k < count; k++) {
            kernels[k].find_candidates(&bitmaps, known, blocks, &other);
            expect_same_words(portable.words, other.words, blocks, kernels[k].name);
            expect_same_words(portable.names, other.names, blocks, kernels[k].name);
            expect_same_words(portable.cards, other.cards, blocks, kernels[k].name);
            expect_same_words(portable.ibans, other.ibans, blocks, kernels[k].name);
            expect_same_words(portable.codes, other.codes, blocks, kernels[k].name);
            expect_same_words(portable.anchors, other.anchors, blocks, kernels[k].name);
            expect_same_words(portable.runs, other.runs, blocks, kernels[k].name);
            cr_assert_eq(portable.blocks_with_others, other.blocks_with_others, "%s", kernels[k].name);
            cr_assert_eq(portable.blocks_with_run, other.blocks_with_run, "%s", kernels[k].name);
            cr_assert_eq(portable.blocks_with_high, other.blocks_with_high, "%s", kernels[k].name);
        }
    }
}

static bool has_pair(const struct mgp_pair_set *set, uint8_t first, uint8_t second)
{
    unsigned a = isalpha(first) ? first & 31 : 0, b = mgp_pair_class(second);
    return set->bits[a * 4 + b / 8] >> (b % 8) & 1;
}

Test(pair_filter, says_of_each_pair_what_its_tables_say)
{
    static struct mgp_bitmaps bitmaps;
    static struct mgp_pair_maps maps;
    mgp_pair_filter *filter = mgp_pair_filter_choose();
    uint64_t random = 9;
    if (!filter) cr_skip_test("this processor has no pair filter");
    struct mgp_keyword_starts *starts = mgp_calloc(1, sizeof *starts);
    struct mgp_pair_tables *tables = &starts->pairs;
    for (size_t i = 0; i < sizeof tables->lasts; i++) {
        tables->lasts[i] = (uint8_t)(next(&random) & 15);
    }
    for (size_t i = 0; i < 400; i++) {
        mgp_pair_set_add(&tables->starts[i % MGP_PAIR_LEVELS], (unsigned)next(&random), (unsigned)next(&random));
        mgp_pair_set_add(&tables->particles, (unsigned)next(&random), (unsigned)next(&random));
    }
    for (size_t round = 0; round < 500; round++) {
        uint8_t text[3 * MGP_BLOCK_BYTES];
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = round % 2 ? (uint8_t)next(&random) : (uint8_t)"eyJabcXYZ _1\xC3"[next(&random) % 13];
        }
        mgp_classify_portable(text, 3, &bitmaps, 1);
        filter(tables, text, 2, &bitmaps, &maps, 1);
        for (size_t i = 0; i < 2 * MGP_BLOCK_BYTES; i++) {
            size_t word = 1 + i / MGP_BLOCK_BYTES, bit = i % MGP_BLOCK_BYTES;
            for (unsigned level = 0; level < MGP_PAIR_LEVELS; level++) {
                bool is_start = has_pair(&tables->starts[level], text[i], text[i + 1]);
                cr_assert_eq(maps.starts[level][word] >> bit & 1, is_start);
                uint8_t last = tables->lasts[isalpha(text[i]) ? text[i] & 31 : 0];
                cr_assert_eq(maps.lasts[level][word] >> bit & 1, last >> level & 1);
            }
            cr_assert_eq(maps.particles[word] >> bit & 1, has_pair(&tables->particles, text[i], text[i + 1]));
        }
    }
    free(starts);
}

Test(run_filter, kernels_agree)
{
    enum { BLOCKS = 8, BYTES = BLOCKS * 64 };
    static const char alphabet[] = "abcdefgiknorstABCDEFIKNORST_- .0129\xC3\xA9\xFF";
    struct mgp_keyword_starts *starts = mgp_calloc(1, sizeof *starts);
    uint64_t random = 11, bits[BLOCKS];
    size_t passed = 0;
    mgp_keyword_starts_add(starts, MGP_LITERAL("ssn"), true, MGP_START_NEEDS_DENSE);
    mgp_keyword_starts_add(starts, MGP_LITERAL("id"), true, MGP_START_ANY);
    mgp_keyword_starts_add(starts, MGP_LITERAL("tax code"), true, MGP_START_NEEDS_DIGIT);
    starts->token = 0x6F6E61; /* ano */
    for (size_t round = 0; round < 1000; round++) {
        uint8_t text[BYTES + MGP_RUN_LETTERS];
        uint16_t portable[MGP_RUN_ROOM(BLOCKS)], best[MGP_RUN_ROOM(BLOCKS)];
        for (size_t i = 0; i < sizeof text; i++) {
            text[i] = (uint8_t)alphabet[next(&random) % (sizeof alphabet - 1)];
        }
        for (size_t i = 0; i < BLOCKS; i++) {
            bits[i] = next(&random) << 33 ^ next(&random) << 11 ^ next(&random);
        }
        size_t blocks = 1 + round % BLOCKS, count = mgp_run_filter_portable(starts, text, bits, blocks, portable);
        passed += count;
        cr_assert_eq(mgp_run_filter_choose()(starts, text, bits, blocks, best), count);
        cr_assert_arr_eq(best, portable, count * sizeof *portable);
    }
    cr_expect_gt(passed, 1000);
    free(starts);
}
