/* The tables of characters beyond ASCII against what they stand for: the trie of keywords, and Unicode's properties. */
#include <criterion/criterion.h>

#include "base/cpu.h"
#include "base/utf8.h"
#include "identifiers/keyword_letters.h"
#include "identifiers/keywords.h"
#include "scanner/match/finder_internal.h"

static uint64_t next(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random >> 33;
}

/* Is the character compared as another, a gap, or a capital? */
static bool changes(uint32_t c)
{
    uint32_t parts[MGP_KEYWORD_LETTERS];
    size_t count = mgp_keyword_letters(c, parts);
    return count != 1 || parts[0] != c || mgp_keyword_is_gap(c) || mgp_is_mark(c) || mgp_codepoint_is_upper(c);
}

/* Small letters of Latin-1 without their accents; 0: the letter has none. */
Test(high_letters, letters_of_latin_1_come_apart)
{
    static const char bases[] = "aaaaaa\0ceeeeiiii\0nooooo\0ouuuuy\0y";
    for (uint32_t c = 0xE0; c <= 0xFF; c++) {
        uint32_t parts[MGP_KEYWORD_LETTERS], base = (uint8_t)bases[c - 0xE0];
        size_t count = mgp_keyword_letters(c, parts);
        cr_expect_eq(count, base ? 2u : 1u, "U+%04X", c);
        cr_expect_eq(parts[0], base ? base : c, "U+%04X", c);
        if (count == 2) cr_expect(mgp_is_mark(parts[1]));
    }
}

/* What high_letters.c takes for granted of all the others. */
Test(high_letters, few_characters_change)
{
    for (uint32_t c = 0x588; c <= 0x10FFFF; c++) {
        bool is_known = (c >= 0x1E00 && c <= 0x1FFF) || (c >= 0x2000 && c <= 0x203F) || c == 0x3000 ||
                        (c >= 0xFF01 && c <= 0xFF5E);
        if (changes(c) && !is_known) cr_assert_fail("U+%04X", c);
    }
}

/* The keyword between two texts, and c between them, as the trie and as the tables have it. */
static void ask(const struct mgp_high_letters *empty, const char *before, const uint8_t *keyword, size_t size,
                uint32_t c, const char *behind, size_t *hits)
{
    struct mgp_buffer text = {0}, written = {0};
    struct mgp_keyword_hits found = {0};
    struct mgp_keywords *keywords = mgp_keywords_create();
    struct mgp_high_letters *high = mgp_malloc(sizeof *high);
    struct mgp_high_starts starts = {.count = 0};
    *high = *empty;
    mgp_buffer_text(&text, before);
    mgp_buffer_append(&text, mgp_slice_of(keyword, size));
    mgp_buffer_text(&text, behind);
    mgp_keywords_add(keywords, mgp_buffer_slice(&text), 0, true);
    mgp_high_letters_add(high, &starts, mgp_buffer_slice(&text));
    if (!*before) mgp_high_letters_finish(high, &starts);

    uint8_t bytes[4];
    mgp_buffer_text(&written, before);
    mgp_buffer_append(&written, mgp_slice_of(bytes, mgp_utf8_encode(c, bytes)));
    mgp_buffer_text(&written, behind);
    mgp_buffer_text(&written, "                ");
    mgp_keywords_at(keywords, mgp_buffer_slice(&written), 0, &found);
    uint8_t kinds = written.ptr[0] < 0x80 ? 0 : high->kinds[mgp_high_pair(written.ptr[0], written.ptr[1])];
    bool begins = written.ptr[0] < 0x80 || kinds & (MGP_HIGH_BEGINS | MGP_HIGH_BEGINS_ANYWHERE);
    begins = begins && mgp_high_may_begin(high, written.ptr) && mgp_high_may_begin_finely(high, written.ptr);
    if (found.count > 0 && !begins)
        cr_assert_fail("U+%04X between \"%s\" and \"%s\"", c, before, behind);
    *hits += found.count > 0;
    free(found.items);
    free(high);
    mgp_keywords_destroy(keywords);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&written);
}

/* A keyword that has the character itself, and one that has what it is compared as. */
static void ask_everywhere(const struct mgp_high_letters *empty, uint32_t c, size_t *hits)
{
    static const char *const around[][2] = {{"", "xy"}, {"q", "x"}, {"qx", "y"}, {"qx", ""}, {"", ""}, {"", " q"}};
    uint8_t itself[4], parts_text[4 * MGP_KEYWORD_LETTERS];
    uint32_t parts[MGP_KEYWORD_LETTERS];
    size_t size = mgp_utf8_encode(c, itself), count = mgp_keyword_letters(c, parts), parts_size = 0;
    if (!mgp_codepoint_is_word(c)) return;
    for (size_t i = 0; i < count; i++) {
        parts_size += mgp_utf8_encode(parts[i], parts_text + parts_size);
    }
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        ask(empty, around[i][0], itself, size, c, around[i][1], hits);
        if (changes(c)) ask(empty, around[i][0], parts_text, parts_size, c, around[i][1], hits);
    }
}

Test(high_letters, no_keyword_is_missed_whatever_character_it_has)
{
    size_t hits = 0;
    struct mgp_high_letters *empty = mgp_calloc(1, sizeof *empty);
    struct mgp_high_starts none = {.count = 0};
    mgp_high_letters_finish(empty, &none);
    for (uint32_t c = 0x80; c <= 0x10FFFF;) {
        if (c < 0xD800 || c > 0xDFFF) ask_everywhere(empty, c, &hits);
        bool is_latin = c < 0x250, has_case = c < 0x590 || c / 0x200 == 0x1E00 / 0x200;
        c += is_latin ? 1 : has_case ? 5 : c < 0x10000 ? 461 : 9973;
    }
    for (uint32_t c = 0xFF01; c <= 0xFF5E; c++) {
        ask_everywhere(empty, c, &hits);
    }
    cr_expect_gt(hits, 4000);
    free(empty);
}

Test(high_letters, no_keyword_is_missed_however_it_is_written)
{
    static const struct {
        const char *keyword, *text;
    } cases[] = {
        {"n\xC2\xBA de", "n\xC2\xB0 de"},     {"n\xC2\xBA de", "N\xC2\xBA" "de"},
        {"id no", "id\xC2\xA0\xE2\x80\x93\xC2\xA0no"}, {"i d", "i\xE2\x80\x91" "d"},
        {"i d", "\xC4\xB0 d"},                {"d'identit\xC3\xA9", "d\xE2\x80\x99identit\xC3\xA9"},
        {"d'identit\xC3\xA9", "d\xC2\xA0IDENTITE"}, {"ssn", "\xC3\x9Fn"},
        {"ma\xC3\x9F", "MASS"},               {"ma\xC3\x9F", "ma\xE1\xBA\x9E"},
        {"ss", "\xC3\x9F"},                   {"\xC3\xA9t\xC3\xA9", "E\xCC\x81TE"},
        {"e\xCC\x81t", "\xC3\x89t"},          {"\xE5\x8F\xB7", "\xE5\x8F\xB7"},
        {"\xE5\x8F\xB7 no", "\xE5\x8F\xB7\xE3\x80\x80no"}, {"dl#", "dl#"},
        {"o y", "o  - y"},                    {"o y", "oy"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_keywords *keywords = mgp_keywords_create();
        struct mgp_high_letters *high = mgp_calloc(1, sizeof *high);
        struct mgp_high_starts starts = {.count = 0};
        struct mgp_keyword_hits found = {0};
        struct mgp_buffer text = {0};
        mgp_keywords_add(keywords, mgp_slice_text(cases[i].keyword), 0, true);
        mgp_high_letters_add(high, &starts, mgp_slice_text(cases[i].keyword));
        mgp_high_letters_finish(high, &starts);
        mgp_buffer_text(&text, cases[i].text);
        mgp_buffer_text(&text, "                ");
        mgp_keywords_at(keywords, mgp_buffer_slice(&text), 0, &found);
        cr_expect_gt(found.count, 0, "%zu is no keyword", i);
        cr_expect(mgp_high_may_begin(high, text.ptr), "%zu", i);
        cr_expect(mgp_high_may_begin_finely(high, text.ptr), "%zu", i);
        free(found.items);
        free(high);
        mgp_keywords_destroy(keywords);
        mgp_buffer_clear(&text);
    }
}

Test(high_letters, letters_of_other_scripts_come_apart_by_two)
{
    struct mgp_high_letters *high = mgp_calloc(1, sizeof *high);
    struct mgp_high_starts starts = {.count = 0};
    mgp_high_letters_add(high, &starts, mgp_slice_text("паспорт"));
    mgp_high_letters_add(high, &starts, mgp_slice_text("电话号码"));
    mgp_high_letters_finish(high, &starts);
    cr_expect(mgp_high_may_begin_finely(high, (const uint8_t *)"Паспорт    "));
    cr_expect(mgp_high_may_begin_finely(high, (const uint8_t *)"ПАСПОРТ    "));
    cr_expect(mgp_high_may_begin_finely(high, (const uint8_t *)"电话       "));
    cr_expect_not(mgp_high_may_begin_finely(high, (const uint8_t *)"после      "));
    cr_expect_not(mgp_high_may_begin_finely(high, (const uint8_t *)"казалось   "));
    cr_expect_not(mgp_high_may_begin_finely(high, (const uint8_t *)"电的       "));
    free(high);
}

Test(high_letters, kinds_are_those_of_the_characters)
{
    struct mgp_high_letters *high = mgp_calloc(1, sizeof *high);
    struct mgp_high_starts starts = {.count = 0};
    mgp_high_letters_finish(high, &starts);
    for (uint32_t c = 0x80; c <= 0xFFFF; c++) {
        uint8_t bytes[4];
        size_t size = mgp_utf8_encode(c, bytes);
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        uint8_t kinds = high->kinds[mgp_high_pair(bytes[0], bytes[1])];
        bool is_letter = size == 2 && mgp_codepoint_is_letter(c) && !mgp_is_mark(c);
        bool is_capital = mgp_codepoint_is_upper(c) || c == 0x1E9E;
        cr_assert_eq((kinds & MGP_HIGH_LETTER) != 0, is_letter, "U+%04X", c);
        if (size == 2) cr_assert_eq((kinds & MGP_HIGH_CAPITAL) != 0, is_capital, "U+%04X", c);
        else if (is_capital && c < 0xFF00) cr_assert(kinds & MGP_HIGH_CLOSER, "U+%04X", c);
    }
    free(high);
}

/* Letters of ASCII, characters of two to four bytes and marks of E2 80 xx, in UTF-8; returns where they begin. */
static uint64_t write_characters(uint8_t *text, size_t size, uint64_t *random)
{
    uint64_t leads = 0;
    for (size_t at = 0; at < size;) {
        uint8_t lead = (uint8_t)(0xC2 + next(random) % 2), kind = (uint8_t)(next(random) % 6);
        uint8_t bytes[4] = {kind == 0 ? (uint8_t)(next(random) % 0x80) : lead, 0x80 + (uint8_t)(next(random) % 0x40),
                            0x80 + (uint8_t)(next(random) % 0x40), 0x80};
        size_t count = kind == 0 ? 1 : kind == 5 ? 4 : kind == 1 || kind == 4 ? 3 : 2;
        if (kind == 1) bytes[0] = 0xE2, bytes[1] &= 0xC1;
        if (kind == 2) bytes[0] = 0xC2 + (uint8_t)(next(random) % 0x1E);
        if (kind == 4) bytes[0] = 0xE0 + (uint8_t)(next(random) % 0x10);
        if (kind == 5) bytes[0] = 0xF0 + (uint8_t)(next(random) % 5);
        if (at < MGP_BLOCK_BYTES && kind > 0) leads |= (uint64_t)1 << at;
        for (size_t i = 0; i < count && at < size; i++) {
            text[at++] = bytes[i];
        }
    }
    return leads;
}

#if defined(__x86_64__)
/* What only kernels of processors with a pair filter say. */
static void expect_pair_leads(const struct mgp_high_letters *high, const uint8_t *text, uint64_t leads,
                              const struct mgp_leads *said)
{
    for (uint64_t bits = leads; bits; bits &= bits - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(bits);
        size_t pair = mgp_high_pair(text[bit], text[bit + 1]);
        cr_assert_eq(said->disguised >> bit & 1, (high->kinds[pair] & MGP_HIGH_DISGUISED) != 0);
        unsigned letter = bit > 0 ? text[bit - 1] & 31u : 0, code = high->codes[pair] & 31u;
        for (unsigned i = 0; bit > 0 && i < 2; i++) {
            bool may_follow = high->followers[i].bits[letter * 4 + code / 8] >> (code % 8) & 1;
            cr_assert_eq(said->barred[i] >> bit & 1, !may_follow, "byte %u", bit);
        }
    }
    cr_assert_eq((said->disguised | said->barred[0] | said->barred[1]) & ~leads, 0);
    cr_assert_eq((said->barred[0] | said->barred[1]) & 1, 0, "the byte before is not seen");
}
#endif

Test(high_letters, kernels_agree)
{
    struct mgp_high_letters *high = mgp_calloc(1, sizeof *high);
    struct mgp_high_starts starts = {.count = 0};
    uint64_t random = 5, found = 0, anywhere = 0, barred = 0;
    mgp_high_letters_add(high, &starts, MGP_LITERAL("\xC3\xA9tat"));
    mgp_high_letters_add(high, &starts, MGP_LITERAL("\xC2\xBAnum"));
    mgp_high_letters_add(high, &starts, MGP_LITERAL("\xD0\xBDomer"));
    mgp_high_letters_add(high, &starts, MGP_LITERAL("n\xC3\xBAmero f\xC3\xBCr"));
    mgp_high_letters_add(high, &starts, MGP_LITERAL("a b c"));
    mgp_high_letters_add(high, &starts, MGP_LITERAL("\xE6\xBC\xA2"));
    mgp_high_letters_add(high, &starts, MGP_LITERAL("\xEC\xA0\x84"));
    mgp_high_letters_finish(high, &starts);
    for (int round = 0; round < 20000; round++) {
        uint8_t bytes[1 + MGP_BLOCK_BYTES + 2] = {0}, *text = bytes + 1;
        uint64_t leads = write_characters(text, MGP_BLOCK_BYTES + 2, &random);
        struct mgp_leads portable = {0};
        mgp_read_leads_portable(high, text, leads, &portable);
        found += (uint64_t)__builtin_popcountll(portable.letter & portable.begins & ~portable.breaks);
        anywhere += (uint64_t)__builtin_popcountll(portable.begins_anywhere);
#if defined(__x86_64__)
        struct mgp_leads vector = {0};
        if (__builtin_cpu_supports("avx2")) {
            mgp_read_leads_avx2(high, text, leads, &vector);
            cr_assert_arr_eq(&vector, &portable, sizeof vector);
        }
        if (mgp_cpu_choose() != MGP_CPU_AVX512) continue;
        mgp_read_leads_avx512(high, text, leads, &vector);
        expect_pair_leads(high, text, leads, &vector);
        barred += (uint64_t)__builtin_popcountll(vector.barred[0] ^ vector.barred[1]);
        vector.disguised = vector.barred[0] = vector.barred[1] = 0;
        cr_assert_arr_eq(&vector, &portable, sizeof vector);
#elif defined(__aarch64__)
        struct mgp_leads vector = {0};
        mgp_read_leads_neon(high, text, leads, &vector);
        cr_assert_arr_eq(&vector, &portable, sizeof vector);
#endif
    }
    cr_expect_gt(found, 1000);
    cr_expect_gt(anywhere, 100);
    if (mgp_cpu_choose() == MGP_CPU_AVX512) cr_expect_gt(barred, 1000);
    free(high);
}
