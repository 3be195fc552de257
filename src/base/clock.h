/*
 * clock.h: time, UTC only, int64 microseconds since 1970-01-01 (proleptic
 * Gregorian calendar).  gmtime and localtime are banned: they share storage
 * and know zones.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLOCK_SECOND INT64_C(1000000)
#define CLOCK_DAY    (INT64_C(86400) * CLOCK_SECOND)

struct clock_civil {
	int year, month, day, hour, minute, second, micro;
};

/* Days since 1970-01-01 of a civil date that exists. */
int64_t clock_days(int year, int month, int day);
/* Does this calendar date exist?  (month 1-12, day within the month) */
bool clock_date_exists(int year, int month, int day);
void clock_civil(int64_t us, struct clock_civil *c);
int64_t clock_us(const struct clock_civil *c);

int64_t clock_now(void);       /* wall clock, microseconds since 1970 */
int64_t clock_monotonic(void); /* microseconds since some fixed moment */

/* "2024-01-02T03:04:05.678901Z"; text must hold 32 bytes. */
void clock_rfc3339(int64_t us, char *text);
bool clock_parse_rfc3339(const char *text, int64_t *us);

#endif
