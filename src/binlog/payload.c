/*
 * payload.c: TRANSACTION_PAYLOAD, see unpack.h.  Fields up to a 0, then the
 * events, plain or as zstd frames.
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/mem.h"
#include "binlog/lenenc.h"
#include "binlog/unpack.h"

enum {
	HEADER = 19,
	FIELD_END = 0,
	FIELD_SIZE = 1,
	FIELD_TYPE = 2,
	TYPE_ZSTD = 0,
	TYPE_NONE = 255,
	CHUNK = 128 * 1024
};

struct unpack_payload {
	ZSTD_DStream *zstd;
	const uint8_t *p, *end; /* packed bytes not yet taken */
	bool packed;
	bool whole; /* zstd is at the end of a frame */
	struct buf plain;
	size_t at; /* next event in plain */
};

struct unpack_payload *
unpack_payload_new(void)
{
	return xcalloc(1, sizeof(struct unpack_payload));
}

void
unpack_payload_free(struct unpack_payload *u)
{
	if (u == NULL)
		return;
	ZSTD_freeDStream(u->zstd);
	buf_release(&u->plain);
	free(u);
}

/* The fields in front; c stands behind the end mark then. */
static bool
fields(struct cur *c, uint64_t *type, uint64_t *size)
{
	uint64_t field;
	size_t len;

	*type = TYPE_NONE;
	*size = cur_left(c);
	while (!c->bad && (field = lenenc_read(c)) != FIELD_END) {
		const uint8_t *p = lenenc_bytes(c, &len);
		struct cur v;

		if (p == NULL)
			return false;
		v = cur_of(p, len);
		if (field == FIELD_TYPE)
			*type = lenenc_read(&v);
		else if (field == FIELD_SIZE)
			*size = lenenc_read(&v);
		if (v.bad)
			return false;
	}
	return !c->bad && *size <= cur_left(c);
}

int
unpack_payload_open(
    struct unpack_payload *u, const uint8_t *body, size_t len, const char **why)
{
	struct cur c = cur_of(body, len);
	uint64_t type, size;

	if (!fields(&c, &type, &size)) {
		*why = "payload fields make no sense";
		return -1;
	}
	if (type != TYPE_ZSTD && type != TYPE_NONE) {
		*why = "payload has an unknown compression";
		return -1;
	}
	u->p = c.p;
	u->end = c.p + size;
	u->packed = type == TYPE_ZSTD;
	u->whole = true;
	u->at = 0;
	buf_clear(&u->plain);
	if (!u->packed)
		return 0;
	if (u->zstd == NULL)
		u->zstd = ZSTD_createDStream();
	if (u->zstd == NULL || ZSTD_isError(ZSTD_initDStream(u->zstd))) {
		*why = "zstd cannot start";
		return -1;
	}
	return 0;
}

/* Have at least n bytes from at on; 0 when the payload ends before. */
static int
more(struct unpack_payload *u, size_t n, const char **why)
{
	ZSTD_inBuffer in;
	ZSTD_outBuffer out;
	size_t rc, took;

	if (u->at > CHUNK && u->plain.len - u->at < n) {
		memmove(
		    u->plain.data, u->plain.data + u->at, u->plain.len - u->at);
		u->plain.len -= u->at;
		u->at = 0;
	}
	while (u->plain.len - u->at < n) {
		out.dst = buf_reserve(&u->plain, CHUNK);
		out.size = CHUNK;
		out.pos = 0;
		in.src = u->p;
		in.size = (size_t)(u->end - u->p);
		in.pos = 0;
		rc = ZSTD_decompressStream(u->zstd, &out, &in);
		if (ZSTD_isError(rc)) {
			*why = "payload does not unpack";
			return -1;
		}
		took = in.pos;
		u->p += took;
		u->plain.len += out.pos;
		if (took == 0 && out.pos == 0)
			return 0;
		u->whole = rc == 0;
	}
	return 1;
}

int
unpack_payload_next(struct unpack_payload *u, const uint8_t **event,
    size_t *len, const char **why)
{
	size_t left;
	uint32_t size;
	int rc;

	if (!u->packed) {
		left = (size_t)(u->end - u->p);
		rc = left >= HEADER;
	} else {
		if ((rc = more(u, HEADER, why)) == -1)
			return -1;
		left = u->plain.len - u->at;
	}
	if (rc == 0) {
		if (left == 0 && u->whole && u->p == u->end)
			return 0;
		*why = "payload is cut";
		return -1;
	}
	size = le32dec((u->packed ? u->plain.data + u->at : u->p) + 9);
	if (size < HEADER || size > UNPACK_MAX) {
		*why = "event in payload has an impossible size";
		return -1;
	}
	if (u->packed)
		rc = more(u, size, why);
	else
		rc = left >= size;
	if (rc <= 0) {
		if (rc == 0)
			*why = "payload is cut";
		return -1;
	}
	*len = size;
	if (u->packed) {
		*event = u->plain.data + u->at;
		u->at += size;
	} else {
		*event = u->p;
		u->p += size;
	}
	return 1;
}
