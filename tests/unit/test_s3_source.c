/* The parts of the source in S3 that need no server: where listings are cut, and memory that is used again. */
#include <criterion/criterion.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "scanner/source/s3_buffers.h"
#include "scanner/source/s3_cuts.h"

enum base { DECIMAL, HEXADECIMAL };

/* A page of keys: prefix and a number, begin to end - 1. */
static struct mgp_s3_page numbered(const char *prefix, enum base base, unsigned begin, unsigned end)
{
    struct mgp_s3_page page = {.count = end - begin, .capacity = end - begin};
    page.items = mgp_calloc(page.count, sizeof *page.items);
    for (unsigned i = 0; i < page.count; i++) {
        struct mgp_buffer key = {0};
        if (base == DECIMAL)
            mgp_buffer_format(&key, "%s%07u", prefix, begin + i);
        else
            mgp_buffer_format(&key, "%s%06x", prefix, begin + i);
        page.items[i].key = mgp_arena_copy(&page.arena, mgp_buffer_slice(&key));
        mgp_buffer_clear(&key);
    }
    return page;
}

static bool is_cut(const struct mgp_s3_cuts *cuts, size_t at, const char *wanted)
{
    return at < cuts->count && mgp_slice_is(mgp_buffer_slice(&cuts->keys[at]), wanted);
}

Test(s3_source, numbers_are_cut_at_their_digits)
{
    struct mgp_s3_page page = numbered("key-", DECIMAL, 0, 1000);
    struct mgp_s3_cuts cuts = {0};
    mgp_s3_cuts_at_characters(&page, 0, &cuts);
    cr_assert_eq(cuts.count, 10);
    cr_expect(is_cut(&cuts, 0, "key-001"), "ten pages each");
    cr_expect(is_cut(&cuts, 8, "key-009"));
    cr_expect(is_cut(&cuts, 9, "key-00~"));
    mgp_s3_cuts_clear(&cuts);
    mgp_s3_page_clear(&page);
    page = numbered("key-", DECIMAL, 9000, 10000); /* no digit follows there: one level up */
    mgp_s3_cuts_at_characters(&page, 0, &cuts);
    cr_expect(is_cut(&cuts, 0, "key-001") && cuts.count == 10);
    mgp_s3_cuts_clear(&cuts);
    mgp_s3_page_clear(&page);
    page = numbered("key-", DECIMAL, 9999000, 10000000);
    mgp_s3_cuts_at_characters(&page, 0, &cuts);
    cr_expect_eq(cuts.count, 0, "nothing follows");
    mgp_s3_page_clear(&page);
}

Test(s3_source, names_of_digests_are_cut_at_hexadecimal_digits_behind_the_prefix)
{
    struct mgp_s3_page page = numbered("in/", HEXADECIMAL, 0x001000, 0x001000 + 1000);
    struct mgp_s3_cuts cuts = {0};
    mgp_s3_cuts_at_characters(&page, 3, &cuts);
    cr_assert_eq(cuts.count, 16);
    cr_expect(is_cut(&cuts, 0, "in/01") && is_cut(&cuts, 9, "in/0a") && is_cut(&cuts, 14, "in/0f"));
    mgp_s3_cuts_clear(&cuts);
    mgp_s3_cuts_at_characters(&page, 6, &cuts);
    cr_expect(cuts.count > 0 && is_cut(&cuts, 0, "in/0014"), "never in front of the prefix");
    mgp_s3_cuts_clear(&cuts);
    mgp_s3_page_clear(&page);
}

Test(s3_source, no_cut_is_in_the_middle_of_a_character)
{
    static const char *const first[] = {"é/\xC3\xA1", "\x01", "a\xFF\x31", "x", "", "~a", "a"},
                             *const last[] = {"é/\xC3\xB1", "\x02", "a\xFF\x32", "x", "", "~b", "b\x7F"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        struct mgp_s3_item items[] = {{.key = mgp_slice_text(first[i])}, {.key = mgp_slice_text(last[i])}};
        struct mgp_s3_page page = {.items = items, .count = 2};
        struct mgp_s3_cuts cuts = {0};
        mgp_s3_cuts_at_characters(&page, 0, &cuts);
        for (size_t c = 0; c < cuts.count; c++) {
            struct mgp_slice key = mgp_buffer_slice(&cuts.keys[c]);
            cr_expect(mgp_utf8_is_valid(key) && mgp_slice_compare(key, items[1].key) > 0, "%zu", i);
        }
        mgp_s3_cuts_clear(&cuts);
    }
}

/* Whatever the keys are: cuts rise, and all stand behind the last key. */
Test(s3_source, cuts_rise)
{
    uint32_t state = 1;
    for (unsigned round = 0; round < 2000; round++) {
        uint8_t bytes[4][12];
        struct mgp_s3_item items[4];
        struct mgp_s3_page page = {.items = items, .count = 4};
        struct mgp_s3_cuts cuts = {0};
        for (unsigned i = 0; i < 4; i++) {
            for (unsigned b = 0; b < 12; b++) {
                state = state * 1664525u + 1013904223u;
                bytes[i][b] = round % 2 ? (uint8_t)(state >> 24) : (uint8_t)("0123abAB~ /\x7F"[(state >> 24) % 12]);
            }
            items[i].key = mgp_slice_of(bytes[i], 1 + state % 12);
        }
        mgp_s3_cuts_at_characters(&page, round % 3, &cuts);
        struct mgp_slice before = items[3].key;
        for (size_t c = 0; c < cuts.count; c++) {
            struct mgp_slice key = mgp_buffer_slice(&cuts.keys[c]);
            cr_assert(mgp_slice_compare(before, key) < 0, "round %u, cut %zu", round, c);
            before = key;
        }
        mgp_s3_cuts_clear(&cuts);
    }
}

Test(s3_source, buffers_are_used_again_and_stay_below_their_limit)
{
    enum { LARGEST = 8 << 20, MOST = 4 * LARGEST };
    struct mgp_s3_buffers buffers;
    uint8_t *four[4];
    mgp_s3_buffers_init(&buffers, MOST, LARGEST);
    cr_expect_eq(mgp_s3_buffer_cost(&buffers, LARGEST), LARGEST);
    cr_expect_eq(mgp_s3_buffer_cost(&buffers, LARGEST / 2 + 1), LARGEST);
    cr_expect_eq(mgp_s3_buffer_cost(&buffers, LARGEST / 2), LARGEST / 2);
    cr_expect_eq(mgp_s3_buffer_cost(&buffers, 1000), 1000);
    for (int i = 0; i < 4; i++) memset(four[i] = mgp_s3_buffer_take(&buffers, LARGEST - 5), 7, LARGEST - 5);
    cr_expect_eq(buffers.held_bytes, (size_t)MOST);
    for (int i = 0; i < 4; i++) mgp_s3_buffer_give(&buffers, four[i], LARGEST - 5);
    uint8_t *again = mgp_s3_buffer_take(&buffers, LARGEST);
    cr_expect_eq(again, four[3], "the last that was given is warm");
    cr_expect_eq(again[LARGEST - 6], 0, "it is wiped");
    uint8_t *small = mgp_s3_buffer_take(&buffers, 100000);
    cr_expect_leq(buffers.held_bytes, (size_t)MOST, "an idle one made room: %zu", buffers.held_bytes);
    uint8_t *tiny = mgp_s3_buffer_take(&buffers, 10);
    mgp_s3_buffer_give(&buffers, tiny, 10);
    mgp_s3_buffer_give(&buffers, small, 100000);
    mgp_s3_buffer_give(&buffers, again, LARGEST);
    mgp_s3_buffer_give(&buffers, NULL, LARGEST);
    mgp_s3_buffers_clear(&buffers);
    cr_expect_eq(buffers.held_bytes, 0u, "nothing is left");
}
