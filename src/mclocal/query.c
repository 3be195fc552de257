/*
 * query.c: VALUES, UNION and its like, WITH; see query.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/query_own.h"

int
query_deeper(struct query *t)
{
	if (++t->depth <= DEPTH_MAX)
		return 0;
	return sql_fail(t->q, sql_token(t->q), SQL_PARSE,
	    "Parse exception - the statement is nested too deeply");
}

int
query_lacks(struct query *t, const char *what)
{
	return sql_fail(t->q, sql_token(t->q), SQL_PARSE,
	    "Parse exception - mclocal has no %s", what);
}

bool
query_at_clause(const struct sql *q)
{
	return sql_token(q)->kind == LEX_END || sql_is(q, ")") ||
	       sql_is(q, ";") ||
	       sql_word_in(q,
		   " from where group having order limit union intersect except"
		   " minus distribute sort cluster qualify window ");
}

bool
query_begins(const struct sql *q, size_t n)
{
	while (token_is(sql_ahead(q, n), "("))
		n++;
	return token_is(sql_ahead(q, n), "select") ||
	       token_is(sql_ahead(q, n), "with");
}

/* VALUES (a, b), (c, d) */
static int
values(struct query *t, const struct scope *sc, struct buf *out,
    struct shape *shape)
{
	struct sql *q = t->q;
	struct expr *e;
	size_t row, n;
	char name[24];

	q->at++;
	buf_puts(out, "VALUES ");
	for (row = 0; row == 0 || sql_take(q, ","); row++) {
		buf_puts(out, row > 0 ? ", (" : "(");
		if (sql_expect(q, "(") == -1)
			return -1;
		for (n = 0; n == 0 || sql_take(q, ","); n++) {
			if ((e = expr_parse(t, sc)) == NULL)
				return -1;
			buf_puts(out, n > 0 ? ", " : "");
			buf_put(out, e->sql.data, e->sql.len);
			if (row == 0) {
				snprintf(
				    name, sizeof(name), "column%zu", n + 1);
				shape_add(
				    t, shape, query_dup(t, name), &e->type);
			} else if (n < shape->n) {
				shape->column[n].type = type_common(
				    &shape->column[n].type, &e->type);
			}
		}
		if (n != shape->n)
			return sql_fail(q, sql_token(q), SQL_SEMANTIC,
			    "Semantic analysis exception - the rows of VALUES"
			    " differ in length");
		if (sql_expect(q, ")") == -1)
			return -1;
		buf_putc(out, ')');
	}
	return 0;
}

/* --- several -------------------------------------------------------------- */

/* One SELECT of a union. */
struct member {
	struct scope scope;
	struct shape shape;
	struct buf sql;
	const char *op; /* in front of it */
	struct member *next;
};

static int
member(struct query *t, const struct scope *outer, struct member *m)
{
	struct sql *q = t->q;

	scope_init(&m->scope, outer);
	if (!sql_is(q, "("))
		return sql_is(q, "values")
			   ? values(t, outer, &m->sql, &m->shape)
			   : query_select(t, &m->scope, &m->sql, &m->shape);
	buf_puts(&m->sql, "SELECT * FROM (");
	q->at++;
	if (query_nested(t, outer, &m->sql, &m->shape) == -1)
		return -1;
	buf_putc(&m->sql, ')');
	return sql_expect(q, ")");
}

/* Does a member differ from what all of them become? */
static bool
differs(const struct shape *a, const struct shape *all)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (type_kind(&a->column[i].type) !=
			type_kind(&all->column[i].type) &&
		    a->column[i].type.type != 0)
			return true;
		else if (a->column[i].type.class == ROW_C_TIME &&
			 a->column[i].type.type != all->column[i].type.type)
			return true;
	return false;
}

static void
put_member(struct query *t, struct buf *out, const struct member *m,
    const struct shape *all)
{
	struct expr *e;
	char name[24];
	size_t i;

	if (m->op != NULL)
		buf_printf(out, " %s ", m->op);
	if (!differs(&m->shape, all)) {
		buf_put(out, m->sql.data, m->sql.len);
		return;
	}
	/* by place, for names may stand twice */
	buf_puts(out, "SELECT ");
	for (i = 0; i < all->n; i++) {
		e = expr_new(t, "");
		snprintf(name, sizeof(name), "m%zu", i);
		buf_puts(&e->sql, name);
		e->type = m->shape.column[i].type;
		expr_as(t, e, &all->column[i].type);
		buf_puts(out, i > 0 ? ", " : "");
		expr_put_key(out, e);
		buf_puts(out, " AS ");
		store_put_name(out, all->column[i].name);
	}
	buf_puts(out, " FROM (WITH m(");
	for (i = 0; i < all->n; i++)
		buf_printf(out, "%sm%zu", i > 0 ? ", " : "", i);
	buf_puts(out, ") AS (");
	buf_put(out, m->sql.data, m->sql.len);
	buf_puts(out, ") SELECT * FROM m)");
}

/* The operator in front of the next member; NULL when there is none. */
static const char *
set_operator(struct sql *q)
{
	const char *op = NULL;

	if (sql_take(q, "union"))
		op = sql_take(q, "all") ? "UNION ALL" : "UNION";
	else if (sql_take(q, "intersect"))
		op = "INTERSECT";
	else if (sql_take(q, "except") || sql_take(q, "minus"))
		op = "EXCEPT";
	else
		return NULL;
	sql_take(q, "distinct");
	return op;
}

static int
members(struct query *t, const struct scope *outer, struct member *first,
    struct shape *shape)
{
	const struct token *at;
	struct member *m = first;
	const char *op;
	size_t i;

	if (member(t, outer, m) == -1)
		return -1;
	for (i = 0; i < m->shape.n; i++)
		shape_add(t, shape, m->shape.column[i].name,
		    &m->shape.column[i].type);
	while ((op = set_operator(t->q)) != NULL) {
		at = sql_token(t->q);
		m = m->next = query_alloc(t, sizeof(*m));
		m->op = op;
		if (sql_is(t->q, "all"))
			return query_lacks(t, "INTERSECT ALL and EXCEPT ALL");
		if (member(t, outer, m) == -1)
			return -1;
		if (m->shape.n != shape->n)
			return sql_fail(t->q, at, SQL_SEMANTIC,
			    "Semantic analysis exception - the queries of a"
			    " %s have %zu and %zu columns",
			    op, shape->n, m->shape.n);
		for (i = 0; i < shape->n; i++)
			shape->column[i].type = type_common(
			    &shape->column[i].type, &m->shape.column[i].type);
	}
	return 0;
}

void
query_put_key(struct buf *out, const struct expr *e, bool places)
{
	/* for SQLite it is always a place */
	if (expr_is_place(e) && !places)
		buf_puts(out, "NULL");
	else
		expr_put_key(out, e);
}

static int
order(struct query *t, struct scope *sc, struct buf *out)
{
	struct sql *q = t->q;
	struct expr *e;
	bool first = true;

	if (!sql_take(q, "order"))
		return 0;
	if (sql_expect(q, "by") == -1)
		return -1;
	sc->result_first = true;
	do {
		if ((e = expr_parse(t, sc)) == NULL)
			return -1;
		buf_puts(out, first ? " ORDER BY " : ", ");
		first = false;
		query_put_key(out, e, q->order_places);
		if (sql_take(q, "desc"))
			buf_puts(out, " DESC");
		else
			sql_take(q, "asc");
		if (!sql_take(q, "nulls"))
			continue;
		buf_puts(
		    out, sql_is(q, "first") ? " NULLS FIRST" : " NULLS LAST");
		if (!sql_take(q, "first") && sql_expect(q, "last") == -1)
			return -1;
	} while (sql_take(q, ","));
	return group_check(t, sc);
}

/* LIMIT n, LIMIT skip, n, LIMIT n OFFSET skip */
static int
limit(struct query *t, struct buf *out)
{
	struct sql *q = t->q;
	unsigned i;

	if (!sql_take(q, "limit"))
		return 0;
	buf_puts(out, " LIMIT ");
	for (i = 0;; i++) {
		if (sql_token(q)->kind != LEX_NUMBER ||
		    strspn(sql_token(q)->text, "0123456789") !=
			sql_token(q)->textlen)
			return sql_fail_token(q);
		buf_puts(out, sql_token(q)->text);
		q->at++;
		if (i > 0 || (!sql_is(q, ",") && !sql_is(q, "offset")))
			return 0;
		buf_puts(out, sql_is(q, ",") ? ", " : " OFFSET ");
		q->at++;
	}
}

/* Members, ORDER BY, LIMIT. */
static int
whole(struct query *t, const struct scope *outer, struct buf *out,
    struct member *first, struct shape *shape)
{
	struct scope above, *sc = &first->scope;
	bool several, ordered;
	struct member *m;

	if (members(t, outer, first, shape) == -1)
		return -1;
	several = first->next != NULL;
	ordered = sql_is(t->q, "order");
	if (several && ordered)
		buf_puts(out, "SELECT * FROM (");
	for (m = first; m != NULL; m = m->next)
		put_member(t, out, m, shape);
	if (several && ordered) {
		buf_putc(out, ')');
		scope_init(&above, outer);
		sc = &above;
	}
	sc->result = shape;
	if (order(t, sc, out) == -1)
		return -1;
	return limit(t, out);
}

int
query_nested(struct query *t, const struct scope *outer, struct buf *out,
    struct shape *shape)
{
	struct member *first = query_alloc(t, sizeof(*first)), *m;
	const struct cte *cte = t->cte;
	int rc = query_deeper(t);

	if (rc == 0 && sql_is(t->q, "with")) {
		struct buf with = t->out;

		/* query_with puts it out; here it belongs to this query */
		t->out = *out;
		rc = query_with(t);
		*out = t->out;
		t->out = with;
	}
	if (rc == 0)
		rc = whole(t, outer, out, first, shape);
	for (m = first; m != NULL; m = m->next) {
		scope_release(&m->scope);
		buf_release(&m->sql);
	}
	t->cte = cte;
	t->depth--;
	return rc;
}

int
query_with(struct query *t)
{
	struct sql *q = t->q;
	const struct token *name;
	struct shape *shape;
	struct cte *c;
	bool first = true;
	struct expr *e;

	if (sql_expect(q, "with") == -1)
		return -1;
	do {
		shape = query_alloc(t, sizeof(*shape));
		e = expr_new(t, "");
		if ((name = sql_name(q)) == NULL)
			return -1;
		if (sql_expect(q, "as") == -1 || sql_expect(q, "(") == -1 ||
		    query_nested(t, NULL, &e->sql, shape) == -1 ||
		    sql_expect(q, ")") == -1)
			return -1;
		buf_puts(&t->out, first ? "WITH " : ", ");
		first = false;
		store_put_name(&t->out, name->text);
		buf_puts(&t->out, " AS (");
		buf_put(&t->out, e->sql.data, e->sql.len);
		buf_putc(&t->out, ')');
		c = query_alloc(t, sizeof(*c));
		c->name = query_dup(t, name->text);
		c->shape = shape;
		c->next = t->cte;
		t->cte = c;
	} while (sql_take(q, ","));
	buf_putc(&t->out, ' ');
	return 0;
}

int
query_walk(struct query *t)
{
	/* its own buffer, for t->out serves WITH */
	struct buf out = t->out;
	int rc;

	memset(&t->out, 0, sizeof(t->out));
	rc = query_nested(t, NULL, &out, &t->shape);
	buf_release(&t->out);
	t->out = out;
	return rc;
}
