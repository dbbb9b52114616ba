/* Characters in ASCII's place, and values folded to ASCII with the map back. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/utf8.h"
#include "identifiers/written_form.h"
#include "scanner/match/fold.h"

/* What each character stands for, or 0: by its name in Unicode. */
static uint8_t expected(uint32_t codepoint)
{
    if (codepoint == 0x00A0 || (codepoint >= 0x2000 && codepoint <= 0x200A) || codepoint == 0x202F ||
        codepoint == 0x205F || codepoint == 0x3000) {
        return ' ';
    }
    if ((codepoint >= 0x2010 && codepoint <= 0x2013) || codepoint == 0x2212 || codepoint == 0xFE63) return '-';
    if (codepoint >= 0xFF01 && codepoint <= 0xFF5E) return (uint8_t)(codepoint - 0xFF01 + '!');
    return 0;
}

Test(written_form, knows_these_characters_and_no_others)
{
    for (uint32_t codepoint = 1; codepoint <= 0x10FFFF; codepoint++) {
        uint8_t text[4], ascii = 0;
        if (codepoint >= 0xD800 && codepoint <= 0xDFFF) continue;
        size_t len = mgp_utf8_encode(codepoint, text), size = mgp_written_form(mgp_slice_of(text, len), &ascii);
        uint8_t wanted = expected(codepoint);
        if (size != (wanted ? len : 0) || ascii != wanted) cr_assert_fail("U+%04X", codepoint);
        size_t found = mgp_written_form_find(mgp_skip_plain_choose(), mgp_slice_of(text, len), 0, NULL);
        if (found != (wanted ? 0 : len)) cr_assert_fail("U+%04X is %sfound", codepoint, wanted ? "not " : "");
    }
}

Test(written_form, never_reads_past_the_end_of_a_cut_character)
{
    static const uint8_t narrow[] = {0xE2, 0x80, 0xAF};
    uint8_t ascii;
    for (size_t len = 0; len < 3; len++) {
        uint8_t *copy = malloc(len ? len : 1);
        memcpy(copy, narrow, len);
        cr_expect_eq(mgp_written_form(mgp_slice_of(copy, len), &ascii), 0);
        cr_expect_eq(mgp_written_form_find(mgp_skip_plain_choose(), mgp_slice_of(copy, len), 0, NULL), len);
        free(copy);
    }
}

static size_t find_plainly(struct mgp_slice text)
{
    uint8_t ascii;
    for (size_t at = 0; at < text.len; at++) {
        if (mgp_written_form(mgp_slice_sub(text, at, text.len), &ascii)) return at;
    }
    return text.len;
}

/* Memory of just that size: a sanitizer sees what is read or written behind it. */
static void check_kernel(mgp_skip_plain *kernel, struct mgp_slice text)
{
    uint8_t *copy = malloc(text.len ? text.len : 1), *to = malloc(text.len ? text.len : 1);
    memcpy(copy, text.ptr, text.len);
    size_t wanted = find_plainly(text);
    cr_assert_eq(mgp_written_form_find(kernel, mgp_slice_of(copy, text.len), 0, NULL), wanted);
    cr_assert_eq(mgp_written_form_find(kernel, mgp_slice_of(copy, text.len), 0, to), wanted);
    cr_assert_arr_eq(to, copy, wanted);
    free(copy);
    free(to);
}

Test(written_form, kernels_find_and_copy_what_a_plain_search_does)
{
    static const uint8_t bytes[] = {0xC2, 0xE2, 0xE3, 0xEF, 0x80, 0x81, 0x88, 0x8A, 0x8B, 0x92, 0x94, 0x99,
                                    0x9F, 0xA0, 0xA3, 0xAF, 0xB8, 0xB9, 0xBC, 0xBD, 0xBE, 'a',  ' ',  0};
    uint64_t random = 3;
    for (size_t round = 0; round < 100000; round++) {
        uint8_t text[200];
        size_t size = round % (sizeof text + 1), plain = round % 193; /* so that all of it is looked at */
        for (size_t i = 0; i < size; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            text[i] = i < plain ? (i % 2 ? 0xC3 : 0xA4) : bytes[(random >> 33) % sizeof bytes];
        }
        check_kernel(mgp_skip_plain_choose(), mgp_slice_of(text, size));
        check_kernel(mgp_skip_plain_portable, mgp_slice_of(text, size));
    }
}

static struct mgp_value value_of(const char *text, const uint32_t *map)
{
    struct mgp_slice slice = mgp_slice_text(text);
    return (struct mgp_value){
        .raw = slice, .text = slice, .map = map, .core_end = slice.len, .is_first = true, .is_last = true};
}

Test(fold, leaves_ascii_and_other_letters_alone)
{
    struct mgp_fold fold = {0};
    struct mgp_value out, plain = value_of("Größe 536-90-4399 — “x” 漢字", NULL);
    cr_expect_not(mgp_fold_value(&fold, &plain, &out));
    mgp_fold_clear(&fold);
}

Test(fold, maps_every_byte_back)
{
    struct mgp_fold fold = {0};
    struct mgp_value out, value = value_of("é １2\u00A03‑4", NULL);
    value.core_begin = 3; /* the full-width digit */
    value.core_end = 7;   /* the no-break space */
    cr_assert(mgp_fold_value(&fold, &value, &out));
    cr_expect(mgp_slice_is(out.text, "é 12 3-4"));
    static const size_t back[] = {0, 1, 2, 3, 6, 7, 9, 10, 13, 14};
    cr_assert_eq(out.text.len + 1, sizeof back / sizeof *back);
    for (size_t i = 0; i <= out.text.len; i++) {
        cr_expect_eq(mgp_fold_back(&fold, i), back[i], "%zu", i);
    }
    cr_expect_eq(out.core_begin, 3);
    cr_expect_eq(out.core_end, 5);
    mgp_fold_clear(&fold);
}

Test(fold, keeps_the_map_of_a_decoded_value)
{
    /* "1<U+2011>2" written as 1‑2 in 8 raw bytes */
    static const uint32_t map[] = {0, 1, 1, 1, 7, 8};
    struct mgp_fold fold = {0};
    struct mgp_value out, value = value_of("1‑2", map);
    cr_assert(mgp_fold_value(&fold, &value, &out));
    cr_expect(mgp_slice_is(out.text, "1-2"));
    static const uint32_t wanted[] = {0, 1, 7, 8};
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(out.map[mgp_fold_back(&fold, i)], wanted[i]);
    }
    mgp_fold_clear(&fold);
}

Test(fold, is_used_again_for_values_of_any_size)
{
    struct mgp_fold fold = {0};
    for (size_t size = 1; size < 3000; size = size * 3 + 1) {
        struct mgp_buffer text = {0};
        for (size_t i = 0; i < size; i++) {
            mgp_buffer_text(&text, i % 2 ? "７" : "\u00A0");
        }
        struct mgp_value out, value = value_of(mgp_buffer_string(&text), NULL);
        cr_assert(mgp_fold_value(&fold, &value, &out));
        cr_expect_eq(out.text.len, size);
        cr_expect_eq(mgp_fold_back(&fold, size), text.len);
        mgp_buffer_clear(&text);
    }
    mgp_fold_clear(&fold);
}
