/*
 * plot.h: a line over time, as SVG.
 */
#ifndef PXSTATUS_PLOT_H
#define PXSTATUS_PLOT_H

#include "base/buf.h"
#include "pxstatus/history.h"

/* A number of a moment, below 0 = not known; and how people read it. */
typedef double plot_value(const struct moment *m);
typedef void plot_say(struct buf *b, double v);

/* Of all lines of h; the largest of those that fall on one place. */
void plot(struct buf *b, const struct history *h, const char *title,
    plot_value *value, plot_say *say);

#endif
