/*
 * unpack.h: compressed parts of a log.
 *
 * MariaDB compresses queries, rows and columns with zlib, one block each,
 * with the length in front.  MySQL compresses a whole transaction with zstd
 * into one event, which holds events again: these are streamed, for there
 * may be 4 GiB of them.
 */
#ifndef BINLOG_UNPACK_H
#define BINLOG_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum {
	UNPACK_MAX = 0x40000000 /* 1 GiB: no event or value is longer */
};

/*
 * The block of a MariaDB compressed event: out is cleared and filled.  -1
 * with *why when the bytes are no such block.
 */
int unpack_block(
    struct buf *out, const uint8_t *p, size_t len, const char **why);

/* A value of a MariaDB COMPRESSED column: appended to out. */
int unpack_column(
    struct buf *out, const uint8_t *p, size_t len, const char **why);

/* --- TRANSACTION_PAYLOAD ------------------------------------------------- */

struct unpack_payload;

struct unpack_payload *unpack_payload_new(void);
void unpack_payload_free(struct unpack_payload *u);

/* Start with an event's body (behind the 19 bytes, without checksum), which
 * must stay until the last event was taken.  -1 with *why. */
int unpack_payload_open(struct unpack_payload *u, const uint8_t *body,
    size_t len, const char **why);

/*
 * The next event: 1 with *event (borrowed until the next call) and *len; 0
 * behind the last; -1 with *why.
 */
int unpack_payload_next(struct unpack_payload *u, const uint8_t **event,
    size_t *len, const char **why);

#endif
