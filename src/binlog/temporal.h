/*
 * temporal.h: the date and time forms of row images to the values of
 * row/time.h.  The forms with fraction (MySQL 5.6 on) are big-endian and
 * order as bytes; the older ones are little-endian decimal numbers.
 *
 * Each returns false when the fields are outside of what the type can hold:
 * then the bytes were no such value.
 */
#ifndef BINLOG_TEMPORAL_H
#define BINLOG_TEMPORAL_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of a fraction with this many digits. */
static inline unsigned
temporal_frac_size(unsigned fsp)
{
	return (fsp + 1) / 2;
}

bool temporal_date(const uint8_t *p, int64_t *v);
bool temporal_time2(const uint8_t *p, unsigned fsp, int64_t *v);
bool temporal_datetime2(const uint8_t *p, unsigned fsp, int64_t *v);
bool temporal_timestamp2(const uint8_t *p, unsigned fsp, int64_t *v);

bool temporal_time_old(const uint8_t *p, int64_t *v);
bool temporal_datetime_old(const uint8_t *p, int64_t *v);
bool temporal_timestamp_old(const uint8_t *p, int64_t *v);

/* JSON's packed forms, 8 bytes: fields << 24 | microseconds. */
bool temporal_json_time(int64_t packed, int64_t *v);
bool temporal_json_datetime(int64_t packed, int64_t *v);

#endif
