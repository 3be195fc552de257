/*
 * encode.h: a row of the text protocol as a ROW record.
 */
#ifndef PXSNAPSHOT_ENCODE_H
#define PXSNAPSHOT_ENCODE_H

#include <stdbool.h>

#include "rec/rec.h"
#include "row/row.h"
#include "row/table.h"

struct encode {
	const struct row_table *table;
	bool labels;     /* as for sql_put_columns */
	unsigned column; /* after -1: whose value it is, */
	const char *why; /* and what it is not; NULL: see errno */
};

/* Append the row whose values were selected by sql_put_columns.  0; -1 when
 * a value makes no sense or when writing failed. */
int encode_row(struct encode *e, struct rec_out *out, const struct row *head,
    char *const *value, const unsigned long *len);

#endif
