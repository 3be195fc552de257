/*
 * insert.c: INSERT INTO and OVERWRITE, and the rows of CREATE ... AS.
 *
 * A query that reads the table it is written to does not see its own rows:
 * no segment shows them before the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/cell.h"
#include "mclocal/dml_own.h"
#include "mclocal/query.h"

/* Rows lo..hi were written for this partition. */
struct written {
	int64_t part, lo, hi;
};

struct insert {
	struct sql *q;
	struct table *t;
	const struct token *at;
	bool overwrite;
	struct spec spec; /* static levels */
	unsigned dynamic; /* levels that come with the rows */
	unsigned *column; /* of the query's columns, in the table */
	unsigned ncolumns;
	struct written *written;
	size_t nwritten;
	int64_t row;
};

/* PARTITION (a='x', b): static levels, then dynamic ones. */
static int
insert_partition(struct insert *n)
{
	struct sql *q = n->q;
	const struct token *name, *v;
	struct table *t = n->t;

	if (sql_expect(q, "(") == -1)
		return -1;
	do {
		if ((name = sql_name(q)) == NULL)
			return -1;
		if (n->spec.n + n->dynamic == t->nparts ||
		    strcmp(name->text,
			t->column[t->ncolumns + n->spec.n + n->dynamic].name) !=
			0)
			return sql_fail(q, name, SQL_PART,
			    "Partition exception - '%s' is not the next"
			    " partition column",
			    name->text);
		if (!sql_take(q, "=")) {
			n->dynamic++;
			continue;
		}
		v = sql_token(q);
		if (n->dynamic > 0 ||
		    (v->kind != LEX_STRING && v->kind != LEX_NUMBER))
			return sql_fail_token(q);
		if (!spec_value_ok(v->text, v->textlen))
			return sql_fail(q, v, SQL_PART,
			    "Partition exception - '%.64s' is no value of a"
			    " partition",
			    v->text);
		memcpy(n->spec.value[n->spec.n++], v->text, v->textlen + 1);
		q->at++;
	} while (sql_take(q, ","));
	return sql_expect(q, ")");
}

/* Columns that are not listed get NULL, so they must take it. */
static int
check_left_out(struct insert *n)
{
	unsigned i, k;

	for (i = 0; i < n->t->ncolumns; i++) {
		for (k = 0; k < n->ncolumns && n->column[k] != i; k++)
			continue;
		if (k == n->ncolumns && !n->t->column[i].type.nullable)
			return sql_fail(n->q, n->at, SQL_VALUE,
			    "Invalid arguments - column %s: NULL in a column"
			    " NOT NULL",
			    n->t->column[i].name);
	}
	return 0;
}

/* (a, b, c), or all data columns. */
static int
insert_columns(struct insert *n)
{
	struct sql *q = n->q;
	const struct token *name;
	unsigned k;
	int i;

	n->column =
	    xcalloc(n->t->ncolumns + n->t->nparts + 1, sizeof(*n->column));
	if (!sql_is(q, "(") || token_is(sql_ahead(q, 1), "select") ||
	    token_is(sql_ahead(q, 1), "with") ||
	    token_is(sql_ahead(q, 1), "(")) {
		for (; n->ncolumns < n->t->ncolumns; n->ncolumns++)
			n->column[n->ncolumns] = n->ncolumns;
		return 0;
	}
	q->at++;
	do {
		if ((name = sql_name(q)) == NULL)
			return -1;
		i = table_column(n->t, name->text, name->textlen);
		if (i == -1 || n->ncolumns == n->t->ncolumns)
			return sql_fail(q, name, SQL_SEMANTIC,
			    "Semantic analysis exception - column %s cannot be"
			    " resolved",
			    name->text);
		for (k = 0; k < n->ncolumns; k++)
			if (n->column[k] == (unsigned)i)
				return sql_fail(q, name, SQL_SEMANTIC,
				    "Semantic analysis exception - column '%s'"
				    " stands twice",
				    name->text);
		if ((unsigned)i < n->t->ncolumns)
			n->column[n->ncolumns++] = (unsigned)i;
	} while (sql_take(q, ","));
	return sql_expect(q, ")") == -1 ? -1 : check_left_out(n);
}

/* The partition of the current row, made if it is missing.  0 with why. */
static int64_t
row_partition(struct insert *n, sqlite3_stmt *stmt)
{
	struct row_dest_column text = { .type = ROW_MC_STRING,
		.class = ROW_C_TEXT };
	struct spec spec = n->spec;
	struct cell c;
	unsigned i;
	int64_t id;

	for (i = 0; i < n->dynamic; i++) {
		cell_of_value(
		    &c, sqlite3_column_value(stmt, (int)(n->ncolumns + i)));
		cell_cast(&c, &text);
		if (c.type == SQLITE_NULL || !spec_value_ok(c.p, c.n)) {
			sql_fail(n->q, n->at, SQL_PART,
			    "Partition exception - invalid dynamic partition"
			    " value");
			return 0;
		}
		memcpy(spec.value[spec.n], c.p, c.n);
		spec.value[spec.n++][c.n] = '\0';
	}
	id = partition_find(n->q->s, n->t, &spec);
	if (id == 0 && (id = partition_add(n->q->s, n->t, &spec)) == 0)
		sql_fail(n->q, n->at, SQL_PART, "Partition exception - %s",
		    n->q->s->why);
	return id;
}

/* Note where the next row goes. */
static int
note_row(struct insert *n, sqlite3_stmt *stmt)
{
	struct written *w =
	    n->nwritten > 0 ? &n->written[n->nwritten - 1] : NULL;
	int64_t part = w != NULL ? w->part : 0;

	if ((n->dynamic > 0 || w == NULL) && n->t->nparts > 0 &&
	    (part = row_partition(n, stmt)) == 0)
		return -1;
	if (w == NULL || w->part != part) {
		if ((n->nwritten & (n->nwritten - 1)) == 0) /* 0, 1, 2, 4 */
			n->written = xreallocarray(n->written,
			    n->nwritten * 2 + 1, sizeof(*n->written));
		w = &n->written[n->nwritten++];
		w->part = part;
		w->lo = n->row;
	}
	w->hi = n->row;
	return 0;
}

static int
insert_row(struct insert *n, sqlite3_stmt *stmt, sqlite3_stmt *insert)
{
	const struct table_column *column;
	struct cell c;
	const char *why;
	unsigned i;

	if (note_row(n, stmt) == -1)
		return -1;
	sqlite3_bind_int64(insert, 1, n->row++);
	for (i = 0; i < n->ncolumns; i++) {
		column = &n->t->column[n->column[i]];
		cell_of_value(&c, sqlite3_column_value(stmt, (int)i));
		why = cell_cast(&c, &column->type);
		if (why == NULL && c.type == SQLITE_NULL &&
		    !column->type.nullable)
			why = "NULL in a column NOT NULL";
		if (why != NULL)
			return sql_fail(n->q, n->at, SQL_VALUE,
			    "Invalid arguments - column %s: %s", column->name,
			    why);
		/* a text made in the cell itself; c.p may be of the last row */
		if (c.type == SQLITE_TEXT && c.p == c.text)
			sqlite3_bind_text64(insert, (int)n->column[i] + 2, c.p,
			    c.n, SQLITE_TRANSIENT, SQLITE_UTF8);
		else
			cell_bind(insert, (int)n->column[i] + 2, &c);
	}
	if (sqlite3_step(insert) != SQLITE_DONE)
		return dml_fail_step(n->q, insert);
	sqlite3_reset(insert);
	return 0;
}

/* Make visible what was written, and forget what it replaces. */
static int
insert_show(struct insert *n, int64_t last)
{
	struct store *s = n->q->s;
	int64_t part = 0;
	size_t i;

	if (table_set_next_row(s, n->t, n->row) == -1)
		return sql_fail_store(n->q);
	/* a static partition is made, or emptied, even by no rows */
	if (n->nwritten == 0 && n->dynamic == 0) {
		if (n->t->nparts > 0 && (part = row_partition(n, NULL)) == 0)
			return -1;
		if (n->overwrite && table_empty(s, n->t, part, last) == -1)
			return sql_fail_store(n->q);
	}
	for (i = 0; i < n->nwritten; i++) {
		const struct written *w = &n->written[i];

		if (n->overwrite && table_empty(s, n->t, w->part, last) == -1)
			return sql_fail_store(n->q);
		if (table_show(s, n->t, w->part, w->lo, w->hi) == -1)
			return sql_fail_store(n->q);
	}
	if (table_touch(s, n->t, false) == -1)
		return sql_fail_store(n->q);
	return 0;
}

static int
insert_rows(struct insert *n, sqlite3_stmt *stmt)
{
	struct store *s = n->q->s;
	sqlite3_stmt *insert = table_insert(s, n->t);
	int64_t last = table_last_segment(s, n->t);
	int rc = SQLITE_DONE;

	if (insert == NULL)
		return sql_fail_store(n->q);
	n->row = table_next_row(s, n->t);
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		if (insert_row(n, stmt, insert) == -1)
			break;
	sqlite3_finalize(insert);
	if (rc == SQLITE_ROW)
		return -1;
	if (rc != SQLITE_DONE)
		return dml_fail_step(n->q, stmt);
	sqlite3_reset(stmt); /* it reads the rows that may go now */
	return insert_show(n, last);
}

/* Translate, prepare, check the number of columns. */
static sqlite3_stmt *
insert_prepare(struct insert *n, struct query *t)
{
	sqlite3_stmt *stmt;
	char order[256];
	size_t at = 0;
	unsigned i;
	int have;

	if (query_walk(t) == -1)
		return NULL;
	have = (int)query_shape(t)->n;
	if (have != (int)(n->ncolumns + n->dynamic)) {
		sql_fail(n->q, n->at, SQL_SEMANTIC,
		    "Semantic analysis exception - wrong columns count %d,"
		    " requires %u columns (includes dynamic partitions if any)",
		    have, n->ncolumns + n->dynamic);
		return NULL;
	}
	order[0] = '\0';
	for (i = 0; i < n->dynamic; i++)
		at += (size_t)snprintf(order + at, sizeof(order) - at,
		    i == 0 ? ") ORDER BY %u" : ", %u", n->ncolumns + i + 1);
	if (n->dynamic > 0) /* so that a partition's rows come together */
		query_wrap(t, "SELECT * FROM (", order);
	stmt = query_prepare(t);
	return stmt;
}

int
dml_insert(struct sql *q, struct query *t)
{
	struct insert n = { .q = q };
	sqlite3_stmt *stmt = NULL;
	int rc = -1;

	n.overwrite = sql_take(q, "overwrite");
	if (!n.overwrite && sql_expect(q, "into") == -1)
		goto out;
	sql_take(q, "table");
	n.at = sql_token(q);
	if ((n.t = sql_table(q)) == NULL)
		goto out;
	rc = sql_take(q, "partition") ? insert_partition(&n) : 0;
	if (rc == 0 && n.spec.n + n.dynamic != n.t->nparts)
		rc = sql_fail(q, n.at, SQL_PART,
		    "Partition exception - the partition columns of %s are not"
		    " all given",
		    n.t->name);
	if (rc == 0)
		rc = insert_columns(&n);
	if (rc == 0 && (stmt = insert_prepare(&n, t)) == NULL)
		rc = -1;
	if (rc == 0)
		rc = insert_rows(&n, stmt);
	sqlite3_finalize(stmt);
out:
	query_free(t);
	free(n.column);
	free(n.written);
	table_free(n.t);
	return rc;
}

/* All columns of t, in the order of stmt. */
int
dml_insert_all(struct sql *q, struct table *t, sqlite3_stmt *stmt)
{
	struct insert n = { .q = q, .t = t, .at = sql_token(q) };
	int rc;

	n.column = xcalloc(t->ncolumns + 1, sizeof(*n.column));
	for (; n.ncolumns < t->ncolumns; n.ncolumns++)
		n.column[n.ncolumns] = n.ncolumns;
	rc = insert_rows(&n, stmt);
	free(n.column);
	free(n.written);
	return rc;
}
