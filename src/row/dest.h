/*
 * dest.h: the two tables that a source table becomes: their names, columns
 * and partition columns.  Base and log share the array of columns, for a base
 * has the columns of its log but those in front (names_front).
 */
#ifndef ROW_DEST_H
#define ROW_DEST_H

#include "row/names.h"
#include "row/shape.h"
#include "row/table.h"
#include "row/types.h"

/* "orders_base", "orders_log": in the case of s; lives with t. */
const char *dest_name(
    const struct shape *s, struct row_table *t, enum row_role role);

/*
 * Columns and partition columns of the log of t: the added ones first, as in
 * the vendor's log, then those of the definition from, which is that of t or
 * another.  act[i] says what is done with column i of it.  What is made lives
 * with t.
 */
void dest_columns(const struct shape *s, struct row_table *t,
    const struct row_table *from, struct row_dest *log, enum type_act act[]);

#endif
