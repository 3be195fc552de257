/*
 * decimal.c: see decimal.h.
 */
#include <stdbool.h>
#include <string.h>

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

/*
 * One group of digits from n bytes at p; flip turns a negative number's bits.
 * false when the bytes hold more than the digits can.
 */
static bool
group(char *text, const uint8_t *p, unsigned digits, uint8_t flip)
{
	uint32_t v = 0;
	unsigned i, n = digits == GROUP ? 4 : left_bytes[digits];

	for (i = 0; i < n; i++)
		v = v << 8 | (uint8_t)(p[i] ^ flip);
	if (v >= power[digits])
		return false;
	for (i = digits; i-- > 0; v /= 10)
		text[i] = (char)('0' + v % 10);
	return true;
}

size_t
decimal_text(char *text, const uint8_t *p, unsigned precision, unsigned scale)
{
	uint8_t b[DECIMAL_TEXT_MAX], flip;
	char digits[DECIMAL_TEXT_MAX];
	unsigned whole = precision - scale, at = 0, skip, head;
	size_t size = decimal_size(precision, scale), n = 0;
	const uint8_t *q = b;

	if (size == 0 || size > sizeof(b))
		return 0;
	memcpy(b, p, size);
	flip = b[0] & 0x80 ? 0 : 0xff;
	b[0] ^= 0x80;

	head = whole % GROUP;
	if (head != 0 && !group(digits, q, head, flip))
		return 0;
	q += left_bytes[head];
	for (at = head; at < whole; at += GROUP, q += 4)
		if (!group(digits + at, q, GROUP, flip))
			return 0;
	for (; at + GROUP <= precision; at += GROUP, q += 4)
		if (!group(digits + at, q, GROUP, flip))
			return 0;
	if (at < precision && !group(digits + at, q, precision - at, flip))
		return 0;

	for (skip = 0; skip < whole && digits[skip] == '0'; skip++)
		continue;
	if (flip != 0)
		text[n++] = '-';
	if (skip == whole)
		text[n++] = '0';
	memcpy(text + n, digits + skip, whole - skip);
	n += whole - skip;
	if (scale != 0) {
		text[n++] = '.';
		memcpy(text + n, digits + whole, scale);
		n += scale;
	}
	return n;
}
