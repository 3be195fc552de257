/*
 * json_put.c: strings and doubles in the form MySQL prints them in JSON.
 */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "binlog/json.h"

enum {
	FIXED_MAX = 15 /* a point further away makes an exponent */
};

/* Do eight bytes stand for themselves: none below 0x20, no quote, no
 * backslash?  A borrow out of a byte only comes from one that does not. */
static inline bool
plain(const uint8_t *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t x, quote, slash;

	memcpy(&x, p, 8);
	quote = x ^ ones * '"';
	slash = x ^ ones * '\\';
	return ((((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) |
		    ((slash - ones) & ~slash)) &
		   high) == 0;
}

void
json_put_string(struct buf *out, const uint8_t *p, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	size_t i, from = 0;
	const char *s;

	buf_putc(out, '"');
	for (i = 0; i < n; i++) {
		while (n - i > 8 && plain(p + i))
			i += 8;
		if (p[i] >= 0x20 && p[i] != '"' && p[i] != '\\')
			continue;
		buf_put(out, p + from, i - from);
		from = i + 1;
		for (s = shorts; *s != '\0' && (uint8_t)*s != p[i]; s += 2)
			continue;
		buf_putc(out, '\\');
		if (*s != '\0') {
			buf_putc(out, s[1]);
			continue;
		}
		buf_puts(out, "u00");
		buf_putc(out, hex[p[i] >> 4]);
		buf_putc(out, hex[p[i] & 15]);
	}
	buf_put(out, p + from, n - from);
	buf_putc(out, '"');
}

/*
 * The fewest digits that read back as v: without point, without trailing
 * zeros.  The value is 0.DIGITS times ten to the power of *point.
 */
static size_t
shortest(double v, char *digits, int *point)
{
	char text[40];
	int precision;
	size_t n = 0;
	const char *s;

	/* Normal numbers have 15 digits that are their own; those near zero
	 * fewer. */
	for (precision = v < DBL_MIN ? 0 : 14; precision < 17; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, v);
		if (strtod(text, NULL) == v)
			break;
	}
	for (s = text; *s != 'e'; s++)
		if (*s != '.')
			digits[n++] = *s;
	*point = (int)strtol(s + 1, NULL, 10) + 1;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return n;
}

static void
zeros(struct buf *out, int n)
{
	while (n-- > 0)
		buf_putc(out, '0');
}

void
json_put_double(struct buf *out, double v)
{
	char digits[24];
	int point;
	size_t n;

	if (signbit(v))
		buf_putc(out, '-');
	v = fabs(v);
	if (!(v > 0) || isinf(v)) { /* infinity has no text in JSON */
		buf_puts(out, "0.0");
		return;
	}
	n = shortest(v, digits, &point);
	if (point > FIXED_MAX || point <= -FIXED_MAX) {
		buf_putc(out, digits[0]);
		if (n > 1)
			buf_putc(out, '.');
		buf_put(out, digits + 1, n - 1);
		buf_printf(out, "e%d", point - 1);
	} else if (point <= 0) {
		buf_puts(out, "0.");
		zeros(out, -point);
		buf_put(out, digits, n);
	} else if ((size_t)point >= n) {
		buf_put(out, digits, n);
		zeros(out, point - (int)n);
		buf_puts(out, ".0");
	} else {
		buf_put(out, digits, (size_t)point);
		buf_putc(out, '.');
		buf_put(out, digits + point, n - (size_t)point);
	}
}
