/*
 * utf8.h: is it text?  UTF-8 as RFC 3629 has it: no overlong forms, no
 * surrogates, nothing above U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* How many bytes from the start are plain ASCII (fast, eight at a time). */
size_t utf8_ascii(const uint8_t *p, size_t n);

/*
 * Copy n bytes to to, and say whether all are plain ASCII: the usual text is
 * looked at and moved in one go.  When not, what is at to is of no use.
 */
static inline bool
utf8_copy_ascii(uint8_t *to, const uint8_t *p, size_t n)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t a, b, all = 0;
	uint32_t c, d;
	size_t i;

	if (n >= 16) {
		for (i = 0; i <= n - 16; i += 16) {
			memcpy(&a, p + i, 8);
			memcpy(&b, p + i + 8, 8);
			memcpy(to + i, &a, 8);
			memcpy(to + i + 8, &b, 8);
			all |= a | b;
		}
		/* the last 16 once more: a rest needs no loop */
		memcpy(&a, p + n - 16, 8);
		memcpy(&b, p + n - 8, 8);
		memcpy(to + n - 16, &a, 8);
		memcpy(to + n - 8, &b, 8);
		return ((all | a | b) & high) == 0;
	}
	if (n >= 8) {
		memcpy(&a, p, 8);
		memcpy(&b, p + n - 8, 8);
		memcpy(to, &a, 8);
		memcpy(to + n - 8, &b, 8);
		return ((a | b) & high) == 0;
	}
	if (n >= 4) {
		memcpy(&c, p, 4);
		memcpy(&d, p + n - 4, 4);
		memcpy(to, &c, 4);
		memcpy(to + n - 4, &d, 4);
		return ((c | d) & (uint32_t)high) == 0;
	}
	for (i = 0; i < n; i++)
		all |= to[i] = p[i];
	return (all & high) == 0;
}

/* How many bytes from the start are valid UTF-8; n when all are. */
size_t utf8_valid(const uint8_t *p, size_t n);

#endif
