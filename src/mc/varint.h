/*
 * varint.h: base-128 integers, least significant group first, and zigzag.
 */
#ifndef MC_VARINT_H
#define MC_VARINT_H

#include <stddef.h>
#include <stdint.h>

enum {
	MC_VARINT_MAX = 10
};

static inline uint64_t
mc_zigzag(int64_t v)
{
	return (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t
mc_unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

/* Write v at p, which has room for ten bytes; the place behind. */
static inline uint8_t *
mc_varint_put(uint8_t *p, uint64_t v)
{
	while (v >= 0x80) {
		*p++ = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	*p++ = (uint8_t)v;
	return p;
}

/*
 * Read one of p..p+n.  The bytes used; 0 when there are too few; SIZE_MAX
 * when it is longer than ten.
 */
static inline size_t
mc_varint_get(const uint8_t *p, size_t n, uint64_t *v)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < n && i < MC_VARINT_MAX; i++) {
		sum |= (uint64_t)(p[i] & 0x7f) << (7 * i);
		if (p[i] < 0x80) {
			*v = sum;
			return i + 1;
		}
	}
	return i == MC_VARINT_MAX ? SIZE_MAX : 0;
}

#endif
