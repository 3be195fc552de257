/*
 * sift.h: what becomes of the rows of one table with a row filter, a script,
 * or both: first the filter.  An image is in when it is true for the filter
 * and the script does not drop it.
 *
 *   update:  old image in, new in   it stays an update
 *            old in, new out        a delete of the old image
 *            old out, new in        an insert of the new image
 *            old out, new out       nothing
 */
#ifndef ROWFILTER_SIFT_H
#define ROWFILTER_SIFT_H

#include "row/row.h"
#include "rowfilter/etl.h"

struct sift;

/* What there is for a table; NULL where there is none. */
struct sift_rules {
	const struct expr *where;
	const struct expr *script;
	struct etl_how how;
};

/* Takes t, also when it fails; the rules are borrowed.  NULL: why, of n
 * bytes. */
struct sift *sift_new(
    struct row_table *t, const struct sift_rules *rules, char *why, size_t n);
void sift_free(struct sift *s);

/* The table as it goes out. */
const struct row_table *sift_table(const struct sift *s);
/* Do rows pass as they are? */
bool sift_idle(const struct sift *s);

/*
 * Look at the row, and change it to what it becomes; its images are borrowed
 * from it or from s, until the next call.  1; 0 when nothing remains; -1
 * with sift_why.
 */
int sift_row(struct sift *s, struct row *row);
const char *sift_why(const struct sift *s);

#endif
