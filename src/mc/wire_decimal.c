/*
 * wire_decimal.c: decimals as clients write them; see wire_decimal.h.
 */
#include <string.h>

#include "base/num.h"
#include "mc/wire_decimal.h"

enum {
	DECIMAL_EXP = 76 /* largest exponent, either sign */
};

/* The number behind an 'e' or 'E'; false when it is none we take. */
static bool
exponent(const uint8_t *p, size_t n, int64_t *v)
{
	char text[8];

	if (n > 0 && *p == '+') {
		p++;
		n--;
	}
	if (n >= sizeof(text))
		return false;
	memcpy(text, p, n);
	text[n] = '\0';
	return num_i64(text, -DECIMAL_EXP, DECIMAL_EXP, v);
}

/* n digits, of which whole stand before the point (it may lie outside). */
static size_t
place_point(const uint8_t *digit, size_t n, int64_t whole, uint8_t *to)
{
	size_t out = 0, zeros, before = 0;

	if (whole <= 0) {
		zeros = (size_t)-whole;
		to[out++] = '0';
		to[out++] = '.';
		memset(to + out, '0', zeros);
		out += zeros;
	} else {
		before = (size_t)whole < n ? (size_t)whole : n;
		memcpy(to, digit, before);
		out = before;
		zeros = (size_t)whole - before;
		memset(to + out, '0', zeros);
		out += zeros;
		if (before == n)
			return out;
		to[out++] = '.';
	}
	memcpy(to + out, digit + before, n - before);
	return out + n - before;
}

size_t
mc_decimal_plain(const uint8_t *p, size_t n, uint8_t *to)
{
	uint8_t digit[MC_DECIMAL_IN];
	size_t i = 0, digits = 0, point = SIZE_MAX, sign = 0;
	int64_t power = 0;

	if (i < n && (p[i] == '-' || p[i] == '+'))
		if (p[i++] == '-')
			to[sign++] = '-';
	for (; i < n && p[i] != 'e' && p[i] != 'E'; i++)
		if (p[i] == '.' && point == SIZE_MAX)
			point = digits;
		else if (p[i] >= '0' && p[i] <= '9')
			digit[digits++] = p[i];
		else
			return 0;
	if (digits == 0 || (i < n && !exponent(p + i + 1, n - i - 1, &power)))
		return 0;
	if (point == SIZE_MAX)
		point = digits;
	return sign +
	       place_point(digit, digits, (int64_t)point + power, to + sign);
}

bool
mc_decimal_fits(const uint8_t *p, size_t n, unsigned precision, unsigned scale)
{
	size_t i = 0, zeros = 0, whole = 0, fraction = 0;

	if (n > 0 && (*p == '-' || *p == '+'))
		i++;
	for (; i < n && p[i] == '0'; i++)
		zeros++;
	for (; i < n && p[i] >= '0' && p[i] <= '9'; i++)
		whole++;
	if (i < n && p[i] == '.') {
		while (p[n - 1] == '0')
			n--;
		for (i++; i < n && p[i] >= '0' && p[i] <= '9'; i++)
			fraction++;
	}
	if (i < n)
		return p[i] == 'e' || p[i] == 'E';
	return zeros + whole + fraction > 0 && whole + scale <= precision &&
	       fraction <= scale;
}
