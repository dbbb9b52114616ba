/* The promise of the layouts, over every fixture: the values are the same for every size of window and of reads,
 * mgp_layout_value_at gives at every offset what mgp_layout_next gives, and mgp_layout_next_beyond gives it too, but
 * for what it may pass over. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#define REQUIRE(condition) cr_assert(condition)
#include "../support/content_walk.h"
#include "base/file.h"

static enum mgp_status walk_with(struct walk *walk, struct mgp_slice bytes, struct walk_setup setup,
                                 bool by_offset)
{
    walk->by_offset = by_offset;
    enum mgp_status status = walk_object(walk, bytes, &setup, NULL);
    if (status != MGP_RESTART_AS_TEXT) return status;
    walk_clear(walk);
    setup.as_text = true;
    walk->by_offset = by_offset;
    return walk_object(walk, bytes, &setup, NULL);
}

static void require_equal(const struct walk *a, const struct walk *b, const char *name, size_t window)
{
    cr_expect(mgp_slice_equal(mgp_buffer_slice(&a->out), mgp_buffer_slice(&b->out)), "%s: windows of %zu",
              name, window);
    cr_expect(mgp_slice_equal(mgp_buffer_slice(&a->core), mgp_buffer_slice(&b->core)), "%s: windows of %zu",
              name, window);
}

static void compare(const char *name, struct mgp_slice bytes)
{
    static const size_t windows[] = {1, 7, 64, 4096};
    struct walk whole = {0};
    enum mgp_status status = walk_with(&whole, bytes, (struct walk_setup){.key = name}, true);
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        if (bytes.len / windows[i] > 3000) continue;
        struct walk parts = {0};
        struct walk_setup setup = {.key = name, .window_bytes = windows[i], .chunk = 1 + windows[i] % 5};
        cr_expect_eq(walk_with(&parts, bytes, setup, bytes.len < 1000), status, "%s", name);
        require_equal(&parts, &whole, name, windows[i]);
        walk_clear(&parts);
        for (uint32_t seed = 0; seed < 6; seed++) {
            walk_beyond(bytes, &setup, seed == 5 ? SIZE_MAX : 0, seed);
        }
    }
    for (uint32_t seed = 0; seed < 20; seed++) {
        walk_beyond(bytes, &(struct walk_setup){.key = name}, seed == 5 ? SIZE_MAX : 0, seed);
    }
    walk_clear(&whole);
}

static size_t walk_folder(const char *folder)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    cr_assert_not_null(directory, "%s", folder);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char path[4096];
        struct stat status;
        struct mgp_buffer bytes = {0};
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        cr_assert_eq(stat(path, &status), 0);
        if (S_ISDIR(status.st_mode)) {
            count += walk_folder(path);
            continue;
        }
        cr_assert_eq(mgp_file_read(path, (size_t)64 << 20, &bytes, NULL), MGP_OK);
        compare(path, mgp_buffer_slice(&bytes));
        mgp_buffer_clear(&bytes);
        count++;
    }
    closedir(directory);
    return count;
}

Test(content_windows, next_and_value_at_agree_over_all_fixtures_whatever_the_window, .timeout = 240)
{
    cr_expect_gt(walk_folder(SOURCE_DIR "/fixtures"), 30);
}

Test(content_windows, a_long_json_string_comes_in_segments_that_do_not_depend_on_the_window, .timeout = 240)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{\"a\":\"");
    for (size_t i = 0; text.len < MGP_LONG_VALUE * 2; i++) {
        mgp_buffer_format(&text, i % 3 ? "word%zu " : "\\u00e9\\n\\ud83d\\ude00%zu", i);
    }
    mgp_buffer_text(&text, "\",\"b\":1}");
    struct walk whole = {.no_places = true}, parts = {.no_places = true};
    struct walk_setup setup = {.key = "a.json"};
    cr_assert_eq(walk_object(&whole, mgp_buffer_slice(&text), &setup, NULL), MGP_OK);
    setup.window_bytes = 100000;
    cr_assert_eq(walk_object(&parts, mgp_buffer_slice(&text), &setup, NULL), MGP_OK);
    require_equal(&parts, &whole, "long string", 100000);
    cr_expect_gt(whole.values, 4, "segments and the second member");
    walk_clear(&whole);
    walk_clear(&parts);
    mgp_buffer_clear(&text);
}

Test(content_windows, a_cell_without_end_makes_the_object_text)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "a,b\n1,\"");
    while (text.len < MGP_LONG_VALUE + 100) {
        mgp_buffer_text(&text, "never closed, ");
    }
    struct walk walk = {.no_places = true};
    struct walk_setup setup = {.key = "a.csv"};
    cr_expect_eq(walk_object(&walk, mgp_buffer_slice(&text), &setup, NULL), MGP_RESTART_AS_TEXT);
    walk_clear(&walk);
    mgp_buffer_clear(&text);
}
