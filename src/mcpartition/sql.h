/*
 * sql.h: what --ddl and --merge-sql write, when the definitions are read.
 */
#ifndef MCPARTITION_SQL_H
#define MCPARTITION_SQL_H

#include <stdbool.h>

#include "mcpartition/merge.h"
#include "mcpartition/route.h"

struct sql {
	bool ddl;         /* --ddl */
	const char *time; /* --merge-sql, NULL without */
	struct merge merge;
};

/* What the options say, in itself: dies when it makes no sense. */
void sql_check(struct sql *q);

/* Write the statements for all tables that t has read to stdout.  -1: t's
 * why and code. */
int sql_write(const struct sql *q, struct route *t);

#endif
