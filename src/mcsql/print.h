/*
 * print.h: results as TSV, CSV or JSON lines.
 */
#ifndef MCSQL_PRINT_H
#define MCSQL_PRINT_H

#include "mc/result.h"
#include "mc/sql.h"

enum form {
	FORM_TSV,
	FORM_CSV,
	FORM_JSON
};

/* Append q's result, as far as the instance shows it.  The rows, or -1 when
 * it is no csv. */
long print_result(struct buf *out, struct mc_sql *q, enum form form);

/* The same for a result that comes through the tunnel: its names, a row. */
void print_names(struct buf *out, const struct mc_result *r, enum form form);
void print_row(struct buf *out, const struct mc_result *r, enum form form,
    const struct row_value *value);

#endif
