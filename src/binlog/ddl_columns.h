/*
 * ddl_columns.h: the columns of a table through CREATE TABLE and ALTER TABLE.
 */
#ifndef BINLOG_DDL_COLUMNS_H
#define BINLOG_DDL_COLUMNS_H

#include "binlog/ddl.h"
#include "row/table.h"

enum {
	DDL_CHARSET = 64
};

enum ddl_result {
	DDL_SAME = 0, /* no column, no key is another one */
	DDL_CHANGED,
	DDL_LOST /* cannot be followed */
};

struct ddl_columns {
	const char *database;      /* its character set, "" not known */
	char charset[DDL_CHARSET]; /* of the table, in and out; the same */
	bool exact;                /* the text was valid in its own */
	/* out */
	bool renamed;          /* ALTER TABLE: table[1] is the new name */
	bool reused;           /* ALTER TABLE: a name goes to another column */
	struct row_table *def; /* CHANGED: yours */
	char why[200];         /* LOST */
};

/* table[0] of a CREATE TABLE without LIKE or SELECT. */
enum ddl_result ddl_create(const struct ddl *d, struct ddl_columns *x);
/* Of an ALTER TABLE, on what the table was; NULL: not known, then only
 * renamed is told. */
enum ddl_result ddl_alter(
    const struct ddl *d, const struct row_table *old, struct ddl_columns *x);

/* The name that an ALTER TABLE gives to the column of t called from, ended, in
 * to; false: it keeps its own, or goes. */
bool ddl_renames(const struct ddl *d, const struct row_table *t,
    const char *from, struct buf *to);

/* The character set that the options of CREATE or ALTER DATABASE name, in
 * text of DDL_CHARSET bytes; false when there is none. */
bool ddl_database_charset(const struct ddl *d, char *text);

#endif
