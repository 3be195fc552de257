/*
 * crc32c.c: CRC-32C; see crc32c.h.
 */
#include <stdbool.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/le.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

static uint32_t table[8][256];

static void
make_table(void)
{
	uint32_t c;
	unsigned i, j;

	for (i = 0; i < 256; i++) {
		c = i;
		for (j = 0; j < 8; j++)
			c = c >> 1 ^ (c & 1 ? UINT32_C(0x82f63b78) : 0);
		table[0][i] = c;
	}
	for (i = 0; i < 256; i++)
		for (j = 1; j < 8; j++)
			table[j][i] = table[j - 1][i] >> 8 ^
				      table[0][table[j - 1][i] & 255];
}

uint32_t
crc32c_portable(uint32_t crc, const void *p, size_t n)
{
	static bool made;
	const uint8_t *s = p;
	uint32_t c = ~crc, d;

	if (!made) {
		make_table();
		made = true;
	}
	for (; n >= 8; s += 8, n -= 8) {
		c ^= le32dec(s);
		d = le32dec(s + 4);
		c = table[7][c & 255] ^ table[6][c >> 8 & 255] ^
		    table[5][c >> 16 & 255] ^ table[4][c >> 24] ^
		    table[3][d & 255] ^ table[2][d >> 8 & 255] ^
		    table[1][d >> 16 & 255] ^ table[0][d >> 24];
	}
	while (n-- > 0)
		c = c >> 8 ^ table[0][(c ^ *s++) & 255];
	return ~c;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t
with_sse42(uint32_t crc, const uint8_t *s, size_t n)
{
	uint64_t c = (uint32_t)~crc;

	for (; n >= 8; s += 8, n -= 8)
		c = _mm_crc32_u64(c, le64dec(s));
	if (n >= 4) {
		c = _mm_crc32_u32((uint32_t)c, le32dec(s));
		s += 4;
		n -= 4;
	}
	while (n-- > 0)
		c = _mm_crc32_u8((uint32_t)c, *s++);
	return ~(uint32_t)c;
}

uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	static int have = -1;

	if (have == -1)
		have = __builtin_cpu_supports("sse4.2") ? 1 : 0;
	return have ? with_sse42(crc, p, n) : crc32c_portable(crc, p, n);
}
#else
uint32_t
crc32c(uint32_t crc, const void *p, size_t n)
{
	return crc32c_portable(crc, p, n);
}
#endif
