/*
 * time.h: the ROW_C_TIME values.
 *
 * DATE, DATETIME, TIMESTAMP: microseconds since 1970-01-01 00:00:00 (for
 * TIMESTAMP an instant in UTC, for the others the wall clock written as if
 * it were UTC), for every date that exists, years 0 to 9999.
 * TIME: signed microseconds, within +-838:59:59.999999.
 *
 * MySQL also stores dates that do not exist: 0000-00-00, 2020-00-00,
 * 2020-02-31.  They are kept as fields: bit 62 set, bit 63 clear, and below
 * year 14 bits, month 4, day 5, hour 5, minute 6, second 6, micro 20 (high
 * to low).  No valid instant has bit 62 set and bit 63 clear.
 */
#ifndef ROW_TIME_H
#define ROW_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

#define ROW_TIME_FIELDS (INT64_C(1) << 62)
#define ROW_TIME_MAX    (INT64_C(3020399999999)) /* 838:59:59.999999 */

static inline bool
row_time_is_fields(int64_t v)
{
	return v >= ROW_TIME_FIELDS;
}

/* Civil fields, existing date or not, to the value.  Fields are taken as
 * given; the caller has checked their ranges (year <= 9999, month <= 12...).*/
int64_t row_time_make(const struct clock_civil *c);
/* The fields of a DATE, DATETIME, TIMESTAMP value of either kind. */
void row_time_split(int64_t v, struct clock_civil *c);

/*
 * Text in MySQL's own form with fsp fraction digits (0..6); returns its
 * length.  text must hold 32 bytes; it is NUL-terminated.
 */
size_t row_time_text_date(char *text, int64_t v);
size_t row_time_text_datetime(char *text, int64_t v, unsigned fsp);
size_t row_time_text_time(char *text, int64_t v, unsigned fsp);
/* By source type: ROW_DATE, ROW_TIME, ROW_DATETIME, ROW_TIMESTAMP. */
size_t row_time_text(char *text, unsigned type, unsigned fsp, int64_t v);

/* The text of n bytes back to the value; false when it is no such text. */
bool row_time_parse(unsigned type, const char *s, size_t n, int64_t *v);

#endif
