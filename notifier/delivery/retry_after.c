#include <stdlib.h>

#include "base/utf8.h"
#include "net/http_date.h"
#include "notifier/delivery/answer.h"

#define LONGEST_WAIT_MS (1000ull * 86400 * 365)

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
    if (!mgp_http_date_parse(text, &date)) return false;
    *out_ms = date > now ? (uint64_t)(date - now) : 0;
    return true;
}
