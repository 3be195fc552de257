/*
 * ddl.h: what a logged statement does to definitions.
 *
 * Only as much SQL is understood as is needed to name the tables: comments,
 * quotes, and the words in front.  How a table changes is not read here; the
 * one who will follow columns through ALTER starts at ddl_table.rest.
 */
#ifndef BINLOG_DDL_H
#define BINLOG_DDL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "rec/body.h"

struct ddl_table {
	const char *db, *name; /* unquoted; db "" = the default database */
	size_t db_len, name_len;
	const char *rest; /* the statement behind the name, borrowed */
};

struct ddl {
	enum rec_ddl_kind kind;
	/* The statement itself changes rows, which are not in the log. */
	bool changes_rows;
	bool if_not_exists;
	bool drops_database;
	/* RENAME: old, new, old, new...; DATABASE: a name without table. */
	struct ddl_table *table;
	size_t ntables;
	/* own */
	size_t room;
	struct buf names;
};

/* Storage of zeros is an empty one; used again and again. */
void ddl_release(struct ddl *d);

/* Read a statement of len bytes of UTF-8 text.  Names are borrowed from d
 * until the next call. */
void ddl_read(struct ddl *d, const char *sql, size_t len);

/* The name behind SAVEPOINT, ROLLBACK TO, RELEASE SAVEPOINT, unquoted, as
 * table[0].name of d.  false when there is none. */
bool ddl_savepoint(struct ddl *d, const char *sql, size_t len);

#endif
