#include "identifiers/check_value.h"
#include "identifiers/recogniser_gates.h"
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

/* --- the plain way ------------------------------------------------------------------------------------- */

static const struct {
    unsigned long first, last; /* of the first six digits */
    size_t lengths[4];
} plain_issuers[] = {
    {222100, 272099, {16}},         {300000, 305999, {14, 16}}, {309500, 309599, {14, 16}},
    {340000, 349999, {15}},         {352800, 358999, {16, 17, 18, 19}}, {360000, 369999, {14, 16}},
    {370000, 379999, {15}},         {380000, 399999, {14, 16}}, {400000, 499999, {13, 16, 19}},
    {501900, 501999, {16}},         {510000, 559999, {16}},     {601100, 601199, {16, 17, 18, 19}},
    {620000, 629999, {16, 17, 18, 19}}, {644000, 659999, {16, 17, 18, 19}}, {810000, 819999, {16, 17, 18, 19}}};

static bool is_issued(const uint8_t *digits, size_t count)
{
    unsigned long prefix = 0;
    for (size_t i = 0; i < 6; i++) {
        prefix = prefix * 10 + digits[i];
    }
    for (size_t i = 0; i < sizeof plain_issuers / sizeof *plain_issuers; i++) {
        bool is_within = prefix >= plain_issuers[i].first && prefix <= plain_issuers[i].last;
        for (size_t n = 0; is_within && n < 4; n++) {
            if (plain_issuers[i].lengths[n] == count) return true;
        }
    }
    return false;
}

static bool is_plain_card(const uint8_t *digits, size_t count, bool is_one_piece)
{
    unsigned weighed = 0;
    bool is_repeated = true;
    if (count < 13 || !is_issued(digits, count) || !mgp_luhn_holds(digits, count)) return false;
    for (size_t i = 0; i < count; i++) {
        is_repeated = is_repeated && digits[i] == digits[0];
        weighed += digits[i] * (i % 2 ? 3u : 1u);
    }
    return !is_repeated && !(is_one_piece && count == 13 && weighed % 10 == 0);
}

static bool is_plain_bare(const uint8_t *digits, size_t count)
{
    bool seen[10] = {false};
    for (size_t i = 0; i < count; i++) {
        seen[digits[i]] = true;
    }
    bool is_stroke_code = !seen[0] && !seen[6] && !seen[7] && !seen[8] && !seen[9] &&
                          seen[1] + seen[2] + seen[3] + seen[4] + seen[5] >= 3;
    return count == 13 || is_stroke_code;
}

/* The longest card at the begin of a text of digits and single separators that ends with a digit. */
static size_t plain_card(const char *text, uint32_t *variant)
{
    uint8_t digits[64];
    size_t count = 0, longest = 0;
    for (size_t at = 0;; at++) {
        size_t group = 0;
        for (; text[at] >= '0' && text[at] <= '9'; at++, group++) {
            digits[count++] = (uint8_t)(text[at] - '0');
        }
        bool is_one_piece = group == count;
        if (count > 19 || (!is_one_piece && group > 13)) return longest;
        if (is_plain_card(digits, count, is_one_piece)) {
            longest = at;
            *variant = is_one_piece && is_plain_bare(digits, count) ? MGP_CARD_BARE : MGP_CARD_PLAIN;
        }
        if (group < 3 || group > 10 || text[at] == '\0') return longest;
    }
}

static size_t next_below(uint64_t *random, size_t limit)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*random >> 33) % limit;
}

/* Up to 24 digits in groups, that begin as an issuer's do or nearly so; few kinds of digits, so that some repeat. */
static void write_number(char *text, uint64_t *random)
{
    size_t issuer = next_below(random, sizeof plain_issuers / sizeof *plain_issuers);
    unsigned long prefix = next_below(random, 2) ? plain_issuers[issuer].first : plain_issuers[issuer].last;
    size_t kinds = next_below(random, 3) ? 10 : 1 + next_below(random, 6), count = 12 + next_below(random, 10);
    char digits[32];
    snprintf(digits, sizeof digits, "%06lu", prefix + next_below(random, 3) - 1);
    if (kinds < 10) memset(digits, digits[0], 6);
    for (size_t i = 6; i < count; i++) {
        size_t digit = kinds < 10 ? (size_t)(digits[0] - '0') + next_below(random, kinds) : next_below(random, 10);
        digits[i] = (char)('0' + (int)(digit % 10));
    }
    bool is_grouped = next_below(random, 2);
    size_t out = 0, group = 0, wanted = 3 + next_below(random, 5);
    for (size_t i = 0; i < count; i++, group++) {
        if (is_grouped && group == wanted) {
            text[out++] = next_below(random, 2) ? ' ' : '-';
            wanted = 2 + next_below(random, 12);
            group = 0;
        }
        text[out++] = digits[i];
    }
    text[out] = '\0';
}

Test(recogniser_card, agrees_with_the_plain_way)
{
    uint64_t random = 99;
    size_t cards = 0, bare = 0;
    for (size_t round = 0; round < 300000; round++) {
        char text[64];
        uint32_t variant = 0;
        struct mgp_recognition found = {0};
        write_number(text, &random);
        size_t expected = plain_card(text, &variant);
        bool is_card = mgp_card_at(mgp_slice_text(text), 0, &found);
        cr_assert_eq(is_card ? found.end : 0, expected, "%s", text);
        cr_assert(!is_card || found.variant == variant, "%s", text);
        cards += is_card;
        bare += is_card && variant == MGP_CARD_BARE;
    }
    cr_expect(cards > 4000 && bare > 50, "%zu, %zu", cards, bare);
}
