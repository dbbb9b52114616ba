#include "identifiers/check_value.h"
#include "recogniser_testing.h"

struct row {
    const char *text, *found;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = found_in_text(MGP_RECOGNISER_CARD, rows[i].text);
        cr_expect_str_eq(found, rows[i].found, "in \"%s\": found \"%s\", not \"%s\"", rows[i].text, found,
                         rows[i].found);
        assert_same_in_pieces(MGP_RECOGNISER_CARD, mgp_slice_text(rows[i].text));
    }
}
#define CHECK(rows) check(rows, sizeof rows / sizeof rows[0])

Test(recogniser_card, finds_every_brand)
{
    static const struct row rows[] = {
        {"4556737586899855", "4556737586899855"},       /* Visa */
        {"4222222222222", "4222222222222"},             /* Visa of 13 */
        {"4917610000000000003", "4917610000000000003"}, /* Visa of 19 */
        {"5105105105105100", "5105105105105100"},       /* Mastercard */
        {"2221000000000009", "2221000000000009"},
        {"2720990000000007", "2720990000000007"},
        {"378282246310005", "378282246310005"}, /* American Express */
        {"30569309025904", "30569309025904"},   /* Diners Club */
        {"36148900647913", "36148900647913"},
        {"38520000023237", "38520000023237"},
        {"6011111111111117", "6011111111111117"}, /* Discover */
        {"3530111333300000", "3530111333300000"}, /* JCB */
        {"5019717010103742", "5019717010103742"}, /* Dankort */
        {"6200000000000005", "6200000000000005"}, /* UnionPay */
        {"8171999927660000", "8171999927660000"},
    };
    CHECK(rows);
}

Test(recogniser_card, wants_check_digit_issuer_and_length)
{
    static const struct row rows[] = {
        {"4556737586899856", ""},
        {"1234567890123452", ""},
        {"9999999999999995", ""},
        {"0000000000000000", ""},
        {"455673758689985", ""},
        {"37828224631000", ""},
        {"2220990000000009", ""},
        {"2721000000000004", ""},
        {"5610591081018250", ""},
        {"76009244561", ""},
        {"", ""},
        {"4", ""},
        {"455673758689985512", ""},
        {"45567375868998551234", ""},
    };
    CHECK(rows);
}

Test(recogniser_card, leaves_article_numbers)
{
    static const struct row rows[] = {
        {"EAN 4542052419295, 4903831122230", ""}, /* Luhn holds too */
        {"4542 0524 1929 5", "4542 0524 1929 5"},
        {"4222222222222", "4222222222222"},
    };
    CHECK(rows);
}

Test(recogniser_card, reads_groups)
{
    static const struct row rows[] = {
        {"4556 7375 8689 9855", "4556 7375 8689 9855"},
        {"4556-7375-8689-9855", "4556-7375-8689-9855"},
        {"4556 7375-8689 9855", "4556 7375-8689 9855"},
        {"3782 822463 10005", "3782 822463 10005"},
        {"3056 930902 5904", "3056 930902 5904"},
        {"4222 2222 2222 2", "4222 2222 2222 2"},
        {"4556  7375 8689 9855", ""},
        {"4556--7375-8689-9855", ""},
        {"4556.7375.8689.9855", ""},
        {"45 56 73 75 86 89 98 55", ""},
        {"4-5-5-6-7-3-7-5-8-6-8-9-9-8-5-5", ""},
        {"4556 73 758689 9855", ""},
    };
    CHECK(rows);
}

Test(recogniser_card, finds_cards_beside_other_numbers)
{
    static const struct row rows[] = {
        {"card 4556737586899855 12/27", "4556737586899855"},
        {"card 4556737586899855 123", "4556737586899855"},
        {"2024-05-06 4556737586899855", "4556737586899855"},
        {"4111-1111-1111-1111 4222-2222-2222-2", "4111-1111-1111-1111|4222-2222-2222-2"},
        {"4111-1111-1111-1111 4556-7375-8689-9855 5105-1051-0510-5100",
         "4111-1111-1111-1111|4556-7375-8689-9855|5105-1051-0510-5100"},
        {"4556737586899855 5105105105105100", "4556737586899855|5105105105105100"},
        {"17 4556 7375 8689 9855", "4556 7375 8689 9855"},
        {"4556 7375 8689 9855 17", "4556 7375 8689 9855"},
    };
    CHECK(rows);
}

Test(recogniser_card, wants_free_edges)
{
    static const struct row rows[] = {
        {"x4556737586899855", ""},
        {"4556737586899855x", ""},
        {"_4556737586899855_", "4556737586899855"},
        {"\xC3\xA9"
         "4556737586899855",
         ""},
        {"4556737586899855\xD1\x8F", ""},
        {"\xE2\x82\xAC"
         "4556737586899855",
         "4556737586899855"}, /* a euro sign is no letter */
        {"1.4556737586899855", ""},
        {"4556737586899855.1", ""},
        {"1,4556737586899855", ""},
        {"4556737586899855,00", ""},
        {"4556737586899855.", "4556737586899855"},
        {"a,4556737586899855,b", "4556737586899855"},
        {"(4556737586899855)", "4556737586899855"},
        {"\"4556737586899855\"", "4556737586899855"},
        {"#4556737586899855;", "4556737586899855"},
    };
    CHECK(rows);
}

Test(recogniser_card, is_linear)
{
    static const char *const patterns[] = {
        "4", "41", "4111 ", "411-", "4111111111111111 ", "4 ", "- ", "4111 1111 1111 1112 "};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct mgp_slice text = repeated(patterns[i], 1 << 20);
        struct results results = collect_all(MGP_RECOGNISER_CARD, text);
        free(results.items);
        free((void *)text.ptr);
    }
}

/* Numbers of every length, in one piece and in groups, that begin as an issuer's do: the check digit alone decides, and
 * must be what the plain sum says. */
Test(recogniser_card, takes_exactly_the_numbers_that_luhn_takes)
{
    static const struct {
        const char *prefix;
        size_t length;
    } issuers[] = {{"37", 15}, {"4556", 16}, {"4917", 19}, {"36", 14}, {"6212", 17}, {"6212", 18}, {"5412", 16}};
    uint64_t random = 12345;
    size_t found_count = 0;
    for (size_t round = 0; round < 7000; round++) {
        char text[24];
        uint8_t digits[24];
        size_t kind = round % 7, length = issuers[kind].length;
        strcpy(text, issuers[kind].prefix);
        for (size_t i = strlen(text); i < length; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            text[i] = (char)('0' + (random >> 33) % 10);
        }
        text[length] = '\0';
        for (size_t i = 0; i < length; i++) {
            digits[i] = (uint8_t)(text[i] - '0');
        }
        struct mgp_value_view view = {.text = mgp_slice_text(text), .begins_value = true, .ends_value = true};
        struct mgp_recognition found;
        bool is_card = mgp_recognise(MGP_RECOGNISER_CARD, &view, 0, length, &found) && found.end == length;
        cr_expect_eq(is_card, mgp_luhn_holds(digits, length), "%s", text);
        found_count += is_card;
    }
    cr_expect(found_count > 500 && found_count < 900);
}
