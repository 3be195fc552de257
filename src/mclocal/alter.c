/*
 * alter.c: DROP, TRUNCATE, ALTER TABLE, DESC, SHOW.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mclocal/ddl_own.h"

static bool
if_exists(struct sql *q)
{
	if (!sql_is(q, "if") || !token_is(sql_ahead(q, 1), "exists"))
		return false;
	q->at += 2;
	return true;
}

int
ddl_drop(struct sql *q)
{
	const char *project, *name;
	const struct token *at;
	struct table *t;
	bool unless;
	int rc = 0;

	if (sql_expect(q, "table") == -1)
		return -1;
	unless = if_exists(q);
	at = sql_token(q);
	if (!sql_table_name(q, &project, &name))
		return -1;
	sql_take(q, "purge");
	t = table_find(q->s, project, name);
	if (t == NULL && !unless)
		return sql_fail(q, at, SQL_NO_TABLE,
		    "Table not found - table %s.%s cannot be resolved", project,
		    name);
	if (t != NULL && table_drop(q->s, t) == -1)
		rc = sql_fail_store(q);
	table_free(t);
	return rc;
}

/* The partition of a spec; 0 when it is missing, -1 with q->why. */
static int64_t
find_part(struct sql *q, const struct table *t, bool must)
{
	const struct token *at = sql_token(q);
	struct spec spec;
	int64_t id;

	if (sql_spec(q, t, &spec) == -1)
		return -1;
	if (spec.n < t->nparts)
		return sql_fail(q, at, SQL_PART,
		    "Partition exception - a level is missing");
	id = partition_find(q->s, t, &spec);
	if (id == 0 && must)
		return sql_fail(q, at, SQL_NO_PART,
		    "Partition does not exist - %s=%s...",
		    t->column[t->ncolumns].name, spec.value[0]);
	return id;
}

static int
empty_all(struct sql *q, const struct table *t)
{
	sqlite3_stmt *parts;
	int rc = table_empty(q->s, t, 0, INT64_MAX);

	parts = store_query(
	    q->s, "SELECT id FROM mc_partition WHERE tbl = ?1", "i", t->id);
	while (rc == 0 && parts != NULL && sqlite3_step(parts) == SQLITE_ROW)
		rc = table_empty(
		    q->s, t, sqlite3_column_int64(parts, 0), INT64_MAX);
	sqlite3_finalize(parts);
	return rc == -1 || parts == NULL ? sql_fail_store(q) : 0;
}

int
ddl_truncate(struct sql *q)
{
	struct table *t;
	int64_t part;
	int rc = 0;

	if (sql_expect(q, "table") == -1 || (t = sql_table(q)) == NULL)
		return -1;
	if (!sql_is(q, "partition")) {
		rc = empty_all(q, t);
		table_free(t);
		return rc;
	}
	do {
		part = find_part(q, t, true);
		rc = part == -1 ? -1 : 0;
		if (rc == 0 && table_empty(q->s, t, part, INT64_MAX) == -1)
			rc = sql_fail_store(q);
	} while (rc == 0 && (sql_take(q, ",") || sql_is(q, "partition")));
	table_free(t);
	return rc;
}

static int
add_parts(struct sql *q, struct table *t, bool unless)
{
	const struct token *at;
	struct spec spec;

	if (t->nparts == 0)
		return sql_fail(q, sql_token(q), SQL_PART,
		    "Partition exception - the table has no partitions");
	do {
		at = sql_token(q);
		if (sql_spec(q, t, &spec) == -1)
			return -1;
		if (spec.n < t->nparts)
			return sql_fail(q, at, SQL_PART,
			    "Partition exception - a level is missing");
		if (partition_find(q->s, t, &spec) != 0) {
			if (!unless)
				return sql_fail(q, at, SQL_EXISTS,
				    "Partition already exists");
		} else if (partition_add(q->s, t, &spec) == 0) {
			return sql_fail(q, at, SQL_PART,
			    "Partition exception - %s", q->s->why);
		}
	} while (sql_take(q, ",") || sql_is(q, "partition"));
	return 0;
}

static int
drop_parts(struct sql *q, struct table *t, bool unless)
{
	int64_t id;

	do {
		if ((id = find_part(q, t, !unless)) == -1)
			return -1;
		if (id != 0 && partition_drop(q->s, t, id) == -1)
			return sql_fail_store(q);
	} while (sql_take(q, ",") || sql_is(q, "partition"));
	return 0;
}

static bool
if_not_exists(struct sql *q)
{
	if (!sql_is(q, "if") || !token_is(sql_ahead(q, 1), "not") ||
	    !token_is(sql_ahead(q, 2), "exists"))
		return false;
	q->at += 3;
	return true;
}

/* Pass over the definition of a column that is there: up to its comma. */
static bool
is_there(struct sql *q, const struct table *t)
{
	const char *name = sql_token(q)->text;
	unsigned i, depth = 0;

	for (i = 0; i < t->ncolumns; i++)
		if (name != NULL && strcasecmp(t->column[i].name, name) == 0)
			break;
	if (i == t->ncolumns)
		return false;
	while (sql_token(q)->kind != LEX_END &&
	       (depth > 0 || (!sql_is(q, ",") && !sql_is(q, ")")))) {
		depth += sql_is(q, "(") ? 1 : 0;
		depth -= sql_is(q, ")") ? 1 : 0;
		q->at++;
	}
	return true;
}

static int
add_columns(struct sql *q, struct table *t, bool unless)
{
	unsigned from = t->ncolumns;

	if (sql_expect(q, "(") == -1)
		return -1;
	do {
		if (unless && is_there(q, t))
			continue;
		if (ddl_column(q, t, false) == -1)
			return -1;
		/* rows that are there have no value for it */
		t->column[t->ncolumns - 1].type.nullable = true;
	} while (sql_take(q, ","));
	if (sql_expect(q, ")") == -1)
		return -1;
	return table_add_columns(q->s, t, from) == -1 ? sql_fail_store(q) : 0;
}

static int
alter_add(struct sql *q, struct table *t)
{
	bool unless = if_not_exists(q);

	if (sql_take(q, "columns") || sql_take(q, "column")) {
		if (if_not_exists(q))
			unless = true;
		return add_columns(q, t, unless);
	}
	return add_parts(q, t, unless);
}

static int
alter_set(struct sql *q, struct table *t)
{
	const char *text;
	int rc;

	if (sql_take(q, "lifecycle")) {
		if (ddl_lifecycle(q, t) == -1)
			return -1;
		rc = store_run(q->s,
		    "UPDATE mc_table SET lifecycle = ?2 WHERE id = ?1", "ii",
		    t->id, t->lifecycle);
	} else if (sql_take(q, "comment")) {
		if (sql_token(q)->kind != LEX_STRING)
			return sql_fail_token(q);
		text = sql_token(q)->text;
		q->at++;
		rc = store_run(q->s,
		    "UPDATE mc_table SET comment = ?2 WHERE id = ?1", "is",
		    t->id, text);
	} else {
		return sql_fail_token(q);
	}
	return rc == -1 ? sql_fail_store(q) : 0;
}

int
ddl_alter(struct sql *q)
{
	struct table *t;
	bool unless;
	int rc;

	if (sql_expect(q, "table") == -1 || (t = sql_table(q)) == NULL)
		return -1;
	if (sql_take(q, "add")) {
		rc = alter_add(q, t);
	} else if (sql_take(q, "drop")) {
		unless = if_exists(q);
		rc = drop_parts(q, t, unless);
	} else if (sql_take(q, "set")) {
		rc = alter_set(q, t);
	} else {
		rc = sql_fail_token(q);
	}
	table_free(t);
	return rc;
}
