#include <criterion/criterion.h>

#include "identifiers/keywords.h"

static struct mgp_keyword_hits find(const char *const *words, const char *text)
{
    struct mgp_keywords *keywords = mgp_keywords_create();
    struct mgp_keyword_hits hits = {0};
    for (size_t i = 0; words[i]; i++) {
        mgp_keywords_add(keywords, mgp_slice_text(words[i]), i, true);
    }
    struct mgp_slice all = mgp_slice_text(text);
    mgp_keywords_find(keywords, all, 0, all.len, &hits);
    mgp_keywords_destroy(keywords);
    return hits;
}

static size_t count(const char *keyword, const char *text)
{
    const char *const words[] = {keyword, NULL};
    struct mgp_keyword_hits hits = find(words, text);
    free(hits.items);
    return hits.count;
}

Test(keywords, blank_stands_for_nothing_underscore_and_hyphen)
{
    static const char *const forms[] = {"credit card number", "Credit_Card-Number",    "creditcardnumber",
                                        "creditCardNumber",   "CREDIT CARD NUMBER",    "credit  card\nnumber",
                                        "CreditCardNumber",   "xml.credit_card_number"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        cr_expect_eq(count("credit card number", forms[i]), 1, "%s", forms[i]);
        cr_expect_eq(count("credit_card_number", forms[i]), 1, "%s", forms[i]);
    }
    cr_expect_eq(count("credit card number", "credit.card.number"), 0);
    cr_expect_eq(count("credit card number", "credit\n\ncard number"), 0);
}

Test(keywords, edges_are_free)
{
    cr_expect_eq(count("pan", "company span panel"), 0);
    cr_expect_eq(count("pan", "pan (PAN) pan_id id-pan myPan card2pan pan2 PAN: PANNumber"), 9);
    cr_expect_eq(count("pan", "japan"), 0);
    cr_expect_eq(count("pan", "pané"), 0);
    cr_expect_eq(count("ssn", "SSNNumber"), 1);
    cr_expect_eq(count("card", "card2"), 1);
    cr_expect_eq(count("sin", "using"), 0);
}

Test(keywords, letters_of_other_alphabets)
{
    cr_expect_eq(count("número de cuenta", "NÚMERO_DE_CUENTA"), 1);
    cr_expect_eq(count("carte d'assuré social", "Carte d\xE2\x80\x99"
                                                "Assuré social"),
                 1);
    cr_expect_eq(count("свидетелство", "СВИДЕТЕЛСТВО"), 1);
    cr_expect_eq(count("身份证", "我的身份证号"), 1);
}

Test(keywords, punctuation_at_the_ends_is_dropped_and_within_is_kept)
{
    cr_expect_eq(count("accountno#", "accountno 12"), 1);
    cr_expect_eq(count("c.f.", "C.F. RSS"), 1);
    cr_expect_eq(count("c.f.", "cf"), 0);
    cr_expect_eq(count("...", "..."), 0);
}

Test(keywords, all_that_begin_at_a_place_are_found)
{
    const char *const words[] = {"card", "card number", "cardnumber", "number", NULL};
    struct mgp_keyword_hits hits = find(words, "the card number");
    cr_expect_eq(hits.count, 3);
    cr_expect_eq(hits.items[0].begin, 4);
    cr_expect_eq(hits.items[0].end, 8);
    cr_expect_eq(hits.items[1].end, 15);
    cr_expect_eq(hits.items[2].begin, 9);
    free(hits.items);
}

Test(keywords, hits_depend_only_on_where_they_begin)
{
    static const char text[] = "my número DE cuenta_ssnNumber, SSN";
    struct mgp_keywords *keywords = mgp_keywords_create();
    struct mgp_keyword_hits whole = {0}, pieces = {0};
    mgp_keywords_add(keywords, MGP_LITERAL("número de cuenta"), 0, true);
    mgp_keywords_add(keywords, MGP_LITERAL("ssn"), 1, true);
    mgp_keywords_find(keywords, MGP_LITERAL(text), 0, sizeof text - 1, &whole);
    cr_expect_eq(whole.count, 3);
    for (size_t at = 0; at < sizeof text - 1; at++) {
        if (((uint8_t)text[at] & 0xC0) == 0x80) continue;
        mgp_keywords_find(keywords, MGP_LITERAL(text), at, at + 1, &pieces);
    }
    cr_assert_eq(pieces.count, whole.count);
    cr_expect_arr_eq(pieces.items, whole.items, whole.count * sizeof *whole.items);
    free(whole.items);
    free(pieces.items);
    mgp_keywords_destroy(keywords);
}
