/*
 * pack.h: block bodies as they travel: plain, zlib or zstd, as one stream.
 */
#ifndef MCUPLOAD_PACK_H
#define MCUPLOAD_PACK_H

#include "base/buf.h"

enum pack_kind {
	PACK_NONE,
	PACK_DEFLATE,
	PACK_ZSTD
};

struct pack {
	enum pack_kind kind;
	void *state;
};

/* "none", "deflate", "zstd"; the job file knows no other. */
enum pack_kind pack_kind_of(const char *word);
/* The word for Content-Encoding, NULL for none. */
const char *pack_encoding(enum pack_kind kind);

void pack_init(struct pack *p, enum pack_kind kind);
void pack_release(struct pack *p);
/* Append n bytes, packed, to out; end closes the stream.  The pack is then
 * ready for the next. */
void pack_put(
    struct pack *p, struct buf *out, const void *data, size_t n, int end);

#endif
