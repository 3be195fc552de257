/* uses: base */
/*
 * crc32c.c: the vectors of RFC 3720 B.4, both ways of computing, in pieces.
 */
#include <stdlib.h>

#include "base/crc32c.h"
#include "../tap.h"

static void
test_vectors(void)
{
	static const uint8_t read_command[48] = { 0x01, 0xc0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0,
		0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0,
		0, 0, 0 };
	uint8_t zeros[32], ones[32], up[32], down[32];
	struct {
		const char *what;
		const uint8_t *p;
		size_t n;
		uint32_t crc;
	} v[] = {
		{ "nothing", zeros, 0, 0 },
		{ "zeros", zeros, 32, 0x8a9136aa },
		{ "ones", ones, 32, 0x62a8ab43 },
		{ "rising", up, 32, 0x46dd794e },
		{ "falling", down, 32, 0x113fdb5c },
		{ "a SCSI read command", read_command, 48, 0xd9963a56 },
		{ "123456789", (const uint8_t *)"123456789", 9, 0xe3069283 },
	};
	unsigned i;

	for (i = 0; i < 32; i++) {
		zeros[i] = 0;
		ones[i] = 0xff;
		up[i] = (uint8_t)i;
		down[i] = (uint8_t)(31 - i);
	}
	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		ok(crc32c(0, v[i].p, v[i].n) == v[i].crc, "%s", v[i].what);
		ok(crc32c_portable(0, v[i].p, v[i].n) == v[i].crc,
		    "%s, without hardware", v[i].what);
	}
}

/* All starts and lengths, and all places to cut, must agree. */
static void
test_pieces(void)
{
	uint8_t bytes[200], copy[200];
	unsigned from, n, cut, differ = 0, parts = 0, copies = 0;
	uint32_t whole;

	srand(1);
	for (n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)rand();
	for (from = 0; from < 9; from++)
		for (n = 0; n < 100; n++) {
			whole = crc32c(0, bytes + from, n);
			differ += whole != crc32c_portable(0, bytes + from, n);
			memset(copy, 0, sizeof(copy));
			copies += whole != crc32c_copy(
					       0, copy + 1, bytes + from, n) ||
				  memcmp(copy + 1, bytes + from, n) != 0 ||
				  copy[0] != 0 || copy[n + 1] != 0;
			for (cut = 0; cut <= n; cut++) {
				uint32_t c = crc32c(0, bytes + from, cut);

				parts += whole !=
					 crc32c(c, bytes + from + cut, n - cut);
			}
		}
	ok(differ == 0, "both ways agree at every start and length");
	ok(copies == 0, "so does the sum of a copy, which is one");
	ok(parts == 0, "pieces give what the whole gives");
}

/* Long ones are summed in three parts side by side. */
static void
test_long(void)
{
	static uint8_t bytes[6000], copy[6000];
	unsigned n, differ = 0, copies = 0;
	uint32_t before, whole;

	for (n = 0; n < sizeof(bytes); n++)
		bytes[n] = (uint8_t)rand();
	for (n = 90; n < sizeof(bytes) - 8; n += n < 1700 ? 1 : 37) {
		const uint8_t *p = bytes + n % 8;

		before = (uint32_t)rand() << 1;
		whole = crc32c_portable(before, p, n);
		differ += whole != crc32c(before, p, n);
		memset(copy, 0, n + 2);
		copies += whole != crc32c_copy(before, copy + 1, p, n) ||
			  memcmp(copy + 1, p, n) != 0 || copy[0] != 0 ||
			  copy[n + 1] != 0;
	}
	ok(differ == 0, "long ones, too");
	ok(copies == 0, "and long copies");
}

static void
test_values(void)
{
	const uint64_t v = UINT64_C(0xf1e2d3c4b5a69788);
	const bool cpu = crc32c_by_cpu();
	uint8_t le[8];
	uint32_t c = 7;

	le64enc(le, v);
	ok((uint32_t)~crc32c_value(cpu, ~c, v, 8) ==
		    crc32c_portable(c, le, 8) &&
		(uint32_t)~crc32c_value(cpu, ~c, v, 4) ==
		    crc32c_portable(c, le, 4) &&
		(uint32_t)~crc32c_value(cpu, ~c, v, 2) ==
		    crc32c_portable(c, le, 2) &&
		(uint32_t)~crc32c_value(cpu, ~c, v, 1) ==
		    crc32c_portable(c, le, 1),
	    "values of 8, 4, 2 and 1 bytes");
	ok((uint32_t)~crc32c_value(false, ~c, v, 8) ==
		    crc32c_portable(c, le, 8) &&
		(uint32_t)~crc32c_value(false, ~c, v, 1) ==
		    crc32c_portable(c, le, 1),
	    "values, without hardware");
}

int
main(void)
{
	test_vectors();
	test_pieces();
	test_long();
	test_values();
	return done();
}
