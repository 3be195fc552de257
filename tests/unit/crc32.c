/* uses: base binlog */
/*
 * crc32.c: both ways of computing CRC-32 against zlib's.
 */
#include <stdlib.h>

#include <zlib.h>

#include "base/crc32.h"
#include "../tap.h"

enum {
	STARTS = 17,
	LENGTHS = 600
};

static uint8_t bytes[1 << 20];

static void
test_known(void)
{
	ok(crc32_ieee(0, NULL, 0) == 0, "nothing");
	ok(crc32_ieee(0, "123456789", 9) == 0xcbf43926, "123456789");
	ok(crc32_ieee(0, "1234567890123456789012345678901234567890", 40) ==
		0x930f951a,
	    "longer than a block");
	ok(crc32_ieee_portable(0, "123456789", 9) == 0xcbf43926,
	    "123456789, without hardware");
}

/* All starts, all lengths around every size of step, any CRC before. */
static void
test_equal(void)
{
	unsigned from, n, fast = 0, portable = 0;

	for (from = 0; from < STARTS; from++)
		for (n = 0; n < LENGTHS; n++) {
			const uint8_t *p = bytes + from * 1009;
			uint32_t before = (uint32_t)rand() << 1, crc;

			crc = (uint32_t)crc32_z(before, p, n);
			fast += crc32_ieee(before, p, n) != crc;
			portable += crc32_ieee_portable(before, p, n) != crc;
		}
	ok(fast == 0, "equal to zlib's at every start and length");
	ok(portable == 0, "without hardware, too");
}

static void
test_pieces(void)
{
	uint32_t whole = crc32_ieee(0, bytes, LENGTHS), c;
	unsigned cut, wrong = 0;

	for (cut = 0; cut <= LENGTHS; cut++) {
		c = crc32_ieee(0, bytes, cut);
		wrong += crc32_ieee(c, bytes + cut, LENGTHS - cut) != whole;
	}
	ok(wrong == 0, "pieces give what the whole gives");
	ok(crc32_ieee(7, bytes, sizeof(bytes)) ==
		(uint32_t)crc32_z(7, bytes, sizeof(bytes)),
	    "a MiB");
}

/* One bit alone shows each place of each step. */
static void
test_bits(void)
{
	static uint8_t zeros[400];
	unsigned i, wrong = 0;

	for (i = 0; i < 8 * sizeof(zeros); i++) {
		zeros[i / 8] = (uint8_t)(1u << i % 8);
		wrong += crc32_ieee(0, zeros, sizeof(zeros)) !=
			 (uint32_t)crc32_z(0, zeros, sizeof(zeros));
		zeros[i / 8] = 0;
	}
	ok(wrong == 0, "every single bit of 400 bytes counts as it should");
}

int
main(void)
{
	size_t i;

	srand(1);
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(rand() >> 7);
	test_known();
	test_equal();
	test_pieces();
	test_bits();
	return done();
}
