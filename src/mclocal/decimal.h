/*
 * decimal.h: exact arithmetic of decimals: digits, the lowest first, and how
 * many of them stand behind the point.
 */
#ifndef MCLOCAL_DECIMAL_H
#define MCLOCAL_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	DECIMAL_DIGITS = 256,
	DECIMAL_PRECISION = 38
};

struct decimal {
	bool minus;
	int n, scale;
	signed char d[DECIMAL_DIGITS];
};

enum decimal_rounding {
	DECIMAL_HALF_UP,
	DECIMAL_DOWN,
	DECIMAL_CEIL,
	DECIMAL_FLOOR
};

/* Each is false when it cannot be: no number, too many digits, division by
 * nothing.  The result is in a, b may change. */
bool decimal_parse(struct decimal *x, const char *p, size_t len);
bool decimal_add(struct decimal *a, struct decimal *b);
bool decimal_multiply(struct decimal *a, const struct decimal *b);
/* With one digit more than scale behind the point, or two. */
bool decimal_divide(struct decimal *a, struct decimal *b, int scale);
bool decimal_modulo(struct decimal *a, struct decimal *b);
/* Keep so many digits behind the point; below 0, zeros in front of it. */
bool decimal_round(struct decimal *x, int keep, enum decimal_rounding how);
/* Put zeros behind the digits: the same value with a larger scale. */
bool decimal_shift(struct decimal *x, int by);
/* Drop leading zeros. */
void decimal_trim(struct decimal *x);

#endif
