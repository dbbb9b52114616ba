#include <criterion/criterion.h>
#include <stdio.h>

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
                                        "CreditCardNumber",   "xml.credit_card_number", "credit card-\nnumber",
                                        "credit\u00A0card number",
                                        "credit card \xE2\x80\x93 number",
                                        "\xEF\xBC\xA3redit card number"};
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
    cr_expect_eq(count("マイナンバー", "私のマイナンバーは12です"), 1);
    cr_expect_eq(count("บัตร", "เลขบัตรประชาชน"), 1);
    cr_expect_eq(count("주민등록번호", "주민등록번호는 1"), 1, "a particle follows the noun directly");
    cr_expect_eq(count("άδεια οδήγησης", "Άδεια Οδήγησησ"), 1, "a final sigma is a sigma");
    cr_expect_eq(count("άδεια οδήγησης", "ΑΔΕΙΑ ΟΔΗΓΗΣΗΣ"), 1, "Greek capitals go without accents");
    cr_expect_eq(count("förare lic.", "FÖRARE LIC"), 1);
}

Test(keywords, turkish_and_german_letters)
{
    cr_expect_eq(count("vergi kimlik numarası", "VERGİ KİMLİK NUMARASI"), 1);
    cr_expect_eq(count("vergi kimlik numarası", "vergi kimlik numarasi"), 1);
    cr_expect_eq(count("VERGİ KİMLİK NUMARASI", "vergi kimlik numarası"), 1);
    cr_expect_eq(count("kimlik", "ki\xCC\x87mli\xCC\x87k no"), 1, "the lower case of İ may be i with a dot");
    cr_expect_eq(count("straße", "STRASSE strasse Straße STRAẞE"), 4);
    cr_expect_eq(count("strasse", "Straße"), 1);
    cr_expect_eq(count("stras", "Straß"), 0);
    cr_expect_eq(count("straß", "Strasse"), 0);
}

Test(keywords, an_accent_of_the_keyword_may_be_left_out_but_not_one_of_the_text)
{
    static const char *const forms[] = {
        "número de cuenta",  "numero de cuenta",      "NUMERO_DE_CUENTA",
        "numeroDeCuenta",    "nu\xCC\x81mero de cuenta", "NU\xCC\x81MERO DE CUENTA",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        cr_expect_eq(count("número de cuenta", forms[i]), 1, "%s", forms[i]);
    }
    cr_expect_eq(count("nu\xCC\x81mero de cuenta", "número de cuenta"), 1);
    cr_expect_eq(count("numero de cuenta", "número de cuenta"), 0);
    cr_expect_eq(count("dni", "30 dní, dn\xC3\xAD, dni\xCC\x81"), 0);
    cr_expect_eq(count("número", "nùmero"), 0, "another accent is another letter");
    cr_expect_eq(count("kørekort", "KOREKORT Kørekort"), 2);
    cr_expect_eq(count("tat", "E\xCC\x81TAT \xC3\x89TAT"), 0, "a mark is no edge");
    cr_expect_eq(count("carte nationale d'identité", "carte_nationale_d_identite"), 1);
    cr_expect_eq(count("carte nationale d'identité", "carteNationaleDIdentite"), 1);
    cr_expect_eq(count("carte nationale d'identité", "Carte nationale d`identité"), 1);
    cr_expect_eq(count("passeport n °", "Passeport Nº 12"), 1);
}

Test(keywords, custom_ones_keep_their_punctuation)
{
    static const struct {
        const char *keyword, *text;
        size_t count;
    } cases[] = {
        {"#id:", "x #id: 7", 1}, {"#id:", "id 7", 0},       {"---", "a --- b", 1},  {"'tis", "'tis 'TIS", 2},
        {"'tis", "tis", 0},      {"abc'", "abc' abc", 1}, {"\x01zz", "zz", 1},     {"user_id", "userId user id", 2},
        {"\x01", "abc", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_keywords *keywords = mgp_keywords_create();
        struct mgp_keyword_hits hits = {0};
        struct mgp_slice text = mgp_slice_text(cases[i].text);
        mgp_keywords_add(keywords, mgp_slice_text(cases[i].keyword), 0, false);
        mgp_keywords_find(keywords, text, 0, text.len, &hits);
        cr_expect_eq(hits.count, cases[i].count, "%s in %s: %zu", cases[i].keyword, cases[i].text, hits.count);
        free(hits.items);
        mgp_keywords_destroy(keywords);
    }
}

Test(keywords, a_stretch_of_text_that_is_too_long_does_not_count)
{
    char keyword[91], text[2000];
    size_t used = 0;
    for (size_t i = 0; i < 90; i++) {
        keyword[i] = i % 2 ? ' ' : 'a';
    }
    keyword[89] = '\0';
    for (size_t i = 0; i < 89; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s", i % 2 ? "    _    " : "a");
    }
    cr_expect_eq(used > 400 && used < MGP_MAX_KEYWORD_SPAN, true);
    cr_expect_eq(count(keyword, text), 1);
    used = 0;
    for (size_t i = 0; i < 89; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s",
                                 i % 2 ? "\xC2\xA0\xC2\xA0\xC2\xA0\xC2\xA0_\xC2\xA0\xC2\xA0\xC2\xA0\xC2\xA0" : "a");
    }
    cr_expect_eq(used > MGP_MAX_KEYWORD_SPAN, true);
    cr_expect_eq(count(keyword, text), 0);
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
