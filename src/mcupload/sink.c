/*
 * sink.c: what both sinks share.
 */
#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/msg.h"
#include "base/os.h"

#include "mcupload/sink.h"

enum {
	STEP_MS = 200,
	NOTICE_SECONDS = 10 /* between two messages about retries */
};

void
sink_notice(void *arg, const char *text)
{
	int64_t *noticed = arg, now = clock_monotonic();

	if (*noticed != 0 && now - *noticed < NOTICE_SECONDS * CLOCK_SECOND) {
		tellx("%s", text);
		return;
	}
	*noticed = now;
	warnx("%s", text);
}

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

int
sink_slots(struct sink *s, size_t bytes)
{
	void *p = os_shared(SINK_SLOTS * bytes);

	if (p == NULL)
		return sink_fail(s, EX_OSERR,
		    "no memory for %d blocks of %zu MB\n"
		    "lower upload.block_bytes",
		    SINK_SLOTS, bytes / 1000000);
	s->slots = p;
	s->slot_bytes = bytes;
	return 0;
}

int
sink_slot(const struct sink *s, const struct buf *b)
{
	if (s->slots == NULL || b->data < s->slots ||
	    b->data >= s->slots + SINK_SLOTS * s->slot_bytes)
		return -1;
	return (int)((size_t)(b->data - s->slots) / s->slot_bytes);
}

/* One is left for blocks that were made elsewhere. */
static void
lend(struct sink *s, struct buf *b)
{
	int i, lent = 0, unused = -1;

	for (i = 0; i < SINK_SLOTS; i++)
		if (s->slot[i] == SLOT_LENT)
			lent++;
		else if (s->slot[i] == SLOT_FREE)
			unused = i;
	if (s->slots == NULL || unused == -1 || lent == SINK_SLOTS - 1)
		return;
	s->slot[unused] = SLOT_LENT;
	b->data = s->slots + (size_t)unused * s->slot_bytes;
	b->cap = s->slot_bytes;
	b->len = 0;
}

void
sink_room(struct sink *s, struct buf *b, size_t n)
{
	struct buf own = { 0 };

	if (b->cap == 0)
		lend(s, b);
	if (n > b->cap - b->len && sink_slot(s, b) != -1) {
		buf_reserve(&own, b->len + n);
		buf_put(&own, b->data, b->len);
		sink_keep(s, b);
		*b = own;
	}
	buf_reserve(b, n);
}

void
sink_keep(struct sink *s, struct buf *b)
{
	int i = sink_slot(s, b);

	if (i == -1)
		buf_release(b);
	else
		s->slot[i] = SLOT_FREE;
	*b = (struct buf){ 0 };
}
