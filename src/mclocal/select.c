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

/* A name, or what an expression is called where it has none. */
static void
column_name(sqlite3_stmt *stmt, int i, char *name, size_t size)
{
	const char *text = sqlite3_column_name(stmt, i);

	snprintf(name, size, "%s", text == NULL ? "" : text);
	name_lower(name);
	if (!name_ok(name, true) || strlen(name) == size - 1)
		snprintf(name, size, "_c%d", i);
}

/* What values of an expression look like: one type for all of them. */
static void
widen(struct row_dest_column *c, int type)
{
	static const struct {
		int type;
		const char *text;
	} map[] = { { SQLITE_INTEGER, "bigint" }, { SQLITE_FLOAT, "double" },
		{ SQLITE_TEXT, "string" }, { SQLITE_BLOB, "binary" } };
	struct row_dest_column to;
	size_t i;

	if (type == SQLITE_NULL || c->type == ROW_MC_STRING)
		return;
	for (i = 0; i < 4; i++)
		if (map[i].type == type)
			break;
	memset(&to, 0, sizeof(to));
	row_mc_parse(map[i].text, &to);
	to.nullable = true;
	if (c->type == ROW_MC_DECIMAL && type == SQLITE_TEXT)
		return;
	if (c->type == 0 || c->type == ROW_MC_DECIMAL ||
	    (c->type == ROW_MC_BIGINT && to.type == ROW_MC_DOUBLE))
		*c = to;
	else if (c->type != to.type &&
		 !(c->type == ROW_MC_DOUBLE && to.type == ROW_MC_BIGINT))
		row_mc_parse("string", c);
	c->nullable = true;
}

/*
 * Types of the columns, from their declarations or their expressions;
 * sure[i] tells which are only guessed from values.
 */
static struct row_dest_column *
column_types(const struct query *t, sqlite3_stmt *stmt, bool **sure)
{
	const char *hint;
	bool text_only;

	int i, n = sqlite3_column_count(stmt);
	struct row_dest_column *c = xcalloc((size_t)n + 1, sizeof(*c));

	*sure = xcalloc((size_t)n + 1, sizeof(**sure));
	for (i = 0; i < n; i++) {
		(*sure)[i] =
		    cell_decl_type(sqlite3_column_decltype(stmt, i), &c[i]);
		if (!(*sure)[i])
			memset(&c[i], 0, sizeof(c[i]));
		if (!(*sure)[i] &&
		    (hint = query_hint(t, (size_t)i, &text_only)) != NULL) {
			row_mc_parse(hint, &c[i]);
			(*sure)[i] = !text_only;
		}
		c[i].nullable = true;
	}
	return c;
}

int
dml_fail_step(struct sql *q, sqlite3_stmt *stmt)
{
	return sql_fail(q, NULL, SQL_VALUE, "Invalid arguments - %s",
	    sqlite3_errmsg(sqlite3_db_handle(stmt)));
}

/* --- SELECT --------------------------------------------------------------- */

/* The rows into q<no>; types of expressions follow from them. */
static int
keep_rows(struct sql *q, sqlite3_stmt *stmt, sqlite3_stmt *insert,
    struct row_dest_column *type, const bool *sure)
{
	int i, rc, n = sqlite3_column_count(stmt);
	int64_t row = 0;

	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		sqlite3_bind_int64(insert, 1, ++row);
		for (i = 0; i < n; i++) {
			if (!sure[i])
				widen(&type[i], sqlite3_column_type(stmt, i));
			sqlite3_bind_value(
			    insert, i + 2, sqlite3_column_value(stmt, i));
		}
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
save_columns(struct sql *q, sqlite3_stmt *stmt, struct row_dest_column *type)
{
	struct table *t = table_new("", "result");
	int i, n = sqlite3_column_count(stmt), rc = 0;
	char name[TABLE_NAME_MAX + 2];

	t->id = -q->no;
	for (i = 0; i < n; i++) {
		if (type[i].type == 0)
			row_mc_parse("string", &type[i]);
		type[i].nullable = true;
		column_name(stmt, i, name, sizeof(name));
		table_add(t, name, &type[i], "", false);
	}
	for (i = 0; rc == 0 && i < n; i++)
		rc = table_save_column(q->s, t, (unsigned)i);
	table_free(t);
	return rc == -1 ? sql_fail_store(q) : 0;
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
	struct row_dest_column *type;
	struct table *t;
	sqlite3_stmt *insert = NULL;
	bool *sure;
	int i, rc = -1;

	if (forget_rows(q) == -1)
		return -1;
	type = column_types(walk, stmt, &sure);
	t = table_new("", "result");
	for (i = 0; i < sqlite3_column_count(stmt); i++)
		table_add(t, "c", &type[i], "", false);
	if (result_make(q->s, q->no, t) == -1) {
		sql_fail_store(q);
		goto err0;
	}
	if ((insert = result_insert(q->s, q->no, t)) == NULL) {
		sql_fail_store(q);
		goto err0;
	}
	if (keep_rows(q, stmt, insert, type, sure) == -1 ||
	    save_columns(q, stmt, type) == -1)
		goto err0;
	rc = 0;
err0:
	sqlite3_finalize(insert);
	table_free(t);
	free(type);
	free(sure);
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
	if (rc == 0 && sql_take(q, "insert")) {
		rc = dml_insert(q, query_text(t));
		query_free(t);
		return rc;
	}
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

/* CREATE TABLE t AS query: the types come from the query, and where it has
 * none for an expression, from its first row. */
int
dml_fill(struct sql *q, struct table *t)
{
	struct query *walk = query_new(q);
	struct row_dest_column *type;
	sqlite3_stmt *stmt = NULL;
	char name[TABLE_NAME_MAX + 2];
	bool *sure;
	int i, rc = query_walk(walk);

	if (rc == 0 && (stmt = query_prepare(walk)) == NULL)
		rc = -1;
	if (rc == 0) {
		type = column_types(walk, stmt, &sure);
		rc = sqlite3_step(stmt) == SQLITE_ERROR ? dml_fail_step(q, stmt)
							: 0;
		for (i = 0; i < sqlite3_column_count(stmt); i++) {
			if (!sure[i])
				widen(&type[i], sqlite3_column_type(stmt, i));
			if (type[i].type == 0)
				row_mc_parse("string", &type[i]);
			column_name(stmt, i, name, sizeof(name));
			table_add(t, name, &type[i], "", false);
		}
		sqlite3_reset(stmt);
		free(type);
		free(sure);
	}
	if (rc == 0 && table_create(q->s, t) == -1)
		rc = sql_fail_store(q);
	if (rc == 0)
		rc = dml_insert_all(q, t, stmt);
	sqlite3_finalize(stmt);
	query_free(walk);
	return rc;
}
