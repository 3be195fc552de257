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

/* One vector register on all CPUs that have some. */
typedef uint64_t utf8_pair __attribute__((vector_size(16)));

/*
 * Copy n bytes to to, and say whether all are plain ASCII: the usual text is
 * looked at and moved in one go.  When not, what is at to is of no use.
 */
static inline bool
utf8_copy_ascii(uint8_t *to, const uint8_t *p, size_t n)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	utf8_pair v, many = { 0, 0 };
	uint64_t a, b, all = 0;
	uint32_t c, d;
	size_t i;

	if (n >= sizeof(v)) {
		for (i = 0; i <= n - sizeof(v); i += sizeof(v)) {
			memcpy(&v, p + i, sizeof(v));
			memcpy(to + i, &v, sizeof(v));
			many |= v;
		}
		/* the last 16 once more: a rest needs no loop */
		memcpy(&v, p + n - sizeof(v), sizeof(v));
		memcpy(to + n - sizeof(v), &v, sizeof(v));
		many |= v;
		return ((many[0] | many[1]) & high) == 0;
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
