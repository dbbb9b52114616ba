#include <criterion/criterion.h>

#include "base/clock.h"
#include "scanner/source/glob.h"

static bool fits(const char *pattern, const char *key)
{
    struct mgp_globs *globs;
    cr_assert_eq(mgp_globs_create(&pattern, 1, NULL, 0, &globs, NULL), MGP_OK, "%s", pattern);
    bool result = mgp_globs_select(globs, mgp_slice_text(key));
    mgp_globs_destroy(globs);
    return result;
}

static const struct {
    const char *pattern, *key;
    bool fits;
} cases[] = {
    {"a.txt", "a.txt", true},
    {"a.txt", "deep/er/a.txt", true},
    {"a.txt", "a.txt/below", true},
    {"a.txt", "ba.txt", false},
    {"a.txt", "a.txtx", false},
    {".git", ".git/config", true},
    {".git", "sub/.git/config", true},
    {".git", ".gitignore", false},
    {"*.csv", "a.csv", true},
    {"*.csv", "x/y/a.csv", true},
    {"*.csv", "a.csvx", false},
    {"x/*.csv", "x/a.csv", true},
    {"x/*.csv", "x/y/a.csv", false},
    {"x/*.csv", "w/x/a.csv", false},
    {"x/**.csv", "x/y/a.csv", true},
    {"**/a.csv", "a.csv", true},
    {"**/a.csv", "x/y/a.csv", true},
    {"**/a.csv", "xa.csv", false},
    {"x/**/a", "x/a", true},
    {"x/**/a", "x/y/z/a", true},
    {"x/**/a", "xa", false},
    {"x/**/a", "x/ya", false},
    {"x/**", "x/y/z", true},
    {"x/**", "x", false},
    {"**", "anything/at all", true},
    {"*", "any/thing", true},
    {"?.txt", "a.txt", true},
    {"?.txt", "\xC3\xA9.txt", true},
    {"?.txt", "ab.txt", false},
    {"a?b", "a/b", false},
    {"a[/]b", "a/b", false},
    {"[a-c]x", "bx", true},
    {"[a-c]x", "dx", false},
    {"[!a-c]x", "dx", true},
    {"[^a-c]x", "bx", false},
    {"[!a]x", "/x", false},
    {"[]x]", "]", true},
    {"[]x]", "x", true},
    {"[!]]", "x", true},
    {"[a-]", "-", true},
    {"[\\]]", "]", true},
    {"[\xCE\xB1-\xCF\x89]", "\xCE\xB2", true},
    {"\\*", "*", true},
    {"\\*", "x", false},
    {"a\\[b", "a[b", true},
    {"logs/", "logs/a", true},
    {"logs/", "x/logs/a", true},
    {"logs/", "logs", false},
    {"/top", "top", true},
    {"/top", "sub/top", false},
    {"/top", "top/sub", true},
    {"a/b", "a/b", true},
    {"a/b", "a/b/c", true},
    {"a/b", "x/a/b", false},
    {"A.txt", "a.txt", false},
    {"with\nnewline", "with\nnewline", true},
    {"*a*b*c*", "xxaxxbxxcxx", true},
    {"*a*b*c*", "xxaxxcxxbxx", false},
};

Test(glob, fits_what_its_header_says)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_eq(fits(cases[i].pattern, cases[i].key), cases[i].fits, "%s on %s", cases[i].pattern, cases[i].key);
    }
}

Test(glob, excludes_win_over_includes)
{
    const char *includes[] = {"*.csv", "docs/**"}, *excludes[] = {"old", "*.tmp.csv"};
    struct mgp_globs *globs;
    cr_assert_eq(mgp_globs_create(includes, 2, excludes, 2, &globs, NULL), MGP_OK);
    cr_expect(mgp_globs_select(globs, MGP_LITERAL("a.csv")));
    cr_expect(mgp_globs_select(globs, MGP_LITERAL("docs/a.txt")));
    cr_expect_not(mgp_globs_select(globs, MGP_LITERAL("a.txt")));
    cr_expect_not(mgp_globs_select(globs, MGP_LITERAL("old/a.csv")));
    cr_expect_not(mgp_globs_select(globs, MGP_LITERAL("a.tmp.csv")));
    cr_expect(mgp_globs_exclude_folder(globs, MGP_LITERAL("x/old")));
    cr_expect(mgp_globs_exclude_folder(globs, MGP_LITERAL("x/old/y")));
    cr_expect_not(mgp_globs_exclude_folder(globs, MGP_LITERAL("x/older")));
    mgp_globs_destroy(globs);
}

Test(glob, a_slash_at_the_end_means_folders_only)
{
    const char *exclude = "build/";
    struct mgp_globs *globs;
    cr_assert_eq(mgp_globs_create(NULL, 0, &exclude, 1, &globs, NULL), MGP_OK);
    cr_expect(mgp_globs_exclude_folder(globs, MGP_LITERAL("build")));
    cr_expect(mgp_globs_select(globs, MGP_LITERAL("build")));
    cr_expect_not(mgp_globs_select(globs, MGP_LITERAL("build/x")));
    mgp_globs_destroy(globs);
}

Test(glob, no_globs_select_everything)
{
    struct mgp_globs *globs;
    cr_assert_eq(mgp_globs_create(NULL, 0, NULL, 0, &globs, NULL), MGP_OK);
    cr_expect(mgp_globs_select(globs, MGP_LITERAL("a")));
    cr_expect_not(mgp_globs_exclude_folder(globs, MGP_LITERAL("a")));
    mgp_globs_destroy(globs);
    mgp_globs_destroy(NULL);
}

Test(glob, refuses_what_is_no_pattern_and_says_why)
{
    static const char *const bad[] = {"", "/", "[abc", "[", "[!", "a\\", "[z-a]", "[a-\\", "[]"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mgp_globs *globs = NULL;
        struct mgp_error error = {0};
        cr_expect_eq(mgp_globs_create(NULL, 0, &bad[i], 1, &globs, &error), MGP_INVALID, "%s", bad[i]);
        cr_expect(strstr(error.message, "is not valid: "), "%s", error.message);
        cr_expect_null(globs);
    }
    char longer[2000];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    const char *pattern = longer;
    struct mgp_globs *globs = NULL;
    cr_expect_eq(mgp_globs_create(&pattern, 1, NULL, 0, &globs, NULL), MGP_INVALID);
}

Test(glob, takes_linear_time_for_hostile_patterns)
{
    static const char *const hostile[] = {
        "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b",
        "**a**a**a**a**a**a**a**a**a**a**a**a**a**a**a**a**a**a**a**a/b",
        "**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/**/b",
    };
    char key[8192];
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = i % 16 == 15 ? '/' : 'a';
    }
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        struct mgp_globs *globs;
        uint64_t begin = mgp_monotonic_ns();
        cr_assert_eq(mgp_globs_create(&hostile[i], 1, NULL, 0, &globs, NULL), MGP_OK);
        cr_expect_not(mgp_globs_select(globs, mgp_slice_of(key, sizeof key)));
        cr_expect_lt(mgp_monotonic_ns() - begin, 2000000000u, "%s", hostile[i]);
        mgp_globs_destroy(globs);
    }
}
