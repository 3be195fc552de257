/*
 * buf.c: growing bytes; see buf.h.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"

void
buf_init(struct buf *b)
{
	*b = (struct buf){ NULL, 0, 0 };
}

void
buf_release(struct buf *b)
{
	free(b->data);
	buf_init(b);
}

/* Room for n more: doubling up to 64 MiB, then by a half, so that a huge row
 * does not cost twice its size. */
void
buf_grow(struct buf *b, size_t n)
{
	size_t need, cap;

	if (!num_add(b->len, n, &need))
		diex(EX_OSERR, "out of memory (%zu more bytes)", n);
	if (need <= b->cap)
		return;
	cap = b->cap < 64 ? 64 : b->cap;
	while (cap < need)
		cap += cap < (64u << 20) ? cap : cap / 2;
	b->data = xreallocarray(b->data, cap, 1);
	b->cap = cap;
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(n >= 0);
	vsnprintf(
	    (char *)buf_reserve(b, (size_t)n + 1), (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

char *
buf_str(struct buf *b)
{
	*buf_reserve(b, 1) = '\0';
	return (char *)b->data;
}

void
buf_put_str16(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	assert(n <= UINT16_MAX);
	buf_put16(b, (uint16_t)n);
	buf_put(b, s, n);
}

void
buf_put_str32(struct buf *b, const void *p, size_t n)
{
	assert(n <= UINT32_MAX);
	buf_put32(b, (uint32_t)n);
	buf_put(b, p, n);
}
