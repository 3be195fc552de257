/*
 * sink.c: what both sinks share.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "mcupload/sink.h"

enum {
	STEP_MS = 200,
	KEEP_MAX = 32 * 1024 * 1024
};

int
sink_fail(struct sink *s, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->why, sizeof(s->why), fmt, ap);
	va_end(ap);
	s->code = code;
	return -1;
}

int
sink_drain(struct sink *s)
{
	while (s->ops->busy(s))
		if (s->ops->step(s, STEP_MS) == -1)
			return -1;
	return 0;
}

struct buf
sink_buf(struct sink *s)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < SINK_SPARE; i++)
		if (s->spare[i].cap != 0) {
			b = s->spare[i];
			memset(&s->spare[i], 0, sizeof(b));
			break;
		}
	buf_clear(&b);
	return b;
}

void
sink_keep(struct sink *s, struct buf *b)
{
	size_t i;

	for (i = 0; i < SINK_SPARE && b->cap <= KEEP_MAX; i++)
		if (s->spare[i].cap == 0) {
			s->spare[i] = *b;
			memset(b, 0, sizeof(*b));
			return;
		}
	buf_release(b);
}

void
sink_forget(struct sink *s)
{
	size_t i;

	for (i = 0; i < SINK_SPARE; i++)
		buf_release(&s->spare[i]);
}
