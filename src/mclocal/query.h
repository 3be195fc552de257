/*
 * query.h: MaxCompute's SELECT as SQLite's.
 *
 * Not a grammar of all of it: a walk over the tokens that knows where tables
 * stand, where queries nest and what differs.  What SQLite does not know
 * either, it refuses itself; the message gets the place in the script.
 */
#ifndef MCLOCAL_QUERY_H
#define MCLOCAL_QUERY_H

#include "mclocal/sql.h"

struct query;

struct query *query_new(struct sql *q);
void query_free(struct query *t);
/* From the current token to the end of the query.  -1 with q->why. */
int query_walk(struct query *t);
/* WITH a AS (...), ...  alone; more may follow. */
int query_with(struct query *t);
/* What came out so far. */
const char *query_text(struct query *t);
/* Text that was made before, in front of what will come. */
void query_put(struct query *t, const char *text);
/* What is known of the type of the i-th column beyond its declaration; NULL.
 * *text_only: it holds only where values are texts. */
const char *query_hint(const struct query *t, size_t i, bool *text_only);
/* Prepare it; NULL with q->why. */
sqlite3_stmt *query_prepare(struct query *t);

#endif
