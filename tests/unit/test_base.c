#include <criterion/criterion.h>
#include <dlfcn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "base/utf8.h"

static enum mgp_status parse(const char *text, size_t len, struct mgp_arena *arena, struct mgp_json **out,
                             struct mgp_error *error)
{
    return mgp_json_parse(arena, mgp_slice_of(text, len), out, error);
}

static void rewrites(const char *text, const char *wanted)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(parse(text, strlen(text), &arena, &json, &error), MGP_OK, "%s: %s", text, error.message);
    struct mgp_buffer out = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &out, 0);
    mgp_json_write_tree(&writer, json);
    cr_assert_str_eq(mgp_buffer_string(&out), wanted);
    mgp_buffer_clear(&out);
    mgp_arena_clear(&arena);
}

Test(json, keeps_numbers_as_written_and_members_in_order)
{
    rewrites("{\"b\":1e3,\"a\":[123456789012345678,-0.0,true,false,null]}",
             "{\"b\":1e3,\"a\":[123456789012345678,-0.0,true,false,null]}");
    rewrites("\xEF\xBB\xBF \t\r\n\"x\" ", "\"x\"");
    rewrites("{}", "{}");
    rewrites("[ ]", "[]");
}

Test(json, decodes_escapes)
{
    rewrites("\"\\u0041\\ud83d\\ude00\\n\\/\\\"\"", "\"A\xF0\x9F\x98\x80\\n/\\\"\"");
    rewrites("\"\\ud83d\"", "\"\xEF\xBF\xBD\"");
    rewrites("\"\\ud83d\\u0041\"", "\"\xEF\xBF\xBD"
                                   "A\"");
    rewrites("\"a\\u0000b\"", "\"a\\u0000b\"");
}

Test(json, last_of_two_members_counts)
{
    rewrites("{\"a\":1,\"a\":2}", "{\"a\":2}");
}

Test(json, last_of_many_members_counts)
{
    struct mgp_buffer text = {0}, wanted = {0};
    mgp_buffer_text(&text, "{");
    mgp_buffer_text(&wanted, "{");
    for (int i = 0; i < 40; i++) mgp_buffer_format(&text, "\"n%d\":%d,", i % 10, i);
    mgp_buffer_text(&text, "\"\":0}");
    for (int i = 30; i < 40; i++) mgp_buffer_format(&wanted, "\"n%d\":%d,", i % 10, i);
    mgp_buffer_text(&wanted, "\"\":0}");
    rewrites(mgp_buffer_string(&text), mgp_buffer_string(&wanted));
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&wanted);
}

Test(json_writer, takes_a_bounded_time_for_many_members, .timeout = 20)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{");
    for (int i = 0; i < 300000; i++) mgp_buffer_format(&text, "\"%d\":0,", i);
    mgp_buffer_text(&text, "\"last\":1}");
    rewrites(mgp_buffer_string(&text), mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
}

Test(json_writer, writes_a_tree_at_its_full_depth)
{
    struct mgp_buffer text = {0}, out = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_json_writer writer;
    for (int i = 0; i < MGP_JSON_MAX_DEPTH; i++) mgp_buffer_text(&text, i % 2 ? "{\"a\":0,\"k\":" : "[1,");
    mgp_buffer_text(&text, "true");
    for (int i = MGP_JSON_MAX_DEPTH; i-- > 0;) mgp_buffer_text(&text, i % 2 ? ",\"z\":1}" : ",2]");
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &json, NULL), MGP_OK);
    mgp_json_writer_init(&writer, &out, 0);
    for (int i = 0; i < 64; i++) mgp_json_begin_array(&writer);
    mgp_json_write_tree(&writer, json);
    for (int i = 0; i < 64; i++) mgp_json_end_array(&writer);
    cr_assert_eq(out.len, text.len + 2 * 64);
    cr_expect(mgp_slice_equal(mgp_slice_sub(mgp_buffer_slice(&out), 64, 64 + text.len), mgp_buffer_slice(&text)));
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&out);
    mgp_arena_clear(&arena);
}

Test(json, refuses_what_is_not_json_and_says_where)
{
    static const struct {
        const char *text;
        size_t offset;
    } cases[] = {{"", 0},         {"{", 1},        {"[1,]", 3},    {"{\"a\" 1}", 5}, {"01", 0},
                 {"1.", 0},       {"\"\x01\"", 1}, {"\"\\x\"", 2}, {"[1] 2", 4},     {"nul", 0},
                 {"{a:1}", 1},    {"\"abc", 0},    {"-", 0},       {"1e", 0},        {"\"\\u12g4\"", 2},
                 {"\"\xFF\"", 1}, {"[1 2]", 3},    {"'a'", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_arena arena = {0};
        struct mgp_json *json = NULL;
        struct mgp_error error = {0};
        cr_expect_eq(parse(cases[i].text, strlen(cases[i].text), &arena, &json, &error), MGP_CORRUPT, "%s",
                     cases[i].text);
        cr_expect_eq(error.offset, cases[i].offset, "%s: %llu", cases[i].text,
                     (unsigned long long)error.offset);
        mgp_arena_clear(&arena);
    }
}

Test(json, limits_nesting)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    char text[2 * (MGP_JSON_MAX_DEPTH + 1)];
    memset(text, '[', MGP_JSON_MAX_DEPTH + 1);
    memset(text + MGP_JSON_MAX_DEPTH + 1, ']', MGP_JSON_MAX_DEPTH + 1);
    cr_expect_eq(parse(text, sizeof text, &arena, &json, NULL), MGP_CORRUPT);
    cr_expect_eq(parse(text + 1, sizeof text - 2, &arena, &json, NULL), MGP_OK);
    mgp_arena_clear(&arena);
}

Test(json, error_of_a_file_names_line_and_column)
{
    char path[] = "/tmp/magpie-json-XXXXXX";
    int fd = mkstemp(path);
    static const char text[] = "{\n  \"k\xC3\xA9\": tru\n}";
    cr_assert_eq(write(fd, text, sizeof text - 1), (ssize_t)sizeof text - 1);
    close(fd);
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error error;
    cr_expect_eq(mgp_json_read_file(&arena, path, 1000, &json, &error), MGP_CORRUPT);
    char wanted[80];
    snprintf(wanted, sizeof wanted, "%s:2:9: not valid JSON: expected a value", path);
    cr_expect_str_eq(error.message, wanted);
    cr_expect_eq(mgp_json_read_file(&arena, path, 5, &json, &error), MGP_LIMIT);
    unlink(path);
    cr_expect_eq(mgp_json_read_file(&arena, path, 5, &json, &error), MGP_GONE);
    mgp_arena_clear(&arena);
}

Test(json_writer, escapes_and_indents)
{
    struct mgp_buffer out = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &out, 2);
    mgp_json_begin_object(&writer);
    mgp_json_member_string(&writer, "k\n", MGP_LITERAL("a\xFF\x7F\xE2\x80\xA8\""));
    mgp_json_key(&writer, "empty");
    mgp_json_begin_array(&writer);
    mgp_json_end_array(&writer);
    mgp_json_key(&writer, "d");
    mgp_json_write_double(&writer, 0.1);
    mgp_json_member_integer(&writer, "i", INT64_MIN);
    mgp_json_member_unsigned(&writer, "u", UINT64_MAX);
    mgp_json_member_integer(&writer, "z", 0);
    mgp_json_end_object(&writer);
    cr_expect_str_eq(
        mgp_buffer_string(&out),
        "{\n  \"k\\n\": \"a\xEF\xBF\xBD\\u007f\\u2028\\\"\",\n  \"empty\": [],\n  \"d\": 0.1,\n"
        "  \"i\": -9223372036854775808,\n  \"u\": 18446744073709551615,\n  \"z\": 0\n}");
    mgp_buffer_clear(&out);
}

Test(utf8, refuses_what_rfc_3629_refuses)
{
    static const char *const bad[] = {
        "\xC0\x80",         "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80",     "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\x80",     "\xE2\x82",     "\xF0\x80\x80\x80", "\xFF"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect_not(mgp_utf8_is_valid(mgp_slice_text(bad[i])), "%zu", i);
    }
    cr_expect(mgp_utf8_is_valid(MGP_LITERAL("aé€😀\xF4\x8F\xBF\xBF plain text that is long")));
    cr_expect_eq(mgp_utf8_count(MGP_LITERAL("aé€😀")), 4);
}

Test(utf8, knows_letters_and_case)
{
    cr_expect(mgp_codepoint_is_letter(0xE9) && mgp_codepoint_is_letter(0x416) &&
              mgp_codepoint_is_letter(0x4E2D));
    cr_expect_not(mgp_codepoint_is_word(0xA0) || mgp_codepoint_is_word(0x2013) ||
                  mgp_codepoint_is_word(0x201C) || mgp_codepoint_is_word('_') ||
                  mgp_codepoint_is_word(0x1F600));
    static const uint32_t pairs[][2] = {{'A', 'a'},     {0xC9, 0xE9},   {0x160, 0x161}, {0x141, 0x142},
                                        {0x391, 0x3B1}, {0x386, 0x3AC}, {0x416, 0x436}, {0x401, 0x451},
                                        {0x178, 0xFF},  {0x17D, 0x17E}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cr_expect_eq(mgp_codepoint_fold(pairs[i][0]), pairs[i][1], "%x", pairs[i][0]);
        cr_expect_eq(mgp_codepoint_fold(pairs[i][1]), pairs[i][1], "%x", pairs[i][1]);
        cr_expect(mgp_codepoint_is_upper(pairs[i][0]));
    }
}

Test(utf8, knows_the_letters_of_latin_1)
{
    for (uint32_t c = 0x80; c < 0x2C2; c++) {
        bool is_sign = (c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) || c == 0xD7 || c == 0xF7;
        cr_expect_eq(mgp_codepoint_is_word(c), !is_sign, "U+%04X", c);
    }
    cr_expect_not(mgp_codepoint_is_word(0x2C2));
    cr_expect(mgp_codepoint_is_word(0x2C6));
}

Test(utf8, makes_hostile_text_printable)
{
    struct mgp_buffer out = {0};
    mgp_append_printable(&out, MGP_LITERAL("a\n\t\x1b[31m\\\xFFé\xE2\x80\xAE\xC2\x85"));
    cr_expect_str_eq(mgp_buffer_string(&out), "a\\n\\t\\x1b[31m\\\\\\xffé\\u{202e}\\u{0085}");
    out.len = 0;
    mgp_append_key_as_utf8(&out, MGP_LITERAL("a\n\xFF/é"));
    cr_expect_str_eq(mgp_buffer_string(&out), "a\n%FF/é");
    mgp_buffer_clear(&out);
}

Test(clock, formats_and_parses)
{
    static const char *const times[] = {"1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z",
                                        "1999-12-31T12:00:00.001Z", "2026-03-17T08:41:26.518Z"};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        mgp_time_ms time;
        char text[MGP_TIME_TEXT];
        cr_assert(mgp_time_parse(times[i], &time));
        mgp_time_format(time, true, text);
        cr_expect_str_eq(text, times[i]);
    }
    mgp_time_ms time;
    cr_expect(mgp_time_parse("2026-03-17T10:41:26+02:00", &time) && time == 1773736886000);
    cr_expect(mgp_time_parse("2026-03-17", &time) && time % 86400000 == 0);
    static const char *const bad[] = {
        "", "2026", "2023-02-29", "2026-13-01", "2026-01-01T24:00", "2026-01-01x", "2026-00-10"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect_not(mgp_time_parse(bad[i], &time), "%s", bad[i]);
    }
}

static void digests(const char *text, size_t repeat, const char *md5_wanted, const char *sha_wanted)
{
    struct mgp_md5 md5;
    struct mgp_sha256 sha;
    uint8_t out[32];
    char hex[65];
    mgp_md5_init(&md5);
    mgp_sha256_init(&sha);
    for (size_t i = 0; i < repeat; i++) {
        mgp_md5_update(&md5, mgp_slice_text(text));
        mgp_sha256_update(&sha, mgp_slice_text(text));
    }
    mgp_md5_final(&md5, out);
    mgp_hex(out, 16, hex);
    cr_expect_str_eq(hex, md5_wanted);
    mgp_sha256_final(&sha, out);
    mgp_hex(out, 32, hex);
    cr_expect_str_eq(hex, sha_wanted);
}

/* Digests of different lengths that are updated together. */
static void check_side_by_side(size_t count, const char *cpu)
{
    static uint8_t text[MGP_MD5_LANES][64 * MGP_MD5_LANES + 192];
    struct mgp_md5 digests[MGP_MD5_LANES], *all[MGP_MD5_LANES];
    const uint8_t *data[MGP_MD5_LANES];
    for (size_t i = 0; i < sizeof text; i++) {
        text[i / sizeof *text][i % sizeof *text] = (uint8_t)(i * i / 7 + i);
    }
    for (size_t i = 0; i < count; i++) {
        mgp_md5_init(&digests[i]);
        mgp_md5_update(&digests[i], mgp_slice_of(text[i], 64 * i));
        all[i] = &digests[i];
        data[i] = text[i] + 64 * i;
    }
    mgp_md5_update_lanes(all, data, count, 128);
    for (size_t i = 0; i < count; i++) {
        struct mgp_md5 whole;
        uint8_t out[16], wanted[16];
        mgp_md5_update(&digests[i], mgp_slice_of(text[i] + 64 * i + 128, 5)); /* it goes on as any other */
        mgp_md5_final(&digests[i], out);
        mgp_md5_init(&whole);
        mgp_md5_update(&whole, mgp_slice_of(text[i], 64 * i + 133));
        mgp_md5_final(&whole, wanted);
        cr_expect_arr_eq(out, wanted, sizeof out, "%zu of %zu, %s", i, count, cpu);
    }
}

Test(digest, gives_the_same_side_by_side)
{
    static const char *const cpus[] = {"avx512", "avx2", "portable"}; /* what a processor lacks is its best again */
    for (size_t i = 0; i < sizeof cpus / sizeof *cpus; i++) {
        setenv("MAGPIE_CPU", cpus[i], 1);
        for (size_t count = 0; count <= MGP_MD5_LANES; count++) {
            check_side_by_side(count, cpus[i]);
        }
    }
    unsetenv("MAGPIE_CPU");
}

/* RFC 1321 A.5 and FIPS 180-4's examples. */
Test(digest, agrees_with_the_standards)
{
    digests("", 1, "d41d8cd98f00b204e9800998ecf8427e",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digests("abc", 1, "900150983cd24fb0d6963f7d28e17f72",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digests("1234567890", 8, "57edf4a22be3c955ac49da2e2107b67a",
            "f371bc4a311f2b009eef952dd83ca80e2b60026c8e935592d0f9c308453c813e");
}

static void md5_is(const char *text, const char *wanted)
{
    struct mgp_md5 md5;
    uint8_t out[16];
    char hex[33];
    mgp_md5_init(&md5);
    mgp_md5_update(&md5, mgp_slice_text(text));
    mgp_md5_final(&md5, out);
    mgp_hex(out, 16, hex);
    cr_expect_str_eq(hex, wanted, "'%s'", text);
}

/* RFC 1321 A.5. */
Test(digest, gives_the_test_suite_of_md5)
{
    md5_is("", "d41d8cd98f00b204e9800998ecf8427e");
    md5_is("a", "0cc175b9c0f1b6a831c399e269772661");
    md5_is("abc", "900150983cd24fb0d6963f7d28e17f72");
    md5_is("message digest", "f96b697d7cb7938d525a2f31aaf161d0");
    md5_is("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b");
    md5_is("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f");
    md5_is("12345678901234567890123456789012345678901234567890123456789012345678901234567890",
           "57edf4a22be3c955ac49da2e2107b67a");
}

/* Every length over several blocks, in two pieces, against OpenSSL's, where that is installed. */
Test(digest, agrees_with_openssl_at_every_length)
{
    void *library = dlopen("libcrypto.so.3", RTLD_NOW);
    unsigned char *(*theirs)(const unsigned char *, size_t, unsigned char *) = NULL;
    if (library) *(void **)&theirs = dlsym(library, "MD5");
    if (!theirs) cr_skip_test("there is no OpenSSL");
    uint8_t text[300];
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (uint8_t)(i * 167 + i / 7);
    }
    for (size_t length = 0; length <= sizeof text; length++) {
        struct mgp_md5 md5;
        uint8_t ours[16], wanted[16];
        size_t cut = length * 3 / 7;
        mgp_md5_init(&md5);
        mgp_md5_update(&md5, mgp_slice_of(text, cut));
        mgp_md5_update(&md5, mgp_slice_of(text + cut, length - cut));
        mgp_md5_final(&md5, ours);
        theirs(text, length, wanted);
        cr_expect_arr_eq(ours, wanted, 16, "%zu bytes", length);
    }
    dlclose(library);
}

Test(output, appears_only_when_committed)
{
    char folder[] = "/tmp/magpie-out-XXXXXX", path[64];
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/x", folder);
    struct mgp_output *output = NULL;
    struct mgp_error error;
    cr_assert_eq(mgp_output_open(path, &output, &error), MGP_OK);
    cr_expect_eq(mgp_output_write(output, MGP_LITERAL("half"), &error), MGP_OK);
    cr_expect_neq(access(path, F_OK), 0);
    mgp_output_abandon(output);
    cr_expect_neq(access(path, F_OK), 0);
    cr_assert_eq(mgp_output_open(path, &output, &error), MGP_OK);
    cr_expect_eq(mgp_output_write(output, MGP_LITERAL("whole"), &error), MGP_OK);
    cr_expect_eq(mgp_output_commit(output, &error), MGP_OK);
    cr_expect_eq(access(path, F_OK), 0);
    unlink(path);
    cr_expect_eq(rmdir(folder), 0, "nothing else is left in the folder");
    cr_expect_eq(mgp_output_open("/nonexistent/x", &output, &error), MGP_GONE);
    cr_expect_eq(mgp_output_open("/tmp", &output, &error), MGP_IO);
    cr_assert_eq(mgp_output_open("/dev/full", &output, &error), MGP_OK);
    cr_expect_eq(mgp_output_write(output, MGP_LITERAL("x"), &error), MGP_IO);
    cr_expect_str_eq(error.message, "cannot write /dev/full: No space left on device");
    mgp_output_abandon(output);
}
