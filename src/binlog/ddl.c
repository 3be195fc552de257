/*
 * ddl.c: see ddl.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "binlog/ddl.h"
#include "binlog/sqlscan.h"

void
ddl_release(struct ddl *d)
{
	free(d->table);
	buf_release(&d->names);
	memset(d, 0, sizeof(*d));
}

/* "db.name" or "name".  names has room for all of them, so the pointers
 * into it stay good. */
static bool
table(struct ddl *d, struct sqlscan *s, bool database)
{
	struct ddl_table t = { .db = "", .name = "" };
	size_t at = d->names.len;

	if (!sqlscan_name(s, &d->names))
		return false;
	t.name = (const char *)d->names.data + at;
	t.name_len = d->names.len - at;
	if (database || sqlscan_take(s, ".")) {
		t.db = t.name;
		t.db_len = t.name_len;
		t.name = "";
		t.name_len = 0;
	}
	if (!database && t.db_len > 0) {
		at = d->names.len;
		if (!sqlscan_name(s, &d->names))
			return false;
		t.name = (const char *)d->names.data + at;
		t.name_len = d->names.len - at;
	}
	t.rest = s->token;
	if (d->ntables == d->room) {
		d->room = d->room * 2 + 8;
		d->table =
		    xreallocarray(d->table, d->room, sizeof(d->table[0]));
	}
	d->table[d->ntables++] = t;
	return true;
}

static void
if_exists(struct sqlscan *s)
{
	if (!sqlscan_take(s, "IF"))
		return;
	sqlscan_take(s, "NOT");
	sqlscan_take(s, "EXISTS");
}

/* MariaDB: DROP TABLE t WAIT 5, ALTER TABLE t NOWAIT. */
static void
wait(struct sqlscan *s)
{
	if (sqlscan_take(s, "WAIT"))
		sqlscan_next(s);
	else
		sqlscan_take(s, "NOWAIT");
}

/* Objects that are not tables, and whose statements touch none of ours. */
static bool
other_object(const struct sqlscan *s)
{
	static const char *const words[] = { "VIEW", "TRIGGER", "PROCEDURE",
		"FUNCTION", "EVENT", "USER", "ROLE", "SERVER", "TABLESPACE",
		"LOGFILE", "UNDO", "SEQUENCE", "PACKAGE", "RESOURCE",
		"INSTANCE", "REFERENCE", "PREPARE", "LIBRARY", "DEFINER",
		"ALGORITHM", "SQL", "AGGREGATE", "TABLEGROUP", "MASKING",
		"CATALOG" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sqlscan_is(s, words[i]))
			return true;
	return false;
}

static enum rec_ddl_kind
database(struct ddl *d, struct sqlscan *s)
{
	static const char *const options[] = { "CHARACTER", "CHARSET",
		"COLLATE", "DEFAULT", "ENCRYPTION", "READ", "COMMENT" };
	size_t i;

	if_exists(s);
	/* ALTER DATABASE may leave the name out: the default one is meant */
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (sqlscan_is(s, options[i]))
			return REC_DDL_DATABASE;
	(void)table(d, s, true);
	return REC_DDL_DATABASE;
}

static bool
is_database(struct sqlscan *s)
{
	return sqlscan_take(s, "DATABASE") || sqlscan_take(s, "SCHEMA");
}

/* CREATE INDEX i ON t, DROP INDEX i ON t: no column changes. */
static enum rec_ddl_kind
index_on(struct ddl *d, struct sqlscan *s)
{
	while (s->kind != SQLSCAN_END && !sqlscan_take(s, "ON"))
		sqlscan_next(s);
	return table(d, s, false) ? REC_DDL_OTHER : REC_DDL_UNKNOWN;
}

/* Does a query stand there: SELECT, VALUES (1), TABLE t?  But partitions have
 * VALUES LESS THAN (1), VALUES IN (1). */
static bool
has_query(struct sqlscan s)
{
	for (; s.kind != SQLSCAN_END; sqlscan_next(&s)) {
		if (sqlscan_is(&s, "SELECT") || sqlscan_is(&s, "TABLE"))
			return true;
		if (sqlscan_take(&s, "VALUES") && !sqlscan_is(&s, "LESS") &&
		    !sqlscan_is(&s, "IN"))
			return true;
	}
	return false;
}

/* "LIKE t", "(LIKE t)": nothing happens to the table that is copied. */
static bool
like(struct ddl *d, const struct sqlscan *at)
{
	struct sqlscan s = *at;

	sqlscan_take(&s, "(");
	d->like = sqlscan_take(&s, "LIKE") && table(d, &s, false);
	if (d->like)
		d->ntables--;
	return d->like;
}

static enum rec_ddl_kind
create(struct ddl *d, struct sqlscan *s)
{
	static const char *const before[] = { "OR", "REPLACE", "UNIQUE",
		"FULLTEXT", "SPATIAL", "ONLINE", "OFFLINE", "EXTERNAL",
		"VECTOR" };
	size_t i;

	if (sqlscan_take(s, "TEMPORARY"))
		return REC_DDL_OTHER;
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (sqlscan_take(s, before[i])) {
			d->or_replace |= i == 1;
			i = (size_t)-1;
		}
	if (sqlscan_take(s, "TEMPORARY"))
		return REC_DDL_OTHER;
	if (sqlscan_take(s, "TABLE")) {
		d->if_not_exists = sqlscan_is(s, "IF");
		if_exists(s);
		if (!table(d, s, false))
			return REC_DDL_UNKNOWN;
		if (like(d, s))
			return REC_DDL_CREATE;
		/* row format logs no query: this one was logged as it is */
		d->changes_rows = has_query(*s);
		return REC_DDL_CREATE;
	}
	if (is_database(s)) {
		d->makes_database = true;
		d->if_not_exists = sqlscan_is(s, "IF");
		return database(d, s);
	}
	if (sqlscan_take(s, "INDEX"))
		return index_on(d, s);
	return other_object(s) ? REC_DDL_OTHER : REC_DDL_UNKNOWN;
}

/* RENAME TO and EXCHANGE PARTITION name a second table. */
static void
second_table(struct ddl *d, struct sqlscan *s)
{
	unsigned depth = 0;

	for (; s->kind != SQLSCAN_END; sqlscan_next(s)) {
		if (sqlscan_is(s, "("))
			depth++;
		else if (sqlscan_is(s, ")") && depth > 0)
			depth--;
		if (depth > 0)
			continue;
		while (sqlscan_take(s, "RENAME")) {
			if (sqlscan_is(s, "COLUMN") || sqlscan_is(s, "INDEX") ||
			    sqlscan_is(s, "KEY"))
				continue;
			if (!sqlscan_take(s, "TO") && !sqlscan_take(s, "AS"))
				sqlscan_take(s, "=");
			d->ntables = 1; /* of several the last one counts */
			(void)table(d, s, false);
		}
		while (sqlscan_take(s, "WITH"))
			if (sqlscan_take(s, "TABLE"))
				(void)table(d, s, false);
	}
}

/* Partitions or files come or go with their rows, none of which is in the log.
 * Nothing else can be in such a statement.  CONVERT, of MariaDB, has a second
 * table. */
static bool
moves_rows(struct ddl *d, struct sqlscan s)
{
	static const char *const words[] = { "TRUNCATE", "EXCHANGE", "DISCARD",
		"IMPORT", "EXPIRE" /* PolarDB-X: LOCAL PARTITION */ };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sqlscan_is(&s, words[i]))
			return true;
	if (sqlscan_take(&s, "CONVERT")) {
		d->joins = sqlscan_take(&s, "TABLE");
		d->splits = !d->joins && sqlscan_take(&s, "PARTITION");
		while (d->splits && s.kind != SQLSCAN_END &&
		       !sqlscan_take(&s, "TABLE"))
			sqlscan_next(&s);
		return (d->joins || d->splits) && table(d, &s, false);
	}
	if (!sqlscan_take(&s, "DROP"))
		return false;
	if (!sqlscan_take(&s, "SUBPARTITION"))
		return sqlscan_is(&s, "PARTITION");
	return s.kind != SQLSCAN_END && !sqlscan_is(&s, ",");
}

static enum rec_ddl_kind
alter(struct ddl *d, struct sqlscan *s)
{
	bool moves;

	for (;;)
		if (sqlscan_take(s, "IGNORE"))
			d->ignores = true;
		else if (!sqlscan_take(s, "ONLINE") &&
			 !sqlscan_take(s, "OFFLINE"))
			break;
	if (sqlscan_take(s, "TABLE")) {
		if_exists(s);
		if (!table(d, s, false))
			return REC_DDL_UNKNOWN;
		wait(s);
		moves = moves_rows(d, *s);
		second_table(d, s);
		return moves ? REC_DDL_TRUNCATE : REC_DDL_ALTER;
	}
	if (is_database(s))
		return database(d, s);
	return other_object(s) ? REC_DDL_OTHER : REC_DDL_UNKNOWN;
}

static enum rec_ddl_kind
drop(struct ddl *d, struct sqlscan *s)
{
	if (sqlscan_take(s, "TEMPORARY"))
		return REC_DDL_OTHER;
	if (sqlscan_take(s, "TABLE") || sqlscan_take(s, "TABLES")) {
		if_exists(s);
		do
			if (!table(d, s, false))
				return REC_DDL_UNKNOWN;
		while (sqlscan_take(s, ","));
		return REC_DDL_DROP;
	}
	if (is_database(s)) {
		d->drops_database = true;
		return database(d, s);
	}
	if (sqlscan_take(s, "INDEX")) {
		d->drops_index = true;
		if_exists(s);
		d->drops_primary = sqlscan_is_name(s, "PRIMARY");
		return index_on(d, s);
	}
	return other_object(s) ? REC_DDL_OTHER : REC_DDL_UNKNOWN;
}

static enum rec_ddl_kind
rename_tables(struct ddl *d, struct sqlscan *s)
{
	if (sqlscan_is(s, "USER"))
		return REC_DDL_OTHER;
	if (!sqlscan_take(s, "TABLE") && !sqlscan_take(s, "TABLES"))
		return REC_DDL_UNKNOWN;
	if_exists(s);
	do {
		if (!table(d, s, false))
			return REC_DDL_UNKNOWN;
		wait(s);
		if (!sqlscan_take(s, "TO") || !table(d, s, false))
			return REC_DDL_UNKNOWN;
	} while (sqlscan_take(s, ","));
	return REC_DDL_RENAME;
}

/* DELETE FROM t, and nothing behind it: what servers log for a table in
 * memory that a restart has emptied, whatever the format. */
static bool
empties(struct ddl *d, struct sqlscan s)
{
	sqlscan_take(&s, "DELETE");
	return sqlscan_take(&s, "FROM") && table(d, &s, false) &&
	       s.kind == SQLSCAN_END;
}

/* MariaDB's ANALYZE UPDATE, ANALYZE FORMAT=JSON DELETE: it is carried out. */
static bool
analyzes_change(struct sqlscan s)
{
	if (!sqlscan_take(&s, "ANALYZE"))
		return false;
	while (
	    sqlscan_take(&s, "LOCAL") || sqlscan_take(&s, "NO_WRITE_TO_BINLOG"))
		continue;
	return !sqlscan_is(&s, "TABLE") && !sqlscan_is(&s, "TABLES");
}

/* Statements that are none of the above. */
static enum rec_ddl_kind
rest(struct ddl *d, const struct sqlscan *s)
{
	static const char *const changes[] = { "INSERT", "UPDATE", "DELETE",
		"REPLACE", "LOAD", "WITH", "CALL", "SELECT", "DO", "HANDLER",
		"EXECUTE" };
	static const char *const harmless[] = { "FLUSH", "ANALYZE", "OPTIMIZE",
		"REPAIR", "CHECK", "CHECKSUM", "GRANT", "REVOKE", "SET",
		"INSTALL", "UNINSTALL", "CACHE", "RESET", "PURGE", "KILL",
		"SHOW", "USE", "LOCK", "UNLOCK", "CHANGE", "START", "STOP",
		"XA", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK" };
	size_t i;

	d->changes_rows = analyzes_change(*s);
	for (i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (sqlscan_is(s, changes[i])) {
			d->changes_rows = true;
			return REC_DDL_OTHER;
		}
	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (sqlscan_is(s, harmless[i]))
			return REC_DDL_OTHER;
	/* nothing but comments: what PolarDB-X keeps to itself */
	return s->kind == SQLSCAN_END ? REC_DDL_OTHER : REC_DDL_UNKNOWN;
}

/* MariaDB: SET STATEMENT a = 1, b = 2 FOR, and a statement. */
static void
set_statement(struct ddl *d, struct sqlscan *s)
{
	struct sqlscan at = *s;

	while (sqlscan_take(&at, "SET") && sqlscan_take(&at, "STATEMENT")) {
		while (at.kind != SQLSCAN_END && !sqlscan_is(&at, "FOR")) {
			d->other_mode |= sqlscan_is_name(&at, "sql_mode");
			if (sqlscan_is(&at, "("))
				sqlscan_parens(&at);
			else
				sqlscan_next(&at);
		}
		sqlscan_take(&at, "FOR");
		*s = at;
	}
}

static void
start(struct ddl *d, struct sqlscan *s, const char *sql, size_t len)
{
	d->ntables = 0;
	d->changes_rows = d->if_not_exists = d->or_replace = d->like = false;
	d->makes_database = d->drops_database = false;
	d->drops_index = d->drops_primary = d->ignores = false;
	d->other_mode = d->splits = d->joins = false;
	d->sql = sql;
	d->end = sql + len;
	buf_clear(&d->names);
	buf_reserve(&d->names, len + 1);
	sqlscan_init(s, &d->how, sql, len);
}

void
ddl_read(struct ddl *d, const char *sql, size_t len)
{
	struct sqlscan s;

	start(d, &s, sql, len);
	while (sqlscan_take(&s, ";") || sqlscan_take(&s, "("))
		continue;
	set_statement(d, &s);
	if (sqlscan_take(&s, "CREATE"))
		d->kind = create(d, &s);
	else if (sqlscan_take(&s, "ALTER"))
		d->kind = alter(d, &s);
	else if (sqlscan_take(&s, "DROP"))
		d->kind = drop(d, &s);
	else if (sqlscan_take(&s, "RENAME"))
		d->kind = rename_tables(d, &s);
	else if (sqlscan_take(&s, "TRUNCATE")) {
		sqlscan_take(&s, "TABLE");
		d->kind =
		    table(d, &s, false) ? REC_DDL_TRUNCATE : REC_DDL_UNKNOWN;
	} else if (sqlscan_is(&s, "DELETE") && empties(d, s))
		d->kind = REC_DDL_TRUNCATE;
	else
		d->kind = rest(d, &s);
}

bool
ddl_savepoint(struct ddl *d, const char *sql, size_t len)
{
	struct sqlscan s;

	start(d, &s, sql, len);
	sqlscan_take(&s, "RELEASE");
	if (sqlscan_take(&s, "ROLLBACK")) {
		sqlscan_take(&s, "WORK");
		sqlscan_take(&s, "TO");
	}
	sqlscan_take(&s, "SAVEPOINT");
	return table(d, &s, false);
}

bool
ddl_is_shadow(const char *name, size_t len)
{
	static const char *const ends[] = { "_gho", "_ghc", "_del", "_new",
		"_old" };
	size_t i, n;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = strlen(ends[i]);
		if (len > n + 1 && name[0] == '_' &&
		    memcmp(name + len - n, ends[i], n) == 0)
			return true;
	}
	return false;
}
