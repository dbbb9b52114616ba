/* As much of Criterion as the unit tests use, for where Criterion itself is not: in an emulator, which its way of
 * starting a process for each test does not survive. Each test runs in a process of its own here, too. What is
 * asserted ends a test, what is expected does not; both are told with their place. */
#ifndef MAGPIE_TESTS_CRITERION_H
#define MAGPIE_TESTS_CRITERION_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct cr_options {
    void (*init)(void);
    void (*fini)(void);
    double timeout;
};

struct cr_test {
    const char *suite, *name;
    void (*run)(void);
    struct cr_options options;
    struct cr_test *next;
};

struct cr_suite {
    const char *name;
    struct cr_options options;
    struct cr_suite *next;
};

/* One of each in a program, whichever of its files include this. */
__attribute__((weak)) struct cr_test *cr_tests, **cr_tests_end = &cr_tests;
__attribute__((weak)) struct cr_suite *cr_suites;
__attribute__((weak)) bool cr_has_failed;

enum { CR_FAILED = 1, CR_SKIPPED = 77, CR_TIMEOUT_SECONDS = 240 };

#define CR_CONSTRUCTOR(name) __attribute__((constructor)) static void name(void)

#define TestSuite(suite_, ...)                                                                                         \
    static struct cr_suite suite_##_suite = {.name = #suite_, .options = {__VA_ARGS__}};                               \
    CR_CONSTRUCTOR(suite_##_register)                                                                                  \
    {                                                                                                                  \
        suite_##_suite.next = cr_suites;                                                                               \
        cr_suites = &suite_##_suite;                                                                                   \
    }                                                                                                                  \
    _Static_assert(true, "takes the semicolon")

#define Test(suite_, name_, ...)                                                                                       \
    static void suite_##_##name_##_run(void);                                                                          \
    static struct cr_test suite_##_##name_##_test = {                                                                  \
        .suite = #suite_, .name = #name_, .run = suite_##_##name_##_run, .options = {__VA_ARGS__}};                    \
    CR_CONSTRUCTOR(suite_##_##name_##_register)                                                                        \
    {                                                                                                                  \
        *cr_tests_end = &suite_##_##name_##_test;                                                                      \
        cr_tests_end = &suite_##_##name_##_test.next;                                                                  \
    }                                                                                                                  \
    static void suite_##_##name_##_run(void)

_Noreturn static inline void cr_end(int status)
{
    fflush(NULL);
    _exit(status);
}

/* Tells of a check that does not hold; the message may be none. */
#define CR_COMPLAIN(text, ...)                                                                                         \
    (cr_has_failed = true, fprintf(stderr, "    %s:%d: %s ", __FILE__, __LINE__, text),                                \
     fprintf(stderr, "" __VA_ARGS__), fputc('\n', stderr))
#define CR_EXPECT(holds, text, ...) ((holds) ? (void)0 : (void)CR_COMPLAIN(text, __VA_ARGS__))
#define CR_ASSERT(holds, text, ...) ((holds) ? (void)0 : ((void)CR_COMPLAIN(text, __VA_ARGS__), cr_end(CR_FAILED)))

static inline bool cr_is_near(double a, double b, double epsilon)
{
    return a - b <= epsilon && b - a <= epsilon;
}

#define cr_expect(a, ...)               CR_EXPECT(a, #a, __VA_ARGS__)
#define cr_expect_not(a, ...)           CR_EXPECT(!(a), "not " #a, __VA_ARGS__)
#define cr_expect_null(a, ...)          CR_EXPECT((a) == NULL, #a " is NULL", __VA_ARGS__)
#define cr_expect_not_null(a, ...)      CR_EXPECT((a) != NULL, #a " is not NULL", __VA_ARGS__)
#define cr_expect_eq(a, b, ...)         CR_EXPECT((a) == (b), #a " == " #b, __VA_ARGS__)
#define cr_expect_neq(a, b, ...)        CR_EXPECT((a) != (b), #a " != " #b, __VA_ARGS__)
#define cr_expect_lt(a, b, ...)         CR_EXPECT((a) < (b), #a " < " #b, __VA_ARGS__)
#define cr_expect_leq(a, b, ...)        CR_EXPECT((a) <= (b), #a " <= " #b, __VA_ARGS__)
#define cr_expect_gt(a, b, ...)         CR_EXPECT((a) > (b), #a " > " #b, __VA_ARGS__)
#define cr_expect_geq(a, b, ...)        CR_EXPECT((a) >= (b), #a " >= " #b, __VA_ARGS__)
#define cr_expect_float_eq(a, b, e, ...) CR_EXPECT(cr_is_near(a, b, e), #a " == " #b, __VA_ARGS__)
#define cr_expect_str_eq(a, b, ...)     CR_EXPECT(strcmp(a, b) == 0, #a " is " #b, __VA_ARGS__)
#define cr_expect_str_neq(a, b, ...)    CR_EXPECT(strcmp(a, b) != 0, #a " is not " #b, __VA_ARGS__)
#define cr_expect_str_empty(a, ...)     CR_EXPECT((a)[0] == '\0', #a " is empty", __VA_ARGS__)
#define cr_expect_arr_eq(a, b, size, ...) CR_EXPECT(memcmp(a, b, size) == 0, #a " is " #b, __VA_ARGS__)
#define cr_expect_fail(...)             CR_EXPECT(false, "", __VA_ARGS__)

#define cr_assert(a, ...)               CR_ASSERT(a, #a, __VA_ARGS__)
#define cr_assert_not(a, ...)           CR_ASSERT(!(a), "not " #a, __VA_ARGS__)
#define cr_assert_null(a, ...)          CR_ASSERT((a) == NULL, #a " is NULL", __VA_ARGS__)
#define cr_assert_not_null(a, ...)      CR_ASSERT((a) != NULL, #a " is not NULL", __VA_ARGS__)
#define cr_assert_eq(a, b, ...)         CR_ASSERT((a) == (b), #a " == " #b, __VA_ARGS__)
#define cr_assert_neq(a, b, ...)        CR_ASSERT((a) != (b), #a " != " #b, __VA_ARGS__)
#define cr_assert_lt(a, b, ...)         CR_ASSERT((a) < (b), #a " < " #b, __VA_ARGS__)
#define cr_assert_leq(a, b, ...)        CR_ASSERT((a) <= (b), #a " <= " #b, __VA_ARGS__)
#define cr_assert_gt(a, b, ...)         CR_ASSERT((a) > (b), #a " > " #b, __VA_ARGS__)
#define cr_assert_geq(a, b, ...)        CR_ASSERT((a) >= (b), #a " >= " #b, __VA_ARGS__)
#define cr_assert_str_eq(a, b, ...)     CR_ASSERT(strcmp(a, b) == 0, #a " is " #b, __VA_ARGS__)
#define cr_assert_arr_eq(a, b, size, ...) CR_ASSERT(memcmp(a, b, size) == 0, #a " is " #b, __VA_ARGS__)
#define cr_assert_fail(...)             CR_ASSERT(false, "", __VA_ARGS__)

#define cr_skip_test(...) (fprintf(stderr, "    " __VA_ARGS__), fputc('\n', stderr), cr_end(CR_SKIPPED))
#define cr_log_info(...)  ((void)snprintf(NULL, 0, __VA_ARGS__))

_Noreturn static inline void cr_run_here(const struct cr_test *test)
{
    struct cr_options suite = {0};
    for (const struct cr_suite *s = cr_suites; s; s = s->next) {
        if (strcmp(s->name, test->suite) == 0) suite = s->options;
    }
    alarm((unsigned)test->options.timeout ? (unsigned)test->options.timeout * 4 : CR_TIMEOUT_SECONDS);
    if (suite.init) suite.init();
    if (test->options.init) test->options.init();
    test->run();
    if (test->options.fini) test->options.fini();
    if (suite.fini) suite.fini();
    cr_end(cr_has_failed ? CR_FAILED : 0);
}

/* What the test's process ended with; a signal counts as 128 and its number. */
static inline int cr_run(const struct cr_test *test)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) cr_run_here(test);
    if (child < 0 || waitpid(child, &status, 0) < 0) return CR_FAILED;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

__attribute__((weak)) int main(void)
{
    unsigned passed = 0, skipped = 0, failed = 0;
    for (const struct cr_test *test = cr_tests; test; test = test->next) {
        int status = cr_run(test);
        passed += status == 0;
        skipped += status == CR_SKIPPED;
        failed += status != 0 && status != CR_SKIPPED;
        if (status != 0) {
            printf("[%s] %s: %s (%d)\n", status == CR_SKIPPED ? "SKIP" : "FAIL", test->suite, test->name, status);
        }
    }
    printf("%u passed, %u skipped, %u failed\n", passed, skipped, failed);
    return failed > 0 || passed + skipped == 0;
}

#endif
