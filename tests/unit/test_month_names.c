#include <criterion/criterion.h>

#include "identifiers/month_names.h"

Test(month_names, are_known_in_every_language_and_case)
{
    static const struct {
        const char *word;
        unsigned month;
    } rows[] = {
        {"January", 1}, {"FEBRUARY", 2}, {"février", 2}, {"FÉVRIER", 2}, {"fevrier", 2}, {"März", 3},
        {"MÄRZ", 3}, {"maerz", 3}, {"março", 3}, {"août", 8}, {"aout", 8}, {"kesäkuuta", 6}, {"září", 9},
        {"SIERPNIA", 8}, {"października", 10}, {"augusztus", 8}, {"gegužės", 5}, {"rugsėjo", 9},
        {"Μαΐου", 5}, {"ΙΑΝΟΥΑΡΊΟΥ", 1}, {"май", 5}, {"ДЕКЕМВРИ", 12}, {"Ġunju", 6}, {"sept", 9},
        {"studenoga", 11}, {"siječnja", 1}, {"gen", 1}, {"mrt", 3}, {"out", 10}, {"noiembrie", 11},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(mgp_month_of(mgp_slice_text(rows[i].word)), rows[i].month, "%s", rows[i].word);
    }
}

Test(month_names, are_whole_words)
{
    static const char *const words[] = {
        "", " ", "ja", "januar januar", "marching", "mayor", "augustine", "octopus", "d", "people", "januaryy",
        "\xFF\xFE", "feb\xC3", "a-very-long-word-that-no-month-is-called-anywhere-in-the-world",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        cr_expect_eq(mgp_month_of(mgp_slice_text(words[i])), 0, "%s", words[i]);
    }
}
