/*
 * ddl.h: what a logged statement does to definitions.
 *
 * Here only as much SQL is understood as is needed to name the tables:
 * comments, quotes, and the words in front.  How a table changes is read by
 * ddl_columns.h, from ddl_table.rest on.
 */
#ifndef BINLOG_DDL_H
#define BINLOG_DDL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "binlog/sqlscan.h"
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
	bool or_replace;
	bool makes_database;
	bool drops_database;
	bool ignores;       /* ALTER IGNORE: rows that are twice go */
	bool drops_index;   /* OTHER: DROP INDEX of table[0] */
	bool drops_primary; /* and it is the primary key */
	bool like;   /* CREATE TABLE t LIKE table[1], which is not counted */
	bool splits; /* TRUNCATE: a partition becomes table[1] */
	bool joins;  /* TRUNCATE: table[1] becomes a partition */
	/* It set a mode of its own, which is the one in the log; but it was
	 * read with another, which is not. */
	bool other_mode;
	const char *sql, *end; /* the statement, borrowed */
	/* ALTER TABLE that does away with partitions, or puts rows into them,
	 * counts as TRUNCATE.  RENAME: old, new, old, new...; DATABASE: a name
	 * without table. */
	struct ddl_table *table;
	size_t ntables;
	/* set before reading: see sqlscan.h */
	struct sqlscan_how how;
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

/* A name of the tables that gh-ost and pt-online-schema-change work with,
 * beside the one they change: nobody copies those. */
bool ddl_is_shadow(const char *name, size_t len);

#endif
