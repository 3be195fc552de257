/*
 * sql.h: what --ddl and --merge-sql write, when the definitions are read.
 */
#ifndef MCPARTITION_SQL_H
#define MCPARTITION_SQL_H

#include <stdbool.h>

#include "mcpartition/merge.h"
#include "mcpartition/route.h"

struct sql {
	unsigned modes; /* of the next three, asked for */
	bool ddl;       /* --ddl */
	bool alter;     /* --alter */
	bool retarget;  /* --retarget */
	bool upsert;    /* the job keeps its bases by upserts, without logs */
	const char *point;      /* --merge-sql, NULL without */
	const char *as;         /* --as */
	const char *bases;      /* --bases */
	const char *prune;      /* --prune */
	struct objects *tables; /* --table, NULL without; yours */
	struct merge merge;
};

/* What the options say, in itself: dies when it makes no sense. */
void sql_check(struct sql *q);

/* Write the statements for all tables that t has read to stdout.  -1: t's
 * why and code. */
int sql_write(const struct sql *q, struct route *t);
void sql_release(struct sql *q);

#endif
