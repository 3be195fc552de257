/*
 * num.h: numbers from outside.  Text to number with bounds, and back; sums and
 * products that say when they do not fit.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The whole text is decimal digits and min <= value <= max; else false. */
bool num_u64(const char *s, uint64_t min, uint64_t max, uint64_t *v);
bool num_i64(const char *s, int64_t min, int64_t max, int64_t *v);

/* Digits with an optional suffix k, m, g (powers of 1024), for sizes. */
bool num_size(const char *s, uint64_t min, uint64_t max, uint64_t *v);

enum {
	NUM_DIGITS = 20 /* of any uint64_t */
};

/* "00" to "99" */
extern const char num_pairs[201];

/* Write the decimal digits of v so that the last one stands before end; the
 * place of the first one. */
static inline char *
num_digits(char *end, uint64_t v)
{
	for (; v >= 100; v /= 100)
		memcpy(end -= 2, num_pairs + v % 100 * 2, 2);
	if (v >= 10)
		return memcpy(end - 2, num_pairs + v * 2, 2);
	*--end = (char)('0' + v);
	return end;
}

static inline bool
num_add(size_t a, size_t b, size_t *sum)
{
	return !__builtin_add_overflow(a, b, sum);
}

static inline bool
num_mul(size_t a, size_t b, size_t *product)
{
	return !__builtin_mul_overflow(a, b, product);
}

#endif
