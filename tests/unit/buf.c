/* uses: base */
/*
 * buf.c: growing bytes: contents survive growth, lengths are right.
 */
#include <stdint.h>

#include "base/buf.h"
#include "../tap.h"

static void
test_grow(void)
{
	struct buf b;
	size_t i;
	bool same = true;

	buf_init(&b);
	ok(b.len == 0 && b.data == NULL, "a new buf is empty");
	for (i = 0; i < 300000; i++)
		buf_putc(&b, (int)(i * 7 & 0xff));
	for (i = 0; i < 300000; i++)
		same = same && b.data[i] == (uint8_t)(i * 7);
	ok(b.len == 300000 && b.cap >= b.len && same,
	    "bytes survive growing one by one");
	buf_clear(&b);
	ok(b.len == 0 && b.cap >= 300000, "clear keeps the memory");
	buf_reserve(&b, 1 << 20);
	ok(b.cap >= 1 << 20 && b.len == 0, "reserve adds no bytes");
	buf_put(&b, NULL, 0);
	ok(b.len == 0, "nothing can be put from nowhere");
	buf_release(&b);
	ok(b.data == NULL && b.cap == 0, "release");
	buf_release(&b);
	ok(true, "release twice");
}

static void
test_put(void)
{
	static const uint8_t want[] = { 0x02, 0x01, 0x06, 0x05, 0x04, 0x03,
		0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 0x09, 0x08, 0x07, 2, 0, 'h', 'i',
		3, 0, 0, 0, 0, 1, 2, 'x' };
	struct buf b = { 0 };

	buf_put16(&b, 0x0102);
	buf_put32(&b, 0x03040506);
	buf_put64(&b, UINT64_C(0x0708090a0b0c0d0e));
	buf_put_str16(&b, "hi");
	buf_put_str32(&b, "\0\1\2", 3);
	buf_puts(&b, "x");
	ok(b.len == sizeof(want) && memcmp(b.data, want, b.len) == 0,
	    "numbers are little-endian, texts have their length in front");
	buf_release(&b);
}

static void
test_printf(void)
{
	struct buf b = { 0 };
	char big[5000];

	memset(big, 'y', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	buf_puts(&b, "a");
	buf_printf(&b, "%d-%s", -5, big);
	ok(b.len == 4 + 4999 && memcmp(b.data, "a-5-yy", 6) == 0,
	    "printf appends, however long");
	ok(strlen(buf_str(&b)) == b.len && b.len == 4 + 4999,
	    "buf_str puts a NUL behind and does not count it");
	buf_release(&b);
	ok(buf_str(&b)[0] == '\0' && b.len == 0, "the text of an empty buf");
	buf_release(&b);
}

int
main(void)
{
	test_grow();
	test_put();
	test_printf();
	return done();
}
