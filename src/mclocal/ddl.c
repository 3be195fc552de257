/*
 * ddl.c: CREATE TABLE with its clauses.  The smaller statements are in
 * alter.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mem.h"
#include "base/num.h"
#include "mclocal/ddl_own.h"

/* Are its arguments those that MaxCompute takes? */
static bool
type_fits(const struct row_dest_column *c)
{
	switch (c->type) {
	case ROW_MC_CHAR:
		return c->length >= 1 && c->length <= 255;
	case ROW_MC_VARCHAR:
		return c->length >= 1 && c->length <= 65535;
	case ROW_MC_DECIMAL:
		return c->precision <= 38 && c->scale <= 18;
	default:
		return true;
	}
}

int
ddl_type(struct sql *q, struct row_dest_column *c)
{
	const struct token *at = sql_token(q), *k;
	struct buf b;
	bool known;

	if (sql_name(q) == NULL)
		return -1;
	buf_init(&b);
	buf_puts(&b, at->text);
	if (sql_take(q, "(")) {
		buf_putc(&b, '(');
		while (!sql_is(q, ")") && sql_token(q)->kind != LEX_END) {
			k = sql_token(q);
			buf_puts(&b, k->text);
			q->at++;
		}
		buf_putc(&b, ')');
		if (sql_expect(q, ")") == -1) {
			buf_release(&b);
			return -1;
		}
	}
	memset(c, 0, sizeof(*c));
	known = b.len < 64 && row_mc_parse(buf_str(&b), c) && type_fits(c);
	c->nullable = true;
	if (!known)
		sql_fail(q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - mclocal has no type '%.64s'",
		    buf_str(&b));
	buf_release(&b);
	return known ? 0 : -1;
}

int
ddl_comment(struct sql *q, const char **text)
{
	*text = "";
	if (!sql_take(q, "comment"))
		return 0;
	if (sql_token(q)->kind != LEX_STRING)
		return sql_fail_token(q);
	if (sql_token(q)->textlen > TABLE_COMMENT_MAX)
		return sql_fail(q, sql_token(q), SQL_SEMANTIC,
		    "Semantic analysis exception - a comment is longer than"
		    " %d bytes",
		    TABLE_COMMENT_MAX);
	*text = sql_token(q)->text;
	q->at++;
	return 0;
}

/* The expression of a DEFAULT is taken and not used: the tunnel sends all. */
static int
default_value(struct sql *q)
{
	sql_take(q, "-");
	if (sql_token(q)->kind == LEX_END || sql_token(q)->kind == LEX_OP)
		return sql_fail_token(q);
	q->at++;
	return 0;
}

int
ddl_column(struct sql *q, struct table *t, bool part)
{
	const struct token *name = sql_name(q);
	struct row_dest_column c;
	const char *text = "";

	if (name == NULL || ddl_type(q, &c) == -1)
		return -1;
	if (!name_ok(name->text, true))
		return sql_fail(q, name, SQL_SEMANTIC,
		    "Semantic analysis exception - invalid column name '%.64s'",
		    name->text);
	if (table_column(t, name->text, name->textlen) != -1)
		return sql_fail(q, name, SQL_SEMANTIC,
		    "Semantic analysis exception - column '%s' stands twice",
		    name->text);
	if (t->ncolumns + t->nparts >= TABLE_COLUMNS_MAX)
		return sql_fail(q, name, SQL_SEMANTIC,
		    "Semantic analysis exception - more than %d columns",
		    TABLE_COLUMNS_MAX);
	if (part && c.class != ROW_C_TEXT && c.class != ROW_C_INT)
		return sql_fail(q, name, SQL_SEMANTIC,
		    "Semantic analysis exception - a partition column cannot"
		    " have this type");
	for (;;) {
		if (sql_take(q, "not")) {
			if (sql_expect(q, "null") == -1)
				return -1;
			c.nullable = false;
		} else if (sql_take(q, "default")) {
			if (default_value(q) == -1)
				return -1;
		} else if (sql_is(q, "comment")) {
			if (ddl_comment(q, &text) == -1)
				return -1;
		} else if (!sql_take(q, "null")) {
			break;
		}
	}
	table_add(t, name->text, &c, text, part);
	return 0;
}

/* ( anything ), balanced. */
static int
skip_parentheses(struct sql *q)
{
	size_t level = 0;

	if (!sql_is(q, "("))
		return sql_fail_token(q);
	do {
		if (sql_token(q)->kind == LEX_END)
			return sql_fail_token(q);
		if (sql_is(q, "("))
			level++;
		else if (sql_is(q, ")"))
			level--;
		q->at++;
	} while (level > 0);
	return 0;
}

/* (column, ...), each declared before and NOT NULL. */
static int
primary_key(struct sql *q, struct table *t)
{
	const struct token *name;
	int i;

	if (t->nkeys > 0 || sql_expect(q, "(") == -1)
		return sql_fail_token(q);
	do {
		if ((name = sql_name(q)) == NULL)
			return -1;
		i = table_column(t, name->text, name->textlen);
		if (i == -1 || (unsigned)i >= t->ncolumns ||
		    t->column[i].type.nullable)
			return sql_fail(q, name, SQL_SEMANTIC,
			    "Semantic analysis exception - primary key column"
			    " %.128s must be a column that is NOT NULL",
			    name->text);
		table_add_key(t, (unsigned)i);
	} while (sql_take(q, ","));
	return sql_expect(q, ")");
}

static int
columns(struct sql *q, struct table *t, bool part)
{
	if (sql_expect(q, "(") == -1)
		return -1;
	do {
		if (!part && sql_is(q, "primary") &&
		    token_is(sql_ahead(q, 1), "key")) {
			q->at += 2;
			if (primary_key(q, t) == -1)
				return -1;
		} else if (ddl_column(q, t, part) == -1) {
			return -1;
		}
	} while (sql_take(q, ","));
	return sql_expect(q, ")");
}

/* TBLPROPERTIES ('a'='b', ...), kept as JSON. */
int
ddl_properties(struct sql *q, struct table *t)
{
	json_t *o = json_loads(t->properties, 0, NULL);
	char *text;
	int rc = -1;

	if (o == NULL)
		o = json_object();
	if (sql_expect(q, "(") == -1)
		goto out;
	do {
		const struct token *k = sql_token(q), *v = sql_ahead(q, 2);

		if (k->kind != LEX_STRING || v->kind != LEX_STRING ||
		    !token_is(sql_ahead(q, 1), "=")) {
			sql_fail_token(q);
			goto out;
		}
		json_object_set_new(o, k->text, json_string(v->text));
		q->at += 3;
	} while (sql_take(q, ","));
	text = json_dumps(o, JSON_COMPACT);
	free(t->properties);
	t->properties = xstrdup(text == NULL ? "{}" : text);
	free(text);
	rc = sql_expect(q, ")");
out:
	json_decref(o);
	return rc;
}

int
ddl_lifecycle(struct sql *q, struct table *t)
{
	uint64_t days;

	if (sql_token(q)->kind != LEX_NUMBER ||
	    !num_u64(sql_token(q)->text, 1, 37231, &days))
		return sql_fail_token(q);
	t->lifecycle = (int64_t)days;
	q->at++;
	return 0;
}

/* CLUSTERED BY (...) [SORTED BY (...)] INTO n BUCKETS: of no effect here. */
static int
clustered(struct sql *q)
{
	if (sql_expect(q, "by") == -1 || skip_parentheses(q) == -1)
		return -1;
	if (sql_take(q, "sorted") &&
	    (sql_expect(q, "by") == -1 || skip_parentheses(q) == -1))
		return -1;
	if (!sql_take(q, "into"))
		return 0;
	if (sql_token(q)->kind != LEX_NUMBER)
		return sql_fail_token(q);
	q->at++;
	return sql_take(q, "buckets") || sql_take(q, "shards")
		   ? 0
		   : sql_fail_token(q);
}

/* What may stand behind the columns, in any order. */
static int
clauses(struct sql *q, struct table *t)
{
	const char *text;
	int rc = 0;

	while (rc == 0) {
		if (sql_is(q, "comment")) {
			if ((rc = ddl_comment(q, &text)) == 0) {
				free(t->comment);
				t->comment = xstrdup(text);
			}
		} else if (sql_take(q, "partitioned")) {
			rc = sql_expect(q, "by");
			if (rc == 0)
				rc = columns(q, t, true);
		} else if (sql_take(q, "clustered") || sql_take(q, "range")) {
			sql_take(q, "clustered");
			rc = clustered(q);
		} else if (sql_take(q, "tblproperties")) {
			rc = ddl_properties(q, t);
		} else if (sql_take(q, "lifecycle")) {
			rc = ddl_lifecycle(q, t);
		} else if (sql_take(q, "stored")) {
			rc = sql_expect(q, "as");
			if (rc == 0)
				rc = sql_name(q) == NULL ? -1 : 0;
		} else {
			break;
		}
	}
	if (rc == 0 && t->nkeys > 0 && !table_is(t, "transactional"))
		rc = sql_fail(q, NULL, SQL_SEMANTIC,
		    "Semantic analysis exception - a primary key needs"
		    " tblproperties ('transactional'='true')");
	if (rc == 0 && t->nparts > ROW_PART_LEVELS)
		rc = sql_fail(q, NULL, SQL_SEMANTIC,
		    "Semantic analysis exception - more than %d partition"
		    " levels",
		    ROW_PART_LEVELS);
	return rc;
}

/* LIKE other: columns and partitions, no rows. */
static int
create_like(struct sql *q, struct table *t)
{
	struct table *from = sql_table(q);
	unsigned i;

	if (from == NULL)
		return -1;
	for (i = 0; i < from->ncolumns + from->nparts; i++)
		table_add(t, from->column[i].name, &from->column[i].type,
		    from->column[i].comment, i >= from->ncolumns);
	for (i = 0; i < from->nkeys; i++)
		table_add_key(t, from->key[i]);
	free(t->comment);
	t->comment = xstrdup(from->comment);
	free(t->properties);
	t->properties = xstrdup(from->properties);
	table_free(from);
	return clauses(q, t);
}

static int
create_body(struct sql *q, struct table *t, bool exists)
{
	bool as = false;
	int rc;

	if (sql_take(q, "like")) {
		rc = create_like(q, t);
	} else {
		rc = sql_is(q, "(") ? columns(q, t, false) : 0;
		if (rc == 0)
			rc = clauses(q, t);
		as = rc == 0 && t->ncolumns == 0;
		if (as)
			rc = sql_expect(q, "as");
	}
	if (rc == -1 || exists) {
		/* the rest of CREATE ... AS goes by unread */
		while (rc == 0 && as && !sql_is(q, ";") &&
		       sql_token(q)->kind != LEX_END)
			q->at++;
		return rc;
	}
	if (as)
		return dml_fill(q, t);
	return table_create(q->s, t) == -1 ? sql_fail_store(q) : 0;
}

int
ddl_create(struct sql *q)
{
	const char *project, *name;
	const struct token *at;
	struct table *t, *old;
	bool unless;
	int rc;

	if (sql_word_in(q, " view external materialized function schema"
			   " or resource volume temporary "))
		return sql_fail(q, sql_token(q), SQL_PARSE,
		    "Parse exception - mclocal has no CREATE %s",
		    sql_token(q)->text);
	if (sql_expect(q, "table") == -1)
		return -1;
	unless = sql_take(q, "if");
	if (unless &&
	    (sql_expect(q, "not") == -1 || sql_expect(q, "exists") == -1))
		return -1;
	at = sql_token(q);
	if (!sql_table_name(q, &project, &name))
		return -1;
	if (!store_has_project(q->s, project))
		return sql_fail(q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - project %s not found",
		    project);
	if (!name_ok(name, false))
		return sql_fail(q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - invalid table name '%.64s'",
		    name);
	old = table_find(q->s, project, name);
	table_free(old);
	if (old != NULL && !unless)
		return sql_fail(q, at, SQL_EXISTS,
		    "Table or view already exists - table %s.%s already exists",
		    project, name);
	t = table_new(project, name);
	rc = create_body(q, t, old != NULL);
	table_free(t);
	return rc;
}
