/*
 * merge.h: the SQL that makes the table as it was at a time, or at a place in
 * the source's log, out of base and log: the statement DTS publishes, for any
 * number of key columns.
 */
#ifndef MCPARTITION_MERGE_H
#define MCPARTITION_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "mcpartition/bases.h"
#include "mcpartition/plan.h"

enum merge_as {
	MERGE_TABLE = 0, /* the result is a table */
	MERGE_BASE,      /* it is the base itself */
	MERGE_SELECT,    /* it is read by whoever asks */
	MERGE_SPENT      /* no merge: the partitions that need none any more */
};

struct merge {
	bool all;       /* no limit */
	bool alone;     /* the base is the table: there is no log */
	bool place;     /* changes before at, whose record_id is record */
	int64_t before; /* else: changes before this second */
	struct pos at;
	uint64_t record;
	int64_t prune;    /* partitions begin before this second; 0 = any */
	const char *into; /* NULL, "_suffix", or a name */
	enum merge_as as;
	struct bases bases;
};

/* "all", Unix seconds, RFC 3339 in whole seconds, or FILE:OFFSET.  NULL, or
 * the reason. */
const char *merge_set_point(struct merge *m, const char *text);
/* The time of --prune.  NULL, or the reason. */
const char *merge_set_prune(struct merge *m, const char *text);
/* "table", "base", "select", "spent"; false when it is none. */
bool merge_set_as(struct merge *m, const char *text);

/* The name of the result: folded table name, suffix added, or m->into.  It
 * lives with the plan. */
const char *merge_result(
    const struct merge *m, const struct shape *s, struct plan *p);

/* Has the table a key, all of it in the target, so that a merge means
 * something? */
bool merge_has_key(const struct plan *p);
/* NULL, or the place before which base and log give no exact answer, when
 * the point is before that. */
const struct bases_line *merge_too_early(
    const struct merge *m, const struct plan *p);

/* The statements for one table, as m->as says; result as merge_result gave
 * it, for MERGE_TABLE. */
void merge_put(struct buf *b, const struct merge *m, const struct shape *s,
    const struct plan *p, const char *result);

#endif
