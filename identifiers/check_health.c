/* European Health Insurance Card (decision S1: 80, country in ISO 3166 numeric, issuer, serial); unique
 * device identifiers: GS1 General Specifications 7.9 (mod 10 of the GTIN), ANSI/HIBC 2.6 (mod 43), ISBT 128 standard
 * of ICCBBA (data structures 032, 004 and 008). */
#include "identifiers/check_list.h"

/* Members of the EU and EEA, Switzerland and the United Kingdom. */
bool mgp_check_eu_ehic(struct mgp_slice value)
{
    static const uint16_t countries[] = {40,  56,  100, 191, 196, 203, 208, 233, 246, 250, 276,
                                         300, 348, 352, 372, 380, 428, 438, 440, 442, 470, 528,
                                         578, 616, 620, 642, 703, 705, 724, 752, 756, 826};
    struct mgp_compact card;
    uint64_t sector, country;
    if (!mgp_compact(value, &card) || card.len != 20 || !mgp_number_at(&card, 0, 2, &sector) || sector != 80)
        return false;
    if (!mgp_number_at(&card, 2, 3, &country)) return false;
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
        if (countries[i] == country) return true;
    }
    return false;
}

/* YYMMDD behind an application identifier of four bytes; a day 00 stands for the month's last. */
static bool is_gs1_date(struct mgp_slice field)
{
    size_t begin = field.ptr[4] == ' ' ? 5 : 4;
    struct mgp_compact date;
    if (field.len < begin + 6 || !mgp_compact_digits(mgp_slice_sub(field, begin, begin + 6), 6, &date)) return false;
    const uint8_t *d = date.text;
    unsigned day = d[4] * 10u + d[5];
    return mgp_date_exists(d[0] * 10u + d[1], d[2] * 10u + d[3], day ? day : 1);
}

static bool gs1_dates_exist(struct mgp_slice fields)
{
    for (size_t at = 0; at + 10 <= fields.len; at++) {
        if (fields.ptr[at] != '(') continue;
        struct mgp_slice field = mgp_slice_sub(fields, at, fields.len);
        bool is_date = mgp_slice_starts_with(field, MGP_LITERAL("(11)")) ||
                       mgp_slice_starts_with(field, MGP_LITERAL("(17)"));
        if (is_date && !is_gs1_date(field)) return false;
    }
    return true;
}

/* "(01)", perhaps a blank, and the 14 digits of a GTIN: weights 3, 1, 3, ... from the left. The dates of
 * manufacture (11) and expiry (17) may follow. */
bool mgp_check_udi_gs1(struct mgp_slice value)
{
    if (!mgp_slice_starts_with(value, MGP_LITERAL("(01)"))) return false;
    size_t begin = value.len > 4 && value.ptr[4] == ' ' ? 5 : 4;
    struct mgp_compact gtin;
    if (value.len < begin + 14) return false;
    if (!mgp_compact_digits(mgp_slice_sub(value, begin, begin + 14), 14, &gtin) || mgp_all_equal(gtin.text, 14))
        return false;
    if (!gs1_dates_exist(mgp_slice_sub(value, begin + 14, value.len))) return false;
    unsigned sum = 0;
    for (size_t i = 0; i < 14; i++) {
        sum += gtin.text[i] * (i % 2 ? 1u : 3u);
    }
    return sum % 10 == 0;
}

/* The last character is the sum of all before it mod 43, '+' included, in the order of Code 39. */
bool mgp_check_udi_hibc(struct mgp_slice value)
{
    static const char order[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";
    unsigned sum = 0;
    if (value.len < 8 || value.len > 128) return false;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.ptr[i];
        if (c >= 'a' && c <= 'z') c = (uint8_t)(c - 32);
        const char *place = c ? strchr(order, c) : NULL;
        if (!place) return false;
        if (i + 1 == value.len) return (unsigned)(place - order) == sum % 43;
        sum += (unsigned)(place - order);
    }
    return false;
}

/* cyyjjj: the century's last digit, the year, the day of the year. */
static bool is_isbt_date(struct mgp_slice text)
{
    struct mgp_compact date;
    uint64_t day;
    return mgp_compact_digits(text, 6, &date) && mgp_compact(text, &date) && mgp_number_at(&date, 3, 3, &day) &&
           day >= 1 && day <= 366;
}

/* "=/" and 16 characters: facility (a letter or digit and four), product code, product description. What follows as
 * expiry ("=>") or manufacture ("=}") are dates. */
bool mgp_check_udi_isbt(struct mgp_slice value)
{
    enum { PRODUCT = 18 };
    size_t digits = 0;
    if (value.len < PRODUCT || !mgp_slice_starts_with(value, MGP_LITERAL("=/"))) return false;
    for (size_t i = 2; i < PRODUCT; i++) {
        digits += value.ptr[i] >= '0' && value.ptr[i] <= '9';
    }
    if (digits == 0 || mgp_all_equal(value.ptr + 2, PRODUCT - 2)) return false;
    for (size_t at = PRODUCT; at + 8 <= value.len; at++) {
        bool is_date = value.ptr[at] == '=' && (value.ptr[at + 1] == '>' || value.ptr[at + 1] == '}');
        if (is_date && !is_isbt_date(mgp_slice_sub(value, at + 2, at + 8))) return false;
    }
    return true;
}
