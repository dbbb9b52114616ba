#include <criterion/criterion.h>

#include "base/json.h"
#include "base/utf8.h"

#define REQUIRE(condition) cr_assert(condition)
#include "../support/content_walk.h"
#include "scanner/content/decode.h"
#include "scanner/content/json_text.h"

static const size_t windows[] = {1, 2, 7, 64, 0};
#define WINDOWS (sizeof windows / sizeof *windows)

static enum mgp_status walk_json(const char *key, struct mgp_slice text, size_t window_bytes, struct walk *walk)
{
    struct walk_setup setup = {.key = key, .window_bytes = window_bytes};
    walk_clear(walk);
    walk->by_offset = true;
    return walk_object(walk, text, &setup, NULL);
}

static void expect_values(const char *key, struct mgp_slice text, const char *expected)
{
    struct walk walk = {0};
    for (size_t i = 0; i < WINDOWS; i++) {
        cr_assert_eq(walk_json(key, text, windows[i], &walk), MGP_OK);
        cr_expect_str_eq(mgp_buffer_string(&walk.out), expected, "window %zu: %s", windows[i],
                         mgp_buffer_string(&walk.out));
    }
    walk_clear(&walk);
}

static bool holds(struct walk *walk, const char *text)
{
    return mgp_slice_find(mgp_buffer_slice(&walk->out), mgp_slice_text(text), 0) != SIZE_MAX;
}

/* The layout alone, without looking whether it is JSON. */
static enum mgp_status read_json(struct mgp_slice text, bool is_lines, size_t window_bytes)
{
    struct memory_object object = {text, 0, 0};
    struct mgp_reader reader = {&object, memory_read};
    struct mgp_text_input input = {0};
    struct mgp_layout *layout = mgp_layout_json_create(is_lines, NULL);
    struct walk walk = {.by_offset = true};
    cr_assert_eq(mgp_decoder_create(&reader, &input.decoder, NULL), MGP_OK);
    layout->window_bytes = window_bytes ? window_bytes : MGP_LONG_VALUE;
    enum mgp_status status;
    for (bool has_window; (status = layout->ops->advance(layout, &input, &has_window, NULL)) == MGP_OK && has_window;) {
        walk_window(&walk, layout, false);
    }
    layout->ops->destroy(layout);
    mgp_decoder_destroy(input.decoder);
    mgp_text_input_clear(&input);
    walk_clear(&walk);
    return status;
}

static void expect_status(struct mgp_slice text, bool is_lines, enum mgp_status expected)
{
    for (size_t i = 0; i < WINDOWS; i++) {
        enum mgp_status status = read_json(text, is_lines, windows[i]);
        cr_expect_eq(status, expected, "window %zu, %s: %.*s", windows[i], mgp_status_text(status),
                     (int)(text.len < 60 ? text.len : 60), (const char *)text.ptr);
    }
}

static void append_times(struct mgp_buffer *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        mgp_buffer_text(out, text);
    }
}

/* --- values --------------------------------------------------------------------------------------------- */

Test(content_json, gives_names_strings_and_numbers_with_paths_and_labels)
{
    expect_values("a.json",
                  MGP_LITERAL("{\"ssn\": {\"a b\": [\"x\", [-1.5e+3, true, null]], \"id\": \"\"},\n"
                              " \"\": false, \"n\": 0}"),
                  "name 0,0 <ssn> 3 11 @2 record 0 -\n"
                  "name 0,0 <a b> 3 11 @10 record 0 -\n"
                  "field 0,0 <x> 1 11 @18 #3^1 record 0 $.ssn['a b'][0]\n"
                  "field 0,0 <-1.5e+3> 7 11 @23 #3^1 record 0 $.ssn['a b'][1][0]\n"
                  "name 0,0 <id> 2 11 @47 record 0 -\n"
                  "name 0,0 <n> 1 11 @70 record 0 -\n"
                  "field 0,0 <0> 1 11 @74 record 0 $.n\n");
}

Test(content_json, writes_paths)
{
    expect_values("a.json",
                  MGP_LITERAL("{\"_a9\":1,\"9a\":2,\"a-b\":3,\"it's\":4,\"b\\\\s\":5,\"\":6,\"a.b\":7,"
                              "\"\xC3\xA9\":8,\"\\u0061\":9,\"q\\\"q\":[[10],11]}"),
                  "name 0,0 <_a9> 3 11 @2 record 0 -\n"
                  "field 0,0 <1> 1 11 @7 record 0 $._a9\n"
                  "name 0,0 <9a> 2 11 @10 record 0 -\n"
                  "field 0,0 <2> 1 11 @14 record 0 $['9a']\n"
                  "name 0,0 <a-b> 3 11 @17 record 0 -\n"
                  "field 0,0 <3> 1 11 @22 record 0 $['a-b']\n"
                  "name 0,0 <it's> 4 11 @25 record 0 -\n"
                  "field 0,0 <4> 1 11 @31 record 0 $['it\\'s']\n"
                  "name 0,0 <b\\s> 3 11 @34 record 0 -\n"
                  "field 0,0 <5> 1 11 @40 record 0 $['b\\\\s']\n"
                  "field 0,0 <6> 1 11 @45 record 0 $['']\n"
                  "name 0,0 <a.b> 3 11 @48 record 0 -\n"
                  "field 0,0 <7> 1 11 @53 record 0 $['a.b']\n"
                  "name 0,0 <\xC3\xA9> 2 11 @56 record 0 -\n"
                  "field 0,0 <8> 1 11 @60 record 0 $['\xC3\xA9']\n"
                  "name 0,0 <a> 1 11 @63 record 0 -\n"
                  "field 0,0 <9> 1 11 @71 record 0 $.a\n"
                  "name 0,0 <q\"q> 3 11 @74 record 0 -\n"
                  "field 0,0 <10> 2 11 @82 record 0 $['q\"q'][0][0]\n"
                  "field 0,0 <11> 2 11 @86 record 0 $['q\"q'][1]\n");
}

/* A NUL and other control characters in a name do not end or break its path. */
Test(content_json, escapes_control_characters_of_names_in_paths)
{
    struct walk walk = {0};
    for (size_t i = 0; i < WINDOWS; i++) {
        cr_assert_eq(walk_json("a.json", MGP_LITERAL("{\"a\\u0000\\n\":[1]}"), windows[i], &walk), MGP_OK);
        cr_expect(holds(&walk, "record 0 $['a\\u0000\\u000a'][0]\n"), "window %zu", windows[i]);
    }
    walk_clear(&walk);
}

Test(content_json, decodes_escapes)
{
    expect_values("a.json",
                  MGP_LITERAL("[\"\\u0031\\u0032-34\", \"a\\/b\\\\c\\\"d\\te\\nf\\rg\\bh\\fi\", \"\\ud83d\\ude00\","
                              " \"\\ud83d\", \"\\ude00x\", \"\\ud83d\\n\", \"\\ud83d\\ud83d\\uDE00\","
                              " \"\\u00E9\\u20ac\"]"),
                  "field 0,0 <12-34> 5 11 @2 record 0 $[0]\n"
                  "field 0,0 <a/b\\c\"d\te\nf\rg\bh\fi> 17 11 @21 record 0 $[1]\n"
                  "field 0,0 <\xF0\x9F\x98\x80> 4 11 @50 record 0 $[2]\n"
                  "field 0,0 <\xEF\xBF\xBD> 3 11 @66 record 0 $[3]\n"
                  "field 0,0 <\xEF\xBF\xBDx> 4 11 @76 record 0 $[4]\n"
                  "field 0,0 <\xEF\xBF\xBD\n> 4 11 @87 record 0 $[5]\n"
                  "field 0,0 <\xEF\xBF\xBD\xF0\x9F\x98\x80> 7 11 @99 record 0 $[6]\n"
                  "field 0,0 <\xC3\xA9\xE2\x82\xAC> 5 11 @121 record 0 $[7]\n");
    struct walk walk = {0};
    cr_assert_eq(walk_json("a.json", MGP_LITERAL("[\"a\\u0000b\"]"), 1, &walk), MGP_OK);
    cr_expect(mgp_slice_find(mgp_buffer_slice(&walk.out), MGP_LITERAL("<a\0b> 3 11 @2 record 0 $[0]\n"), 0) !=
              SIZE_MAX);
    walk_clear(&walk);
}

Test(content_json, gives_every_value_of_a_name_that_comes_twice)
{
    expect_values("a.json", MGP_LITERAL("{\"a\":1,\"a\":2,\"a\":{\"a\":3}}"),
                  "name 0,0 <a> 1 11 @2 record 0 -\n"
                  "field 0,0 <1> 1 11 @5 record 0 $.a\n"
                  "name 0,0 <a> 1 11 @8 record 0 -\n"
                  "field 0,0 <2> 1 11 @11 record 0 $.a\n"
                  "name 0,0 <a> 1 11 @14 record 0 -\n"
                  "name 0,0 <a> 1 11 @19 record 0 -\n"
                  "field 0,0 <3> 1 11 @22 record 0 $.a.a\n");
}

Test(content_json, takes_a_scalar_for_a_document_where_the_extension_says_so)
{
    expect_values("a.json", MGP_LITERAL("\"x\""), "field 0,0 <x> 1 11 @1 record 0 $\n");
    expect_values("a.json", MGP_LITERAL(" -12.50E-3 \n"), "field 0,0 <-12.50E-3> 9 11 @1 record 0 $\n");
    expect_values("a.json", MGP_LITERAL("\"\""), "");
    expect_values("a.json", MGP_LITERAL("true"), "");
    expect_values("a.json", MGP_LITERAL("[]"), "");
    expect_values("a.json", MGP_LITERAL("{}"), "");
}

Test(content_json, passes_over_a_byte_order_mark)
{
    expect_values("a.json", MGP_LITERAL("\xEF\xBB\xBF[1,\"x\"]"),
                  "field 0,0 <1> 1 11 @1 record 0 $[0]\n"
                  "field 0,0 <x> 1 11 @4 record 0 $[1]\n");
    expect_values("a.jsonl", MGP_LITERAL("\xEF\xBB\xBF[1]\n[2]\n"),
                  "field 0,0 <1> 1 11 @1 record 0 $[0]\n"
                  "field 1,0 <2> 1 11 @5 record 1 $[0]\n");
}

Test(content_json, gives_huge_numbers_as_they_are_written)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "[-0, 0.10, 1e400, ");
    size_t begin = text.len;
    append_times(&text, "9", 5000);
    size_t end = text.len;
    mgp_buffer_text(&text, ", 1]");
    struct walk walk = {0};
    for (size_t i = 0; i < WINDOWS; i++) {
        cr_assert_eq(walk_json("a.json", mgp_buffer_slice(&text), windows[i], &walk), MGP_OK);
        cr_expect_eq(walk.values, 5);
        cr_expect(holds(&walk, "<-0> "));
        cr_expect(holds(&walk, "<0.10> "));
        cr_expect(holds(&walk, "<1e400> "));
        cr_expect(mgp_slice_find(mgp_buffer_slice(&walk.out), mgp_slice_sub(mgp_buffer_slice(&text), begin, end),
                                 0) != SIZE_MAX);
    }
    walk_clear(&walk);
    mgp_buffer_clear(&text);
}

/* A number without end is no number that anybody wrote. */
Test(content_json, restarts_where_a_number_is_longer_than_a_long_value)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "[");
    append_times(&text, "1234567890", MGP_LONG_VALUE / 10 + 1);
    mgp_buffer_text(&text, "]");
    cr_expect_eq(read_json(mgp_buffer_slice(&text), false, 0), MGP_RESTART_AS_TEXT);
    cr_expect_eq(read_json(mgp_buffer_slice(&text), false, 100000), MGP_RESTART_AS_TEXT);
    mgp_buffer_clear(&text);
}

/* --- long paths, and names that are not to be shown ------------------------------------------------------ */

Test(content_json, cuts_long_names_and_long_paths_from_the_front)
{
    struct mgp_buffer text = {0}, path = {0};
    struct walk walk = {0};
    /* 241 characters: the last 237 behind three dots. */
    mgp_buffer_text(&text, "{\"first\":[{\"");
    append_times(&text, "\xC3\xA9", 4);
    append_times(&text, "x", 237);
    mgp_buffer_text(&text, "\":1}]}");
    mgp_buffer_text(&path, "record 0 $..[0]['..."); /* 250 in all */
    append_times(&path, "x", 237);
    mgp_buffer_text(&path, "']\n");
    for (size_t i = 0; i < WINDOWS; i++) {
        cr_assert_eq(walk_json("a.json", mgp_buffer_slice(&text), windows[i], &walk), MGP_OK);
        cr_expect(holds(&walk, mgp_buffer_string(&path)), "window %zu: %s", windows[i], mgp_buffer_string(&walk.out));
    }
    /* 250 characters stand whole; with one more the first elements go. */
    for (size_t more = 0; more <= 1; more++) {
        text.len = path.len = 0;
        mgp_buffer_text(&text, more ? "{\"abb\":" : "{\"ab\":");
        append_times(&text, "{\"cd\":", 82);
        mgp_buffer_text(&text, "1");
        append_times(&text, "}", 83);
        mgp_buffer_text(&path, more ? "record 0 $..cd" : "record 0 $.ab");
        append_times(&path, ".cd", more ? 81 : 82);
        mgp_buffer_byte(&path, '\n');
        for (size_t i = 0; i < WINDOWS; i++) {
            cr_assert_eq(walk_json("a.json", mgp_buffer_slice(&text), windows[i], &walk), MGP_OK);
            cr_expect(holds(&walk, mgp_buffer_string(&path)), "window %zu: %s", windows[i],
                      mgp_buffer_string(&walk.out));
        }
    }
    walk_clear(&walk);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&path);
}

/* --- segments of long strings -------------------------------------------------------------------------- */

/* The length of the character or escape at at, read from the front. */
static size_t unit_size(struct mgp_slice text, size_t at)
{
    static const char high[] = "\\uD83D", low[] = "\\uDE00";
    struct mgp_slice rest = mgp_slice_sub(text, at, text.len);
    if (mgp_slice_starts_with(rest, mgp_slice_text(high))) {
        rest = mgp_slice_sub(rest, 6, rest.len);
        return mgp_slice_starts_with(rest, mgp_slice_text(low)) ? 12 : 6;
    }
    if (rest.ptr[0] == '\\') return rest.ptr[1] == 'u' ? 6 : 2;
    size_t size = 1;
    while (size < rest.len && (rest.ptr[size] & 0xC0) == 0x80) {
        size++;
    }
    return size;
}

static bool *mark_units(struct mgp_slice text)
{
    bool *begins = mgp_calloc(text.len + 1, sizeof *begins);
    for (size_t at = 0; at < text.len; at += unit_size(text, at)) {
        begins[at] = true;
    }
    begins[text.len] = true;
    return begins;
}

static size_t decoded_size(struct mgp_slice text, size_t begin, size_t end)
{
    struct mgp_decoded decoded = {0};
    struct mgp_slice raw = mgp_slice_sub(text, begin, end);
    struct mgp_value value = {.raw = raw, .text = raw};
    mgp_json_decode(&decoded, &value);
    mgp_decoded_clear(&decoded);
    return value.text.len;
}

static void expect_segments(struct mgp_slice text)
{
    bool *begins = mark_units(text);
    struct mgp_json_segment segment = {.is_first = true};
    for (;;) {
        size_t core_begin = segment.core_begin;
        mgp_json_segment_measure(text, text.len, true, &segment);
        cr_assert(begins[segment.raw_begin] && begins[segment.core_end] && begins[segment.raw_end]);
        size_t core = segment.core_end - core_begin;
        cr_assert_leq(core, MGP_JSON_SEGMENT_RAW_BYTES);
        if (segment.core_end < text.len) {
            bool is_longest = core > MGP_JSON_SEGMENT_RAW_BYTES - MGP_JSON_MAX_ESCAPE;
            cr_assert(is_longest || decoded_size(text, core_begin, segment.core_end) > MGP_JSON_SEGMENT_BYTES - 8192);
            cr_assert_leq(2 * (segment.raw_end - segment.raw_begin), 3 * core, "context weighs too much");
        }
        cr_assert_eq(segment.is_last, segment.raw_end == text.len);
        cr_assert(segment.is_first || decoded_size(text, segment.raw_begin, core_begin) >= MGP_CONTEXT_BEFORE);
        cr_assert(segment.is_last || decoded_size(text, segment.core_end, segment.raw_end) >= MGP_CONTEXT_AFTER);
        cr_assert_leq(segment.raw_end - segment.core_end, MGP_JSON_RAW_AFTER);
        if (segment.core_end == text.len) break;
        segment = (struct mgp_json_segment){.raw_begin = segment.next_raw_begin, .core_begin = segment.core_end};
    }
    free(begins);
}

Test(content_json, segments_end_between_characters_and_have_their_context, .timeout = 240)
{
    static const char *const units[] = {"a",     "words and words",  "\xC3\xA9\xF0\x9F\x98\x80", "\\n",
                                        "\\\\", "\\u0041",          "\\uD83D\\uDE00",           "\\uD83D",
                                        "\\\"",  "\\\\u0041"};
    enum { ALONE = sizeof units / sizeof *units, TEXTS = ALONE + 12 };
    const size_t size = 5 * MGP_JSON_SEGMENT_RAW_BYTES / 2;
    struct mgp_buffer text = {0};
    uint32_t random = 1;
    for (size_t i = 0; i < TEXTS; i++) {
        text.len = 0;
        for (size_t lead = 0; lead < i % 5; lead++) {
            mgp_buffer_byte(&text, 'x');
        }
        while (text.len < size) {
            random = random * 1664525 + 1013904223;
            size_t mixed = (random >> 16) % (i % 2 ? ALONE : 4 + i % 5);
            mgp_buffer_text(&text, units[i < ALONE ? i : mixed]);
        }
        expect_segments(mgp_buffer_slice(&text));
    }
    mgp_buffer_clear(&text);
}

/* Walks text, marks the name "secret", and writes the paths of what comes after it. */
static void paths_with_a_mark(struct mgp_slice text, size_t window_bytes, struct mgp_buffer *out)
{
    struct memory_object object = {text, 0, 0};
    struct mgp_reader reader = {&object, memory_read};
    struct mgp_content_options options = {.key = MGP_LITERAL("a.json"), .window_bytes = window_bytes};
    struct mgp_content *content = NULL;
    struct mgp_layout *layout = NULL;
    struct mgp_arena arena = {0};
    cr_assert_eq(mgp_content_open(&reader, &options, &content, NULL), MGP_OK);
    while (mgp_content_next(content, &layout, NULL) == MGP_OK && layout) {
        struct mgp_value value;
        while (mgp_layout_next(layout, &value)) {
            if (mgp_slice_is(value.text, "secret")) mgp_layout_mark_name(layout);
            if (value.kind != MGP_VALUE_FIELD) continue;
            struct mgp_place place;
            mgp_layout_place(layout, &value, 0, value.text.len, &arena, &place);
            mgp_buffer_format(out, "%s ", place.json_path ? place.json_path : "-");
        }
    }
    mgp_content_destroy(content);
    mgp_arena_clear(&arena);
}

Test(content_json, leaves_out_paths_below_a_name_that_is_marked)
{
    for (size_t i = 0; i < WINDOWS; i++) {
        struct mgp_buffer paths = {0};
        paths_with_a_mark(MGP_LITERAL("{\"a\":1,\"secret\":{\"b\":[2,{\"c\":3}]},"
                                      "\"d\":[4,{\"secret\":5,\"e\":6}],\"f\":7}"),
                          windows[i], &paths);
        cr_expect_str_eq(mgp_buffer_string(&paths), "$.a - - $.d[0] - $.d[1].e $.f ", "window %zu: %s", windows[i],
                         mgp_buffer_string(&paths));
        mgp_buffer_clear(&paths);
    }
}

/* --- depth ------------------------------------------------------------------------------------------------ */

static void write_deep(struct mgp_buffer *text, size_t levels, const char *open, const char *close)
{
    text->len = 0;
    append_times(text, open, levels);
    mgp_buffer_text(text, "7");
    append_times(text, close, levels);
}

Test(content_json, reads_256_levels_and_skips_an_object_with_more)
{
    struct mgp_buffer text = {0};
    for (int is_object = 0; is_object <= 1; is_object++) {
        const char *open = is_object ? "{\"a\":" : "[", *close = is_object ? "}" : "]";
        write_deep(&text, MGP_JSON_MAX_LEVELS, open, close);
        expect_status(mgp_buffer_slice(&text), false, MGP_OK);
        mgp_buffer_text(&text, "\n");
        expect_status(mgp_buffer_slice(&text), true, MGP_OK);
        write_deep(&text, MGP_JSON_MAX_LEVELS + 1, open, close);
        expect_status(mgp_buffer_slice(&text), false, MGP_LIMIT);
        expect_status(mgp_buffer_slice(&text), true, MGP_LIMIT);
    }
    struct walk walk = {0};
    for (size_t i = 0; i < WINDOWS; i++) {
        cr_expect_eq(walk_json("a.json", mgp_buffer_slice(&text), windows[i], &walk), MGP_LIMIT);
    }
    /* Also behind values that were handed out, and brackets in strings are no levels. */
    text.len = 0;
    mgp_buffer_text(&text, "{\"a\":1}\n[\"");
    append_times(&text, "[", 300);
    mgp_buffer_text(&text, "\"]\n");
    expect_status(mgp_buffer_slice(&text), true, MGP_OK);
    append_times(&text, "[", MGP_JSON_MAX_LEVELS + 1);
    append_times(&text, "]", MGP_JSON_MAX_LEVELS + 1);
    expect_status(mgp_buffer_slice(&text), true, MGP_LIMIT);
    expect_status(mgp_buffer_slice(&text), false, MGP_LIMIT);
    walk_clear(&walk);
    mgp_buffer_clear(&text);
}

/* --- what is not JSON ------------------------------------------------------------------------------------- */

static const char sound[] =
    "{\"a\": [1, -2.5e+10, 0.5E-1, true, false, null, \"x\\u0041\\n\\\\\", {}, []], \"\": \"\"}";

Test(content_json, restarts_as_text_wherever_a_document_is_cut)
{
    size_t len = sizeof sound - 1;
    expect_status(mgp_slice_of(sound, len), false, MGP_OK);
    for (size_t end = 1; end < len; end++) {
        expect_status(mgp_slice_of(sound, end), false, MGP_RESTART_AS_TEXT);
    }
}

/* Behind what is looked at to know the type, the cut is found while it is read. */
Test(content_json, restarts_as_text_when_a_large_document_is_cut)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{\"fill\": [0");
    for (size_t size = 0; size <= MGP_HEAD_BYTES; size += 1000) {
        mgp_buffer_text(&text, ", \"");
        append_times(&text, "some words", 100);
        mgp_buffer_byte(&text, '"');
    }
    mgp_buffer_text(&text, "], \"last\": ");
    mgp_buffer_text(&text, sound);
    struct walk walk = {.no_places = true};
    struct walk_setup setup = {.key = "a.json"};
    size_t whole = text.len;
    for (size_t cut = 1; cut <= sizeof sound; cut++) {
        struct mgp_slice part = mgp_slice_sub(mgp_buffer_slice(&text), 0, whole - cut + 1);
        setup.window_bytes = cut % 2 ? 0 : 3000;
        cr_expect_eq(walk_object(&walk, part, &setup, NULL), MGP_RESTART_AS_TEXT, "%zu bytes less", cut - 1);
    }
    mgp_buffer_text(&text, "}");
    cr_expect_eq(walk_object(&walk, mgp_buffer_slice(&text), &setup, NULL), MGP_OK);
    walk_clear(&walk);
    mgp_buffer_clear(&text);
}

Test(content_json, restarts_as_text_where_anything_is_not_json)
{
    static const char *const texts[] = {
        "[\"\\x\"]", "[\"\\u12g4\"]", "[\"\\u123\"]", "[\"\\U0041\"]", "[\"\\'\"]", "[\"a\tb\"]", "[\"a\nb\"]",
        "[01]", "[1.]", "[.5]", "[1e]", "[1e+]", "[+1]", "[-]", "[--1]", "[0x10]", "[1_0]", "[NaN]", "[Infinity]",
        "[tru]", "[True]", "[nul1]", "[truefalse]", "[1,]", "[,1]", "[1 2]", "[1;2]", "[1}", "{\"a\":1]", "{a:1}",
        "{'a':1}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1,}", "{,}", "{1:2}", "{\"a\":1 \"b\":2}", "[1]]", "]",
        "[1] x", "[1], [2]", "[1]\"x\"", "[1]2", "[/* no */1]", "[1]//", "[\xC2\xA0 1]", "[\v1]",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        expect_status(mgp_slice_text(texts[i]), false, MGP_RESTART_AS_TEXT);
    }
    expect_status(MGP_LITERAL("[\"a\0b\"]"), false, MGP_RESTART_AS_TEXT);
    expect_status(MGP_LITERAL("[1\0]"), false, MGP_RESTART_AS_TEXT);
}

/* --- several documents ------------------------------------------------------------------------------------ */

static bool does_checker_accept(struct mgp_slice text)
{
    struct mgp_json_check check;
    struct mgp_json_check_options options = {.is_end = true};
    mgp_json_check_reset(&check, 0);
    enum mgp_json_check_result result = mgp_json_check_run(&check, text, SIZE_MAX, &options);
    return result == MGP_JSON_AT_END && mgp_json_check_is_complete(&check);
}

/* Numbers are passed sixteen characters at a time; the checker reads them one by one. */
Test(content_json, accepts_the_numbers_that_the_checker_accepts)
{
    static const char alphabet[] = "000123456789012345678901234567.....-+eE ";
    struct mgp_buffer text = {0};
    uint32_t random = 3, good = 0;
    for (size_t round = 0; round < 6000; round++) {
        text.len = 0;
        mgp_buffer_text(&text, "[");
        for (size_t i = 0, size = 1 + round % 20; i < size; i++) {
            random = random * 1664525 + 1013904223;
            uint32_t set = round % 3 == 0 ? 30 : round % 3 == 1 ? 32 : sizeof alphabet - 1; /* digits; points; all */
            mgp_buffer_byte(&text, (uint8_t)alphabet[(random >> 16) % set]);
        }
        mgp_buffer_text(&text, ",\"something behind it\"]");
        bool is_good = does_checker_accept(mgp_buffer_slice(&text));
        cr_assert_eq(read_json(mgp_buffer_slice(&text), false, 0), is_good ? MGP_OK : MGP_RESTART_AS_TEXT, "%s",
                     mgp_buffer_string(&text));
        good += is_good;
    }
    cr_expect_gt(good, 1000);
    mgp_buffer_clear(&text);
}

Test(content_json, counts_documents_that_follow_one_another)
{
    expect_values("a.json", MGP_LITERAL("{\n\"id\":1}\n{\"a\":2}[3]\n[[],\n4]"),
                  "name 0,0 <id> 2 11 @3 record 0 -\n"
                  "field 0,0 <1> 1 11 @7 #511^0 record 0 $.id\n"
                  "name 1,0 <a> 1 11 @12 record 1 -\n"
                  "field 1,0 <2> 1 11 @15 record 1 $.a\n"
                  "field 2,0 <3> 1 11 @18 record 2 $[0]\n"
                  "field 3,0 <4> 1 11 @26 record 3 $[1]\n");
}

Test(content_json_lines, counts_every_line)
{
    expect_values("a.jsonl", MGP_LITERAL("{\"ssn\":1}\r\n\n \t\n[\"x\",{\"a\":2}]\n\"y\"\n3\nnull\r\n[4]"),
                  "name 0,0 <ssn> 3 11 @2 record 0 -\n"
                  "field 0,0 <1> 1 11 @7 #3^0 record 0 $.ssn\n"
                  "field 3,0 <x> 1 11 @17 record 3 $[0]\n"
                  "name 3,0 <a> 1 11 @22 record 3 -\n"
                  "field 3,0 <2> 1 11 @25 record 3 $[1].a\n"
                  "field 4,0 <y> 1 11 @30 record 4 $\n"
                  "field 5,0 <3> 1 11 @33 record 5 $\n"
                  "field 7,0 <4> 1 11 @42 record 7 $[0]\n");
}

Test(content_json_lines, gives_a_bad_line_as_text)
{
    expect_values("a.jsonl",
                  MGP_LITERAL("{\"a\":1}\nnot \"JSON\r\n[2]\n{\"a\":\n\"b\":3}\n[\"\\x\"]\n[4]\n[5]\n[6]\n"
                              "[7] \xC3\xA9"),
                  "name 0,0 <a> 1 11 @2 record 0 -\n"
                  "field 0,0 <1> 1 11 @5 record 0 $.a\n"
                  "text 1,0 <not \"JSON> 9 11 @8 lines 2-2:1\n"
                  "field 2,0 <2> 1 11 @20 record 2 $[0]\n"
                  "text 3,0 <{\"a\":> 5 11 @23 lines 4-4:1\n"
                  "text 4,0 <\"b\":3}> 6 11 @29 lines 5-5:1\n"
                  "text 5,0 <[\"\\x\"]> 6 11 @36 lines 6-6:1\n"
                  "field 6,0 <4> 1 11 @44 record 6 $[0]\n"
                  "field 7,0 <5> 1 11 @48 record 7 $[0]\n"
                  "field 8,0 <6> 1 11 @52 record 8 $[0]\n"
                  "text 9,0 <[7] \xC3\xA9> 6 11 @55 lines 10-10:1\n");
}

/* Every way to cut a line short but the last byte's leaves a bad line, and the lines about it as they were. */
Test(content_json_lines, keeps_its_other_lines_wherever_one_is_cut)
{
    for (size_t end = 1; end < sizeof sound - 1; end++) {
        struct mgp_buffer text = {0}, bad = {0};
        struct walk walk = {0};
        mgp_buffer_text(&text, "[1]\n");
        mgp_buffer_append(&text, mgp_slice_of(sound, end));
        mgp_buffer_text(&text, "\n{\"id\":2}\n");
        mgp_buffer_text(&bad, "text 1,0 <");
        mgp_buffer_append(&bad, mgp_slice_of(sound, end));
        mgp_buffer_format(&bad, "> %zu 11 @4 lines 2-2:1\n", end);
        for (size_t i = 0; i < WINDOWS; i++) {
            cr_assert_eq(walk_json("a.jsonl", mgp_buffer_slice(&text), windows[i], &walk), MGP_OK);
            cr_expect(holds(&walk, "<1> 1 11 @1 record 0 $[0]\n"));
            cr_expect(holds(&walk, mgp_buffer_string(&bad)), "%s", mgp_buffer_string(&walk.out));
            cr_expect(holds(&walk, "#511^0 record 2 $.id\n"));
        }
        walk_clear(&walk);
        mgp_buffer_clear(&text);
        mgp_buffer_clear(&bad);
    }
}

/* A line that is not looked at whole beforehand: its values come all the same, at its index; if it turns out not to
 * be JSON, what was handed out of it cannot be taken back, and the object is text. */
Test(content_json_lines, reads_a_line_longer_than_it_holds_in_memory)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "[1]\n{\"a\":[0");
    for (size_t size = 0; size <= MGP_LONG_LINE; size += 1000) {
        mgp_buffer_text(&text, ",\"");
        append_times(&text, "some words", 100);
        mgp_buffer_byte(&text, '"');
    }
    size_t cut = text.len;
    mgp_buffer_text(&text, "],\"b\":2}\n[3]\n");
    for (size_t i = 0; i < 2; i++) {
        struct walk walk = {0};
        struct walk_setup setup = {.key = "a.jsonl", .window_bytes = i * 70000};
        cr_assert_eq(walk_object(&walk, mgp_buffer_slice(&text), &setup, NULL), MGP_OK);
        cr_expect(holds(&walk, "record 1 $.b\n"));
        cr_expect(holds(&walk, "record 2 $[0]\n"));
        walk_clear(&walk);
    }
    text.len = cut;
    mgp_buffer_text(&text, "}\n[3]\n");
    struct walk walk = {.no_places = true};
    struct walk_setup setup = {.key = "a.jsonl"};
    cr_expect_eq(walk_object(&walk, mgp_buffer_slice(&text), &setup, NULL), MGP_RESTART_AS_TEXT);
    walk_clear(&walk);
    mgp_buffer_clear(&text);
}

/* --- the oracle: the tree of base/json.h, over documents made by chance ----------------------------------- */

struct generator {
    uint32_t random;
    struct mgp_buffer text;
};

static uint32_t choose(struct generator *generator, uint32_t count)
{
    generator->random = generator->random * 1664525 + 1013904223;
    return (generator->random >> 16) % count;
}

static void make_blanks(struct generator *generator)
{
    static const char *const blanks[] = {"", "", "", " ", "\t", "  "};
    mgp_buffer_text(&generator->text, blanks[choose(generator, 6)]);
}

static void make_string(struct generator *generator, bool is_name)
{
    static const char *const names[] = {"a", "b", "", "ssn", "card", "id", "full name", "it's", "x\\u0064", "9"};
    static const char *const pieces[] = {"a", "12", " ", "\xC3\xA9", "\\n", "\\\"", "\\\\", "\\u0031",
                                         "\\ud83d\\ude00", "\\ud800", "[", "}", ",", ":", "\\/", "{\\\"b\\\":1}"};
    mgp_buffer_text(&generator->text, "\"");
    if (is_name) {
        mgp_buffer_text(&generator->text, names[choose(generator, 10)]);
    } else {
        for (uint32_t i = choose(generator, 6); i > 0; i--) {
            mgp_buffer_text(&generator->text, pieces[choose(generator, 16)]);
        }
    }
    mgp_buffer_text(&generator->text, "\"");
}

static void make_value(struct generator *generator, size_t depth)
{
    static const char *const scalars[] = {"0", "-1", "12.50", "1e9", "-0.1E-2", "true", "false", "null"};
    uint32_t kind = choose(generator, depth < 6 ? 6 : 2);
    make_blanks(generator);
    if (kind == 0) {
        mgp_buffer_text(&generator->text, scalars[choose(generator, 8)]);
    } else if (kind == 1) {
        make_string(generator, false);
    } else {
        bool is_object = kind > 3;
        mgp_buffer_byte(&generator->text, is_object ? '{' : '[');
        make_blanks(generator);
        for (uint32_t i = 0, count = choose(generator, 4); i < count; i++) {
            if (i > 0) mgp_buffer_byte(&generator->text, ',');
            make_blanks(generator);
            if (is_object) make_string(generator, true);
            make_blanks(generator);
            if (is_object) mgp_buffer_byte(&generator->text, ':');
            make_value(generator, depth + 1);
        }
        mgp_buffer_byte(&generator->text, is_object ? '}' : ']');
    }
    make_blanks(generator);
}

/* One step of the way to a value. */
struct oracle_step {
    const struct oracle_step *above;
    struct mgp_slice name; /* ptr NULL: an element */
    size_t index;
};

static void oracle_labels(const struct oracle_step *step, struct mgp_buffer *out)
{
    static const struct {
        const char *word, *rule;
    } rules[] = {{"ssn", "#3"}, {"card", "#70"}, {"id", "#511"}};
    for (size_t i = 0; i < 3; i++) {
        size_t depth = 0;
        for (const struct oracle_step *at = step; at; at = at->above) {
            if (at->name.ptr && mgp_slice_find(at->name, mgp_slice_text(rules[i].word), 0) != SIZE_MAX) {
                mgp_buffer_format(out, " %s^%zu", rules[i].rule, depth);
                break;
            }
            depth += at->name.ptr != NULL;
        }
    }
}

static void oracle_path(const struct oracle_step *step, struct mgp_buffer *out)
{
    if (!step) return;
    oracle_path(step->above, out);
    if (!step->name.ptr) {
        mgp_buffer_format(out, "[%zu]", step->index);
    } else if (mgp_slice_is(step->name, "it's")) {
        mgp_buffer_text(out, "['it\\'s']");
    } else if (mgp_slice_is(step->name, "") || mgp_slice_is(step->name, "9") || mgp_slice_is(step->name, "full name")) {
        mgp_buffer_text(out, "['");
        mgp_buffer_append(out, step->name);
        mgp_buffer_text(out, "']");
    } else {
        mgp_buffer_byte(out, '.');
        mgp_buffer_append(out, step->name);
    }
}

static void oracle_line(const char *kind, size_t record, struct mgp_slice text, struct mgp_buffer *out)
{
    mgp_buffer_format(out, "%s %zu,0 <", kind, record);
    mgp_buffer_append(out, text);
    mgp_buffer_format(out, "> %zu 11", text.len);
}

static void oracle_value(const struct mgp_json *json, size_t record, const struct oracle_step *above,
                         struct mgp_buffer *out)
{
    bool is_scalar = json->type == MGP_JSON_NUMBER || json->type == MGP_JSON_STRING;
    if (is_scalar && json->text.len > 0) {
        oracle_line("field", record, json->text, out);
        oracle_labels(above, out);
        mgp_buffer_format(out, " record %zu $", record);
        oracle_path(above, out);
        mgp_buffer_byte(out, '\n');
    }
    for (size_t i = 0; i < json->count; i++) {
        struct oracle_step step = {.above = above, .index = i};
        if (json->type == MGP_JSON_OBJECT) {
            step.name = json->names[i].len ? json->names[i] : MGP_LITERAL("");
            if (step.name.len > 0) {
                oracle_line("name", record, step.name, out);
                mgp_buffer_format(out, " record %zu -\n", record);
            }
        }
        oracle_value(json->items[i], record, &step, out);
    }
}

static void expect_as_oracle(const char *key, struct mgp_slice text, struct mgp_buffer *expected)
{
    for (size_t i = 0; i < WINDOWS; i++) {
        struct walk walk = {0};
        cr_assert_eq(walk_json(key, text, windows[i], &walk), MGP_OK);
        drop_offsets(&walk.out);
        cr_assert_str_eq(mgp_buffer_string(&walk.out), mgp_buffer_string(expected), "window %zu of %.*s", windows[i],
                         (int)text.len, (const char *)text.ptr);
        walk_clear(&walk);
    }
}

Test(content_json, gives_what_a_tree_holds)
{
    struct generator generator = {.random = 11};
    struct mgp_buffer expected = {0};
    struct mgp_arena arena = {0};
    size_t values = 0;
    for (size_t round = 0; round < 1500; round++) {
        struct mgp_json *json = NULL;
        generator.text.len = expected.len = 0;
        make_value(&generator, 0);
        struct mgp_slice text = mgp_buffer_slice(&generator.text);
        cr_assert_eq(mgp_json_parse(&arena, text, &json, NULL), MGP_OK);
        oracle_value(json, 0, NULL, &expected);
        expect_as_oracle("a.json", text, &expected);
        values += expected.len > 0;
        mgp_arena_reset(&arena);
    }
    cr_expect_gt(values, 500);
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&expected);
    mgp_buffer_clear(&generator.text);
}

/* Names and elements beyond those whose paths are remembered, more than one window of them, each again and again, and
 * one name in two places. */
Test(content_json, writes_the_paths_of_more_values_than_are_remembered)
{
    struct mgp_buffer text = {0}, expected = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    mgp_buffer_text(&text, "{\"few\":");
    for (size_t part = 0; part < 2; part++) {
        mgp_buffer_text(&text, part == 0 ? "{" : "},\"many\":[");
        for (size_t i = 0; i < (part == 0 ? 5000 : 300); i++) {
            if (i > 0) mgp_buffer_byte(&text, ',');
            if (part == 0) mgp_buffer_format(&text, "\"n%zu\":", i % 4500);
            mgp_buffer_format(&text, "{\"ssn\":\"%zu\",\"cards\":[%zu,[\"b\"]],\"x\":{\"id\":1}}", i, i);
        }
    }
    mgp_buffer_text(&text, "]}");
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &json, NULL), MGP_OK);
    oracle_value(json, 0, NULL, &expected);
    for (size_t i = 0; i < 2; i++) {
        struct walk walk = {0};
        cr_assert_eq(walk_json("a.json", mgp_buffer_slice(&text), i == 0 ? 0 : 100000, &walk), MGP_OK);
        drop_offsets(&walk.out);
        cr_assert(mgp_slice_equal(mgp_buffer_slice(&walk.out), mgp_buffer_slice(&expected)));
        walk_clear(&walk);
    }
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&expected);
}

Test(content_json_lines, gives_what_the_trees_of_its_lines_hold)
{
    static const char *const bad[] = {"nobody", "{\"ssn\":", "[1,]", "\"a", "{}{} x", "[\"\\q\"]", "]"};
    struct generator generator = {.random = 5};
    struct mgp_buffer text = {0}, expected = {0};
    struct mgp_arena arena = {0};
    for (size_t round = 0; round < 300; round++) {
        text.len = expected.len = 0;
        mgp_buffer_text(&text, "{}\n{}\n{}\n{}\n{}\n{}\n"); /* good lines are never the fewer */
        size_t first = 6, count = 1 + choose(&generator, 8), bad_lines = 0;
        for (size_t line = first; line < first + count; line++) {
            struct mgp_json *json = NULL;
            generator.text.len = 0;
            if (choose(&generator, 4) == 0 && bad_lines++ < 5) {
                mgp_buffer_text(&generator.text, bad[choose(&generator, 7)]);
                oracle_line("text", line, mgp_buffer_slice(&generator.text), &expected);
                mgp_buffer_format(&expected, " lines %zu-%zu:1\n", line + 1, line + 1);
            } else if (choose(&generator, 6) > 0) {
                make_value(&generator, 2);
                cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&generator.text), &json, NULL), MGP_OK);
                oracle_value(json, line, NULL, &expected);
            }
            mgp_buffer_append(&text, mgp_buffer_slice(&generator.text));
            if (line + 1 < first + count || choose(&generator, 2)) {
                mgp_buffer_text(&text, choose(&generator, 3) ? "\n" : "\r\n");
            }
            mgp_arena_reset(&arena);
        }
        expect_as_oracle("a.jsonl", mgp_buffer_slice(&text), &expected);
    }
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&expected);
    mgp_buffer_clear(&generator.text);
}
