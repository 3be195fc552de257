/*
 * event.c: see event.h.
 */
#include <string.h>

#include "binlog/frame.h"
#include "event.h"

void
event_seal(uint8_t *event, size_t len)
{
	le32enc(event + len - FRAME_CHECKSUM,
	    frame_crc(event, len - FRAME_CHECKSUM));
}

void
event_put(
    struct buf *to, const struct event_head *h, const void *body, size_t len)
{
	size_t at = to->len;
	size_t size = FRAME_HEADER + len + (h->bare ? 0 : FRAME_CHECKSUM);

	buf_put32(to, h->time);
	buf_putc(to, (int)h->type);
	buf_put32(to, h->server_id);
	buf_put32(to, (uint32_t)size);
	buf_put32(to, (uint32_t)h->next);
	buf_put16(to, (uint16_t)h->flags);
	buf_put(to, body, len);
	if (h->bare)
		return;
	buf_put32(to, 0);
	event_seal(to->data + at, size);
}

/* As many lengths as MySQL 5.7 has types, obsolete ones as 0. */
void
event_format(struct buf *b, const char *version, uint32_t created)
{
	static const uint8_t post[] = { 0x00, 0x0d, 0x00, 0x08, 0x00, 0x00,
		0x00, 0x00, 0x04, 0x00, 0x04, 0x00, 0x00, 0x00, 0x5f, 0x00,
		0x04, 0x1a, 0x08, 0x00, 0x00, 0x00, 0x08, 0x08, 0x08, 0x02,
		0x00, 0x00, 0x00, 0x0a, 0x0a, 0x0a, 0x2a, 0x2a, 0x00, 0x12,
		0x34, 0x00 };
	size_t n = strlen(version);

	buf_put16(b, 4);
	memset(buf_reserve(b, 50), 0, 50);
	memcpy(b->data + b->len, version, n < 50 ? n : 50);
	b->len += 50;
	buf_put32(b, created);
	buf_putc(b, FRAME_HEADER);
	buf_put(b, post, sizeof(post));
	buf_putc(b, FRAME_CRC32);
}

void
event_rotate(struct buf *b, uint64_t offset, const char *file)
{
	buf_put64(b, offset);
	buf_puts(b, file);
}

void
event_begin(struct buf *b)
{
	/* thread 0, time 0, no schema, no error, no variables, "" */
	memset(buf_reserve(b, 14), 0, 14);
	b->len += 14;
	buf_puts(b, "BEGIN");
}

void
event_ddl(struct buf *b, const char *db, const char *sql)
{
	size_t vars;

	buf_put32(b, 1); /* thread */
	buf_put32(b, 0); /* seconds it took */
	buf_putc(b, (int)strlen(db));
	buf_put16(b, 0); /* error */
	vars = b->len;
	buf_put16(b, 0);
	buf_putc(b, 0); /* flags */
	buf_put32(b, 0);
	buf_putc(b, 1); /* sql_mode */
	buf_put64(b, 0);
	buf_putc(b, 6); /* catalog */
	buf_putc(b, 3);
	buf_puts(b, "std");
	buf_putc(b, 5); /* time zone */
	buf_putc(b, 6);
	buf_puts(b, "SYSTEM");
	buf_putc(b, 4); /* character sets: utf8 */
	buf_put16(b, 33);
	buf_put16(b, 33);
	buf_put16(b, 33);
	buf_putc(b, 12); /* changed schemas */
	buf_putc(b, 1);
	buf_put(b, db, strlen(db) + 1);
	le16enc(b->data + vars, (uint16_t)(b->len - vars - 2));
	buf_put(b, db, strlen(db) + 1);
	buf_puts(b, sql);
}

/* The length byte says nothing: it is always 1. */
void
event_rows_query(struct buf *b, const char *text)
{
	buf_putc(b, 1);
	buf_puts(b, text);
}
