/*
 * count.h: how many records of each kind, and rows of each table and
 * operation.
 */
#ifndef PXREC_COUNT_H
#define PXREC_COUNT_H

#include "base/buf.h"
#include "rec/rec.h"

#include "pxrec/view.h"

struct count_line {
	char *name; /* "I shop.customer" */
	uint64_t n;
};

struct count {
	uint64_t kind[UINT8_MAX + 1];
	struct count_line *line;
	size_t nlines;
	/* the line of the row before, for most rows are like it */
	const struct view_table *last;
	uint8_t last_op;
	size_t last_line;
};

void count_init(struct count *c);
void count_release(struct count *c);
/* Count r; the view has been fed it.  -1 with v->why. */
int count_add(struct count *c, struct view *v, const struct rec *r);
/* "NUMBER KIND" lines, then "NUMBER row OP DB.TABLE" lines. */
void count_put(struct buf *b, const struct count *c);

#endif
