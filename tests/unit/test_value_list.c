#include <criterion/criterion.h>
#include <stdio.h>

#include "identifiers/value_list.h"

static const char *const values[] = {"4111 1111 1111 1111", "078-05-1120", "00000000-K", "EXAMPLEKEY", "x-1", NULL};

static bool holds(const struct mgp_value_list *list, const char *text)
{
    return mgp_value_list_holds(list, mgp_slice_text(text));
}

Test(value_list, passes_over_separators_case_and_written_forms)
{
    static const char *const rows[] = {
        "4111111111111111", "4111-1111-1111-1111", " 4111.1111/1111 1111-", "078051120", "0-7-8-0-5-1-1-2-0",
        "00000000k", "examplekey", "ExampleKey.", "X1", "x/1", "X--1",
        "\xEF\xBC\x90\x37\x38\x30\x35\x31\x31\x32\x30",         /* the first digit full-width */
        "07805112\xEF\xBC\x90",                                 /* the last one */
        "078\xE2\x80\x91\x30\x35\xC2\xA0\x31\x31\x32\x30",      /* a hyphen and a blank that do not break */
        "\xC2\xA0\x30\x37\x38\x30\x35\x31\x31\x32\x30\xC2\xA0", /* such blanks around it */
    };
    struct mgp_arena arena = {0};
    const struct mgp_value_list *list = mgp_value_list_create(&arena, values);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect(holds(list, rows[i]), "'%s' is not found", rows[i]);
    }
    mgp_arena_clear(&arena);
}

Test(value_list, holds_nothing_else)
{
    static const char *const rows[] = {
        "", "-", "4", "41", "411", "4111", "411111111111111", "41111111111111111", "4111111111111112",
        "5111111111111111", "4211111111111111", "0780511200", "078051121", "078_05_1120", "078\t051120", "x", "x11",
        "1x", "EXAMPLEKEYS", "EXAMPLE\xC3\x8BKEY", "\xFF\xFE", "4111111111111111\xC3",
    };
    struct mgp_arena arena = {0};
    const struct mgp_value_list *list = mgp_value_list_create(&arena, values);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_not(holds(list, rows[i]), "'%s' is found", rows[i]);
    }
    mgp_arena_clear(&arena);
}

/* With only values of four characters and more the gate is in use: nothing may get lost at it. */
Test(value_list, finds_each_of_its_values_however_it_is_divided)
{
    static const char *const long_values[] = {"12345678", "ab12CD", "4111111111111111", "9876", NULL};
    struct mgp_arena arena = {0};
    const struct mgp_value_list *list = mgp_value_list_create(&arena, long_values);
    for (size_t i = 0; long_values[i]; i++) {
        size_t length = strlen(long_values[i]);
        for (size_t cut = 0; cut <= length; cut++) {
            for (size_t kind = 0; kind < 4; kind++) {
                char text[64];
                snprintf(text, sizeof text, "%.*s%c%s", (int)cut, long_values[i], " -./"[kind], long_values[i] + cut);
                cr_expect(holds(list, text), "'%s' is not found", text);
            }
        }
    }
    cr_expect_not(holds(list, "12345679"));
    cr_expect_null(mgp_value_list_create(&arena, NULL));
    cr_expect_null(mgp_value_list_create(&arena, (const char *const[]){NULL}));
    mgp_arena_clear(&arena);
}
