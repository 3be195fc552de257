/*
 * sha1.c: see sha1.h.
 */
#include <assert.h>
#include <string.h>

#include "base/le.h"
#include "sha1.h"

static uint32_t
left(uint32_t v, unsigned n)
{
	return v << n | v >> (32 - n);
}

static void
block(uint32_t h[5], const uint8_t *p)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	unsigned t;

	for (t = 0; t < 16; t++)
		w[t] = be32dec(p + 4 * t);
	for (; t < 80; t++)
		w[t] = left(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (t = 0; t < 80; t++) {
		uint32_t f, k;

		if (t < 20) {
			f = (b & c) | (~b & d);
			k = 0x5a827999;
		} else if (t < 40) {
			f = b ^ c ^ d;
			k = 0x6ed9eba1;
		} else if (t < 60) {
			f = (b & c) | (b & d) | (c & d);
			k = 0x8f1bbcdc;
		} else {
			f = b ^ c ^ d;
			k = 0xca62c1d6;
		}
		f += left(a, 5) + e + k + w[t];
		e = d;
		d = c;
		c = left(b, 30);
		b = a;
		a = f;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

void
sha1(const void *p, size_t n, uint8_t out[SHA1_SIZE])
{
	uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
		0xc3d2e1f0 };
	uint8_t m[128] = { 0 };
	size_t size = n < 56 ? 64 : 128, i;

	assert(n <= 119);
	memcpy(m, p, n);
	m[n] = 0x80;
	m[size - 2] = (uint8_t)(n * 8 >> 8);
	m[size - 1] = (uint8_t)(n * 8);
	for (i = 0; i < size; i += 64)
		block(h, m + i);
	for (i = 0; i < SHA1_SIZE; i++)
		out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}
