/*
 * case.c: CASE, which is of the type that all its branches can become.
 */
#include "mclocal/query_own.h"

enum {
	BRANCHES_MAX = 1000
};

struct branches {
	struct expr *when[BRANCHES_MAX], *then[BRANCHES_MAX], *otherwise;
	size_t n;
	struct row_dest_column type;
};

static int
case_branches(struct query *t, const struct scope *sc, struct branches *b)
{
	struct sql *q = t->q;
	struct expr *what = NULL, *e;

	if (!sql_is(q, "when") && (what = expr_parse(t, sc)) == NULL)
		return -1;
	while (sql_take(q, "when")) {
		if (b->n == BRANCHES_MAX)
			return query_lacks(t, "a CASE so long");
		if ((e = expr_parse(t, sc)) == NULL)
			return -1;
		if (what != NULL)
			e = expr_compare(t, "=", what, e);
		b->when[b->n] = e;
		if (sql_expect(q, "then") == -1 ||
		    (e = expr_parse(t, sc)) == NULL)
			return -1;
		b->then[b->n++] = e;
		b->type = type_common(&b->type, &e->type);
	}
	if (sql_take(q, "else")) {
		if ((b->otherwise = expr_parse(t, sc)) == NULL)
			return -1;
		b->type = type_common(&b->type, &b->otherwise->type);
	}
	return b->n == 0 ? sql_fail_token(q) : sql_expect(q, "end");
}

struct expr *
call_case(struct query *t, const struct scope *sc)
{
	struct branches *b = query_alloc(t, sizeof(*b));
	struct expr *e = expr_new(t, "");
	size_t i;

	t->q->at++;
	if (query_deeper(t) == -1 || case_branches(t, sc, b) == -1)
		return NULL;
	t->depth--;
	buf_puts(&e->sql, "CASE");
	for (i = 0; i < b->n; i++) {
		expr_as(t, b->then[i], &b->type);
		buf_puts(&e->sql, " WHEN ");
		expr_put(e, b->when[i]);
		buf_puts(&e->sql, " THEN ");
		expr_put(e, b->then[i]);
	}
	if (b->otherwise != NULL) {
		expr_as(t, b->otherwise, &b->type);
		buf_puts(&e->sql, " ELSE ");
		expr_put(e, b->otherwise);
	}
	buf_puts(&e->sql, " END");
	e->type = b->type;
	return e;
}
