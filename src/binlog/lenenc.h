/*
 * lenenc.h: the packed integers of the MySQL wire: one byte below 251, else
 * a mark (252, 253, 254) and 2, 3 or 8 bytes.
 */
#ifndef BINLOG_LENENC_H
#define BINLOG_LENENC_H

#include "base/cur.h"

static inline uint64_t
lenenc_read(struct cur *c)
{
	uint8_t head = cur_u8(c);
	const uint8_t *p;

	switch (head) {
	case 252:
		return cur_le16(c);
	case 253:
		p = cur_bytes(c, 3);
		return p == NULL ? 0 : le24dec(p);
	case 254:
		return cur_le64(c);
	case 251:
	case 255:
		c->bad = true;
		return 0;
	default:
		return head;
	}
}

/* A length and that many bytes; NULL and bad when they are not there. */
static inline const uint8_t *
lenenc_bytes(struct cur *c, size_t *len)
{
	uint64_t n = lenenc_read(c);

	*len = 0;
	if (n > cur_left(c)) {
		c->bad = true;
		return NULL;
	}
	*len = (size_t)n;
	return cur_bytes(c, *len);
}

#endif
