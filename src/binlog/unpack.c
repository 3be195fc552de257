/*
 * unpack.c: MariaDB's zlib blocks, see unpack.h.
 *
 * Event block: 0x80 | algorithm << 4 | n, n bytes big-endian length, zlib.
 * Column: empty, or 0 and the plain bytes, or method and n, length, data.
 */
#include <string.h>
#include <zlib.h>

#include "binlog/unpack.h"

enum {
	RAW = 8 /* in a column's first byte: deflate without zlib's frame */
};

/* Inflate exactly size bytes to the end of out. */
static int
inflate_all(struct buf *out, const uint8_t *p, size_t len, size_t size,
    bool raw, const char **why)
{
	z_stream z;
	int rc;

	memset(&z, 0, sizeof(z));
	if (inflateInit2(&z, raw ? -MAX_WBITS : MAX_WBITS) != Z_OK) {
		*why = "zlib cannot start";
		return -1;
	}
	z.next_in = (Bytef *)(uintptr_t)p;
	z.avail_in = (uInt)len;
	z.next_out = buf_reserve(out, size);
	z.avail_out = (uInt)size;
	rc = inflate(&z, Z_FINISH);
	inflateEnd(&z);
	if (rc != Z_STREAM_END || z.avail_out != 0) {
		*why = "compressed bytes do not unpack";
		return -1;
	}
	out->len += size;
	return 0;
}

/* Both forms have n length bytes, most significant first, behind the head. */
static int
unpack(struct buf *out, const uint8_t *p, size_t len, unsigned n, bool raw,
    const char **why)
{
	uint64_t size = 0;
	unsigned i;

	if (n == 0 || n > 4 || len < 1 + (size_t)n || len > UNPACK_MAX) {
		*why = "compressed bytes have no length";
		return -1;
	}
	for (i = 0; i < n; i++)
		size = size << 8 | p[1 + i];
	/* Deflate's best is about 1 to 1032: more is a lie about the length,
	 * found before the memory is asked for. */
	if (size == 0 || size > UNPACK_MAX || size / 1040 > len) {
		*why = "compressed bytes claim an impossible length";
		return -1;
	}
	return inflate_all(out, p + 1 + n, len - 1 - n, (size_t)size, raw, why);
}

int
unpack_block(struct buf *out, const uint8_t *p, size_t len, const char **why)
{
	buf_clear(out);
	if (len == 0 || (p[0] & 0xf8) != 0x80) {
		*why = "unknown compression";
		return -1;
	}
	return unpack(out, p, len, p[0] & 7, false, why);
}

int
unpack_column(struct buf *out, const uint8_t *p, size_t len, const char **why)
{
	if (len == 0)
		return 0;
	if (p[0] == 0) {
		buf_put(out, p + 1, len - 1);
		return 0;
	}
	if ((p[0] & 0xf0) != 0x80) {
		*why = "unknown column compression";
		return -1;
	}
	return unpack(out, p, len, p[0] & 7, (p[0] & RAW) != 0, why);
}
