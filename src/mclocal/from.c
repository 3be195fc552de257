/*
 * from.c: the FROM of a SELECT: tables, queries, joins.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/query_own.h"

/* After a table: what cannot be its alias. */
static bool
at_join(const struct sql *q)
{
	return query_at_clause(q) ||
	       sql_word_in(q,
		   " on using join left right full inner outer cross natural"
		   " lateral tablesample pivot unpivot window select insert ");
}

/* [AS] alias, or own (NULL: there must be one).  NULL with q->why. */
static const char *
alias(struct query *t, const char *own)
{
	struct sql *q = t->q;
	const struct token *name;

	if (sql_take(q, "as") || sql_token(q)->kind == LEX_NAME ||
	    (sql_token(q)->kind == LEX_WORD && !at_join(q))) {
		if ((name = sql_name(q)) == NULL)
			return NULL;
		own = name->text;
	}
	return query_dup(t, own);
}

static const struct cte *
cte_find(const struct query *t, const char *name)
{
	const struct cte *c;

	for (c = t->cte; c != NULL; c = c->next)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static int
table(struct query *t, struct scope *sc, struct buf *out, bool using)
{
	struct sql *q = t->q;
	const struct token *at = sql_token(q);
	const struct cte *c = NULL;
	const struct shape *shape;
	struct table *table = NULL;
	const char *as;
	char *view;

	if (at->kind != LEX_WORD && at->kind != LEX_NAME)
		return sql_fail_token(q);
	if (!token_is(sql_ahead(q, 1), "."))
		c = cte_find(t, at->text);
	if (c != NULL) {
		q->at++;
		store_put_name(out, c->name);
		shape = c->shape;
	} else {
		if ((table = sql_table(q)) == NULL)
			return -1;
		view = xasprintf("%s.%s", table->project, table->name);
		store_put_name(out, view);
		free(view);
		shape = scope_table(t, table);
	}
	as = alias(t, c != NULL ? c->name : table->name);
	if (table != NULL && table->nparts > 0 &&
	    sc->npartitioned < SCOPE_MAX) {
		sc->at[sc->npartitioned] = at;
		sc->partitioned[sc->npartitioned++] = table;
	} else {
		table_free(table);
	}
	if (as == NULL)
		return -1;
	buf_puts(out, " AS ");
	store_put_name(out, as);
	scope_add(t, sc, as, shape, using);
	return 0;
}

/* (a, b, c) behind the alias of VALUES: names for its columns. */
static int
rename_columns(struct query *t, struct shape *shape, struct buf *out,
    const struct buf *inner)
{
	struct sql *q = t->q;
	const struct token *name;
	size_t i;

	buf_puts(out, "(SELECT ");
	for (i = 0; i < shape->n; i++) {
		buf_puts(out, i > 0 ? ", " : "");
		store_put_name(out, shape->column[i].name);
		if (i > 0 ? sql_expect(q, ",") : sql_expect(q, "("))
			return -1;
		if ((name = sql_name(q)) == NULL)
			return -1;
		buf_puts(out, " AS ");
		store_put_name(out, name->text);
		shape->column[i].name = query_dup(t, name->text);
	}
	buf_puts(out, " FROM (");
	buf_put(out, inner->data, inner->len);
	buf_puts(out, "))");
	return sql_expect(q, ")");
}

/* A query with its alias. */
static int
derived(struct query *t, struct scope *sc, struct buf *out, bool using)
{
	struct sql *q = t->q;
	struct shape *shape = query_alloc(t, sizeof(*shape));
	bool values = sql_is(q, "values");
	struct expr *e = expr_new(t, ""); /* for its buffer */
	const char *as;

	if (!values && sql_expect(q, "(") == -1)
		return -1;
	if (query_nested(t, sc->outer, &e->sql, shape) == -1)
		return -1;
	if (!values && sql_expect(q, ")") == -1)
		return -1;
	if ((as = alias(t, "")) == NULL)
		return -1;
	if (*as == '\0')
		as = query_dup(t, "_t");
	if (sql_is(q, "(")) {
		if (rename_columns(t, shape, out, &e->sql) == -1)
			return -1;
	} else {
		buf_putc(out, '(');
		buf_put(out, e->sql.data, e->sql.len);
		buf_putc(out, ')');
	}
	buf_puts(out, " AS ");
	store_put_name(out, as);
	scope_add(t, sc, as, shape, using);
	return 0;
}

static int
reference(struct query *t, struct scope *sc, struct buf *out, bool using)
{
	struct sql *q = t->q;
	int rc;

	if (sql_is(q, "values"))
		return derived(t, sc, out, using);
	if (!sql_is(q, "("))
		return table(t, sc, out, using);
	if (query_begins(q, 1) || token_is(sql_ahead(q, 1), "values"))
		return derived(t, sc, out, using);
	if (query_deeper(t) == -1)
		return -1;
	q->at++;
	buf_putc(out, '(');
	rc = from_parse(t, sc, out);
	buf_putc(out, ')');
	t->depth--;
	return rc == -1 ? -1 : sql_expect(q, ")");
}

/* LEFT SEMI JOIN, LEFT ANTI JOIN: a condition of WHERE. */
static int
semi_join(struct query *t, struct scope *sc, bool anti)
{
	struct sql *q = t->q;
	struct expr *e = expr_new(t, ""), *on;
	struct scope inner;
	int rc = -1;

	scope_init(&inner, sc);
	if (sql_expect(q, "join") == -1 ||
	    reference(t, &inner, &e->sql, false) == -1 ||
	    sql_expect(q, "on") == -1)
		goto out;
	if ((on = expr_parse(t, &inner)) == NULL)
		goto out;
	buf_puts(&sc->extra, sc->extra.len > 0 ? " AND " : "");
	buf_puts(&sc->extra,
	    anti ? "NOT EXISTS (SELECT 1 FROM " : "EXISTS (SELECT 1 FROM ");
	buf_put(&sc->extra, e->sql.data, e->sql.len);
	buf_puts(&sc->extra, " WHERE ");
	buf_put(&sc->extra, on->sql.data, on->sql.len);
	buf_putc(&sc->extra, ')');
	rc = 0;
out:
	scope_release(&inner);
	return rc;
}

static int
using_columns(struct query *t, struct buf *out)
{
	struct sql *q = t->q;
	const struct token *name;

	buf_puts(out, " USING (");
	do {
		if (!sql_is(q, "(") && !sql_is(q, ","))
			return sql_fail_token(q);
		buf_puts(out, sql_is(q, ",") ? ", " : "");
		q->at++;
		if ((name = sql_name(q)) == NULL)
			return -1;
		store_put_name(out, name->text);
	} while (sql_is(q, ","));
	buf_putc(out, ')');
	return sql_expect(q, ")");
}

/* Is the join whose table stands here one by USING?  Look behind it. */
static bool
is_using(const struct sql *q)
{
	size_t n, level = 0;

	for (n = 0; sql_ahead(q, n)->kind != LEX_END; n++) {
		const struct token *k = sql_ahead(q, n);

		if (token_is(k, "("))
			level++;
		else if (token_is(k, ")") && level-- == 0)
			return false;
		if (level > 0)
			continue;
		if (token_is(k, "using"))
			return true;
		if (token_in(k, " on join where group order limit ") ||
		    token_is(k, ",") || token_is(k, ";"))
			return false;
	}
	return false;
}

/* One join and its condition. */
static int
join(struct query *t, struct scope *sc, struct buf *out)
{
	struct sql *q = t->q;
	bool natural = sql_take(q, "natural"), using;
	struct expr *on;

	buf_puts(out, natural ? " NATURAL" : "");
	if (sql_take(q, "left")) {
		if (sql_take(q, "semi"))
			return semi_join(t, sc, false);
		if (sql_take(q, "anti"))
			return semi_join(t, sc, true);
		sql_take(q, "outer");
		buf_puts(out, " LEFT");
	} else if (sql_is(q, "right") || sql_is(q, "full")) {
		buf_puts(out, sql_is(q, "right") ? " RIGHT" : " FULL");
		q->at++;
		sql_take(q, "outer");
	} else if (sql_take(q, "cross")) {
		buf_puts(out, " CROSS");
	} else if (!sql_take(q, "inner") && !sql_is(q, "join")) {
		return sql_fail_token(q);
	}
	if (sql_expect(q, "join") == -1)
		return -1;
	buf_puts(out, " JOIN ");
	using = natural || is_using(q);
	if (reference(t, sc, out, using) == -1)
		return -1;
	if (sql_take(q, "on")) {
		if ((on = expr_parse(t, sc)) == NULL)
			return -1;
		buf_puts(out, " ON ");
		buf_put(out, on->sql.data, on->sql.len);
	} else if (sql_take(q, "using")) {
		return using_columns(t, out);
	}
	return 0;
}

int
from_parse(struct query *t, struct scope *sc, struct buf *out)
{
	struct sql *q = t->q;

	if (reference(t, sc, out, false) == -1)
		return -1;
	while (!query_at_clause(q) && !sql_is(q, "insert") &&
	       !sql_is(q, "select")) {
		if (sql_word_in(
			q, " lateral tablesample pivot unpivot window "))
			return query_lacks(t, sql_token(q)->text);
		if (sql_take(q, ",")) {
			buf_puts(out, ", ");
			if (reference(t, sc, out, false) == -1)
				return -1;
		} else if (join(t, sc, out) == -1) {
			return -1;
		}
	}
	return 0;
}
