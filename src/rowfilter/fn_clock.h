/*
 * fn_clock.h: forms of dates like "yyyy-MM-dd HH:mm:ss.SSS", and zones.
 *
 * yyyy MM dd HH mm ss are fields of so many digits, S to SSSSSS digits of the
 * fraction; what stands in single quotes, and what is no letter, stands for
 * itself.
 */
#ifndef ROWFILTER_FN_CLOCK_H
#define ROWFILTER_FN_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is this a form?  *at: where not. */
bool fn_clock_check(const char *form, unsigned *at);
/* t in this form, of at most 64 bytes more than form; returns its length. */
size_t fn_clock_put(char *to, const char *form, int64_t t);
bool fn_clock_get(const char *p, size_t n, const char *form, int64_t *t);

/* "GMT+08", "UTC", "+08:00": microseconds east. */
bool fn_zone(const char *text, int64_t *east);

#endif
