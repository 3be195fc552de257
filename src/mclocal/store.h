/*
 * store.h: the SQLite file behind mclocal, DIR/mclocal.db.
 *
 *   mc_project    names
 *   mc_table      tables; their rows stand in r<id>, and the view
 *                 "project.table" shows them with their partition columns
 *   mc_column, mc_partition
 *   mc_segment    which rows of r<id> are visible: ranges of _row; a commit
 *                 is nothing but new segments
 *   mc_key        columns of primary keys
 *   mc_upload, mc_block, mc_download
 *   mc_session    streams and upserts; mc_pack, mc_gone: rows of an upsert
 *                 that is not committed yet, and which of them are deletions
 *   mc_instance   SQL jobs; the rows of a result stand in q<no>
 *
 * All writing happens inside one transaction of the caller.
 */
#ifndef MCLOCAL_STORE_H
#define MCLOCAL_STORE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sqlite3.h>

#include "base/buf.h"

enum {
	STORE_SESSION_SECONDS = 86400
};

struct store {
	sqlite3 *db;
	char *dir;
	int lock;      /* DIR/lock, held while we live */
	char why[512]; /* of the last failure */
	/* the partitions of a table, counted in this transaction */
	int64_t counted, nparts; /* counted: the table, 0 for none */
};

/* Open or make it.  NULL with *why (yours) and *code, an exit code. */
struct store *store_open(const char *dir, char **why, int *code);
void store_close(struct store *s);

int store_begin(struct store *s);
int store_commit(struct store *s); /* undone when it fails */
void store_undo(struct store *s);

/*
 * A prepared statement with its values bound: one letter of types for each,
 * i int64_t, s text (NULL = NULL).  NULL with s->why.
 */
sqlite3_stmt *store_query(
    struct store *s, const char *sql, const char *types, ...);
/* Run one that gives no rows.  0, or -1 with s->why. */
int store_run(struct store *s, const char *sql, const char *types, ...);
/* The first column of the first row, or none. */
int64_t store_number(
    struct store *s, int64_t none, const char *sql, const char *types, ...);
/* Text of column i of the current row, "" for NULL; borrowed. */
const char *store_text(sqlite3_stmt *q, int i);

bool store_has_project(struct store *s, const char *name);
int store_add_project(struct store *s, const char *name);

/* Is a session of that age over? */
bool store_expired(int64_t created);
/* Forget sessions and results that are past their day. */
int store_expire(struct store *s);

/* A new id for a session or an instance, into text of 33 bytes. */
void store_new_id(char *text);
/* A name as an SQL identifier, quoted. */
void store_put_name(struct buf *b, const char *name);

#endif
