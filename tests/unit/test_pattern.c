/* Patterns: what a match may cost, limits, and the plain reference. The language itself: test_pattern_cases.c. */
#include <criterion/criterion.h>
#include <time.h>

#include "base/buffer.h"
#include "../support/pattern_reference.h"

static struct mgp_pattern *compile(struct mgp_slice text)
{
    struct mgp_pattern *pattern = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_pattern_parse(text, &pattern, &error), MGP_OK, "%s", error.message);
    return pattern;
}

static struct mgp_json *parse(struct mgp_arena *arena, struct mgp_slice text)
{
    struct mgp_json *event = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_json_parse(arena, text, &event, &error), MGP_OK, "%s", error.message);
    return event;
}

/* The status of a match; it must take less than two seconds of the processor. */
static enum mgp_status match_soon(struct mgp_slice pattern_text, struct mgp_slice event_text, bool *matched)
{
    struct mgp_arena arena = {0};
    struct mgp_pattern *pattern = compile(pattern_text);
    struct mgp_json *event = parse(&arena, event_text);
    clock_t begin = clock();
    enum mgp_status status = mgp_pattern_match(pattern, event, matched);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
#if !defined(__SANITIZE_ADDRESS__)
    cr_expect_lt(seconds, 2.0, "%g s", seconds);
#else
    (void)seconds;
#endif
    mgp_pattern_destroy(pattern);
    mgp_arena_clear(&arena);
    return status;
}

static void refuse(struct mgp_slice text, const char *reason)
{
    struct mgp_pattern *pattern = NULL;
    struct mgp_error error = {0};
    cr_expect_eq(mgp_pattern_parse(text, &pattern, &error), MGP_INVALID);
    cr_expect_not_null(strstr(error.message, reason), "%s", error.message);
}

Test(pattern, costs_little_on_events_made_to_be_slow, .timeout = 60)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{\"d\":[");
    for (int i = 0; i < 100000; i++) {
        mgp_buffer_format(&text, "%s{\"a\":\"x\",\"b\":\"%d\",\"c\":\"y\"}", i ? "," : "", i);
    }
    mgp_buffer_text(&text, "]}");
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_pattern *pattern = NULL;
    bool matched = true;
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &event, NULL), MGP_OK);
    cr_assert_eq(mgp_pattern_parse(MGP_LITERAL("{\"d\":{\"a\":[\"x\"],\"b\":[\"none\"],\"c\":[\"y\"]}}"),
                                   &pattern, NULL),
                 MGP_OK);
    mgp_pattern_match(pattern, event, &matched);
    cr_expect_not(matched);
    mgp_pattern_destroy(pattern);
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
}

Test(pattern, decides_arrays_of_100000_elements, .timeout = 60)
{
    static const struct {
        const char *pattern;
        bool wanted;
    } rows[] = {
        {"{\"d\":{\"a\":[\"x\"],\"b\":[\"99999\"],\"c\":[\"y\"]}}", true},
        {"{\"d\":{\"a\":[\"x\"],\"b\":[\"100000\"],\"c\":[{\"exists\":false}]}}", false},
        {"{\"d\":{\"z\":[{\"exists\":false}],\"b\":[\"99999\"]}}", true},
        {"{\"d\":{\"a\":[{\"anything-but\":\"x\"}]}}", false},
        {"{\"$or\":[{\"d\":{\"a\":[\"1\"]}},{\"d\":{\"b\":[{\"wildcard\":\"*9*9*9*9*9*9*\"}]}},"
         "{\"d.c\":[{\"suffix\":\"y\"}]}]}", true},
    };
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{\"d\":[");
    for (int i = 0; i < 100000; i++)
        mgp_buffer_format(&text, "%s{\"a\":\"x\",\"b\":\"%d\",\"c\":\"y\"}", i ? "," : "", i);
    mgp_buffer_text(&text, "]}");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool matched = !rows[i].wanted;
        cr_expect_eq(match_soon(mgp_slice_text(rows[i].pattern), mgp_buffer_slice(&text), &matched), MGP_OK);
        cr_expect_eq(matched, rows[i].wanted, "%s", rows[i].pattern);
    }
    mgp_buffer_clear(&text);
}

Test(pattern, decides_1000_levels, .timeout = 60)
{
    struct mgp_buffer pattern = {0}, event = {0}, arrays = {0};
    bool matched = false;
    for (int i = 0; i < 1000; i++) mgp_buffer_text(&pattern, "{\"a\":");
    mgp_buffer_text(&pattern, "[\"x\"]");
    for (int i = 0; i < 1000; i++) {
        mgp_buffer_text(&event, "{\"a\":");
        mgp_buffer_text(&arrays, i % 2 ? "[" : "{\"a\":");
    }
    mgp_buffer_text(&event, "\"x\"");
    mgp_buffer_text(&arrays, "\"x\"");
    for (int i = 0; i < 1000; i++) {
        mgp_buffer_byte(&pattern, '}');
        mgp_buffer_byte(&event, '}');
        mgp_buffer_byte(&arrays, i % 2 ? '}' : ']');
    }
    cr_expect_eq(match_soon(mgp_buffer_slice(&pattern), mgp_buffer_slice(&event), &matched), MGP_OK);
    cr_expect(matched);
    cr_expect_eq(match_soon(mgp_buffer_slice(&pattern), mgp_buffer_slice(&arrays), &matched), MGP_OK);
    cr_expect_not(matched);
    mgp_buffer_clear(&pattern);
    mgp_buffer_clear(&event);
    mgp_buffer_clear(&arrays);
}

/* Keys with dots give a field many ways: {"a":.., "a.a":.., "a.a.a":..} at each level. The match ends, one way or the
 * other. */
Test(pattern, ends_where_keys_with_dots_give_many_ways, .timeout = 60)
{
    struct mgp_buffer pattern = {0}, event = {0};
    bool matched = true;
    mgp_buffer_text(&pattern, "{\"a");
    for (int i = 0; i < 60; i++) mgp_buffer_text(&pattern, ".a");
    mgp_buffer_text(&pattern, "\":[\"none\"],\"a");
    for (int i = 0; i < 60; i++) mgp_buffer_text(&pattern, ".a");
    mgp_buffer_text(&pattern, ".b\":[{\"exists\":false},\"none\"]}");
    for (int i = 0; i < 30; i++) mgp_buffer_text(&event, "{\"a.a\":[{\"a\":1}],\"a\":");
    mgp_buffer_text(&event, "{}");
    for (int i = 0; i < 30; i++) mgp_buffer_byte(&event, '}');
    match_soon(mgp_buffer_slice(&pattern), mgp_buffer_slice(&event), &matched);
    cr_expect_not(matched);
    mgp_buffer_clear(&pattern);
    mgp_buffer_clear(&event);
}

Test(pattern, takes_wildcards_made_to_be_slow, .timeout = 60)
{
    struct mgp_buffer pattern = {0}, event = {0};
    bool matched = true;
    mgp_buffer_text(&pattern, "{\"a\":[{\"wildcard\":\"");
    for (int i = 0; i < 1000; i++) mgp_buffer_text(&pattern, "*ab");
    mgp_buffer_text(&pattern, "*c\"}]}");
    mgp_buffer_text(&event, "{\"a\":\"");
    for (int i = 0; i < 200000; i++) mgp_buffer_text(&event, "ab");
    mgp_buffer_text(&event, "\"}");
    cr_expect_eq(match_soon(mgp_buffer_slice(&pattern), mgp_buffer_slice(&event), &matched), MGP_OK);
    cr_expect_not(matched);
    mgp_buffer_clear(&pattern);
    mgp_buffer_clear(&event);
}

static void append_ors(struct mgp_buffer *out, int ors, int branches)
{
    mgp_buffer_byte(out, '{');
    for (int i = 0; i < ors; i++) {
        mgp_buffer_format(out, "%s\"$or\":[", i ? "," : "");
        for (int k = 0; k < branches; k++) mgp_buffer_format(out, "%s{\"f%d\":[%d]}", k ? "," : "", i, k);
        mgp_buffer_byte(out, ']');
    }
    mgp_buffer_byte(out, '}');
}

Test(pattern, takes_1000_combinations_and_no_more)
{
    struct mgp_buffer text = {0};
    bool matched = false;
    append_ors(&text, 3, 10);
    cr_expect_eq(match_soon(mgp_buffer_slice(&text), MGP_LITERAL("{\"f0\":9,\"f1\":9,\"f2\":9}"), &matched), MGP_OK);
    cr_expect(matched);
    text.len = 0;
    append_ors(&text, 2, 32);
    refuse(mgp_buffer_slice(&text), "Too many combinations of $or: at most 1000 are allowed");
    mgp_buffer_clear(&text);
}

Test(pattern, has_a_limit_of_length)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{\"a\":[");
    while (text.len < MGP_PATTERN_MAX_BYTES) mgp_buffer_text(&text, "\"0123456789\",");
    mgp_buffer_text(&text, "1]}");
    refuse(mgp_buffer_slice(&text), "The pattern is longer than 16384 bytes");
    refuse(MGP_LITERAL(""), "Event pattern is not valid. Reason: ");
    refuse(MGP_LITERAL("{\"a\":[1]} x"), "there is text after the end of the value");
    mgp_buffer_clear(&text);
}

/* More fields than a match keeps on the stack. */
Test(pattern, takes_many_fields)
{
    struct mgp_buffer pattern = {0}, event = {0};
    bool matched = false;
    mgp_buffer_byte(&pattern, '{');
    mgp_buffer_text(&event, "{\"list\":[{");
    for (int i = 0; i < 500; i++) mgp_buffer_format(&pattern, "%s\"list.f%d\":[%d]", i ? "," : "", i, i);
    for (int i = 0; i < 500; i++) mgp_buffer_format(&event, "%s\"f%d\":%d", i ? "," : "", i, i);
    mgp_buffer_byte(&pattern, '}');
    mgp_buffer_text(&event, "}]}");
    cr_expect_eq(match_soon(mgp_buffer_slice(&pattern), mgp_buffer_slice(&event), &matched), MGP_OK);
    cr_expect(matched);
    mgp_buffer_clear(&pattern);
    mgp_buffer_clear(&event);
}

Test(pattern, agrees_with_the_plain_reference)
{
    static const char *const rows[][2] = {
        {"{\"d\":{\"a\":[\"x\"],\"b\":[{\"exists\":false}]}}", "{\"d\":[{\"a\":\"x\",\"b\":1},{\"a\":[\"x\"]}]}"},
        {"{\"a.b\":[\"x\"],\"a.c\":[{\"exists\":false},1]}",
         "{\"a.b\":[\"x\"],\"a\":[{\"c\":2},{\"b\":\"x\",\"c\":1}]}"},
        {"{\"d\":[\"x\"],\"d.a\":[\"y\"],\"d.b\":[{\"exists\":false}]}",
         "{\"d\":[\"x\",[\"x\",{\"a\":\"y\"}],{\"b\":1}]}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_arena arena = {0};
        struct mgp_pattern *pattern = compile(mgp_slice_text(rows[i][0]));
        struct mgp_json *event = parse(&arena, mgp_slice_text(rows[i][1]));
        bool matched = false, wanted = false;
        cr_expect_eq(mgp_pattern_match(pattern, event, &matched), MGP_OK);
        cr_expect(reference_match(pattern, event, &wanted));
        cr_expect_eq(matched, wanted, "%s on %s: %d", rows[i][0], rows[i][1], matched);
        mgp_pattern_destroy(pattern);
        mgp_arena_clear(&arena);
    }
}

/* A key of dots alone is a path of as many parts. */
Test(pattern, takes_a_path_of_16000_parts)
{
    struct mgp_buffer pattern = {0}, event = {0}, key = {0};
    bool matched = false;
    for (int i = 0; i < 16000; i++) mgp_buffer_byte(&key, '.');
    mgp_buffer_format(&pattern, "{\"%s\":[\"x\"]}", mgp_buffer_string(&key));
    mgp_buffer_format(&event, "{\"%s\":[\"x\"]}", mgp_buffer_string(&key));
    cr_expect_eq(match_soon(mgp_buffer_slice(&pattern), mgp_buffer_slice(&event), &matched), MGP_OK);
    cr_expect(matched);
    mgp_buffer_clear(&pattern);
    mgp_buffer_clear(&event);
    mgp_buffer_clear(&key);
}
