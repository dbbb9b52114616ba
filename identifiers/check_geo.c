/* Pairs of decimal degrees: latitude -90 to 90, longitude -180 to 180. */
#include "identifiers/check_list.h"

/* Reads a signed decimal number at *at, cut to millionths. False if there is none. */
static bool read_degrees(struct mgp_slice value, size_t *at, int64_t *out)
{
    bool is_negative = false;
    int64_t number = 0, scale = 1000000;
    size_t digits = 0;
    if (*at < value.len && (value.ptr[*at] == '-' || value.ptr[*at] == '+'))
        is_negative = value.ptr[(*at)++] == '-';
    bool in_fraction = false;
    for (; *at < value.len; (*at)++) {
        uint8_t c = value.ptr[*at];
        if (c == '.' && !in_fraction) {
            in_fraction = true;
            continue;
        }
        if (c < '0' || c > '9') break;
        if (!in_fraction && ++digits > 3) return false;
        if (in_fraction) scale /= 10;
        number = in_fraction ? number + (c - '0') * scale : number * 10 + (c - '0') * (int64_t)1000000;
    }
    *out = is_negative ? -number : number;
    return digits > 0;
}

bool mgp_check_latitude_longitude(struct mgp_slice value)
{
    int64_t latitude, longitude;
    size_t at = 0;
    if (!read_degrees(value, &at, &latitude)) return false;
    while (at < value.len && strchr(" \t\r\n,", value.ptr[at]) && value.ptr[at]) {
        at++;
    }
    if (!read_degrees(value, &at, &longitude)) return false;
    return latitude >= -90000000 && latitude <= 90000000 && longitude >= -180000000 &&
           longitude <= 180000000 && (latitude != 0 || longitude != 0);
}
