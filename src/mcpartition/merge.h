/*
 * merge.h: the SQL that makes the table as it was at a time out of base and
 * log: the statement DTS publishes, for any number of key columns.
 */
#ifndef MCPARTITION_MERGE_H
#define MCPARTITION_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "mcpartition/plan.h"

struct merge {
	bool all;         /* no limit of time */
	int64_t before;   /* else: changes before this second */
	const char *into; /* NULL, "_suffix", or a name */
};

/* "all", Unix seconds, or RFC 3339 in whole seconds.  NULL, or the reason. */
const char *merge_set_time(struct merge *m, const char *text);

/* The name of the result: folded table name, suffix added, or m->into.  It
 * lives with the plan. */
const char *merge_result(
    const struct merge *m, const struct shape *s, struct plan *p);

/* Has the table a key, so that a merge means something? */
bool merge_has_key(const struct row_table *t);

/* CREATE TABLE of the result and the statement that fills it. */
void merge_put(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p, const char *result);

#endif
