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
#include "row/target.h"

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

/* How the table differs from what the target was made for. */
struct plan_gap {
	unsigned extra;   /* columns that the target has not */
	unsigned gone;    /* columns that only the target has */
	unsigned changed; /* columns of another type than there */
	bool rekeyed;
	char what[160]; /* the first of them, for messages */
};

struct plan {
	const struct shape *shape; /* borrowed */
	unsigned front;            /* columns of the log before the source's */
	struct row_table *source;
	/* what the target was made for, borrowed; NULL: source */
	const struct row_table *made;
	/* of a tool for online changes, beside the one it changes: nobody
	 * wants its rows, and it has no destination */
	bool shadow;
	struct plan_gap gap;
	unsigned gone_before;       /* gap.gone of the definition before this */
	struct plan_column *column; /* by source column */
	unsigned kept;              /* source columns that have a place */
	bool whole;     /* values go over as they are, unlooked at */
	bool straight;  /* no source column is dropped */
	bool mixed;     /* columns in another order, or some have no source */
	bool zero_null; /* dates that do not exist become NULL */
	struct plan_dest dest[3]; /* by enum row_role */
	struct parts parts;       /* of the log */
};

/* What is done to values beyond enum type_act, where the target has another
 * type than the column would get today. */
enum plan_act {
	PLAN_NEVER = 64, /* no value but NULL goes there */
	PLAN_DIGITS      /* a decimal, where it fits */
};

/*
 * A plan for the TABLE record r; yours, plan_free.  NULL: *why (yours, free
 * it) is the reason, with a hint behind a newline, *code the exit code.  s and
 * target are borrowed by the plan; target may be NULL.
 */
struct plan *plan_new(const struct shapes *s, const struct target *target,
    const struct rec *r, char **why, int *code);
/* (dest.c) Fill in p->dest, p->column and p->kept.  NULL, or the reason
 * (yours). */
char *dest_make(struct plan *p);
/* (gap.c) The same for columns of d that come from p->made: each gets its
 * source column, and p->gap is filled in.  act[]: of p->made. */
void gap_columns(struct plan *p, struct row_dest *d);
/* Are they made from the same definition? */
bool plan_same(const struct plan *p, const struct plan *q);
void plan_free(struct plan *p);

#endif
