/*
 * calls.h: the functions of MaxCompute: what they take, what they give, and
 * how SQLite is asked.
 *
 * args: a letter for each argument; behind '?' they may be missing; a '*' at
 * the end repeats the last letter:
 *
 *   s STRING   b bytes, or STRING   i BIGINT   d DOUBLE   n any number
 *   t a time (a text becomes a DATETIME)
 *   h the same, but texts and DATEs only with odps.sql.hive.compatible
 *   o a BOOLEAN   a anything
 *   u the same, and a BOOLEAN as TRUE or FALSE
 *   k anything that is compared: decimals come with their collation
 *   c the same, and all of them get one common type; g so that texts
 *     become numbers beside numbers
 *
 * type: of the result: a name, "" for none; "=" that of the first argument;
 *   "=c" the common one; "=n" DECIMAL for decimals, else DOUBLE; "=i" the
 *   same or BIGINT; "=s" of a SUM
 *
 * sql: a template with %1, %2... and %* for all; without any '%' a name;
 *   NULL: SQLite has it under the same name
 */
#ifndef MCLOCAL_CALLS_H
#define MCLOCAL_CALLS_H

#include <stdbool.h>

struct call {
	const char *name, *args, *type, *sql;
	bool aggregate;      /* or of windows */
	const char *decimal; /* sql where the first argument is a decimal */
};

/* By its name in lower case; NULL. */
const struct call *call_find(const char *name);

#endif
