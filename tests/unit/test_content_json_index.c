/* The index of JSON: every way of reading blocks against a reader of single bytes, and against each other. */
#include <criterion/criterion.h>

#include "base/alloc.h"
#include "scanner/content/json_index.h"

#define MOST ((size_t)6000)

static uint32_t choose(uint32_t *random, uint32_t count)
{
    *random = *random * 1664525 + 1013904223;
    return (*random >> 16) % count;
}

/* The processors that this one can be. */
static size_t all_cpus(enum mgp_cpu cpus[4])
{
    size_t count = 0;
    cpus[count++] = MGP_CPU_PORTABLE;
#if defined(__x86_64__)
    enum mgp_cpu best = mgp_cpu_choose();
    cpus[count++] = MGP_CPU_SSE2;
    if (best == MGP_CPU_AVX2 || best == MGP_CPU_AVX512) cpus[count++] = MGP_CPU_AVX2;
    if (best == MGP_CPU_AVX512) cpus[count++] = MGP_CPU_AVX512;
#endif
#if defined(__aarch64__)
    cpus[count++] = MGP_CPU_NEON;
#endif
    return count;
}

/* What an index says of a text: its tokens, which bytes are of strings, and the first odd byte from each token on. */
struct reading {
    size_t count;
    size_t tokens[MOST], odd[MOST];
    bool is_string[MOST];
};

static void read_index(enum mgp_cpu cpu, struct mgp_slice text, size_t size, bool are_lines, struct reading *out)
{
    struct mgp_json_index index = {0};
    mgp_json_index_init(&index, cpu);
    mgp_json_index_start(&index, text, size, are_lines);
    out->count = 0;
    for (size_t at; (at = mgp_json_index_take(&index)) < size;) {
        mgp_json_index_pass_odd(&index, at);
        out->tokens[out->count] = at;
        out->odd[out->count++] = index.odd;
    }
    for (size_t at = 0; at < size; at++) {
        out->is_string[at] = mgp_bitmap_has(index.strings, at);
    }
    for (size_t at = size; at % 64 != 0; at++) {
        cr_assert_not(mgp_bitmap_has(index.strings, at), "a byte beyond the end is of a string");
    }
    mgp_json_index_clear(&index);
}

static bool is_any(const char *set, uint8_t byte)
{
    return byte != 0 && strchr(set, byte);
}

/* Tokens and strings, byte by byte. */
static void read_plainly(struct mgp_slice text, bool are_lines, struct reading *out)
{
    bool is_inside = false, is_escaped = false, was_scalar = false;
    out->count = 0;
    for (size_t at = 0; at < text.len; at++) {
        uint8_t byte = text.ptr[at];
        bool is_quote = byte == '"' && !is_escaped, is_feed = are_lines && byte == '\n';
        is_escaped = byte == '\\' && !is_escaped;
        if (is_quote) is_inside = !is_inside;
        if (is_feed) is_inside = false;
        bool is_operator = is_any("{}[]:,", byte) && !is_inside;
        bool is_scalar = !is_inside && !is_quote && !is_any("{}[]:, \t\n\r", byte);
        bool is_token = is_operator || (is_quote && is_inside) || (is_scalar && !was_scalar) || is_feed;
        if (is_token) out->tokens[out->count++] = at;
        out->is_string[at] = is_inside;
        was_scalar = is_scalar;
    }
}

static void compare(struct mgp_slice text, bool are_lines)
{
    static struct reading plain, first, other;
    enum mgp_cpu cpus[4];
    size_t count = all_cpus(cpus);
    read_plainly(text, are_lines, &plain);
    read_index(cpus[0], text, text.len, are_lines, &first);
    cr_assert_eq(first.count, plain.count);
    cr_assert_arr_eq(first.tokens, plain.tokens, plain.count * sizeof *plain.tokens);
    cr_assert_arr_eq(first.is_string, plain.is_string, text.len * sizeof *plain.is_string);
    for (size_t i = 1; i < count; i++) {
        read_index(cpus[i], text, text.len, are_lines, &other);
        cr_assert_eq(other.count, first.count);
        cr_assert_arr_eq(other.tokens, first.tokens, first.count * sizeof *first.tokens);
        cr_assert_arr_eq(other.odd, first.odd, first.count * sizeof *first.odd);
        cr_assert_arr_eq(other.is_string, first.is_string, text.len * sizeof *first.is_string);
    }
}

/* A text of random bytes of the alphabet, with nothing behind it that could be read without being noticed. */
static void draw_and_compare(const char *alphabet, size_t size, uint32_t *random)
{
    uint8_t *text = mgp_malloc(size + 1);
    uint32_t count = (uint32_t)strlen(alphabet);
    for (size_t i = 0; i < size; i++) {
        text[i] = (uint8_t)alphabet[choose(random, count)];
    }
    uint8_t *exact = mgp_realloc(text, size > 0 ? size : 1, 1);
    compare(mgp_slice_of(exact, size), false);
    compare(mgp_slice_of(exact, size), true);
    free(exact);
}

Test(content_json_index, all_ways_of_reading_agree_with_single_bytes)
{
    static const char *const alphabets[] = {
        "\"a",                              /* strings */
        "{}[]:,",                           /* nothing but tokens: as many as a block can have */
        "\"\\ab",                           /* escapes */
        "\"\\\\\\\\\\\\\\\\\\u12",          /* long runs of backslashes */
        "{}[]:,\"ab 1234567890\n\t\r",      /* what JSON consists of */
        "aaaaaaaaaaaaaaaa\"::,\n\n\x01\xC3\xA9\x7F;\x1F<K{m", /* others with the same low bits */
    };
    uint32_t random = 20;
    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++) {
        for (size_t size = 0; size < 300; size++) {
            draw_and_compare(alphabets[i], size, &random);
        }
        for (size_t round = 0; round < 20; round++) {
            draw_and_compare(alphabets[i], 2000 + choose(&random, 3900), &random);
        }
    }
}

Test(content_json_index, every_byte_value_is_read_alike_at_every_place)
{
    uint8_t text[192];
    for (unsigned byte = 0; byte < 256; byte++) {
        for (size_t place = 60; place < 132; place++) {
            memset(text, place % 2 ? 'x' : ' ', sizeof text);
            text[place] = (uint8_t)byte;
            compare(mgp_slice_of(text, sizeof text), false);
            compare(mgp_slice_of(text, sizeof text), true);
        }
    }
}
