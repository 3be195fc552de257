/*
 * unpack.c: snappy and LZ4 frames; see unpack.h.  Both formats are runs of
 * literals and of copies from what came out before.
 */
#include <stdint.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/le.h"
#include "mclocal/unpack.h"

enum {
	SNAPPY_BLOCK = 65536,
	LZ4_MAGIC = 0x184d2204,
	LZ4_WINDOW = 65536
};

struct in {
	const unsigned char *p, *end;
};

void
unpack_release(struct unpack *u)
{
	buf_release(&u->last);
}

static bool
literal(struct in *in, struct buf *out, size_t n, size_t max)
{
	if (n > (size_t)(in->end - in->p) || n > max - out->len)
		return false;
	buf_put(out, in->p, n);
	in->p += n;
	return true;
}

/* n bytes from "back" bytes ago, which may be among them. */
static bool
copy(struct buf *out, size_t back, size_t n, size_t max)
{
	if (back == 0 || back > out->len || n > max - out->len)
		return false;
	buf_reserve(out, n);
	for (; n > 0; n--, out->len++)
		out->data[out->len] = out->data[out->len - back];
	return true;
}

/* --- snappy --------------------------------------------------------------- */

/* A literal of a length that may stand in bytes of its own. */
static bool
snappy_literal(struct in *in, struct buf *out, unsigned tag, size_t max)
{
	size_t n = tag >> 2, more, i;

	if (n >= 60) {
		more = n - 59;
		if (more > (size_t)(in->end - in->p))
			return false;
		for (n = i = 0; i < more; i++)
			n |= (size_t)*in->p++ << 8 * i;
	}
	return literal(in, out, n + 1, max);
}

static bool
snappy_block(struct in in, struct buf *out)
{
	size_t want = 0, max, back;
	unsigned tag, shift = 0;

	do {
		if (in.p == in.end || shift > 28)
			return false;
		want |= (size_t)(*in.p & 127) << shift;
		shift += 7;
	} while ((*in.p++ & 128) != 0);
	max = want;
	if (max > SNAPPY_BLOCK)
		return false;
	while (in.p < in.end) {
		tag = *in.p++;
		if ((tag & 3) == 0) {
			if (!snappy_literal(&in, out, tag, max))
				return false;
			continue;
		}
		shift = (tag & 3) == 3 ? 4 : tag & 3;
		if (shift > (size_t)(in.end - in.p))
			return false;
		back = shift == 1   ? (tag >> 5) << 8 | in.p[0]
		       : shift == 2 ? le16dec(in.p)
				    : le32dec(in.p);
		in.p += shift;
		if (!copy(out, back,
			shift == 1 ? (tag >> 2 & 7) + 4 : (tag >> 2) + 1, max))
			return false;
	}
	return out->len == want;
}

/* A chunk of data: its sum, which is masked, and the bytes. */
static bool
snappy_chunk(struct in in, struct buf *out, bool packed)
{
	struct buf b;
	uint32_t sum, want;
	bool ok;

	if (in.end - in.p < 4)
		return false;
	want = le32dec(in.p);
	in.p += 4;
	buf_init(&b);
	ok = packed ? snappy_block(in, &b)
		    : literal(&in, &b, (size_t)(in.end - in.p), SNAPPY_BLOCK);
	sum = crc32c(0, b.data, b.len);
	ok = ok && ((sum >> 15 | sum << 17) + 0xa282ead8u) == want;
	if (ok)
		buf_put(out, b.data, b.len);
	buf_release(&b);
	return ok;
}

size_t
unpack_snappy(
    struct unpack *u, struct buf *out, const unsigned char *p, size_t n)
{
	size_t len;
	struct in in;

	if (n < 4)
		return 0;
	len = (size_t)p[1] | (size_t)p[2] << 8 | (size_t)p[3] << 16;
	if (len > n - 4)
		return 0;
	in.p = p + 4;
	in.end = in.p + len;
	if (p[0] == 0xff) {
		if (len != 6 || memcmp(in.p, "sNaPpY", 6) != 0)
			return SIZE_MAX;
		u->begun = true;
	} else if (!u->begun || (p[0] >= 2 && p[0] < 0x80)) {
		return SIZE_MAX;
	} else if (p[0] < 2 && !snappy_chunk(in, out, p[0] == 0)) {
		return SIZE_MAX;
	}
	return len + 4;
}

/* --- LZ4 ------------------------------------------------------------------ */

/* A length whose first 15 stand in the token. */
static bool
lz4_length(struct in *in, size_t *n)
{
	unsigned char c;

	if (*n < 15)
		return true;
	do {
		if (in->p == in->end || *n > 1 << 24)
			return false;
		c = *in->p++;
		*n += c;
	} while (c == 255);
	return true;
}

static bool
lz4_block(struct in in, struct buf *out, size_t max)
{
	size_t n, back;
	unsigned token;

	while (in.p < in.end) {
		token = *in.p++;
		n = token >> 4;
		if (!lz4_length(&in, &n) || !literal(&in, out, n, max))
			return false;
		if (in.p == in.end)
			return true;
		if (in.end - in.p < 2)
			return false;
		back = le16dec(in.p);
		in.p += 2;
		n = token & 15;
		if (!lz4_length(&in, &n) || !copy(out, back, n + 4, max))
			return false;
	}
	return false;
}

static size_t
lz4_head(struct unpack *u, const unsigned char *p, size_t n)
{
	size_t len = 7;

	if (n < 7)
		return 0;
	if (le32dec(p) != LZ4_MAGIC || p[4] >> 6 != 1 || (p[5] >> 4 & 7) < 4 ||
	    (p[4] & 1) != 0)
		return SIZE_MAX;
	if ((p[4] & 8) != 0) /* the size of all of it */
		len += 8;
	if (n < len)
		return 0;
	u->linked = (p[4] & 32) == 0;
	u->block_sum = (p[4] & 16) != 0;
	u->sum = (p[4] & 4) != 0;
	u->block_max = (size_t)1 << (8 + 2 * (p[5] >> 4 & 7));
	u->begun = true;
	return len;
}

/* Out of "last", which keeps what blocks that are linked may refer to. */
static bool
lz4_data(struct unpack *u, struct buf *out, struct in in, bool packed)
{
	struct buf *b = &u->last;
	size_t from;
	bool ok;

	if (!u->linked)
		buf_clear(b);
	if (b->len > LZ4_WINDOW) {
		memmove(b->data, b->data + b->len - LZ4_WINDOW, LZ4_WINDOW);
		b->len = LZ4_WINDOW;
	}
	from = b->len;
	ok = packed ? lz4_block(in, b, from + u->block_max)
		    : literal(
			  &in, b, (size_t)(in.end - in.p), from + u->block_max);
	if (b->len > from)
		buf_put(out, b->data + from, b->len - from);
	return ok;
}

size_t
unpack_lz4(struct unpack *u, struct buf *out, const unsigned char *p, size_t n)
{
	size_t len, tail;
	struct in in;

	if (!u->begun)
		return lz4_head(u, p, n);
	if (u->ended)
		return SIZE_MAX;
	if (n < 4)
		return 0;
	len = le32dec(p) & 0x7fffffff;
	tail = len == 0 ? (u->sum ? 4 : 0) : (u->block_sum ? 4 : 0);
	if (len > u->block_max)
		return SIZE_MAX;
	if (n < 4 + len + tail)
		return 0;
	if (len == 0) {
		u->ended = true;
		return 4 + tail;
	}
	in.p = p + 4;
	in.end = in.p + len;
	return lz4_data(u, out, in, (p[3] & 0x80) == 0) ? 4 + len + tail
							: SIZE_MAX;
}
