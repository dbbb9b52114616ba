#include "recogniser_testing.h"

/* Public specimens of the registry, one for each structure, and made-up ones with right check digits. */
static const char *const specimens[] = {
    "AL47212110090000000235698741",
    "AD1200012030200359100100",
    "BA391290079401028494",
    "BR9700360305000010009795493P1",
    "BG80BNBG96611020345678",
    "CR05015202001026284066",
    "HR1210010051863000160",
    "CY17002001280000001200527600",
    "CZ6508000000192000145399",
    "DK5000400440116243",
    "DO28BAGR00000001212453611324",
    "EG380019000500000000263180002",
    "EE382200221020145685",
    "FO6264600001631634",
    "FI2112345600000785",
    "FR1420041010050500013M02606",
    "GE29NB0000000101904917",
    "DE89370400440532013000",
    "GR1601101250000000012300695",
    "GL8964710001000206",
    "HU42117730161111101800000000",
    "IS140159260076545510730339",
    "IE29AIBK93115212345678",
    "IT60X0542811101000000123456",
    "JO94CBJO0010000000000131000302",
    "XK051212012345678906",
    "LI21088100002324013AA",
    "LT121000011101001000",
    "MT84MALT011000012345MTLCAST001S",
    "MR1300020001010000123456753",
    "MU17BOMM0101101030300200000MUR",
    "MC5811222000010123456789030",
    "ME25505000012345678951",
    "NL91ABNA0417164300",
    "MK07250120000058984",
    "PL61109010140000071219812874",
    "PT50000201231234567890154",
    "SM86U0322509800000000270100",
    "SN06BC3456789012345678901234",
    "RS35260005601001611379",
    "SK3112000000198742637541",
    "SI56263300012039086",
    "ES9121000418450200051332",
    "SE4550000000058398257466",
    "CH9300762011623852957",
    "TL380080012345678910157",
    "TN5910006035183598478831",
    "TR330006100519786457841326",
    "UA213223130000026007233566001",
    "GB29NWBK60161331926819",
    "AE070331234567890123456",
    "VG96VPVG0000012345678901",
};

static uint32_t variant_of(const char *text)
{
    struct mgp_value_view view = {.text = mgp_slice_text(text), .begins_value = true, .ends_value = true};
    struct mgp_recognition found = {0};
    bool is_found = mgp_recognise(MGP_RECOGNISER_IBAN, &view, 0, view.text.len, &found);
    return is_found ? found.variant : 0;
}

/* text with a separator behind every n-th character. */
static const char *grouped(const char *text, size_t n, const char *separator)
{
    static char out[200];
    size_t at = 0;
    for (size_t i = 0; text[i]; i++) {
        if (i > 0 && i % n == 0) out[at++] = *separator;
        out[at++] = text[i];
    }
    out[at] = 0;
    return out;
}

Test(recogniser_iban, finds_every_country)
{
    cr_expect_eq(sizeof specimens / sizeof specimens[0], 52);
    for (size_t i = 0; i < sizeof specimens / sizeof specimens[0]; i++) {
        cr_expect_str_eq(found_in_text(MGP_RECOGNISER_IBAN, specimens[i]), specimens[i], "%s", specimens[i]);
        cr_expect_eq(variant_of(specimens[i]), MGP_IBAN_VARIANT(specimens[i][0], specimens[i][1]));
    }
}

Test(recogniser_iban, wants_check_digits_length_and_structure)
{
    for (size_t i = 0; i < sizeof specimens / sizeof specimens[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s", specimens[i]);
        text[3] = text[3] == '9' ? '0' : (char)(text[3] + 1);
        cr_expect_eq(variant_of(text), 0, "%s", text);
        snprintf(text, sizeof text, "%s0", specimens[i]);
        cr_expect_eq(variant_of(text), 0, "%s", text);
        snprintf(text, sizeof text, "%.*s", (int)strlen(specimens[i]) - 1, specimens[i]);
        cr_expect_eq(variant_of(text), 0, "%s", text);
    }
}

Test(recogniser_iban, reads_every_grouping)
{
    for (size_t i = 0; i < sizeof specimens / sizeof specimens[0]; i++) {
        static const char *const separators[] = {" ", "-", "."};
        for (size_t k = 0; k < 3; k++) {
            const char *text = grouped(specimens[i], 4, separators[k]);
            cr_expect_str_eq(found_in_text(MGP_RECOGNISER_IBAN, text), text);
        }
    }
    static const char *const texts[] = {"DE89 370400440532013000", "DE89 3704 0044 0532013000",
                                        "de89370400440532013000", "De89 3704-0044.0532 0130 00",
                                        "GB29-NWBK-6016-1331-9268-19", "DE 89 3704 0044 0532 0130 00",
                                        "DE-89-370400440532013000", "gb.29.NWBK 60161331926819",
                                        "DE8 9370 4004 4053 2013 000"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cr_expect_str_eq(found_in_text(MGP_RECOGNISER_IBAN, texts[i]), texts[i]);
    }
}

/* 00, 01 and 99 leave the same remainder as 97, 98 and 02, and are never issued. */
Test(recogniser_iban, wants_check_digits_from_02_to_98)
{
    static const char *const rows[][2] = {{"DE97100000000000000028", "DE00100000000000000028"},
                                          {"DE98100000000000000010", "DE01100000000000000010"},
                                          {"DE02100000000000000089", "DE99100000000000000089"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_neq(variant_of(rows[i][0]), 0, "%s", rows[i][0]);
        cr_expect_eq(variant_of(rows[i][1]), 0, "%s", rows[i][1]);
    }
}

Test(recogniser_iban, wants_free_edges_and_single_separators)
{
    static const char *const texts[] = {
        "DE89  370400440532013000",
        "DE89_3704_0044_0532_0130_00",
        "xDE89370400440532013000",
        "DE89370400440532013000x",
        "1DE89370400440532013000",
        ("\xC3\xA4"
         "DE89370400440532013000"),
        "DE89370400440532013000\xC3\xA4",
        "D E89370400440532013000",
        "AT611904300234573201",
        "NO9386011117947",
        "BE68539007547034",
        "DE89",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cr_expect_str_eq(found_in_text(MGP_RECOGNISER_IBAN, texts[i]), "", "%s", texts[i]);
    }
    const char *two = "IBAN:DE89370400440532013000 GB29NWBK60161331926819.";
    cr_expect_str_eq(found_in_text(MGP_RECOGNISER_IBAN, two),
                     "DE89370400440532013000|GB29NWBK60161331926819");
    cr_expect_str_eq(found_in_text(MGP_RECOGNISER_IBAN, "_DE89370400440532013000_"),
                     "DE89370400440532013000");
}

Test(recogniser_iban, is_the_same_in_pieces)
{
    struct mgp_buffer buffer = {0};
    for (size_t i = 0; i < sizeof specimens / sizeof specimens[0]; i++) {
        mgp_buffer_format(&buffer, "account %s and ", specimens[i]);
        mgp_buffer_text(&buffer, grouped(specimens[i], 1 + i % 5, " "));
        mgp_buffer_byte(&buffer, '\n');
    }
    assert_same_in_pieces(MGP_RECOGNISER_IBAN, mgp_buffer_slice(&buffer));
    mgp_buffer_clear(&buffer);
}

Test(recogniser_iban, is_linear)
{
    static const char *const patterns[] = {"DE89 ", "MT84 MALT ", "GR16 0110 1250 0000 0000 1230 069 ", "1",
                                           "DE8937040044053201300"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct mgp_slice text = repeated(patterns[i], 1 << 20);
        struct results results = collect_all(MGP_RECOGNISER_IBAN, text);
        free(results.items);
        free((void *)text.ptr);
    }
}

/* One digit at a time. */
static unsigned plain_remainder(const char *text)
{
    unsigned remainder = 0;
    for (; *text; text++) {
        unsigned value = *text <= '9' ? (unsigned)(*text - '0') : (unsigned)(*text - 'A') + 10;
        remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder;
}

static bool is_found(const char *text)
{
    struct mgp_value_view view = {.text = mgp_slice_text(text), .begins_value = true, .ends_value = true};
    struct mgp_recognition found;
    return mgp_recognise(MGP_RECOGNISER_IBAN, &view, 0, strlen(text), &found) && found.end == strlen(text);
}

/* Numbers of several countries: found with the check digits that the plain remainder gives, and with no others. */
Test(recogniser_iban, agrees_with_the_plain_remainder)
{
    static const struct {
        const char *country, *letters;
        size_t digits;
    } kinds[] = {{"DE", "", 18}, {"NL", "ABNA", 10}, {"GB", "NWBK", 14}, {"NO", "", 11},  {"PL", "", 24},
                 {"DK", "", 14}, {"SE", "", 20},     {"SI", "", 15},     {"EG", "", 25}, {"MR", "", 23}};
    uint64_t random = 99;
    for (size_t round = 0; round < 2000; round++) {
        const char *country = kinds[round % 10].country, *letters = kinds[round % 10].letters;
        char account[40], whole[48], turned[48];
        size_t digits = kinds[round % 10].digits;
        for (size_t i = 0; i < digits; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            account[i] = (char)('0' + (random >> 33) % 10);
        }
        account[digits] = '\0';
        snprintf(turned, sizeof turned, "%s%s%s00", letters, account, country);
        unsigned wanted = 98 - plain_remainder(turned);
        for (unsigned check = 0; check < 100; check += round < 100 ? 1 : 7) {
            snprintf(whole, sizeof whole, "%s%02u%s%s", country, check, letters, account);
            bool is_known = strcmp(country, "NO") != 0; /* Macie has no identifier for Norway */
            cr_expect_eq(is_found(whole), is_known && check == wanted, "%s", whole);
        }
        snprintf(whole, sizeof whole, "%s%02u%s%s", country, wanted, letters, account);
        cr_expect_eq(is_found(whole), strcmp(country, "NO") != 0, "%s", whole);
    }
}

/* A letter for a digit or the other way round, with the check digits that the number has then: found where the country
 * may have either (c), and nowhere else. */
Test(recogniser_iban, structure_counts_at_every_place)
{
    static const struct {
        const char *specimen, *kinds;
    } rows[] = {
        {"FR1420041010050500013M02606", "nnnnnnnnnncccccccccccnn"},
        {"GB29NWBK60161331926819", "aaaannnnnnnnnnnnnn"},
        {"DE89370400440532013000", "nnnnnnnnnnnnnnnnnn"},
        {"MT84MALT011000012345MTLCAST001S", "aaaannnnncccccccccccccccccc"},
        {"MU17BOMM0101101030300200000MUR", "aaaannnnnnnnnnnnnnnnnnnaaa"},
        {"LI21088100002324013AA", "nnnnncccccccccccc"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t place = 0; rows[i].kinds[place]; place++) {
            char whole[48], turned[48];
            snprintf(whole, sizeof whole, "%s", rows[i].specimen);
            whole[4 + place] = whole[4 + place] <= '9' ? 'K' : '7';
            snprintf(turned, sizeof turned, "%s%.2s00", whole + 4, whole);
            unsigned check = 98 - plain_remainder(turned);
            whole[2] = (char)('0' + check / 10);
            whole[3] = (char)('0' + check % 10);
            cr_expect_eq(is_found(whole), rows[i].kinds[place] == 'c', "%s", whole);
            cr_expect_eq(is_found(grouped(whole, 4, " ")), rows[i].kinds[place] == 'c', "%s", whole);
        }
    }
}
