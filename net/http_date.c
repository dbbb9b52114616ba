#include "net/http_date.h"

#include <stdio.h>

bool mgp_http_date_parse(const char *text, mgp_time_ms *out)
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
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, (int)(month - months) / 3 + 1, day, hour,
             minute, second);
    return mgp_time_parse(iso, out);
}
