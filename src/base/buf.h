/*
 * buf.h: growing bytes.
 *
 * Invariants: len <= cap; data may be NULL only while cap is 0.  A buf of
 * zeros is an empty one.  Pointers into data are good until the next call
 * that can grow it.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/le.h"

struct buf {
	uint8_t *data;
	size_t len;
	size_t cap;
};

void buf_init(struct buf *b);
void buf_release(struct buf *b);
void buf_grow(struct buf *b, size_t n);
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* The contents with a NUL behind (not counted in len), borrowed. */
char *buf_str(struct buf *b);

static inline void
buf_clear(struct buf *b)
{
	b->len = 0;
}

/* Make room for n more bytes; the place where they go.  Add to len after. */
static inline uint8_t *
buf_reserve(struct buf *b, size_t n)
{
	if (n > b->cap - b->len)
		buf_grow(b, n);
	return b->data + b->len;
}

static inline void
buf_put(struct buf *b, const void *p, size_t n)
{
	if (n != 0)
		memcpy(buf_reserve(b, n), p, n);
	b->len += n;
}

static inline void
buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

static inline void
buf_putc(struct buf *b, int c)
{
	*buf_reserve(b, 1) = (uint8_t)c;
	b->len++;
}

static inline void
buf_put16(struct buf *b, uint16_t v)
{
	le16enc(buf_reserve(b, 2), v);
	b->len += 2;
}

static inline void
buf_put32(struct buf *b, uint32_t v)
{
	le32enc(buf_reserve(b, 4), v);
	b->len += 4;
}

static inline void
buf_put64(struct buf *b, uint64_t v)
{
	le64enc(buf_reserve(b, 8), v);
	b->len += 8;
}

/* u16 length and the text; longer than 65535 is cut nowhere: it asserts. */
void buf_put_str16(struct buf *b, const char *s);
/* u32 length and bytes. */
void buf_put_str32(struct buf *b, const void *p, size_t n);

#endif
