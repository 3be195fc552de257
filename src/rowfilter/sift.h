/*
 * sift.h: what becomes of the rows of one table with a row filter.
 *
 *   update:  old image in, new in   it stays an update
 *            old in, new out        a delete of the old image
 *            old out, new in        an insert of the new image
 *            old out, new out       nothing
 */
#ifndef ROWFILTER_SIFT_H
#define ROWFILTER_SIFT_H

#include "row/row.h"
#include "rowfilter/expr.h"

struct sift;

/* Takes t, also when it fails; where is borrowed.  NULL: why, of n bytes. */
struct sift *sift_new(
    struct row_table *t, const struct expr *where, char *why, size_t n);
void sift_free(struct sift *s);

/* The table as it goes out. */
const struct row_table *sift_table(const struct sift *s);

/*
 * Look at the row, and change it to what it becomes; its images are borrowed
 * from it or from s, until the next call.  1; 0 when nothing remains; -1
 * with sift_why.
 */
int sift_row(struct sift *s, struct row *row);
const char *sift_why(const struct sift *s);

#endif
