#include <criterion/criterion.h>

#include "identifiers/regex_syntax.h"

static const size_t any = MGP_REGEX_UNBOUNDED;

Test(regex_syntax, knows_how_long_matches_are)
{
    static const struct {
        const char *regex;
        size_t min, max;
    } cases[] = {
        {"abc", 3, 3},
        {"a{2,5}", 2, 5},
        {"a*", 0, SIZE_MAX},
        {"(?:ab|c)?d", 1, 3},
        {"[0-9]{3}[ -]?[0-9]", 4, 5},
        {"\\d+", 1, SIZE_MAX},
        {"[]a]{2}", 2, 2},
        {"[^]a]", 1, 1},
        {"a{,3}", 5, 5},
        {"^a$", 1, 1},
        {"\\bfoo\\b", 3, 3},
        {"(?i)ab", 2, 2},
        {"(ab){3}", 6, 6},
        {"\\x41\\x{42}", 2, 2},
        {"[[:alpha:]]{4}", 4, 4},
        {"[[=}]b[=]", 3, 3},
        {"\\Qa+b\\E+", 3, SIZE_MAX},
        {"\\Qabc\\E{2}", 4, 4},
        {"a|", 0, 1},
        {"", 0, 0},
        {"[\\]]", 1, 1},
        {"\\p{Lu}x", 2, 2},
        {"a{3}?", 3, 3},
        {"(?:a{10}){10}", 100, 100},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_regex_length length;
        struct mgp_error error = {0};
        cr_assert_eq(mgp_regex_check(mgp_slice_text(cases[i].regex), false, &length, &error), MGP_OK,
                     "%s: %s", cases[i].regex, error.message);
        cr_expect_eq(length.min, cases[i].min, "%s: min %zu", cases[i].regex, length.min);
        cr_expect_eq(length.max, cases[i].max, "%s: max %zu", cases[i].regex, length.max);
    }
    (void)any;
}

Test(regex_syntax, refuses_what_is_no_regular_language_and_says_where)
{
    static const struct {
        const char *regex;
        size_t offset;
    } cases[] = {
        {"(a)\\1", 3},
        {"a(?=b)", 1},
        {"a(?!b)", 1},
        {"(?<=a)b", 0},
        {"(?<!a)b", 0},
        {"(?<n>a)", 0},
        {"(?P<n>a)", 0},
        {"(?>a)", 0},
        {"a++", 1},
        {"a*+", 1},
        {"a?+", 1},
        {"a{2}+", 1},
        {"x\\Ky", 1},
        {"\\R", 0},
        {"\\X", 0},
        {"\\C", 0},
        {"(?R)", 0},
        {"(?1)", 0},
        {"(?(1)a)", 0},
        {"(*UTF8)a", 0},
        {"(?C1)", 0},
        {"\\g{1}", 0},
        {"\\k<a>", 0},
        {"(a", 0},
        {"a)", 1},
        {"[a", 0},
        {"*a", 0},
        {"a\\", 1},
        {"\\d{100,1000}", 2},
        {"(?m)a", 0},
        {"(?|a)", 0},
        {"\\G", 0},
        {"a\\E*", 1},
        {"[\\Qa]\\E]", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_regex_length length;
        struct mgp_error error = {0};
        cr_expect_eq(mgp_regex_check(mgp_slice_text(cases[i].regex), true, &length, &error), MGP_INVALID,
                     "%s", cases[i].regex);
        cr_expect_eq(error.offset, cases[i].offset, "%s: %llu %s", cases[i].regex,
                     (unsigned long long)error.offset, error.message);
    }
    struct mgp_regex_length length;
    cr_expect_eq(mgp_regex_check(MGP_LITERAL("\\d{100,}"), true, &length, NULL), MGP_OK);
}

Test(regex_syntax, repeats_whole_characters_of_several_bytes)
{
    static const struct {
        const char *regex;
        size_t min, max;
    } cases[] = {
        {"\xF0\x9F\x99\x82{33}", 33, 132},
        {"\xC3\xA9*x", 1, MGP_REGEX_UNBOUNDED},
        {"\\Q\xE2\x84\xAA\\E{2}", 2, 8},
        {"[\xC3\xA9]{3}", 3, 12},
        {"\\N{33}", 33, 132},
        {"\\N{U+41}{2}", 2, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_regex_length length;
        cr_expect_eq(mgp_regex_check(mgp_slice_text(cases[i].regex), true, &length, NULL), MGP_OK);
        cr_expect(length.min == cases[i].min && length.max == cases[i].max, "%s: %zu to %zu", cases[i].regex,
                  length.min, length.max);
    }
}
