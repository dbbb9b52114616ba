/* Time as Macie writes it: UTC, ISO 8601. A fixed clock (--now, SOURCE_DATE_EPOCH) makes output
 * reproducible. Thread-safe: no state. */
#ifndef MGP_BASE_CLOCK_H
#define MGP_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00:00Z, the proleptic Gregorian calendar. */
typedef int64_t mgp_time_ms;

/* "2026-03-17T08:41:26.518Z" or, without milliseconds, "2026-03-17T08:41:27Z". */
#define MGP_TIME_TEXT 48
void mgp_time_format(mgp_time_ms time, bool with_milliseconds, char out[MGP_TIME_TEXT]);

/* Reads YYYY-MM-DD, optionally with Thh:mm[:ss[.fff]] and Z or an offset +hh:mm. False if it is none. */
bool mgp_time_parse(const char *text, mgp_time_ms *out);

/* The wall clock. MAGPIE_NOW_OFFSET in the environment (milliseconds, also negative) is added: a switch for tests. */
mgp_time_ms mgp_time_now(void);
uint64_t mgp_monotonic_ns(void); /* for measuring */
void mgp_sleep_ms(uint64_t milliseconds);

/* Days of a month (1-12) in a year; 0 for a month that does not exist. */
int mgp_days_in_month(int year, int month);

#endif
