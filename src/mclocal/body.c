/*
 * body.c: bodies of requests; see body.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/io.h"
#include "base/mem.h"
#include "mclocal/body.h"
#include "mclocal/unpack.h"

enum {
	SPILL = 1 << 22, /* more than this goes to a file */
	PIECE = 1 << 18
};

void
body_init(struct body *b, const char *dir)
{
	memset(b, 0, sizeof(*b));
	b->dir = dir;
	b->fd = -1;
}

void
body_release(struct body *b)
{
	buf_release(&b->mem);
	if (b->fd != -1)
		close(b->fd);
	b->fd = -1;
}

int
body_add(struct body *b, const void *p, size_t n)
{
	b->len += n;
	if (b->fd == -1) {
		buf_put(&b->mem, p, n);
		if (b->mem.len < SPILL)
			return 0;
		if ((b->fd = io_spool(b->dir)) == -1)
			return -1;
		p = b->mem.data;
		n = b->mem.len;
	}
	if (io_write(b->fd, p, n) == -1)
		return -1;
	buf_clear(&b->mem);
	return 0;
}

bool
body_coding_of(const char *name, enum body_coding *coding)
{
	*coding = BODY_PLAIN;
	if (name == NULL || *name == '\0' || strcmp(name, "identity") == 0)
		return true;
	if (strcmp(name, "deflate") == 0)
		*coding = BODY_DEFLATE;
	else if (strcmp(name, "zstd") == 0)
		*coding = BODY_ZSTD;
	else if (strcmp(name, "x-snappy-framed") == 0)
		*coding = BODY_SNAPPY;
	else if (strcmp(name, "x-lz4-frame") == 0)
		*coding = BODY_LZ4;
	else
		return false;
	return true;
}

void
body_in_init(struct body_in *in, struct body *b, enum body_coding coding)
{
	memset(in, 0, sizeof(*in));
	in->body = b;
	in->coding = coding;
	if (coding == BODY_DEFLATE) {
		in->state = xcalloc(1, sizeof(z_stream));
		if (inflateInit(in->state) != Z_OK)
			in->why = "out of memory";
	} else if (coding == BODY_ZSTD) {
		if ((in->state = ZSTD_createDStream()) == NULL)
			in->why = "out of memory";
	} else if (coding != BODY_PLAIN) {
		in->state = xcalloc(1, sizeof(struct unpack));
	}
	/* decoders are asked before there is a byte: an address for them */
	if (coding != BODY_PLAIN)
		buf_reserve(&in->raw, PIECE);
	if (b->fd != -1 && lseek(b->fd, 0, SEEK_SET) == -1)
		in->why = "the spool file cannot be read";
}

void
body_in_release(struct body_in *in)
{
	buf_release(&in->raw);
	if (in->coding == BODY_DEFLATE) {
		inflateEnd(in->state);
		free(in->state);
	} else if (in->coding == BODY_ZSTD) {
		ZSTD_freeDStream(in->state);
	} else if (in->coding != BODY_PLAIN) {
		unpack_release(in->state);
		free(in->state);
	}
}

/* The next raw bytes, into in->raw.  1, 0, -1. */
static int
next_raw(struct body_in *in, struct buf *out)
{
	struct body *b = in->body;
	ssize_t n;

	if (b->fd == -1) {
		if (in->at == b->mem.len)
			return 0;
		buf_put(out, b->mem.data, b->mem.len);
		in->at = b->mem.len;
		return 1;
	}
	n = io_read(b->fd, buf_reserve(out, PIECE), PIECE);
	if (n == -1) {
		in->why = "the spool file cannot be read";
		return -1;
	}
	out->len += (size_t)n;
	return n > 0;
}

static int
inflate_some(struct body_in *in, struct buf *out)
{
	z_stream *z = in->state;
	int rc;

	z->next_in = in->raw.data + in->used;
	z->avail_in = (uInt)(in->raw.len - in->used);
	z->next_out = buf_reserve(out, PIECE);
	z->avail_out = PIECE;
	rc = inflate(z, Z_NO_FLUSH);
	in->used = in->raw.len - z->avail_in;
	out->len += PIECE - z->avail_out;
	if (rc == Z_STREAM_END)
		in->ended = true;
	else if (rc != Z_OK && rc != Z_BUF_ERROR)
		return -1;
	return 0;
}

static int
unzstd_some(struct body_in *in, struct buf *out)
{
	ZSTD_inBuffer zi = { in->raw.data, in->raw.len, in->used };
	ZSTD_outBuffer zo = { buf_reserve(out, PIECE), PIECE, 0 };
	size_t rc = ZSTD_decompressStream(in->state, &zo, &zi);

	if (ZSTD_isError(rc))
		return -1;
	in->used = zi.pos;
	out->len += zo.pos;
	in->ended = rc == 0 && zi.pos == zi.size;
	return 0;
}

/* One chunk or block, if it is there as a whole. */
static int
unpack_some(struct body_in *in, struct buf *out)
{
	const unsigned char *p = in->raw.data + in->used;
	size_t left = in->raw.len - in->used, n;
	struct unpack *u = in->state;

	n = in->coding == BODY_SNAPPY ? unpack_snappy(u, out, p, left)
				      : unpack_lz4(u, out, p, left);
	if (n == SIZE_MAX)
		return -1;
	in->used += n;
	in->ended = in->used == in->raw.len &&
		    (in->coding == BODY_SNAPPY ? u->begun : u->ended);
	return 0;
}

static int
decode_some(struct body_in *in, struct buf *out)
{
	switch (in->coding) {
	case BODY_DEFLATE:
		return inflate_some(in, out);
	case BODY_ZSTD:
		return unzstd_some(in, out);
	default:
		return unpack_some(in, out);
	}
}

int
body_in_more(struct body_in *in, struct buf *out)
{
	size_t before = out->len, used;
	int rc;

	if (in->why != NULL)
		return -1;
	if (in->coding == BODY_PLAIN)
		return next_raw(in, out);
	for (;;) {
		used = in->used;
		if (in->used < in->raw.len && in->ended &&
		    in->coding == BODY_DEFLATE) {
			in->why = "bytes stand behind the compressed stream";
			return -1;
		}
		if ((!in->ended || in->used < in->raw.len) &&
		    decode_some(in, out) == -1) {
			in->why = "the compressed stream is damaged";
			return -1;
		}
		if (out->len > before)
			return 1;
		if (in->used > used)
			continue;
		/* what is left needs more behind it */
		if (in->used > 0)
			memmove(in->raw.data, in->raw.data + in->used,
			    in->raw.len - in->used);
		in->raw.len -= in->used;
		in->used = 0;
		if ((rc = next_raw(in, &in->raw)) <= 0)
			break;
	}
	if (rc == 0 && (!in->ended || in->raw.len > 0)) {
		in->why = "the compressed stream is cut";
		return -1;
	}
	return rc;
}
