/*
 * plan.h: what is done with the rows of one source table: worked out once,
 * when its TABLE record comes.
 */
#ifndef MCPARTITION_PLAN_H
#define MCPARTITION_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "mcpartition/part.h"
#include "row/dest.h"

#define PLAN_HINT_RENAME \
	"\nrename it (objects.map) or leave the table out (objects.exclude)"

struct plan_column {
	uint8_t class; /* of the source */
	uint8_t act;   /* enum type_act */
	uint16_t dest; /* place among the source columns kept */
};

/* A destination table of the source table. */
struct plan_dest {
	struct row_table *table; /* with dest; ref is that of the output */
	bool sent;               /* TABLE record is in the output */
};

struct plan {
	struct row_table *source;
	struct plan_column *column; /* by source column */
	unsigned kept;              /* source columns that have a place */
	bool whole;               /* values go over as they are, unlooked at */
	bool straight;            /* no source column is dropped */
	bool zero_null;           /* dates that do not exist become NULL */
	struct plan_dest dest[3]; /* by enum row_role */
	struct parts parts;       /* of the log */
};

/*
 * A plan for the TABLE record r; yours, plan_free.  NULL: *why (yours, free
 * it) is the reason, with a hint behind a newline, *code the exit code.
 */
struct plan *plan_new(
    const struct shape *s, const struct rec *r, char **why, int *code);
/* (dest.c) Fill in p->dest, p->column and p->kept.  NULL, or the reason
 * (yours). */
char *dest_make(const struct shape *s, struct plan *p);
/* Are they made from the same definition? */
bool plan_same(const struct plan *p, const struct plan *q);
void plan_free(struct plan *p);

#endif
