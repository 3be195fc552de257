/*
 * unpack.h: snappy and LZ4 frames, as the clients in Java and Go send them.
 */
#ifndef MCLOCAL_UNPACK_H
#define MCLOCAL_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct unpack {
	bool begun;          /* the head was read */
	bool ended;          /* LZ4: the end mark was read */
	bool linked;         /* LZ4: blocks refer to those before */
	bool block_sum, sum; /* LZ4: checksums follow (and are not read: the
				records have their own) */
	size_t block_max;
	struct buf last; /* LZ4: the end of what came out */
};

void unpack_release(struct unpack *u);
/*
 * Append to out what the next piece of n bytes holds.  How many bytes it
 * took, 0 when it is not whole; SIZE_MAX when it is damaged.
 */
size_t unpack_snappy(
    struct unpack *u, struct buf *out, const unsigned char *p, size_t n);
size_t unpack_lz4(
    struct unpack *u, struct buf *out, const unsigned char *p, size_t n);

#endif
