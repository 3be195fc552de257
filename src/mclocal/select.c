/*
 * select.c: SELECT with its result, CREATE TABLE ... AS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/cell.h"
#include "mclocal/dml_own.h"
#include "mclocal/query.h"
#include "mclocal/result.h"
#include "mclocal/sql.h"

/* --- columns of a query --------------------------------------------------- */

/* What a value of an expression without a type looks like. */
static void
widen(struct row_dest_column *c, int type)
{
	static const struct {
		int type;
		const char *text;
	} map[] = { { SQLITE_INTEGER, "bigint" }, { SQLITE_FLOAT, "double" },
		{ SQLITE_TEXT, "string" }, { SQLITE_BLOB, "binary" } };
	size_t i;

	for (i = 0; i < 4; i++)
		if (map[i].type == type)
			row_mc_parse(map[i].text, c);
}

/* The columns of a query as those of a table, and where the query does not
 * know the type (of NULL) what its values look like, *first being a row. */
static void
add_columns(struct table *t, const struct shape *shape, sqlite3_stmt *first)
{
	struct row_dest_column type;
	char name[TABLE_NAME_MAX + 2];
	size_t i;

	for (i = 0; i < shape->n; i++) {
		type = shape->column[i].type;
		type.nullable = true;
		if (type.type == 0 && first != NULL)
			widen(&type, sqlite3_column_type(first, (int)i));
		if (type.type == 0)
			row_mc_parse("string", &type);
		snprintf(name, sizeof(name), "%s", shape->column[i].name);
		name_lower(name);
		if (!name_ok(name, true))
			snprintf(name, sizeof(name), "_c%zu", i);
		table_add(t, name, &type, "", false);
	}
}

int
dml_fail_step(struct sql *q, sqlite3_stmt *stmt)
{
	return sql_fail(q, NULL, SQL_VALUE, "Invalid arguments - %s",
	    sqlite3_errmsg(sqlite3_db_handle(stmt)));
}

/* --- SELECT --------------------------------------------------------------- */

/* The rows into q<no>. */
static int
keep_rows(struct sql *q, sqlite3_stmt *stmt, sqlite3_stmt *insert)
{
	int i, rc, n = sqlite3_column_count(stmt);
	int64_t row = 0;

	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		sqlite3_bind_int64(insert, 1, ++row);
		for (i = 0; i < n; i++)
			sqlite3_bind_value(
			    insert, i + 2, sqlite3_column_value(stmt, i));
		if (sqlite3_step(insert) != SQLITE_DONE)
			return dml_fail_step(q, insert);
		sqlite3_reset(insert);
	}
	if (rc != SQLITE_DONE)
		return dml_fail_step(q, stmt);
	q->nrows = row;
	return 0;
}

static int
save_columns(struct sql *q, const struct table *t)
{
	unsigned i;

	for (i = 0; i < t->ncolumns; i++)
		if (table_save_column(q->s, t, i) == -1)
			return sql_fail_store(q);
	return 0;
}

/* Only the last query of a script keeps its rows. */
static int
forget_rows(struct sql *q)
{
	char sql[64];

	if (q->nrows == -1)
		return 0;
	q->nrows = -1;
	snprintf(sql, sizeof(sql), "DROP TABLE q%lld", (long long)q->no);
	if (store_run(q->s, sql, "") == -1 ||
	    store_run(q->s, "DELETE FROM mc_column WHERE tbl = ?1", "i",
		-q->no) == -1)
		return sql_fail_store(q);
	return 0;
}

static int
run_select(struct sql *q, const struct query *walk, sqlite3_stmt *stmt)
{
	struct table *t;
	sqlite3_stmt *insert = NULL;
	int rc = -1;

	if (forget_rows(q) == -1)
		return -1;
	t = table_new("", "result");
	t->id = -q->no;
	add_columns(t, query_shape(walk), NULL);
	if (result_make(q->s, q->no, t) == -1 ||
	    (insert = result_insert(q->s, q->no, t)) == NULL)
		sql_fail_store(q);
	else
		rc = keep_rows(q, stmt, insert);
	if (rc == 0)
		rc = save_columns(q, t);
	sqlite3_finalize(insert);
	table_free(t);
	return rc;
}

int
dml_select(struct sql *q)
{
	struct query *t = query_new(q);
	sqlite3_stmt *stmt = NULL;
	int rc;

	/* WITH ... INSERT is allowed as well as INSERT ... WITH */
	rc = sql_is(q, "with") ? query_with(t) : 0;
	if (rc == 0 && sql_take(q, "insert"))
		return dml_insert(q, t);
	if (rc == 0)
		rc = query_walk(t);
	if (rc == 0 && (stmt = query_prepare(t)) == NULL)
		rc = -1;
	if (rc == 0)
		rc = run_select(q, t, stmt);
	sqlite3_finalize(stmt);
	query_free(t);
	return rc;
}

/* A query may give two columns one name, a table may not. */
static int
check_names(struct sql *q, const struct table *t, const struct token *at)
{
	const char *name;
	unsigned i;

	for (i = 0; i < t->ncolumns; i++) {
		name = t->column[i].name;
		if (table_column(t, name, strlen(name)) != (int)i)
			return sql_fail(q, at, SQL_SEMANTIC,
			    "Semantic analysis exception - column '%s' stands"
			    " twice",
			    name);
	}
	return 0;
}

/* CREATE TABLE t AS query: the types come from the query, and where it has
 * none for an expression, from its first row. */
int
dml_fill(struct sql *q, struct table *t)
{
	struct query *walk = query_new(q);
	const struct token *at = sql_token(q);
	sqlite3_stmt *stmt = NULL;
	int rc = query_walk(walk);

	if (rc == 0 && (stmt = query_prepare(walk)) == NULL)
		rc = -1;
	if (rc == 0) {
		rc = sqlite3_step(stmt) == SQLITE_ERROR ? dml_fail_step(q, stmt)
							: 0;
		add_columns(t, query_shape(walk), stmt);
		sqlite3_reset(stmt);
	}
	if (rc == 0)
		rc = check_names(q, t, at);
	if (rc == 0 && table_create(q->s, t) == -1)
		rc = sql_fail_store(q);
	if (rc == 0)
		rc = dml_insert_all(q, t, stmt);
	sqlite3_finalize(stmt);
	query_free(walk);
	return rc;
}
