/*
 * result.h: rows that a query gave, kept as q<no> for its instance no.
 * Their columns stand in mc_column under -no.
 */
#ifndef MCLOCAL_RESULT_H
#define MCLOCAL_RESULT_H

#include "mclocal/table.h"

enum {
	RESULT_SHOWN = 10000 /* rows of ?result */
};

/* The columns of a result as a table; NULL with s->why. */
struct table *result_table(struct store *s, int64_t no);
/* Save columns of q as the result no and make its table. */
int result_make(struct store *s, int64_t no, const struct table *t);
/* Its insertion: parameter 1 the row number, then the columns. */
sqlite3_stmt *result_insert(struct store *s, int64_t no, const struct table *t);
int result_drop(struct store *s, int64_t no);

#endif
