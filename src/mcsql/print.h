/*
 * print.h: results as TSV or as JSON lines.
 */
#ifndef MCSQL_PRINT_H
#define MCSQL_PRINT_H

#include "mc/sql.h"

/* Append q's result.  The rows, or -1 when it is no csv. */
long print_result(struct buf *out, struct mc_sql *q, bool json);

#endif
