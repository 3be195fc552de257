/*
 * side.h: the rows of one side, as sums; or, of the parts that are asked for,
 * as lines that tell where two sides differ.
 */
#ifndef PXVERIFY_SIDE_H
#define PXVERIFY_SIDE_H

#include <stdbool.h>

#include "base/buf.h"
#include "pxverify/sums.h"
#include "row/row.h"
#include "row/table.h"

struct side {
	struct sums sums;
	const struct sums *wanted; /* parts to be written as lines, or NULL */
	/* own */
	struct buf out, value, key;
};

/* A table whose rows come. */
struct side_table {
	struct sums_table *sums;
	const struct sums_table *wanted;
	const struct row_dest_column *column; /* borrowed */
	unsigned ncolumns;
	unsigned *key; /* indexes of the key's columns, in its order; yours */
	unsigned nkeys;
};

/* Begin a table of this name; t has its columns and key.  False when its rows
 * are not asked for. */
bool side_table(struct side *s, struct side_table *t, const char *name);
/* A row: a value for each column.  Dies when it cannot be written. */
void side_row(
    struct side *s, const struct side_table *t, const struct row_value *value);
/* Write what is to be written: sums, or the rest of the lines. */
void side_finish(struct side *s);
void side_release(struct side *s);

#endif
