/*
 * store.c: the SQLite file: opening it, its tables, and short ways to run a
 * statement.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <openssl/rand.h>

#include "base/clock.h"
#include "base/mem.h"
#include "mclocal/func.h"
#include "mclocal/result.h"
#include "mclocal/store.h"

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS mc_project (name TEXT PRIMARY KEY);"
    "CREATE TABLE IF NOT EXISTS mc_table ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT, name TEXT,"
    " comment TEXT, properties TEXT, lifecycle INT, created INT, ddl INT,"
    " modified INT, generation INT, next_row INT, UNIQUE (project, name));"
    "CREATE TABLE IF NOT EXISTS mc_column (tbl INT, part INT, no INT,"
    " name TEXT, type TEXT, comment TEXT, nullable INT,"
    " PRIMARY KEY (tbl, part, no)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mc_partition ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, tbl INT, spec TEXT, v0 TEXT,"
    " v1 TEXT, v2 TEXT, v3 TEXT, v4 TEXT, v5 TEXT, created INT,"
    " modified INT, UNIQUE (tbl, spec));"
    "CREATE TABLE IF NOT EXISTS mc_segment ("
    " seq INTEGER PRIMARY KEY AUTOINCREMENT, tbl INT, part INT,"
    " lo INT, hi INT);"
    "CREATE INDEX IF NOT EXISTS mc_segment_part ON mc_segment (tbl, part);"
    "CREATE TABLE IF NOT EXISTS mc_upload (id TEXT PRIMARY KEY, tbl INT,"
    " part INT, overwrite INT, status TEXT, created INT);"
    "CREATE TABLE IF NOT EXISTS mc_block (upload TEXT, block INT, lo INT,"
    " hi INT, created INT, PRIMARY KEY (upload, block)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mc_download (id TEXT PRIMARY KEY, tbl INT,"
    " part INT, instance INT, generation INT, last INT, created INT);"
    "CREATE TABLE IF NOT EXISTS mc_key (tbl INT, no INT, name TEXT,"
    " PRIMARY KEY (tbl, no)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mc_session (id TEXT PRIMARY KEY, kind TEXT,"
    " tbl INT, part INT, status TEXT, created INT);"
    "CREATE TABLE IF NOT EXISTS mc_pack (session TEXT, lo INT, hi INT,"
    " PRIMARY KEY (session, lo)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mc_gone (session TEXT, row INT,"
    " PRIMARY KEY (session, row)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mc_instance ("
    " no INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, project TEXT,"
    " owner TEXT, task TEXT, source TEXT, query TEXT, status TEXT,"
    " message TEXT, nrows INT, started INT, ended INT);"
    "INSERT OR IGNORE INTO mc_project VALUES ('local');";

static int
store_setup(struct store *s)
{
	char *e = NULL;
	int off = 0;

	sqlite3_busy_timeout(s->db, 10000);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, &off);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, &off);
	if (sqlite3_exec(s->db,
		"PRAGMA page_size=8192; PRAGMA journal_mode=WAL;"
		"PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
		"PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=FILE;"
		"PRAGMA journal_size_limit=67108864;"
		"PRAGMA case_sensitive_like=ON; PRAGMA recursive_triggers=ON;",
		NULL, NULL, &e) != SQLITE_OK)
		goto err0;
	if (func_register(s->db) == -1)
		goto err0;
	if (store_begin(s) == -1)
		goto err0;
	if (sqlite3_exec(s->db, schema, NULL, NULL, &e) != SQLITE_OK) {
		store_undo(s);
		goto err0;
	}
	if (store_commit(s) == -1)
		goto err0;
	return store_expire(s);
err0:
	snprintf(s->why, sizeof(s->why), "%s",
	    e != NULL ? e : sqlite3_errmsg(s->db));
	sqlite3_free(e);
	return -1;
}

/* One process a directory: each believes to be the only writer. */
static int
store_lock(struct store *s, int *code)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char *path = xasprintf("%s/lock", s->dir);

	s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (s->lock == -1) {
		*code = EX_IOERR;
		snprintf(s->why, sizeof(s->why), "%s", strerror(errno));
		return -1;
	}
	if (fcntl(s->lock, F_SETLK, &lock) == 0)
		return 0;
	*code = EX_TEMPFAIL;
	snprintf(
	    s->why, sizeof(s->why), "another mclocal serves this directory");
	return -1;
}

struct store *
store_open(const char *dir, char **why, int *code)
{
	struct store *s = xcalloc(1, sizeof(*s));
	char *path = xasprintf("%s/mclocal.db", dir);

	s->dir = xstrdup(dir);
	if (store_lock(s, code) == -1)
		goto err0;
	*code = EX_IOERR;
	if (sqlite3_open_v2(path, &s->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
		    SQLITE_OPEN_NOMUTEX,
		NULL) != SQLITE_OK) {
		snprintf(s->why, sizeof(s->why), "%s", sqlite3_errmsg(s->db));
		goto err0;
	}
	if (store_setup(s) == -1)
		goto err0;
	free(path);
	return s;
err0:
	*why = xasprintf("'%s': %s", path, s->why);
	free(path);
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	sqlite3_close(s->db);
	if (s->lock != -1)
		close(s->lock);
	free(s->dir);
	free(s);
}

static int
store_exec(struct store *s, const char *sql)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	snprintf(s->why, sizeof(s->why), "%s", sqlite3_errmsg(s->db));
	return -1;
}

int
store_begin(struct store *s)
{
	s->counted = 0;
	return store_exec(s, "BEGIN IMMEDIATE");
}

int
store_commit(struct store *s)
{
	if (store_exec(s, "COMMIT") == 0)
		return 0;
	store_undo(s);
	return -1;
}

void
store_undo(struct store *s)
{
	/* SQLite may have undone it by itself; then there is nothing to do */
	if (!sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}

static sqlite3_stmt *
store_prepare(struct store *s, const char *sql, const char *types, va_list ap)
{
	sqlite3_stmt *q;
	const char *t;
	int i = 0;

	if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK) {
		snprintf(s->why, sizeof(s->why), "%s", sqlite3_errmsg(s->db));
		return NULL;
	}
	for (t = types; *t != '\0'; t++)
		if (*t == 'i')
			sqlite3_bind_int64(q, ++i, va_arg(ap, int64_t));
		else
			sqlite3_bind_text(q, ++i, va_arg(ap, const char *), -1,
			    SQLITE_TRANSIENT);
	return q;
}

sqlite3_stmt *
store_query(struct store *s, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q;
	va_list ap;

	va_start(ap, types);
	q = store_prepare(s, sql, types, ap);
	va_end(ap);
	return q;
}

int
store_run(struct store *s, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q;
	va_list ap;
	int rc;

	va_start(ap, types);
	q = store_prepare(s, sql, types, ap);
	va_end(ap);
	if (q == NULL)
		return -1;
	do
		rc = sqlite3_step(q);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		snprintf(s->why, sizeof(s->why), "%s", sqlite3_errmsg(s->db));
	sqlite3_finalize(q);
	return rc == SQLITE_DONE ? 0 : -1;
}

int64_t
store_number(
    struct store *s, int64_t none, const char *sql, const char *types, ...)
{
	sqlite3_stmt *q;
	va_list ap;

	va_start(ap, types);
	q = store_prepare(s, sql, types, ap);
	va_end(ap);
	if (q == NULL)
		return none;
	if (sqlite3_step(q) == SQLITE_ROW &&
	    sqlite3_column_type(q, 0) != SQLITE_NULL)
		none = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return none;
}

const char *
store_text(sqlite3_stmt *q, int i)
{
	const char *t = (const char *)sqlite3_column_text(q, i);

	return t == NULL ? "" : t;
}

bool
store_has_project(struct store *s, const char *name)
{
	return store_number(s, 0, "SELECT 1 FROM mc_project WHERE name=?1", "s",
		   name) == 1;
}

int
store_add_project(struct store *s, const char *name)
{
	return store_run(
	    s, "INSERT OR IGNORE INTO mc_project VALUES (?1)", "s", name);
}

bool
store_expired(int64_t created)
{
	return clock_now() / CLOCK_SECOND - created >= STORE_SESSION_SECONDS;
}

/* Rows that were never committed have no segment: remove them. */
static int
store_expire_rows(struct store *s, const char *which, int64_t before)
{
	sqlite3_stmt *q;
	char sql[128];
	int rc = 0;

	q = store_query(s, which, "i", before);
	if (q == NULL)
		return -1;
	while (rc == 0 && sqlite3_step(q) == SQLITE_ROW) {
		snprintf(sql, sizeof(sql),
		    "DELETE FROM r%lld WHERE \"#\" BETWEEN ?1 AND ?2",
		    (long long)sqlite3_column_int64(q, 0));
		rc = store_run(s, sql, "ii", sqlite3_column_int64(q, 1),
		    sqlite3_column_int64(q, 2));
	}
	sqlite3_finalize(q);
	return rc;
}

static int
store_expire_results(struct store *s, int64_t before)
{
	int64_t no;

	while ((no = store_number(s, 0,
		    "SELECT no FROM mc_instance WHERE ended < ?1 LIMIT 1", "i",
		    before)) != 0)
		if (result_drop(s, no) == -1)
			return -1;
	return 0;
}

int
store_expire(struct store *s)
{
	int64_t before = clock_now() / CLOCK_SECOND - STORE_SESSION_SECONDS;

	if (store_begin(s) == -1)
		return -1;
	if (store_expire_rows(s,
		"SELECT u.tbl, b.lo, b.hi FROM mc_upload u"
		" JOIN mc_block b ON b.upload = u.id"
		" JOIN mc_table t ON t.id = u.tbl"
		" WHERE u.created < ?1 AND u.status = 'normal'",
		before) == -1 ||
	    store_expire_rows(s,
		"SELECT u.tbl, p.lo, p.hi FROM mc_session u"
		" JOIN mc_pack p ON p.session = u.id"
		" JOIN mc_table t ON t.id = u.tbl WHERE u.created < ?1",
		before) == -1 ||
	    store_run(s,
		"DELETE FROM mc_pack WHERE session IN"
		" (SELECT id FROM mc_session WHERE created < ?1)",
		"i", before) == -1 ||
	    store_run(s,
		"DELETE FROM mc_gone WHERE session IN"
		" (SELECT id FROM mc_session WHERE created < ?1)",
		"i", before) == -1 ||
	    store_run(s, "DELETE FROM mc_session WHERE created < ?1", "i",
		before - STORE_SESSION_SECONDS) == -1 ||
	    store_run(s,
		"DELETE FROM mc_block WHERE upload IN"
		" (SELECT id FROM mc_upload WHERE created < ?1)",
		"i", before) == -1 ||
	    store_run(s,
		"UPDATE mc_upload SET status = 'expired'"
		" WHERE created < ?1 AND status = 'normal'",
		"i", before) == -1 ||
	    store_run(s, "DELETE FROM mc_upload WHERE created < ?1", "i",
		before - 7 * STORE_SESSION_SECONDS) == -1 ||
	    store_run(s, "DELETE FROM mc_download WHERE created < ?1", "i",
		before) == -1 ||
	    store_expire_results(s, before) == -1) {
		store_undo(s);
		return -1;
	}
	return store_commit(s);
}

void
store_new_id(char *text)
{
	struct clock_civil c;
	unsigned char r[8];
	int i, n;

	/* no guessing of ids; without random bytes time alone must do */
	if (RAND_bytes(r, sizeof(r)) != 1)
		memset(r, 0, sizeof(r));
	clock_civil(clock_now(), &c);
	n = snprintf(text, 33, "%04u%02u%02u%02u%02u%02u",
	    (unsigned)c.year % 10000, (unsigned)c.month % 100,
	    (unsigned)c.day % 100, (unsigned)c.hour % 100,
	    (unsigned)c.minute % 100, (unsigned)c.second % 100);
	text[n++] = 'g';
	for (i = 0; i < 8; i++)
		n += snprintf(text + n, 33 - (size_t)n, "%02x", r[i]);
}

void
store_put_name(struct buf *b, const char *name)
{
	buf_putc(b, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"')
			buf_putc(b, '"');
		buf_putc(b, *name);
	}
	buf_putc(b, '"');
}
