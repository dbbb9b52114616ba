#include <criterion/criterion.h>

#include "base/utf8.h"

#define REQUIRE(condition) cr_assert(condition)
#include "../support/content_walk.h"
#include "scanner/content/lines.h"

/* The position of the character at offset, counted one by one. */
static void expect_position(struct mgp_slice text, size_t offset, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (text.ptr[i] == '\n') {
            ++*line;
            *column = 1;
        } else if ((text.ptr[i] & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

/* The same as content_walk.h's write_running_text writes, for the whole text. */
static void expect_places(struct mgp_slice text, struct mgp_buffer *out)
{
    for (size_t at = 0; at < text.len; at++) {
        if ((text.ptr[at] & 0xC0) == 0x80) continue;
        size_t line, column, end_line, unused, end = at + 1 + at % 5;
        if (end > text.len) end = text.len;
        expect_position(text, at, &line, &column);
        expect_position(text, end - 1, &end_line, &unused);
        mgp_buffer_format(out, " lines %zu-%zu:%zu", line, end_line, column);
    }
}

static void check_text(struct mgp_slice text, size_t window_bytes)
{
    struct walk walk = {.by_offset = true};
    struct walk_setup setup = {.key = "a.log", .window_bytes = window_bytes, .chunk = 3};
    struct mgp_buffer places = {0};
    expect_places(text, &places);
    cr_assert_eq(walk_object(&walk, text, &setup, NULL), MGP_OK);
    cr_assert(mgp_slice_equal(mgp_buffer_slice(&walk.core), text));
    cr_assert(mgp_slice_equal(mgp_buffer_slice(&walk.out), mgp_buffer_slice(&places)));
    mgp_buffer_clear(&places);
    walk_clear(&walk);
}

Test(content_text, counts_lines_and_characters_in_any_window)
{
    static const char text[] = "one\r\ntwo \xE2\x82\xAC five\n\n\rstill four\n\xF0\x9F\x98\x80\xC3\xA9 end\n\n";
    static const size_t windows[] = {1, 2, 3, 7, 64, 0};
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        check_text(MGP_LITERAL(text), windows[i]);
        check_text(MGP_LITERAL("x"), windows[i]);
        check_text(MGP_LITERAL("\n"), windows[i]);
        check_text(MGP_LITERAL("\xE2\x82\xAC"), windows[i]);
    }
}

Test(content_text, counts_eight_bytes_at_a_time_as_one_by_one)
{
    uint8_t bytes[200];
    uint32_t random = 1;
    for (size_t round = 0; round < 300; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525 + 1013904223;
            bytes[i] = (uint8_t)(random >> 29 == 0 ? '\n' : random >> 24);
        }
        struct mgp_slice text = mgp_slice_of(bytes, round % sizeof bytes);
        struct mgp_line_position position = {1, 1};
        size_t line, column;
        expect_position(text, text.len, &line, &column);
        mgp_line_advance(&position, text);
        cr_assert_eq(position.line, line);
        cr_assert_eq(position.column, column);
    }
}

Test(content_text, places_in_any_order)
{
    struct memory_object object = {MGP_LITERAL("a\nbb\nccc\n"), 0, 0};
    struct mgp_reader reader = {&object, memory_read};
    struct mgp_content_options options = {.key = MGP_LITERAL("a.txt")};
    struct mgp_content *content = NULL;
    struct mgp_layout *layout = NULL;
    struct mgp_value value;
    struct mgp_arena arena = {0};
    struct mgp_place place;
    cr_assert_eq(mgp_content_open(&reader, &options, &content, NULL), MGP_OK);
    cr_assert_eq(mgp_content_next(content, &layout, NULL), MGP_OK);
    cr_assert(mgp_layout_next(layout, &value));
    cr_assert(value.is_first && value.is_last);
    mgp_layout_place(layout, &value, 7, 8, &arena, &place);
    cr_assert(place.start_line == 3 && place.end_line == 3 && place.start_column == 3);
    mgp_layout_place(layout, &value, 0, 9, &arena, &place);
    cr_assert(place.start_line == 1 && place.end_line == 3 && place.start_column == 1);
    mgp_layout_place(layout, &value, 3, 4, &arena, &place);
    cr_assert(place.start_line == 2 && place.end_line == 2 && place.start_column == 2);
    mgp_layout_mark_name(layout); /* there are none: no harm */
    mgp_content_destroy(content);
    mgp_arena_clear(&arena);
}

/* A text longer than window and context together, with characters across every cut. */
Test(content_text, gives_every_core_its_context)
{
    struct mgp_buffer text = {0}, small = {0};
    for (size_t i = 0; text.len < 400000; i++) {
        mgp_buffer_format(&text, "%zu \xE2\x82\xAC%s", i, i % 9 ? "" : "\n");
    }
    static const size_t windows[] = {4096, 60001, 0};
    for (size_t i = 0; i < 3; i++) {
        struct walk walk = {.by_offset = true, .offset_step = 997, .no_places = i == 1};
        struct walk_setup setup = {.key = "a", .window_bytes = windows[i]};
        cr_assert_eq(walk_object(&walk, mgp_buffer_slice(&text), &setup, NULL), MGP_OK);
        cr_assert(mgp_slice_equal(mgp_buffer_slice(&walk.core), mgp_buffer_slice(&text)));
        if (i == 0) mgp_buffer_append(&small, mgp_buffer_slice(&walk.out));
        if (i == 2) cr_assert(mgp_slice_equal(mgp_buffer_slice(&walk.out), mgp_buffer_slice(&small)));
        cr_assert(i == 2 ? walk.windows == 2 : walk.windows > 6);
        walk_clear(&walk);
    }
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&small);
}

Test(content_text, has_no_window_without_text)
{
    const struct mgp_slice empty[] = {{NULL, 0}, MGP_LITERAL("\xEF\xBB\xBF"), MGP_LITERAL("\xFF\xFE")};
    for (size_t i = 0; i < 3; i++) {
        struct walk walk = {0};
        struct walk_setup setup = {.key = "a.csv"};
        struct mgp_content_type type;
        cr_assert_eq(walk_object(&walk, empty[i], &setup, &type), MGP_OK);
        cr_assert_eq(walk.windows, 0);
        cr_assert_str_eq(type.mime_type, "text/plain");
        walk_clear(&walk);
    }
}
