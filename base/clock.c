#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int mgp_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) return 0;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Days since 1970-01-01 of a Gregorian date, counting the year from March so that the leap day is last. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (int)((5 * of_year + 2) / 153);
    *day = (int)(of_year - (153 * shifted + 2) / 5 + 1);
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

void mgp_time_format(mgp_time_ms time, bool with_milliseconds, char out[MGP_TIME_TEXT])
{
    int64_t day_ms = 86400000, days = time / day_ms, rest = time % day_ms, year;
    if (rest < 0) {
        rest += day_ms;
        days--;
    }
    int month, day;
    civil_from_days(days, &year, &month, &day);
    int hour = (int)(rest / 3600000), minute = (int)(rest / 60000 % 60), second = (int)(rest / 1000 % 60);
    if (year < 0) year = 0;
    if (year > 9999) year = 9999;
    if (with_milliseconds) {
        snprintf(out, MGP_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", (int)year, month, day, hour,
                 minute, second, (int)(rest % 1000));
    } else {
        snprintf(out, MGP_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, month, day, hour, minute,
                 second);
    }
}

/* Reads exactly n digits. */
static bool digits(const char **at, int n, int *out)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if ((*at)[i] < '0' || (*at)[i] > '9') return false;
        value = value * 10 + ((*at)[i] - '0');
    }
    *at += n;
    *out = value;
    return true;
}

static bool literal(const char **at, char byte)
{
    if (**at != byte) return false;
    (*at)++;
    return true;
}

static int fraction_ms(const char **at)
{
    int value = 0, scale = 100;
    for (; **at >= '0' && **at <= '9'; (*at)++) {
        value += (**at - '0') * scale;
        scale /= 10;
    }
    return value;
}

static bool parse_zone(const char **at, int *minutes)
{
    *minutes = 0;
    if (literal(at, 'Z') || **at == '\0') return true;
    int sign = literal(at, '+') ? 1 : literal(at, '-') ? -1 : 0, hours, rest = 0;
    if (sign == 0 || !digits(at, 2, &hours)) return false;
    literal(at, ':');
    if (**at && !digits(at, 2, &rest)) return false;
    *minutes = sign * (hours * 60 + rest);
    return hours < 24 && rest < 60;
}

bool mgp_time_parse(const char *text, mgp_time_ms *out)
{
    int year, month, day, hour = 0, minute = 0, second = 0, ms = 0, zone = 0;
    const char *at = text;
    if (!digits(&at, 4, &year) || !literal(&at, '-') || !digits(&at, 2, &month) || !literal(&at, '-') ||
        !digits(&at, 2, &day)) {
        return false;
    }
    if (day < 1 || day > mgp_days_in_month(year, month)) return false;
    if (literal(&at, 'T') || literal(&at, ' ')) {
        if (!digits(&at, 2, &hour) || !literal(&at, ':') || !digits(&at, 2, &minute)) return false;
        if (literal(&at, ':') && !digits(&at, 2, &second)) return false;
        if (literal(&at, '.')) ms = fraction_ms(&at);
        if (hour > 23 || minute > 59 || second > 59 || !parse_zone(&at, &zone)) return false;
    }
    if (*at) return false;
    int64_t minutes = days_from_civil(year, month, day) * 1440 + hour * 60 + minute - zone;
    *out = (minutes * 60 + second) * 1000 + ms;
    return true;
}

mgp_time_ms mgp_time_now(void)
{
    struct timespec now;
    const char *offset = getenv("MAGPIE_NOW_OFFSET");
    clock_gettime(CLOCK_REALTIME, &now);
    mgp_time_ms time = (mgp_time_ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    return offset ? time + strtoll(offset, NULL, 10) : time;
}

uint64_t mgp_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void mgp_sleep_ms(uint64_t milliseconds)
{
    struct timespec left = {(time_t)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}
