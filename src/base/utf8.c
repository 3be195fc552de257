/*
 * utf8.c: is it text?  See utf8.h.
 */
#include <string.h>

#include "base/le.h"
#include "base/utf8.h"

size_t
utf8_ascii(const uint8_t *p, size_t n)
{
	const uint8_t *start = p, *end;
	uint64_t a, b;

	if (n == 0) /* p may be NULL */
		return 0;
	end = p + n;
	while (end - p >= 16) {
		memcpy(&a, p, 8);
		memcpy(&b, p + 8, 8);
		if (((a | b) & UINT64_C(0x8080808080808080)) != 0)
			break;
		p += 16;
	}
	while (p < end && *p < 0x80)
		p++;
	return (size_t)(p - start);
}

/* Length of the character at p, 0 when it is none. */
static size_t
character(const uint8_t *p, size_t n)
{
	uint8_t low = 0x80, high = 0xbf;
	size_t len, i;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n < len)
		return 0;
	/* the second byte excludes overlong forms and surrogates */
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/*
 * How many bytes from the start are characters of two or three bytes, without
 * those that need a second look.  Four bytes are looked at in one: the first
 * bits of each, and for three the bits that overlong forms (e0 80..9f) and
 * surrogates (ed a0..bf) have.
 */
static size_t
usual(const uint8_t *p, size_t n)
{
	size_t at = 0;
	uint32_t v;

	while (n - at >= 4) {
		v = le32dec(p + at);
		if ((v & 0xc0c0f0) == 0x8080e0 && (v & 0x200f) != 0 &&
		    (v & 0x200f) != 0x200d)
			at += 3;
		else if ((v & 0xc0e0) == 0x80c0 && (v & 0x1e) != 0)
			at += 2;
		else
			break;
	}
	return at;
}

size_t
utf8_valid(const uint8_t *p, size_t n)
{
	size_t at = 0, len;

	if (n == 0)
		return 0;
	for (;;) {
		at += usual(p + at, n - at);
		at += utf8_ascii(p + at, n - at);
		if (at == n)
			return n;
		if ((len = character(p + at, n - at)) == 0)
			return at;
		at += len;
	}
}
