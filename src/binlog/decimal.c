/*
 * decimal.c: see decimal.h.
 */
#include <stdbool.h>
#include <string.h>

#include "base/le.h"
#include "base/num.h"
#include "binlog/decimal.h"

enum {
	GROUP = 9 /* digits in four bytes */
};

static const uint8_t left_bytes[GROUP + 1] = { 0, 1, 1, 2, 2, 3, 3, 4, 4, 4 };
static const uint32_t power[GROUP + 1] = { 1, 10, 100, 1000, 10000, 100000,
	1000000, 10000000, 100000000, 1000000000 };

size_t
decimal_size(unsigned precision, unsigned scale)
{
	unsigned whole = precision - scale;

	if (precision == 0 || precision > DECIMAL_PRECISION_MAX ||
	    scale > precision || scale > DECIMAL_SCALE_MAX)
		return 0;
	return (size_t)left_bytes[whole % GROUP] + whole / GROUP * 4 +
	       left_bytes[scale % GROUP] + scale / GROUP * 4;
}

/* One group from its bytes; flip turns a negative number's bits.  More than
 * its digits can be: the bytes hold no number. */
static uint32_t
group(const uint8_t *p, unsigned digits, uint32_t flip)
{
	switch (left_bytes[digits]) {
	case 1:
		return p[0] ^ (flip & 0xff);
	case 2:
		return be16dec(p) ^ (flip & 0xffff);
	case 3:
		return be24dec(p) ^ (flip & 0xffffff);
	default:
		return be32dec(p) ^ flip;
	}
}

/* v with as many digits as there are, zeros in front. */
static char *
put(char *text, uint32_t v, unsigned digits)
{
	unsigned i = digits;

	for (; i >= 2; i -= 2, v /= 100)
		memcpy(text + i - 2, num_pairs + v % 100 * 2, 2);
	if (i > 0)
		text[0] = (char)('0' + v);
	return text + digits;
}

/* v without zeros in front. */
static char *
put_first(char *text, uint32_t v)
{
	char digits[NUM_DIGITS], *end = digits + NUM_DIGITS;
	char *p = num_digits(end, v);

	memcpy(text, p, (size_t)(end - p));
	return text + (end - p);
}

size_t
decimal_text(char *text, const uint8_t *p, unsigned precision, unsigned scale)
{
	unsigned digits = precision - scale, n = digits % GROUP;
	uint32_t flip, first, v;
	char *to = text;
	bool begun = false;

	if (decimal_size(precision, scale) == 0)
		return 0;
	/* The first bit of the first group says the sign, the other way. */
	flip = p[0] & 0x80 ? 0 : UINT32_MAX;
	if (flip != 0)
		*to++ = '-';
	if (n == 0)
		n = digits == 0 && scale < GROUP ? scale : GROUP;
	first = UINT32_C(0x80) << 8 * (left_bytes[n] - 1);
	for (; digits > 0; digits -= n, n = GROUP) {
		v = group(p, n, flip) ^ first;
		first = 0;
		if (v >= power[n])
			return 0;
		if (begun)
			to = put(to, v, n);
		else if (v != 0)
			to = put_first(to, v);
		begun |= v != 0;
		p += left_bytes[n];
	}
	if (!begun)
		*to++ = '0';
	if (scale == 0)
		return (size_t)(to - text);
	*to++ = '.';
	for (; scale > 0; scale -= n) {
		n = scale < GROUP ? scale : GROUP;
		v = group(p, n, flip) ^ first;
		first = 0;
		if (v >= power[n])
			return 0;
		to = put(to, v, n);
		p += left_bytes[n];
	}
	return (size_t)(to - text);
}
