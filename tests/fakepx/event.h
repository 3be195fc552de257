/*
 * event.h: the bytes of events as PolarDB-X writes them.
 */
#ifndef FAKEPX_EVENT_H
#define FAKEPX_EVENT_H

#include <stdbool.h>

#include "base/buf.h"

struct event_head {
	uint32_t time; /* seconds */
	unsigned type;
	uint32_t server_id;
	uint64_t next; /* offset behind it, 0 when it has no place */
	unsigned flags;
	bool bare; /* without a checksum */
};

/* Append a whole event: header, body, checksum. */
void event_put(
    struct buf *to, const struct event_head *h, const void *body, size_t len);
/* Make the checksum of an event anew. */
void event_seal(uint8_t *event, size_t len);

/* Bodies. */
void event_format(struct buf *b, const char *version, uint32_t created);
void event_rotate(struct buf *b, uint64_t offset, const char *file);
void event_begin(struct buf *b);
void event_ddl(struct buf *b, const char *db, const char *sql);
void event_rows_query(struct buf *b, const char *text);

#endif
