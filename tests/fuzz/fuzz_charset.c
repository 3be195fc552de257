/* uses: binlog row rec base */
/*
 * fuzz_charset.c: text in the character set of the collation whose number
 * comes first (u16).  What comes out is UTF-8.
 */
#include "base/utf8.h"
#include "binlog/charset.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct charset *cs;
	const char *name;
	struct buf out = { 0 };

	if (size < 2 || (name = charset_of_collation(le16dec(data))) == NULL ||
	    (cs = charset_of(name)) == NULL || cs->kind == CHARSET_BINARY)
		return 0;
	buf_putc(&out, '!');
	if (charset_put(&out, cs, data + 2, size - 2) == -1)
		assert(out.len == 1);
	else
		assert(out.len <= 1 + 3 * (size - 2));
	assert(utf8_valid(out.data, out.len) == out.len);
	buf_release(&out);
	return 0;
}
