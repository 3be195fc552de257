/*
 * alter_column.c: ALTER TABLE of columns: ADD, CHANGE, RENAME, DROP.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/ddl_own.h"
#include "mclocal/types.h"

static int
cannot(struct sql *q, const struct token *at, const char *why)
{
	return sql_fail(q, at, SQL_SEMANTIC,
	    "Semantic analysis exception - column %.128s %s", at->text, why);
}

/* A data column that is there: its index; -1 with q->why. */
static int
find(struct sql *q, const struct table *t)
{
	const struct token *name = sql_name(q);
	int i;

	if (name == NULL)
		return -1;
	i = table_column(t, name->text, name->textlen);
	if (i == -1)
		return cannot(q, name, "cannot be resolved");
	if ((unsigned)i >= t->ncolumns)
		return cannot(q, name, "is a partition column");
	return i;
}

static bool
is_key(const struct table *t, unsigned column)
{
	unsigned i;

	for (i = 0; i < t->nkeys; i++)
		if (t->key[i] == column)
			return true;
	return false;
}

int
alter_add_columns(struct sql *q, struct table *t, bool unless)
{
	const struct token *name;
	unsigned from = t->ncolumns;
	struct table *scratch;
	int rc = 0;
	bool several;

	if (!unless && sql_take(q, "if")) {
		if (sql_expect(q, "not") == -1 || sql_expect(q, "exists") == -1)
			return -1;
		unless = true;
	}
	several = sql_take(q, "(");
	do {
		name = sql_token(q);
		if (unless &&
		    table_column(t, name->text, name->textlen) != -1) {
			scratch = table_new("", "");
			rc = ddl_column(q, scratch, false);
			table_free(scratch);
		} else if ((rc = ddl_column(q, t, false)) == 0) {
			/* rows that are there have no value for it */
			t->column[t->ncolumns - 1].type.nullable = true;
		}
	} while (rc == 0 && sql_take(q, ","));
	if (rc == -1 || (several && sql_expect(q, ")") == -1))
		return -1;
	return table_add_columns(q->s, t, from) == -1 ? sql_fail_store(q) : 0;
}

int
alter_drop_columns(struct sql *q, struct table *t)
{
	struct table *to = table_new(t->project, t->name);
	unsigned *from = xcalloc(t->ncolumns + 1, sizeof(*from)), i, n = 0;
	bool *gone = xcalloc(t->ncolumns + 1, sizeof(*gone));
	bool several = sql_take(q, "(");
	const struct token *at;
	int k = 0, rc = 0;

	to->id = t->id;
	do {
		at = sql_token(q);
		if ((k = find(q, t)) == -1)
			rc = -1;
		else if (is_key(t, (unsigned)k))
			rc = cannot(q, at, "is part of the primary key");
		else
			gone[k] = true;
	} while (rc == 0 && sql_take(q, ","));
	if (rc == 0 && several)
		rc = sql_expect(q, ")");
	for (i = 0; i < t->ncolumns + t->nparts; i++)
		if (i >= t->ncolumns || !gone[i]) {
			if (i < t->ncolumns)
				from[n++] = i;
			table_add(to, t->column[i].name, &t->column[i].type,
			    t->column[i].comment, i >= t->ncolumns);
		}
	for (i = 0; i < t->nkeys; i++)
		table_add_key(
		    to, (unsigned)table_column(to, t->column[t->key[i]].name,
			    strlen(t->column[t->key[i]].name)));
	if (rc == 0 && n == 0)
		rc = sql_fail(q, sql_token(q), SQL_SEMANTIC,
		    "Semantic analysis exception - no column would be left");
	if (rc == 0 && table_rebuild(q->s, t, to, from) == -1)
		rc = sql_fail_store(q);
	table_free(to);
	free(from);
	free(gone);
	return rc;
}

/* May a column become what the new definition says? */
static bool
widens(const struct row_dest_column *a, const struct row_dest_column *b)
{
	struct row_dest_column c = type_common(a, b);

	if (a->type == b->type && (a->class == ROW_C_TEXT))
		return b->length == 0 || b->length >= a->length;
	if (c.class == ROW_C_TEXT)
		return b->class == ROW_C_TEXT &&
		       (b->length == 0 || a->length != 0);
	if (a->class == ROW_C_DECIMAL && b->class == ROW_C_DECIMAL)
		return b->scale >= a->scale &&
		       b->precision - b->scale >= a->precision - a->scale;
	return c.type == b->type;
}

/* Replace column i of a copy by what the copy "with" has as its last one. */
static int
change(struct sql *q, struct table *t, unsigned i, const char *name,
    const struct row_dest_column *type, const char *comment)
{
	struct table *to = table_copy(t);
	unsigned *from = xcalloc(t->ncolumns + 1, sizeof(*from)), k;
	struct table_column *c = &to->column[i];
	int rc;

	for (k = 0; k < t->ncolumns; k++)
		from[k] = k;
	if (name != NULL) {
		free(c->name);
		c->name = xstrdup(name);
	}
	if (comment != NULL) {
		free(c->comment);
		c->comment = xstrdup(comment);
	}
	c->type = *type;
	c->type.name = c->name;
	rc = table_rebuild(q->s, t, to, from);
	table_free(to);
	free(from);
	return rc == -1 ? sql_fail_store(q) : 0;
}

static int
new_name(struct sql *q, const struct table *t, int i, const char **name)
{
	const struct token *at = sql_name(q);
	int other;

	if (at == NULL)
		return -1;
	other = table_column(t, at->text, at->textlen);
	if (!name_ok(at->text, true) || (other != -1 && other != i))
		return cannot(q, at, "cannot be the new name");
	*name = at->text;
	return 0;
}

int
alter_rename_column(struct sql *q, struct table *t)
{
	const char *name;
	int i = find(q, t);

	if (i == -1 || sql_expect(q, "to") == -1 ||
	    new_name(q, t, i, &name) == -1)
		return -1;
	return change(q, t, (unsigned)i, name, &t->column[i].type, NULL);
}

/* CHANGE COLUMN a RENAME TO b | a COMMENT 'x' | a b TYPE ... */
int
alter_change_column(struct sql *q, struct table *t)
{
	const struct token *at = sql_token(q);
	struct table *made;
	const char *name, *comment;
	int i = find(q, t), rc = -1;

	if (i == -1)
		return -1;
	if (sql_take(q, "rename"))
		return sql_expect(q, "to") == -1 ||
			       new_name(q, t, i, &name) == -1
			   ? -1
			   : change(q, t, (unsigned)i, name, &t->column[i].type,
				 NULL);
	if (sql_is(q, "comment")) {
		if (ddl_comment(q, &comment) == -1)
			return -1;
		return change(
		    q, t, (unsigned)i, NULL, &t->column[i].type, comment);
	}
	if (sql_is(q, "null")) { /* NOT NULL taken away */
		struct row_dest_column type = t->column[i].type;

		q->at++;
		if (is_key(t, (unsigned)i))
			return cannot(q, at, "is part of the primary key");
		type.nullable = true;
		return change(q, t, (unsigned)i, NULL, &type, NULL);
	}
	at = sql_token(q);
	if (new_name(q, t, i, &name) == -1)
		return -1;
	q->at--;
	made = table_new("", "");
	if (ddl_column(q, made, false) == 0) {
		made->column[0].type.nullable = t->column[i].type.nullable;
		if (!widens(&t->column[i].type, &made->column[0].type))
			cannot(q, at, "cannot get this type");
		else
			rc = change(q, t, (unsigned)i, name,
			    &made->column[0].type,
			    *made->column[0].comment != '\0'
				? made->column[0].comment
				: NULL);
	}
	table_free(made);
	return rc;
}
