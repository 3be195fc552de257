/*
 * crcslice.c: see crcslice.h.
 */
#include "base/crcslice.h"
#include "base/le.h"

static void
make(struct crcslice *s)
{
	uint32_t c;
	unsigned i, j;

	for (i = 0; i < 256; i++) {
		c = i;
		for (j = 0; j < 8; j++)
			c = c >> 1 ^ (c & 1 ? s->polynomial : 0);
		s->table[0][i] = c;
	}
	for (i = 0; i < 256; i++)
		for (j = 1; j < 8; j++)
			s->table[j][i] = s->table[j - 1][i] >> 8 ^
					 s->table[0][s->table[j - 1][i] & 255];
}

uint32_t
crcslice(struct crcslice *s, uint32_t crc, const void *p, size_t n)
{
	const uint32_t(*t)[256] = (const uint32_t(*)[256])s->table;
	const uint8_t *b = p;
	uint32_t c = ~crc, d;

	if (t[0][1] == 0)
		make(s);
	for (; n >= 8; b += 8, n -= 8) {
		c ^= le32dec(b);
		d = le32dec(b + 4);
		c = t[7][c & 255] ^ t[6][c >> 8 & 255] ^ t[5][c >> 16 & 255] ^
		    t[4][c >> 24] ^ t[3][d & 255] ^ t[2][d >> 8 & 255] ^
		    t[1][d >> 16 & 255] ^ t[0][d >> 24];
	}
	while (n-- > 0)
		c = c >> 8 ^ t[0][(c ^ *b++) & 255];
	return ~c;
}
