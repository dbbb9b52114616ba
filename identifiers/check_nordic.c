/* Finland and Sweden: personal identity codes, which driving licences carry as their number. */
#include "identifiers/check_list.h"

/* Decree 128/2010: DDMMYY, a sign for the century, 002 to 899, a control character (mod 31). */
bool mgp_check_fi_hetu(struct mgp_slice value)
{
    static const char controls[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    static const char centuries[] = "+-ABCDEFUVWXY", begins[] = "8900000099999";
    if (value.len != 11) return false;
    struct mgp_compact code = {.len = 9};
    memcpy(code.text, value.ptr, 6);
    memcpy(code.text + 6, value.ptr + 7, 3);
    uint8_t sign = value.ptr[6], control = value.ptr[10];
    if (sign >= 'a' && sign <= 'z') sign = (uint8_t)(sign - 32);
    if (control >= 'a' && control <= 'z') control = (uint8_t)(control - 32);
    const char *century = sign ? strchr(centuries, sign) : NULL;
    uint64_t day, month, year, number;
    if (!century || !mgp_number_at(&code, 0, 2, &day) || !mgp_number_at(&code, 2, 2, &month) ||
        !mgp_number_at(&code, 4, 2, &year) || !mgp_number_at(&code, 0, 9, &number)) {
        return false;
    }
    char begin = begins[century - centuries];
    unsigned base = begin == '8' ? 1800 : begin == '9' ? 1900 : 2000;
    return number % 1000 >= 2 && number % 1000 <= 899 &&
           mgp_date_exists(base + (unsigned)year, (unsigned)month, (unsigned)day) &&
           control == (uint8_t)controls[number % 31];
}

/* Skatteverket SKV 704: YYMMDD or YYYYMMDD, a sign or none, three digits, Luhn over the last ten.
 * Coordination numbers add 60 to the day. */
bool mgp_check_se_personnummer(struct mgp_slice value)
{
    struct mgp_compact digits = {.len = 0};
    for (size_t i = 0; i < value.len; i++) {
        if (i + 5 == value.len && strchr("-+ ", value.ptr[i]) && value.ptr[i]) continue;
        if (value.ptr[i] < '0' || value.ptr[i] > '9' || digits.len == 12) return false;
        digits.text[digits.len++] = (uint8_t)(value.ptr[i] - '0');
    }
    if (digits.len != 10 && digits.len != 12) return false;
    const uint8_t *d = digits.text + digits.len - 10;
    unsigned year = d[0] * 10u + d[1], month = d[2] * 10u + d[3], day = d[4] * 10u + d[5];
    if (digits.len == 12) year += (digits.text[0] * 10u + digits.text[1]) * 100;
    if (digits.len == 12 && (year < 1800 || year > 2099)) return false;
    return mgp_date_exists(year, month, day > 60 ? day - 60 : day) && mgp_luhn_holds(d, 10);
}
