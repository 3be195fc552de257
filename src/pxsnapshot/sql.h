/*
 * sql.h: pieces of SQL text.
 */
#ifndef PXSNAPSHOT_SQL_H
#define PXSNAPSHOT_SQL_H

#include <stdbool.h>

#include "base/buf.h"
#include "row/table.h"

/* `db`.`table` */
void sql_put_table(struct buf *b, const struct row_table *t);
/* All columns of t, by name, in the form that keeps their value exact; ENUM
 * and SET as labels or as indexes. */
void sql_put_columns(struct buf *b, const struct row_table *t, bool labels);
/* The first n columns of t's key. */
void sql_put_key(struct buf *b, const struct row_table *t, unsigned n);

#endif
