/*
 * predicate.c: conditions: comparisons, IN, LIKE, BETWEEN, IS, AND, OR, NOT.
 */
#include <string.h>

#include "mclocal/query_own.h"

static struct expr *
is(struct query *t, struct expr *a)
{
	struct sql *q = t->q;
	struct expr *e = expr_new(t, "boolean");
	bool not = sql_take(q, "not");

	buf_putc(&e->sql, '(');
	expr_put(e, a);
	if (sql_take(q, "distinct")) {
		query_lacks(t, "IS DISTINCT FROM");
		return NULL;
	}
	if (sql_take(q, "null"))
		buf_puts(&e->sql, not ? " IS NOT NULL)" : " IS NULL)");
	else if (sql_take(q, "true"))
		buf_puts(&e->sql, not ? " IS NOT 1)" : " IS 1)");
	else if (sql_take(q, "false"))
		buf_puts(&e->sql, not ? " IS NOT 0)" : " IS 0)");
	else
		sql_fail_token(q);
	return q->why[0] == '\0' ? e : NULL;
}

/* The rows of a query in the type in which they are compared with a. */
static struct expr *
in_type(struct query *t, struct expr *a, struct expr *sub)
{
	struct expr *one = expr_new(t, ""), *e;

	buf_puts(&one->sql, "m0");
	one->type = sub->type;
	expr_comparable(t, a, one);
	if (one->sql.len == 2)
		return sub;
	e = expr_new(t, "");
	buf_puts(&e->sql, "SELECT ");
	expr_put(e, one);
	buf_puts(&e->sql, " FROM (WITH m(m0) AS (");
	expr_put(e, sub);
	buf_puts(&e->sql, ") SELECT m0 FROM m)");
	return e;
}

static struct expr *
in_query(struct query *t, const struct scope *sc, struct expr *a, bool not )
{
	struct shape shape = { .n = 0 };
	struct expr *e = expr_new(t, "boolean"), *sub = expr_new(t, "");

	if (query_nested(t, sc, &sub->sql, &shape) == -1 ||
	    sql_expect(t->q, ")") == -1)
		return NULL;
	/* a list of columns beside a list is SQLite's business */
	if (shape.n == 1) {
		sub->type = shape.column[0].type;
		sub = in_type(t, a, sub);
	}
	buf_putc(&e->sql, '(');
	expr_put_key(&e->sql, a);
	buf_puts(&e->sql, not ? " NOT IN (" : " IN (");
	expr_put(e, sub);
	buf_puts(&e->sql, "))");
	return e;
}

static struct expr *
in(struct query *t, const struct scope *sc, struct expr *a, bool not )
{
	struct sql *q = t->q;
	struct expr *e = expr_new(t, "boolean"), *list = expr_new(t, ""), *b;
	bool plain = true;
	size_t from;

	if (sql_expect(q, "(") == -1)
		return NULL;
	if (query_begins(q, 0))
		return in_query(t, sc, a, not );
	from = q->at;
	do { /* the types first: all are compared in the same one */
		if ((b = expr_parse(t, sc)) == NULL)
			return NULL;
		if (type_kind(&b->type) != type_kind(&a->type) ||
		    (type_kind(&a->type) == TYPE_TIME &&
			b->type.type != a->type.type))
			plain = false;
	} while (sql_take(q, ","));
	q->at = from;
	buf_putc(&list->sql, '(');
	do {
		if ((b = expr_parse(t, sc)) == NULL)
			return NULL;
		if (list->sql.len > 1)
			buf_puts(&list->sql, plain ? ", " : " OR ");
		expr_put(list, plain ? b : expr_compare(t, "=", a, b));
	} while (sql_take(q, ","));
	buf_putc(&list->sql, ')');
	buf_puts(&e->sql, not &&!plain ? "(NOT " : "(");
	if (plain) {
		expr_put_key(&e->sql, a);
		buf_puts(&e->sql, not ? " NOT IN " : " IN ");
	}
	expr_put(e, list);
	buf_putc(&e->sql, ')');
	return sql_expect(q, ")") == -1 ? NULL : e;
}

static struct expr *
like(struct query *t, const struct scope *sc, struct expr *a, bool not )
{
	struct sql *q = t->q;
	const struct token *pattern = sql_token(q);
	struct expr *e = expr_new(t, "boolean"), *b, *escape;

	if ((b = expr_operand(t, sc)) == NULL)
		return NULL;
	expr_as_name(t, a, "string");
	expr_as_name(t, b, "string");
	buf_putc(&e->sql, '(');
	expr_put(e, a);
	buf_puts(&e->sql, not ? " NOT LIKE " : " LIKE ");
	expr_put(e, b);
	if (sql_take(q, "escape")) {
		if ((escape = expr_operand(t, sc)) == NULL)
			return NULL;
		buf_puts(&e->sql, " ESCAPE ");
		expr_put(e, escape);
	} else if (b->literal && strchr(pattern->text, '\\') != NULL) {
		buf_puts(&e->sql, " ESCAPE '\\'");
	}
	buf_putc(&e->sql, ')');
	return e;
}

static struct expr *
rlike(struct query *t, const struct scope *sc, struct expr *a, bool not )
{
	struct expr *e = expr_new(t, "boolean"), *b = expr_operand(t, sc);

	if (b == NULL)
		return NULL;
	expr_as_name(t, a, "string");
	buf_puts(&e->sql, not ? "(NOT mc_rlike(" : "(mc_rlike(");
	expr_put(e, a);
	buf_puts(&e->sql, ", ");
	expr_put(e, b);
	buf_puts(&e->sql, "))");
	return e;
}

static struct expr *
between(struct query *t, const struct scope *sc, struct expr *a, bool not )
{
	struct expr *e = expr_new(t, "boolean"), *low, *high;

	if ((low = expr_operand(t, sc)) == NULL ||
	    sql_expect(t->q, "and") == -1 ||
	    (high = expr_operand(t, sc)) == NULL)
		return NULL;
	low = expr_compare(t, ">=", a, low);
	high = expr_compare(t, "<=", a, high);
	buf_puts(&e->sql, not ? "(NOT (" : "((");
	expr_put(e, low);
	buf_puts(&e->sql, " AND ");
	expr_put(e, high);
	buf_puts(&e->sql, "))");
	return e;
}

/* The operator of a comparison as SQLite has it, or NULL. */
static const char *
comparison(const struct token *k)
{
	static const char *const map[][2] = { { "=", "=" }, { "==", "=" },
		{ "<>", "<>" }, { "!=", "<>" }, { "<", "<" }, { "<=", "<=" },
		{ ">", ">" }, { ">=", ">=" }, { "<=>", "IS" } };
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (token_is(k, map[i][0]))
			return map[i][1];
	return NULL;
}

static struct expr *
predicate(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	struct expr *a = expr_operand(t, sc), *b;
	const char *op;
	bool not ;

	while (a != NULL) {
		if ((op = comparison(sql_token(q))) != NULL) {
			q->at++;
			if ((b = expr_operand(t, sc)) == NULL)
				return NULL;
			a = expr_compare(t, op, a, b);
			continue;
		}
		if (sql_take(q, "is")) {
			a = is(t, a);
			continue;
		}
		not = sql_is(q, "not") && token_in(sql_ahead(q, 1),
					      " in like rlike regexp between ");
		if (not )
			q->at++;
		if (sql_take(q, "in"))
			a = in(t, sc, a, not );
		else if (sql_take(q, "like"))
			a = like(t, sc, a, not );
		else if (sql_take(q, "rlike") || sql_take(q, "regexp"))
			a = rlike(t, sc, a, not );
		else if (sql_take(q, "between"))
			a = between(t, sc, a, not );
		else
			break;
	}
	return a;
}

static struct expr *
negation(struct query *t, const struct scope *sc)
{
	struct expr *e, *a;

	if (!sql_take(t->q, "not") && !sql_take(t->q, "!"))
		return predicate(t, sc);
	if (query_deeper(t) == -1 || (a = negation(t, sc)) == NULL)
		return NULL;
	t->depth--;
	e = expr_new(t, "boolean");
	buf_puts(&e->sql, "(NOT ");
	expr_put(e, a);
	buf_putc(&e->sql, ')');
	return e;
}

/* All that AND joins, then all that OR joins: flat, for SQLite nests no
 * deeper than a thousand levels. */
static struct expr *
logical(struct query *t, const struct scope *sc, bool or)
{
	struct sql *q = t->q;
	const char *word = or ? "or" : "and", *sign = or ? "" : "&&";
	struct expr *a, *e;

	a = or ? logical(t, sc, false) : negation(t, sc);
	if (a == NULL || (!sql_is(q, word) && !sql_is(q, sign)))
		return a;
	e = expr_new(t, "boolean");
	buf_putc(&e->sql, '(');
	expr_put(e, a);
	while (sql_take(q, word) || sql_take(q, sign)) {
		a = or ? logical(t, sc, false) : negation(t, sc);
		if (a == NULL)
			return NULL;
		buf_puts(&e->sql, or ? " OR " : " AND ");
		expr_put(e, a);
	}
	buf_putc(&e->sql, ')');
	return e;
}

struct expr *
expr_parse(struct query *t, const struct scope *sc)
{
	return logical(t, sc, true);
}

struct expr *
expr_conjunct(struct query *t, const struct scope *sc)
{
	return negation(t, sc);
}
