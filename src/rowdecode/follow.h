/*
 * follow.h: definitions through the statements of the log.
 *
 * What is known of a table, from --schema or from the log, is carried on
 * through each statement that changes it.  What cannot be followed makes it
 * lost, and its rows stop the program unless their table map has the names.
 */
#ifndef ROWDECODE_FOLLOW_H
#define ROWDECODE_FOLLOW_H

#include "base/pos.h"
#include "binlog/ddl.h"
#include "rowdecode/tables.h"

struct follow {
	const char *db; /* default database */
	size_t db_len;
	struct pos at, end;  /* of the statement */
	const char *charset; /* of the server, "" not known */
	bool exact;          /* the statement is text in its character set */
	bool failed;         /* it ended with an error at its source */
};

/* A statement changes definitions.  True when an ALTER TABLE changes rows or
 * values as well, although the definition may be what it was. */
bool follow_ddl(struct tables *s, const struct ddl *d, const struct follow *f);

/* Does the one table of a CREATE surely exist already? */
bool follow_exists(
    struct tables *s, const struct ddl *d, const struct follow *f);

/* What a statement that was followed left of its i-th table, if the job
 * chooses that and --schema has it; NULL: it is gone, or not known.
 * Borrowed; with its ref. */
const struct row_table *follow_left(
    struct tables *s, const struct ddl *d, size_t i, const struct follow *f);

void follow_release(struct tables *s);

#endif
