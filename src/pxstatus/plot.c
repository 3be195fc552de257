/*
 * plot.c: see plot.h.
 */
#include <stdlib.h>

#include "base/mem.h"

#include "pxstatus/plot.h"
#include "pxstatus/say.h"

enum {
	WIDTH = 720,
	HEIGHT = 160,
	LEFT = 64, /* for the numbers */
	BOTTOM = 20
};

/* The largest value at each place, -1 where there is none; its maximum. */
static double
gather(double place[WIDTH], const struct history *h, plot_value *value)
{
	int64_t from = h->line[0].at, to = h->line[h->n - 1].at;
	double max = 0, v;
	size_t i, x;

	for (x = 0; x < WIDTH; x++)
		place[x] = -1;
	for (i = 0; i < h->n; i++) {
		if ((v = value(&h->line[i])) < 0 || h->line[i].at < from)
			continue;
		x = to <= from ? 0
			       : (size_t)((double)(h->line[i].at - from) /
					  (double)(to - from) * (WIDTH - 1));
		if (x >= WIDTH)
			continue;
		if (v > place[x])
			place[x] = v;
		if (v > max)
			max = v;
	}
	return max;
}

/* Neighbours are joined, also over places that merely have no line; where
 * nobody looked for long there is a gap. */
static void
put_path(struct buf *b, const double place[WIDTH], double max, size_t far)
{
	size_t x, last = WIDTH;

	buf_puts(b, "<path d=\"");
	for (x = 0; x < WIDTH; x++) {
		if (place[x] < 0)
			continue;
		buf_printf(b, "%c%zu %.1f",
		    last != WIDTH && x - last <= far ? 'L' : 'M', LEFT + x,
		    HEIGHT - place[x] / max * (HEIGHT - 4));
		/* a point alone is one, too */
		if (last == WIDTH || x - last > far)
			buf_puts(b, "h1");
		last = x;
	}
	buf_puts(b, "\"/>\n");
}

static void
put_label(struct buf *b, int x, int y, const char *anchor)
{
	buf_printf(
	    b, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
}

void
plot(struct buf *b, const struct history *h, const char *title,
    plot_value *value, plot_say *say)
{
	double *place, max;

	if (h->n < 2)
		return;
	place = xcalloc(WIDTH, sizeof(*place));
	max = gather(place, h, value);
	if (max <= 0)
		max = 1;
	buf_printf(b,
	    "<figure><figcaption>%s</figcaption>\n"
	    "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
	    "<path class=\"axis\" d=\"M%d 0V%dH%d\"/>\n",
	    title, LEFT + WIDTH, HEIGHT + BOTTOM, title, LEFT, HEIGHT,
	    LEFT + WIDTH);
	put_path(b, place, max, 1 + 3 * WIDTH / h->n);
	put_label(b, LEFT - 6, 12, "end");
	say(b, max);
	buf_puts(b, "</text>\n");
	put_label(b, LEFT, HEIGHT + BOTTOM - 4, "start");
	say_time(b, h->line[0].at);
	buf_puts(b, "</text>\n");
	put_label(b, LEFT + WIDTH, HEIGHT + BOTTOM - 4, "end");
	say_time(b, h->line[h->n - 1].at);
	buf_puts(b, "</text>\n</svg></figure>\n");
	free(place);
}
