/* Dates as people write them (Gregorian calendar; ISO 8601 and national orders), and months of expiry. */
#include "identifiers/check_list.h"
#include "identifiers/month_names.h"

/* A date taken apart: up to three numbers and a month's name. */
struct parts {
    unsigned numbers[3];
    size_t lengths[3];
    size_t count;
    unsigned month;
};

static bool take_number(struct mgp_slice value, size_t *at, struct parts *parts)
{
    size_t start = *at;
    unsigned number = 0;
    for (; *at < value.len && value.ptr[*at] >= '0' && value.ptr[*at] <= '9'; (*at)++) {
        if (*at - start == 8) return false;
        number = number * 10 + (unsigned)(value.ptr[*at] - '0');
    }
    if (parts->count == 3) return false;
    parts->numbers[parts->count] = number;
    parts->lengths[parts->count++] = *at - start;
    return true;
}

static bool is_word_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Does the word go with a day or a year? */
static bool is_filler(struct mgp_slice word)
{
    static const struct {
        char letters[4];
        uint8_t length;
    } fillers[] = {{"st", 2}, {"nd", 2}, {"rd", 2}, {"th", 2}, {"er", 2}, {"de", 2},
                   {"of", 2}, {"m", 1},  {"d", 1},  {"del", 3}, {"\xC2\xBA", 2}};
    for (size_t i = 0; word.len <= 3 && i < sizeof fillers / sizeof *fillers; i++) {
        if (fillers[i].length == word.len &&
            mgp_slice_equal_caseless(word, mgp_slice_of(fillers[i].letters, word.len))) {
            return true;
        }
    }
    return false;
}

/* A month's name, or a filler. */
static bool take_word(struct mgp_slice value, size_t *at, struct parts *parts)
{
    size_t begin = *at;
    while (*at < value.len && is_word_byte(value.ptr[*at])) {
        (*at)++;
    }
    struct mgp_slice word = mgp_slice_sub(value, begin, *at);
    if (is_filler(word)) return true;
    unsigned month = mgp_month_of(word);
    if (month == 0 || parts->month) return false;
    parts->month = month;
    return true;
}

/* Stops at the time of day in 1980-02-29T00:00:00Z. */
static bool take_apart(struct mgp_slice value, struct parts *parts)
{
    *parts = (struct parts){.count = 0};
    for (size_t at = 0; at < value.len;) {
        uint8_t c = value.ptr[at];
        bool is_digit = c >= '0' && c <= '9';
        if ((c == 'T' || c == 't') && parts->count == 3) return true;
        if (is_digit && !take_number(value, &at, parts)) return false;
        if (is_word_byte(c) && !take_word(value, &at, parts)) return false;
        if (!is_digit && !is_word_byte(c)) at++;
    }
    return parts->count > 0;
}

static bool is_year(unsigned number, size_t length)
{
    return length == 2 || (length == 4 && number >= 1900 && number <= 2099);
}

/* Day before month or month before day; the year first or last. */
static bool numbers_are_a_date(const struct parts *parts)
{
    const unsigned *n = parts->numbers;
    const size_t *lengths = parts->lengths;
    if (lengths[0] == 4) return is_year(n[0], 4) && mgp_date_exists(n[0], n[1], n[2]);
    return is_year(n[2], lengths[2]) &&
           (mgp_date_exists(n[2], n[1], n[0]) || mgp_date_exists(n[2], n[0], n[1]));
}

bool mgp_check_calendar_date(struct mgp_slice value)
{
    struct parts parts;
    if (value.len > 64 || !take_apart(value, &parts)) return false;
    if (parts.month) {
        bool is_year_first = parts.lengths[0] == 4;
        size_t day = is_year_first ? 1 : 0, year = is_year_first ? 0 : 1;
        return parts.count == 2 && is_year(parts.numbers[year], parts.lengths[year]) &&
               parts.lengths[day] <= 2 &&
               mgp_date_exists(parts.numbers[year], parts.month, parts.numbers[day]);
    }
    if (parts.count == 3) return numbers_are_a_date(&parts);
    unsigned whole = parts.numbers[0], year = whole / 10000;
    return parts.count == 1 && parts.lengths[0] == 8 && is_year(year, 4) &&
           mgp_date_exists(year, whole / 100 % 100, whole % 100);
}

static bool is_expiry_year(unsigned number, size_t length)
{
    return length == 2 || (length == 4 && number >= 1990 && number <= 2099);
}

/* A month and a year of 1990 to 2099, either first; or a year or month alone after its own name (expY=2026).
 */
bool mgp_check_card_expiry(struct mgp_slice value)
{
    size_t start = 0;
    if (value.len > 3 && mgp_slice_equal_caseless(mgp_slice_sub(value, 0, 3), MGP_LITERAL("exp"))) {
        while (start < value.len && (value.ptr[start] < '0' || value.ptr[start] > '9')) {
            start++;
        }
    }
    struct parts parts;
    if (value.len > 64 || start == value.len || !take_apart(mgp_slice_sub(value, start, value.len), &parts))
        return false;
    const unsigned *n = parts.numbers;
    if (start) {
        bool is_month = memchr(value.ptr, 'm', start) || memchr(value.ptr, 'M', start);
        return parts.count == 1 &&
               (is_month ? n[0] >= 1 && n[0] <= 12 : is_expiry_year(n[0], parts.lengths[0]));
    }
    if (parts.month) return parts.count == 1 && is_expiry_year(n[0], parts.lengths[0]);
    if (parts.count != 2) return false;
    size_t year = parts.lengths[0] == 4 ? 0 : 1, month = 1 - year;
    return n[month] >= 1 && n[month] <= 12 && parts.lengths[month] <= 2 &&
           is_expiry_year(n[year], parts.lengths[year]);
}
