/*
 * etl.h: an ETL script, for one table.
 */
#ifndef ROWFILTER_ETL_H
#define ROWFILTER_ETL_H

#include "base/buf.h"
#include "row/row.h"
#include "rowfilter/expr.h"

/* What becomes of a row in which something goes wrong. */
enum etl_error {
	ETL_FAIL, /* the stream ends */
	ETL_NULL, /* the value is NULL */
	ETL_DROP  /* the image is dropped */
};

struct etl_how {
	enum etl_error on_error;
	bool commit_clock; /* the time now is the row's */
};

struct etl;

/*
 * Make the script ready for t, borrowed, whose columns it adds to.  NULL:
 * why, of n bytes, "line:column: what".
 */
struct etl *etl_new(const struct expr *script, struct row_table *t,
    const struct etl_how *how, char *why, size_t n);
void etl_free(struct etl *x);

/* Has it nothing to do for this table? */
bool etl_idle(const struct etl *x);

/*
 * Run over an image of the row; what it becomes is appended to out.  1; 0
 * when it is dropped; -1: etl_why.
 */
int etl_run(struct etl *x, const struct row *row, const uint8_t *image,
    size_t len, bool partial, struct buf *out);
const char *etl_why(const struct etl *x);

#endif
