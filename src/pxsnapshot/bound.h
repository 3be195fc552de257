/*
 * bound.h: bounds of chunks as SQL conditions.  No I/O.
 *
 * A bound is a row of key values as the server printed them; the condition
 * is again evaluated by the server, so its collations decide.
 */
#ifndef PXSNAPSHOT_BOUND_H
#define PXSNAPSHOT_BOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "row/table.h"

/* The value of a column as a constant of one printable line. */
void bound_literal(
    struct buf *b, const struct row_column *c, const char *s, size_t len);

/*
 * "the key is behind these values" (above), or "not behind them": over the
 * first n columns of t's key, in the form that has only comparisons of one
 * column with a constant: a > 1 OR (a = 1 AND b > 2).
 */
void bound_condition(struct buf *b, const struct row_table *t, unsigned n,
    bool above, const char *const *value, const size_t *len);

/*
 * Cut the integers from min to max, as text, into pieces of width.  False
 * when that would give more than most pieces, or the texts are no integers.
 */
struct bound_split {
	uint64_t from;  /* min, as 64 bits */
	uint64_t width; /* numbers a piece */
	uint64_t n;     /* pieces */
	bool minus;     /* the 64 bits are a signed number */
};

bool bound_split(struct bound_split *s, const char *min, const char *max,
    uint64_t width, uint64_t most);
/* The highest number of piece i, as text of at most 24 bytes. */
void bound_split_text(const struct bound_split *s, uint64_t i, char *text);

#endif
