/*
 * pack.c: see pack.h.  Level 1 in both: the network is the slower part.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

#include "base/mem.h"

#include "mcupload/pack.h"

enum {
	STEP = 256 * 1024
};

enum pack_kind
pack_kind_of(const char *word)
{
	if (strcmp(word, "deflate") == 0)
		return PACK_DEFLATE;
	return strcmp(word, "zstd") == 0 ? PACK_ZSTD : PACK_NONE;
}

const char *
pack_encoding(enum pack_kind kind)
{
	return kind == PACK_DEFLATE ? "deflate"
	       : kind == PACK_ZSTD  ? "zstd"
				    : NULL;
}

void
pack_init(struct pack *p, enum pack_kind kind)
{
	p->kind = kind;
	p->state = NULL;
}

void
pack_release(struct pack *p)
{
	if (p->state != NULL && p->kind == PACK_DEFLATE) {
		deflateEnd(p->state);
		free(p->state);
	} else if (p->state != NULL)
		ZSTD_freeCStream(p->state);
	p->state = NULL;
}

static void
put_deflate(
    struct pack *p, struct buf *out, const void *data, size_t n, int end)
{
	z_stream *z = p->state;
	uint8_t *input;
	int rc;

	if (z == NULL) {
		p->state = z = xcalloc(1, sizeof(*z));
		rc = deflateInit(z, 1);
		assert(rc == Z_OK); /* only memory could be missing */
	}
	/* zlib's pointer is not const; it does not write there. */
	memcpy(&input, &data, sizeof(input));
	z->next_in = input;
	do {
		z->avail_in = n > STEP ? STEP : (uInt)n;
		n -= z->avail_in;
		do {
			z->next_out = buf_reserve(out, STEP);
			z->avail_out = STEP;
			rc = deflate(z, end && n == 0 ? Z_FINISH : Z_NO_FLUSH);
			assert(rc != Z_STREAM_ERROR);
			out->len += STEP - z->avail_out;
		} while (z->avail_out == 0);
	} while (n > 0);
	if (end)
		deflateReset(z);
}

static void
put_zstd(struct pack *p, struct buf *out, const void *data, size_t n, int end)
{
	ZSTD_inBuffer in = { data, n, 0 };
	ZSTD_outBuffer to;
	size_t left;

	if (p->state == NULL) {
		p->state = ZSTD_createCStream();
		assert(p->state != NULL);
		ZSTD_initCStream(p->state, 1);
	}
	do {
		to.dst = buf_reserve(out, STEP);
		to.size = STEP;
		to.pos = 0;
		left = ZSTD_compressStream2(
		    p->state, &to, &in, end ? ZSTD_e_end : ZSTD_e_continue);
		assert(!ZSTD_isError(left));
		out->len += to.pos;
	} while (in.pos < in.size || (end && left != 0));
}

void
pack_put(struct pack *p, struct buf *out, const void *data, size_t n, int end)
{
	if (p->kind == PACK_DEFLATE)
		put_deflate(p, out, data, n, end);
	else if (p->kind == PACK_ZSTD)
		put_zstd(p, out, data, n, end);
	else
		buf_put(out, data, n);
}
