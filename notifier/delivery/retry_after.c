#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "notifier/delivery/answer.h"

#define LONGEST_WAIT_MS (1000ull * 86400 * 365)

/* "Wed, 21 Oct 2015 07:28:00 GMT": the only form of a date that may still be sent. */
static bool read_http_date(const char *text, mgp_time_ms *out)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char day_name[4], month_name[4], zone[4], iso[64];
    int day = 0, year = 0, hour = 0, minute = 0, second = 0, used = 0;
    if (sscanf(text, "%3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d %3[A-Z]%n", day_name, &day, month_name, &year, &hour,
               &minute, &second, zone, &used) != 8)
        return false;
    const char *month = strstr(months, month_name);
    if (text[used] != '\0' || strcmp(zone, "GMT") != 0 || strlen(month_name) != 3 || !month) return false;
    if ((month - months) % 3 != 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || year < 0) return false;
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, (int)(month - months) / 3 + 1, day, hour, minute,
             second);
    return mgp_time_parse(iso, out);
}

static bool read_seconds(const char *text, uint64_t *out_ms)
{
    size_t digits = strspn(text, "0123456789");
    size_t fraction = text[digits] == '.' ? strspn(text + digits + 1, "0123456789") : 0;
    size_t end = fraction > 0 ? digits + 1 + fraction : digits;
    if (digits == 0 || text[end] != '\0') return false;
    double ms = strtod(text, NULL) * 1000;
    *out_ms = ms < (double)LONGEST_WAIT_MS ? (uint64_t)ms : LONGEST_WAIT_MS;
    return true;
}

bool mgp_retry_after_read(const char *text, mgp_time_ms now, uint64_t *out_ms)
{
    mgp_time_ms date = 0;
    if (read_seconds(text, out_ms)) return true;
    if (!read_http_date(text, &date)) return false;
    *out_ms = date > now ? (uint64_t)(date - now) : 0;
    return true;
}
