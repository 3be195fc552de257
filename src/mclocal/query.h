/*
 * query.h: MaxCompute's SELECT as SQLite's.
 *
 * The text is parsed, names are looked up and types follow from them, so
 * that values are converted where MaxCompute converts them; SQLite alone
 * knows only of values.
 */
#ifndef MCLOCAL_QUERY_H
#define MCLOCAL_QUERY_H

#include "mclocal/sql.h"

/* The columns of a query, a table or a common table expression. */
struct shape_column {
	const char *name;
	struct row_dest_column type; /* 0: not known */
};

struct shape {
	struct shape_column *column;
	size_t n;
};

struct query;

struct query *query_new(struct sql *q);
void query_free(struct query *t);
/* From the current token to the end of the query.  -1 with q->why. */
int query_walk(struct query *t);
/* WITH a AS (...), ...  alone; the query of query_walk may use them. */
int query_with(struct query *t);
/* Put a text in front of the query, and one behind. */
void query_wrap(struct query *t, const char *before, const char *after);
/* Its columns, good until query_free. */
const struct shape *query_shape(const struct query *t);
/* The ids of the partitions for which the condition that stands here holds;
 * NULL with q->why. */
sqlite3_stmt *query_match(struct query *t, const struct table *table);
/* Prepare it; NULL with q->why. */
sqlite3_stmt *query_prepare(struct query *t);

#endif
