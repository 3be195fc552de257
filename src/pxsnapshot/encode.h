/*
 * encode.h: a row of the text protocol as a ROW record.
 */
#ifndef PXSNAPSHOT_ENCODE_H
#define PXSNAPSHOT_ENCODE_H

#include "rec/rec.h"
#include "row/row.h"
#include "row/table.h"

/*
 * Append the row of t whose values were selected by sql_put_columns.  0; -1
 * when a value makes no sense: *why (static text) and *column say which; or
 * when writing failed: *why is NULL, errno says why.
 */
int encode_row(struct rec_out *out, const struct row_table *t,
    const struct row *head, char *const *value, const unsigned long *len,
    unsigned *column, const char **why);

#endif
