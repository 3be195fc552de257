/*
 * result.h: the result of a query, whole, through the tunnel.  It is a
 * snapshot that lives for a day and is read range by range.
 */
#ifndef MC_RESULT_H
#define MC_RESULT_H

#include "mc/sql.h"
#include "row/row.h"
#include "row/table.h"

struct mc_result {
	uint64_t rows;
	unsigned ncolumns;
	struct row_dest_column *column; /* names are ours */
	char id[128];                   /* of the download session */
};

/*
 * Open the result of q.  0, then mc_result_release; -1 with why, code and
 * word: the right to download the query's tables may be missing, or a column
 * has a type that we do not know.
 */
int mc_result_open(
    struct mc_client *c, const struct mc_sql *q, struct mc_result *r);
void mc_result_release(struct mc_result *r);

/* Give rows from..from+n (fewer at the end) to row(), values in the order of
 * the columns, borrowed.  0; -1 with why. */
int mc_result_read(struct mc_client *c, const struct mc_sql *q,
    const struct mc_result *r, uint64_t from, uint64_t n,
    void (*row)(void *arg, const struct row_value *value), void *arg);

#endif
