#include <criterion/criterion.h>
#include <zlib.h>

#include "base/utf8.h"

#define REQUIRE(condition) cr_assert(condition)
#include "../support/content_walk.h"
#include "scanner/content/decode.h"
#include "scanner/content/mixed_text.h"

/* Appends bytes as a gzip member. */
static void gzip(struct mgp_buffer *out, struct mgp_slice bytes)
{
    z_stream stream = {0};
    cr_assert_eq(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    mgp_buffer_reserve(out, deflateBound(&stream, bytes.len) + 64);
    stream.next_in = (uint8_t *)(uintptr_t)bytes.ptr;
    stream.avail_in = (uInt)bytes.len;
    stream.next_out = out->ptr + out->len;
    stream.avail_out = (uInt)(out->capacity - out->len);
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->len += stream.total_out;
    deflateEnd(&stream);
}

/* Decodes object through pieces of chunk bytes into room of capacity bytes. */
static enum mgp_status decode(struct mgp_slice stored, size_t chunk, size_t capacity, struct mgp_buffer *out)
{
    struct memory_object object = {stored, 0, chunk};
    struct mgp_reader reader = {&object, memory_read};
    struct mgp_decoder *decoder = NULL;
    cr_assert_eq(mgp_decoder_create(&reader, &decoder, NULL), MGP_OK);
    uint8_t room[64];
    for (size_t got; (got = mgp_decoder_read(decoder, room, capacity)) > 0;) {
        mgp_buffer_append(out, mgp_slice_of(room, got));
    }
    enum mgp_status status = mgp_decoder_status(decoder, NULL);
    mgp_decoder_destroy(decoder);
    return status;
}

static void expect_text(struct mgp_slice stored, struct mgp_slice text)
{
    for (size_t capacity = MGP_DECODE_MIN_ROOM; capacity < 12; capacity++) {
        struct mgp_buffer out = {0};
        cr_assert_eq(decode(stored, capacity % 3 + 1, capacity, &out), MGP_OK);
        cr_assert(mgp_slice_equal(mgp_buffer_slice(&out), text), "%.*s", (int)out.len, (const char *)out.ptr);
        mgp_buffer_clear(&out);
    }
}

#define TEXT(stored, text) expect_text(MGP_LITERAL(stored), MGP_LITERAL(text))

Test(content_decode, passes_utf8_and_skips_its_mark)
{
    TEXT("plain", "plain");
    TEXT("\xEF\xBB\xBFZo\xC3\xAB", "Zo\xC3\xAB");
    TEXT("\xF0\x9F\x98\x80\xE2\x82\xAC", "\xF0\x9F\x98\x80\xE2\x82\xAC");
}

Test(content_decode, takes_bytes_that_are_not_utf8_as_cp1252)
{
    TEXT("caf\xE9 \x80\x35", "caf\xC3\xA9 \xE2\x82\xAC\x35");
    TEXT("\xC3\xA9 and \xE9", "\xC3\xA9 and \xC3\xA9");                       /* each byte by itself */
    TEXT("\xE2\x82", "\xC3\xA2\xE2\x80\x9A");                                 /* cut by the end */
    TEXT("\x81\x8D\x8F\x90\x9D", "\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D"); /* undefined: C1 */
    TEXT("\xED\xA0\x80", "\xC3\xAD\xC2\xA0\xE2\x82\xAC"); /* a surrogate is no character */
    TEXT("\xC0\xAF", "\xC3\x80\xC2\xAF");
    TEXT("\xF0\x9F\x98x", "\xC3\xB0\xC5\xB8\xCB\x9Cx");
}

/* The cp1252 characters of 80 to 9F. */
static const uint32_t cp1252[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                    0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

static void decode_slowly(struct mgp_slice stored, struct mgp_buffer *out)
{
    for (size_t at = 0; at < stored.len;) {
        uint32_t c;
        size_t size = mgp_utf8_decode(stored.ptr + at, stored.len - at, &c);
        if (size == 0) c = stored.ptr[at] < 0xA0 ? cp1252[stored.ptr[at] - 0x80] : stored.ptr[at];
        mgp_buffer_codepoint(out, c);
        at += size ? size : 1;
    }
}

/* Much text at once is decoded in another way than little. */
Test(content_decode, mixes_utf8_and_single_bytes_at_any_place)
{
    static const char *const pieces[] = {"a",
                                         "plain text",
                                         "\xC3\xA9",
                                         "\xE2\x82\xAC",
                                         "\xF0\x9F\x98\x80",
                                         "\xE9",
                                         "\x80",
                                         "\xE0\x9F\xBF",
                                         "\xE0\xA0\x80",
                                         "\xED\x9F\xBF",
                                         "\xED\xA0\x80",
                                         "\xF0\x8F\xBF\xBF",
                                         "\xC2",
                                         "\xF5",
                                         "\xE2\x82",
                                         "\xF0\x90\x80\x80",
                                         "\xF4\x8F\xBF\xBF",
                                         "\xF4\x90\x80\x80",
                                         "\xF0\x9F\x98",
                                         "\xFF",
                                         "\xBF",
                                         "\xC1\xBF"};
    uint64_t random = 3;
    for (size_t round = 0; round < 6000; round++) {
        struct mgp_buffer stored = {0}, wanted = {0}, got = {0};
        setenv("MAGPIE_CPU", round < 3000 ? "portable" : "avx512", 1);
        mgp_buffer_text(&stored, "x"); /* no byte-order mark */
        for (size_t size = round % 900; stored.len < size;) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            uint8_t byte = (uint8_t)(0x80 | random >> 40);
            if (round % 3 == 0)
                mgp_buffer_byte(&stored, byte);
            else
                mgp_buffer_text(&stored, pieces[(random >> 33) % (sizeof pieces / sizeof *pieces)]);
        }
        struct memory_object object = {mgp_buffer_slice(&stored), 0, 1 + (size_t)(random >> 50) % 300};
        struct mgp_reader reader = {&object, memory_read};
        struct mgp_decoder *decoder = NULL;
        uint8_t room[1024];
        size_t capacity = round % 2 ? sizeof room : 200 + round % 100, count;
        decode_slowly(mgp_buffer_slice(&stored), &wanted);
        cr_assert_eq(mgp_decoder_create(&reader, &decoder, NULL), MGP_OK);
        while ((count = mgp_decoder_read(decoder, room, capacity)) > 0) {
            mgp_buffer_append(&got, mgp_slice_of(room, count));
        }
        cr_assert(mgp_slice_equal(mgp_buffer_slice(&got), mgp_buffer_slice(&wanted)), "round %zu", round);
        mgp_decoder_destroy(decoder);
        mgp_buffer_clear(&stored);
        mgp_buffer_clear(&wanted);
        mgp_buffer_clear(&got);
    }
    unsetenv("MAGPIE_CPU");
}

/* Decoded character by character. */
static size_t valid_prefix(struct mgp_slice text)
{
    size_t at = 0, size;
    uint32_t codepoint;
    while ((size = mgp_utf8_decode(text.ptr + at, text.len - at, &codepoint)) > 0) {
        at += size;
    }
    return at;
}

/* Up to a run of 64 bytes, and what a character needs. */
static void check_skip(mgp_skip_utf8 *skip, struct mgp_slice text)
{
    uint8_t *copy =
        malloc(text.len ? text.len : 1); /* so that a sanitizer sees what is read behind the end */
    if (text.len > 0) memcpy(copy, text.ptr, text.len);
    size_t valid = valid_prefix(text), skipped = skip(mgp_slice_of(copy, text.len));
    cr_assert(skipped <= valid && skipped + 64 + 3 > valid, "%zu of %zu", skipped, valid);
    cr_assert_eq(valid_prefix(mgp_slice_of(text.ptr + skipped, text.len - skipped)), valid - skipped);
    free(copy);
}

Test(content_decode, skips_utf8_up_to_where_it_is_none)
{
    static const char *const valid[] = {
        "a",        "plain text, longer than a run of sixty-four bytes, and all of it ASCII",
        "é",        "д",
        "€",        "\xE0\xA0\x80",
        "漢",       "\xED\x9F\xBF",
        "😀",        "\xF0\x90\x80\x80",
        "\xC2\x80", "\xF4\x8F\xBF\xBF"};
    static const char *const others[] = {
        "\x80",     "\xC1\xBF",         "\xC3",         "\xE0\x9F\xBF",     "\xED\xA0\x80",
        "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF"};
    uint64_t random = 5;
    for (size_t round = 0; round < 20000; round++) {
        struct mgp_buffer text = {0};
        size_t size = round % 500, bad_at = round % 3 ? (size_t)(random >> 33) % 500 : SIZE_MAX;
        while (text.len < size) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            bool is_bad = text.len >= bad_at;
            if (is_bad) bad_at = SIZE_MAX;
            mgp_buffer_text(&text, is_bad ? others[(random >> 33) % (sizeof others / sizeof *others)]
                                          : valid[(random >> 33) % (sizeof valid / sizeof *valid)]);
        }
        check_skip(mgp_skip_utf8_portable, mgp_buffer_slice(&text));
        check_skip(mgp_skip_utf8_choose(), mgp_buffer_slice(&text));
        mgp_buffer_clear(&text);
    }
}

Test(content_decode, reads_utf16_with_and_without_mark)
{
    TEXT("\xFF\xFEh\0i\0", "hi");
    TEXT("\xFE\xFF\0h\0i", "hi");
    TEXT("n\0a\0m\0e\0,\0i\0d\0\n\0", "name,id\n");
    TEXT("\0n\0a\0m\0e\0,\0i\0d\0\n", "name,id\n");
    TEXT("\xFF\xFE\x3D\xD8\x00\xDE!\0", "\xF0\x9F\x98\x80!");
    TEXT("\xFF\xFE\x3D\xD8!\0\x00\xDE", "\xEF\xBF\xBD!\xEF\xBF\xBD"); /* surrogates alone */
    TEXT("\xFF\xFE"
         "a\0b",
         "a\xEF\xBF\xBD"); /* half a unit at the end */
    TEXT("\xFE\xFF\xD8\x3D\xDE\x00", "\xF0\x9F\x98\x80");
    TEXT("\xFF\xFE\x3D\xD8", "\xEF\xBF\xBD");
}

Test(content_decode, keeps_a_nul_that_is_no_pattern)
{
    TEXT("ab\0cdef", "ab\0cdef");
}

Test(content_decode, reads_all_members_of_gzip)
{
    struct mgp_buffer stored = {0};
    gzip(&stored, MGP_LITERAL("one,"));
    gzip(&stored, MGP_LITERAL(""));
    gzip(&stored, MGP_LITERAL("tw\xC3\xB6"));
    expect_text(mgp_buffer_slice(&stored), MGP_LITERAL("one,tw\xC3\xB6"));
    mgp_buffer_append(&stored, MGP_LITERAL("\0\0\0\0\0"));
    expect_text(mgp_buffer_slice(&stored), MGP_LITERAL("one,tw\xC3\xB6"));
    mgp_buffer_clear(&stored);
}

Test(content_decode, gives_what_a_cut_gzip_holds_and_says_so)
{
    struct mgp_buffer text = {0}, stored = {0};
    for (unsigned i = 0; i < 5000; i++) {
        mgp_buffer_format(&text, "line %u %x\n", i, i * 2654435761u);
    }
    gzip(&stored, mgp_buffer_slice(&text));
    for (size_t len = 3; len < stored.len; len += len < 40 || len + 40 > stored.len ? 1 : 501) {
        struct mgp_buffer out = {0};
        cr_assert_eq(decode(mgp_slice_of(stored.ptr, len), 0, 64, &out), MGP_CORRUPT);
        cr_assert(mgp_slice_starts_with(mgp_buffer_slice(&text), mgp_buffer_slice(&out)));
        cr_assert(out.len + 2 * 65536 > text.len * len / stored.len);
        mgp_buffer_clear(&out);
    }
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&stored);
}

static void expect_corrupt(struct mgp_slice stored, struct mgp_slice text)
{
    struct mgp_buffer out = {0};
    cr_assert_eq(decode(stored, 1, 8, &out), MGP_CORRUPT);
    cr_assert(mgp_slice_equal(mgp_buffer_slice(&out), text));
    mgp_buffer_clear(&out);
}

Test(content_decode, refuses_what_follows_gzip_or_damages_it)
{
    struct mgp_buffer stored = {0};
    gzip(&stored, MGP_LITERAL("inside"));
    size_t len = stored.len;
    mgp_buffer_append(&stored, MGP_LITERAL("garbage"));
    expect_corrupt(mgp_buffer_slice(&stored), MGP_LITERAL("inside"));
    stored.len = len;
    mgp_buffer_append(&stored, MGP_LITERAL("\0\0x"));
    expect_corrupt(mgp_buffer_slice(&stored), MGP_LITERAL("inside"));
    stored.len = len;
    mgp_buffer_append(&stored, MGP_LITERAL("\x1F\x8B\x08 no member"));
    expect_corrupt(mgp_buffer_slice(&stored), MGP_LITERAL("inside"));
    stored.len = len;
    stored.ptr[len - 5] ^= 1; /* the checksum */
    struct mgp_buffer out = {0};
    cr_assert_eq(decode(mgp_buffer_slice(&stored), 0, 8, &out), MGP_CORRUPT);
    mgp_buffer_clear(&out);
    mgp_buffer_clear(&stored);
}

Test(content_decode, hands_out_the_values_before_a_damage)
{
    struct mgp_buffer stored = {0};
    gzip(&stored, MGP_LITERAL("name,id\nAda,1\nBob,2\n"));
    stored.len -= 4;
    struct walk walk = {0};
    struct walk_setup setup = {.key = "people.csv.gz"};
    struct mgp_content_type type;
    cr_assert_eq(walk_object(&walk, mgp_buffer_slice(&stored), &setup, &type), MGP_CORRUPT);
    cr_assert(type.is_gzip && type.format == MGP_FORMAT_CSV);
    cr_assert_str_eq(type.mime_type, "application/gzip");
    cr_assert_eq(walk.values, 6);
    walk_clear(&walk);
    mgp_buffer_clear(&stored);
}

Test(content_decode, reads_one_level_of_gzip_only)
{
    struct mgp_buffer inner = {0}, outer = {0};
    gzip(&inner, MGP_LITERAL("text"));
    gzip(&outer, mgp_buffer_slice(&inner));
    struct walk walk = {0};
    struct walk_setup setup = {.key = "a.gz.gz"};
    struct mgp_content_type type;
    cr_assert_eq(walk_object(&walk, mgp_buffer_slice(&outer), &setup, &type), MGP_OK);
    cr_assert(type.is_gzip && type.format == MGP_FORMAT_OTHER && walk.windows == 0);
    cr_assert_str_eq(type.kind, "gzip in gzip");
    walk_clear(&walk);
    mgp_buffer_clear(&inner);
    mgp_buffer_clear(&outer);
}

/* Reads some, then fails. */
struct failing {
    struct memory_object object;
    enum mgp_status status;
};

static enum mgp_status failing_read(void *context, uint8_t *buffer, size_t capacity, size_t *got,
                                    struct mgp_error *error)
{
    struct failing *failing = context;
    memory_read(&failing->object, buffer, capacity, got, error);
    return *got > 0 ? MGP_OK : mgp_fail(error, failing->status, "gone for good");
}

Test(content_decode, tells_the_failure_of_the_reader)
{
    struct failing failing = {{MGP_LITERAL(""), 0, 0}, MGP_GONE};
    struct mgp_reader reader = {&failing, failing_read};
    struct mgp_content_options options = {.key = MGP_LITERAL("a.txt")};
    struct mgp_content *content = NULL;
    struct mgp_error error;
    cr_assert_eq(mgp_content_open(&reader, &options, &content, &error), MGP_GONE);
    cr_assert_str_eq(error.message, "gone for good");
    cr_assert_null(content);

    failing = (struct failing){{MGP_LITERAL("some text"), 0, 0}, MGP_IO};
    struct mgp_layout *layout = NULL;
    cr_assert_eq(mgp_content_open(&reader, &options, &content, &error), MGP_OK);
    cr_assert_eq(mgp_content_next(content, &layout, &error), MGP_OK);
    cr_assert_eq(mgp_layout_window(layout).len, 9);
    cr_assert_eq(mgp_content_next(content, &layout, &error), MGP_IO);
    cr_assert_null(layout);
    mgp_content_destroy(content);
    mgp_content_destroy(NULL);
}
