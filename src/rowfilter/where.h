/*
 * where.h: a row filter of one table.
 */
#ifndef ROWFILTER_WHERE_H
#define ROWFILTER_WHERE_H

#include "row/row.h"
#include "rowfilter/expr.h"

struct where;

/*
 * Make e ready for the table t, both borrowed for the filter's life.  NULL:
 * why, of n bytes, "line:column: what".
 */
struct where *where_new(
    const struct expr *e, const struct row_table *t, char *why, size_t n);
void where_free(struct where *w);

/* Is the condition true for this image?  1 or 0; -1 when that cannot be
 * told: where_why. */
int where_match(
    struct where *w, const uint8_t *image, size_t len, bool partial);
const char *where_why(const struct where *w);

#endif
