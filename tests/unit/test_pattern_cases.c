/* The pattern language as data. tests/data/pattern/NAME.tsv: on each line a pattern, an event and the answer (true,
 * false, or ! and the reason why the pattern is refused), with tabs between. cases.tsv is written by hand;
 * event_ruler.tsv was answered by AWS's own library (tests/support/event_ruler). PATTERN_CASES names another file of
 * this form. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/file.h"
#include "notifier/rule/pattern.h"

#define FILE_MAX_BYTES (64u << 20)

static struct mgp_slice cut_until(struct mgp_slice *rest, char end)
{
    const uint8_t *found = rest->len ? memchr(rest->ptr, end, rest->len) : NULL;
    size_t length = found ? (size_t)(found - rest->ptr) : rest->len;
    struct mgp_slice head = mgp_slice_sub(*rest, 0, length);
    *rest = mgp_slice_sub(*rest, found ? length + 1 : length, rest->len);
    return head;
}

/* What this program answers, as the files write it. */
static void answer(struct mgp_slice pattern_text, struct mgp_slice event_text, struct mgp_buffer *out)
{
    struct mgp_pattern *pattern = NULL;
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_error error = {0};
    bool matched = false;
    if (mgp_pattern_parse(pattern_text, &pattern, &error) != MGP_OK) {
        size_t prefix = strlen(MGP_PATTERN_NOT_VALID);
        cr_expect_eq(strncmp(error.message, MGP_PATTERN_NOT_VALID, prefix), 0, "%s", error.message);
        mgp_buffer_format(out, "!%s", error.message + prefix);
        return;
    }
    cr_expect_eq(mgp_json_parse(&arena, event_text, &event, NULL), MGP_OK, "%.*s", (int)event_text.len,
                 (const char *)event_text.ptr);
    if (event) cr_expect_eq(mgp_pattern_match(pattern, event, &matched), MGP_OK);
    mgp_buffer_text(out, matched ? "true" : "false");
    mgp_pattern_destroy(pattern);
    mgp_arena_clear(&arena);
}

/* The number of cases; each that is answered otherwise is a failed expectation. */
static size_t run_file(const char *path)
{
    struct mgp_buffer text = {0};
    struct mgp_error error = {0};
    size_t count = 0, wrong = 0;
    cr_assert_eq(mgp_file_read(path, FILE_MAX_BYTES, &text, &error), MGP_OK, "%s", error.message);
    for (struct mgp_slice rest = mgp_buffer_slice(&text); rest.len > 0;) {
        struct mgp_slice line = cut_until(&rest, '\n');
        if (line.len == 0 || line.ptr[0] == '#') continue;
        struct mgp_slice pattern = cut_until(&line, '\t'), event = cut_until(&line, '\t');
        struct mgp_buffer got = {0};
        answer(pattern, event, &got);
        count++;
        if (!mgp_slice_equal(mgp_buffer_slice(&got), line) && wrong++ < 40)
            cr_expect_fail("%.*s on %.*s: %s, not %.*s", (int)pattern.len, (const char *)pattern.ptr, (int)event.len,
                           (const char *)event.ptr, mgp_buffer_string(&got), (int)line.len, (const char *)line.ptr);
        mgp_buffer_clear(&got);
    }
    cr_expect_eq(wrong, 0, "%s: %zu of %zu cases are answered otherwise", path, wrong, count);
    mgp_buffer_clear(&text);
    return count;
}

Test(pattern_cases, are_answered_as_written_by_hand)
{
    cr_expect_geq(run_file(SOURCE_DIR "/tests/data/pattern/cases.tsv"), 150);
}

Test(pattern_cases, are_answered_as_event_ruler_answers)
{
    cr_expect_geq(run_file(SOURCE_DIR "/tests/data/pattern/event_ruler.tsv"), 5000);
}

Test(pattern_cases, of_another_file)
{
    const char *path = getenv("PATTERN_CASES");
    if (path) cr_expect_geq(run_file(path), 1);
}
