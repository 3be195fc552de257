/*
 * bar.c: see bar.h.  The cursor is left at the start of the line, so that a
 * message begins there; the driver clears what stands behind.
 */
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/io.h"

#include "pxstatus/bar.h"
#include "pxstatus/say.h"

enum {
	WIDTH = 80,
	BAR = 24
};

static const char clear[] = "\r\033[K";

static void
put_rate(struct buf *b, const struct status *s)
{
	const struct stage *sink =
	    s->nstages > 0 ? &s->stage[s->nstages - 1] : NULL;

	if (sink == NULL || !sink->counts)
		return;
	buf_puts(b, ", ");
	say_whole(b, sink->in.rows_s);
	buf_puts(b, " rows/s, ");
	say_bytes(b, sink->in.bytes_s);
	buf_puts(b, "/s");
}

static void
put_left(struct buf *b, int64_t left)
{
	if (left < 0)
		return;
	buf_puts(b, ", ");
	say_span(b, left);
	buf_puts(b, " left");
}

static void
put_copy(struct buf *b, const struct status *s)
{
	double percent = s->phase[PHASE_FULL].percent;
	int full = (int)(percent / 100 * BAR), i;

	buf_puts(b, " [");
	for (i = 0; i < BAR; i++)
		buf_putc(b, i < full ? '#' : '.');
	buf_printf(b, "] %.1f %%, ", percent);
	say_count(b, s->copy.rows);
	buf_puts(b, " rows");
	put_rate(b, s);
	put_left(b, s->copy_left);
}

static void
put_follow(struct buf *b, const struct status *s)
{
	if (s->source.caught_up)
		buf_puts(b, " in step");
	else {
		buf_puts(b, " lag ");
		say_span(b, s->lag);
	}
	put_rate(b, s);
	put_left(b, s->lag_left);
}

void
bar_text(struct buf *b, const struct status *s, unsigned width)
{
	size_t from = b->len;

	if (!s->running || s->nstages == 0)
		return;
	if (strcmp(s->driver.phase, "full") == 0 && s->copy.begun) {
		say_safe(b, conf_job(s->conf));
		put_copy(b, s);
	} else if (s->state == STATUS_SYNCHRONIZING && s->lag_known) {
		say_safe(b, conf_job(s->conf));
		put_follow(b, s);
	}
	if (b->len - from > width)
		b->len = from + width;
}

static unsigned
columns(void)
{
	struct winsize w;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == -1 || w.ws_col < 2)
		return WIDTH - 1;
	return w.ws_col - 1u;
}

void
bar_draw(const struct status *s)
{
	struct buf b = { 0 };

	buf_puts(&b, clear);
	bar_text(&b, s, columns());
	buf_putc(&b, '\r');
	(void)io_write(STDERR_FILENO, b.data, b.len);
	buf_release(&b);
}

void
bar_clear(void)
{
	(void)io_write(STDERR_FILENO, clear, sizeof(clear) - 1);
}
