/*
 * bar.h: one line on a terminal that says how far the job is.
 */
#ifndef PXSTATUS_BAR_H
#define PXSTATUS_BAR_H

#include "base/buf.h"
#include "pxstatus/status.h"

/* The line, at most width columns; empty when there is nothing to say. */
void bar_text(struct buf *b, const struct status *s, unsigned width);
/* Draw it on stderr, and take it away. */
void bar_draw(const struct status *s);
void bar_clear(void);

#endif
