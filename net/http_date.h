/* Dates in HTTP's headers: "Wed, 21 Oct 2015 07:28:00 GMT" (RFC 9110, 5.6.7). Thread-safe: no state. */
#ifndef MGP_NET_HTTP_DATE_H
#define MGP_NET_HTTP_DATE_H

#include "base/clock.h"
#include "base/slice.h"

bool mgp_http_date_parse(const char *text, mgp_time_ms *out);

#endif
