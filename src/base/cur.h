/*
 * cur.h: a cursor over bytes that came from outside.
 *
 * Every read checks what remains first.  A read past the end gives zeros and
 * sets bad, which stays: so a parser reads all its fields and asks once.
 */
#ifndef BASE_CUR_H
#define BASE_CUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/le.h"

struct cur {
	const uint8_t *p;
	const uint8_t *end;
	bool bad;
};

static inline struct cur
cur_of(const uint8_t *p, size_t len)
{
	return (struct cur){ p, p + len, false };
}

static inline size_t
cur_left(const struct cur *c)
{
	return (size_t)(c->end - c->p);
}

/* n bytes, borrowed from what lies under the cursor; NULL and bad if short. */
static inline const uint8_t *
cur_bytes(struct cur *c, size_t n)
{
	const uint8_t *p = c->p;

	if (n > cur_left(c)) {
		c->bad = true;
		c->p = c->end;
		return NULL;
	}
	c->p += n;
	return p;
}

static inline uint8_t
cur_u8(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 1);

	return p == NULL ? 0 : *p;
}

static inline uint16_t
cur_le16(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 2);

	return p == NULL ? 0 : le16dec(p);
}

static inline uint32_t
cur_le32(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 4);

	return p == NULL ? 0 : le32dec(p);
}

static inline uint64_t
cur_le48(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 6);

	return p == NULL ? 0 : le48dec(p);
}

static inline uint64_t
cur_le64(struct cur *c)
{
	const uint8_t *p = cur_bytes(c, 8);

	return p == NULL ? 0 : le64dec(p);
}

/* A text of u16 length: its start (not NUL-terminated) and *len. */
static inline const char *
cur_str16(struct cur *c, size_t *len)
{
	*len = cur_le16(c);
	return (const char *)cur_bytes(c, *len);
}

#endif
