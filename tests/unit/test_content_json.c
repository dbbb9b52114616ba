#include <criterion/criterion.h>

#include "base/json.h"
#include "base/utf8.h"

#define REQUIRE(condition) cr_assert(condition)
#include "../support/content_walk.h"
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
        cr_assert_str_eq(mgp_buffer_string(&walk.out), expected, "window %zu: %s", windows[i],
                         mgp_buffer_string(&walk.out));
    }
    walk_clear(&walk);
}

static void expect_status(const char *key, struct mgp_slice text, enum mgp_status expected)
{
    struct walk walk = {0};
    for (size_t i = 0; i < WINDOWS; i++) {
        cr_assert_eq(walk_json(key, text, windows[i], &walk), expected, "%.*s", (int)(text.len < 60 ? text.len : 60),
                     (const char *)text.ptr);
    }
    walk_clear(&walk);
}

Test(content_json, gives_names_strings_and_numbers_with_paths_and_labels)
{
    expect_values("a.json",
                  MGP_LITERAL("{\"ssn\": {\"a b\": [\"x\", [-1.5e+3, true, null]], \"id\": \"\"},\n"
                              " \"\": false, \"n\": 0}"),
                  "PENDING");
}

Test(content_json, refuses_a_document_that_is_cut)
{
    expect_status("a.json", MGP_LITERAL("{\"a\": [1, 2"), MGP_CORRUPT);
}
