/*
 * body.h: the body of a request, in memory while it is small, in an unlinked
 * file beside the database when it grows.
 */
#ifndef MCLOCAL_BODY_H
#define MCLOCAL_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct body {
	const char *dir; /* where it spills to */
	struct buf mem;
	int fd; /* -1: all of it is in mem */
	uint64_t len;
};

void body_init(struct body *b, const char *dir);
void body_release(struct body *b);
int body_add(struct body *b, const void *p, size_t n); /* -1 errno */

/* Reading it from the start, decompressed. */
enum body_coding {
	BODY_PLAIN,
	BODY_DEFLATE,
	BODY_ZSTD,
	BODY_SNAPPY,
	BODY_LZ4
};

struct body_in {
	struct body *body;
	enum body_coding coding;
	uint64_t at;
	struct buf raw; /* not yet decompressed */
	size_t used;
	void *state;
	bool ended; /* of the compressed stream */
	const char *why;
};

/* "" or NULL, "identity", "deflate", "zstd", "x-snappy-framed",
 * "x-lz4-frame"; false for others. */
bool body_coding_of(const char *name, enum body_coding *coding);
void body_in_init(struct body_in *in, struct body *b, enum body_coding coding);
void body_in_release(struct body_in *in);
/* Append some bytes to out.  1; 0 at the end; -1 with in->why. */
int body_in_more(struct body_in *in, struct buf *out);

#endif
