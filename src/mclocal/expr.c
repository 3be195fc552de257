/*
 * expr.c: expressions of MaxCompute as SQLite's: operators and literals.
 *
 *   a / b           a double, or exact among decimals; never an integer
 *   a || b          concat(a, b)
 *   ==  !=  &&  !   =  <>  AND  NOT
 *   'a\'b' "a"      'a''b' 'a'
 *   names           "table"."name", so that SQLite's keywords do no harm
 *
 * What is compared or counted with is converted first: texts to numbers
 * beside numbers, to times beside times; decimals stay exact.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "mclocal/query_own.h"

/* --- numbers -------------------------------------------------------------- */

static void
as_number(struct query *t, struct expr *e)
{
	enum type_kind k = type_kind(&e->type);

	if (k == TYPE_TEXT || k == TYPE_NONE)
		expr_as_name(t, e, "double");
}

static struct expr *
arith_fail(struct query *t, const struct token *at)
{
	sql_fail(t->q, at, SQL_SEMANTIC,
	    "Semantic analysis exception - the operator %s does not take these"
	    " types",
	    at->text);
	return NULL;
}

static struct expr *
arith(struct query *t, const struct token *at, struct expr *a, struct expr *b)
{
	struct expr *e = expr_new(t, "");
	char op = at->text[0];
	enum type_kind kind;

	as_number(t, a);
	as_number(t, b);
	if (!type_is_number(type_kind(&a->type)) ||
	    !type_is_number(type_kind(&b->type)))
		return arith_fail(t, at);
	e->type = type_arith(op, &a->type, &b->type);
	kind = type_kind(&e->type);
	if (kind == TYPE_DECIMAL) {
		buf_printf(&e->sql, "mc_decimal('%c', ", op);
		expr_put(e, a);
		buf_puts(&e->sql, ", ");
		expr_put(e, b);
		buf_printf(&e->sql, ", %u)", e->type.scale);
		return e;
	}
	if (kind == TYPE_REAL) {
		if (a->type.class == ROW_C_DECIMAL)
			expr_as(t, a, &e->type);
		if (b->type.class == ROW_C_DECIMAL)
			expr_as(t, b, &e->type);
	}
	buf_puts(&e->sql, kind == TYPE_REAL && op == '%' ? "mod(" : "(");
	expr_put(e, a);
	buf_puts(&e->sql, op == '/'                        ? " * 1.0 / "
			  : kind == TYPE_REAL && op == '%' ? ", "
			  : op == '%'                      ? " % "
			  : op == '*'                      ? " * "
			  : op == '+'                      ? " + "
							   : " - ");
	expr_put(e, b);
	buf_putc(&e->sql, ')');
	return e;
}

/* DIV and the operators of bits, over BIGINT. */
static struct expr *
integral(struct query *t, const char *op, struct expr *a, struct expr *b)
{
	struct expr *e = expr_new(t, "bigint");
	bool both =
	    type_kind(&a->type) == TYPE_INT && type_kind(&b->type) == TYPE_INT;

	if (both)
		e->type = type_arith('+', &a->type, &b->type);
	expr_as_name(t, a, "bigint");
	expr_as_name(t, b, "bigint");
	buf_putc(&e->sql, '(');
	if (*op == '^') { /* SQLite has none */
		buf_putc(&e->sql, '(');
		expr_put(e, a);
		buf_puts(&e->sql, " | ");
		expr_put(e, b);
		buf_puts(&e->sql, ") - (");
		expr_put(e, a);
		buf_puts(&e->sql, " & ");
		expr_put(e, b);
		buf_putc(&e->sql, ')');
	} else {
		expr_put(e, a);
		buf_printf(&e->sql, " %s ", *op == 'd' ? "/" : op);
		expr_put(e, b);
	}
	buf_putc(&e->sql, ')');
	return e;
}

static struct expr *
concat(struct query *t, struct expr *a, struct expr *b)
{
	struct expr *e = expr_new(t, "string");

	expr_as_name(t, a, "string");
	expr_as_name(t, b, "string");
	buf_puts(&e->sql, "concat(");
	expr_put(e, a);
	buf_puts(&e->sql, ", ");
	expr_put(e, b);
	buf_putc(&e->sql, ')');
	return e;
}

static struct expr *
infix(struct query *t, const struct token *op, struct expr *a, struct expr *b)
{
	if (token_is(op, "||"))
		return concat(t, a, b);
	if (token_is(op, "div") || strchr("&|^", op->text[0]) != NULL)
		return integral(t, op->text, a, b);
	return arith(t, op, a, b);
}

/* --- literals ------------------------------------------------------------- */

/* 1 1L 1S 1Y 1.5 1.5D 1.5F 1.5BD 1e3 */
static struct expr *
number(struct query *t)
{
	const struct token *n = sql_token(t->q);
	struct expr *e = expr_new(t, "double");
	size_t len = n->textlen;
	char text[128], c = '\0';
	uint64_t v;

	while (len > 0 && strchr("lLsSyYbBdDfF", n->text[len - 1]) != NULL)
		c = (char)(n->text[--len] | 0x20);
	if (len == 0 || len >= sizeof(text) || n->textlen - len > 2 ||
	    strspn(n->text, "0123456789.eE+-") < len) {
		sql_fail_token(t->q);
		return NULL;
	}
	memcpy(text, n->text, len);
	text[len] = '\0';
	t->q->at++;
	e->literal = true;
	if (c == 'b') {
		e->type = type_of("decimal");
		expr_text(e, text, len);
		return e;
	}
	if (c == 'f')
		e->type = type_of("float");
	else if (c != 'd' && num_u64(text, 0, INT64_MAX, &v))
		e->type = type_of(c == 'y'        ? "tinyint"
				  : c == 's'      ? "smallint"
				  : c == 'l'      ? "bigint"
				  : v > INT32_MAX ? "bigint"
						  : "int");
	buf_puts(&e->sql, text);
	if (type_kind(&e->type) == TYPE_REAL && strpbrk(text, ".eE") == NULL)
		buf_puts(&e->sql, ".0");
	return e;
}

static struct expr *
word_literal(struct query *t)
{
	const struct token *k = sql_token(t->q);
	struct expr *e = expr_new(t, token_is(k, "null") ? "" : "boolean");

	buf_puts(&e->sql, token_is(k, "null")   ? "NULL"
			  : token_is(k, "true") ? "1"
						: "0");
	t->q->at++;
	e->literal = true;
	return e;
}

static struct expr *
parenthesis(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	struct shape shape = { .n = 0 };
	struct expr *e;

	q->at++;
	if (!query_begins(q, 0)) {
		if (query_deeper(t) == -1 || (e = expr_parse(t, sc)) == NULL)
			return NULL;
		t->depth--;
		return sql_expect(q, ")") == -1 ? NULL : e;
	}
	e = expr_new(t, "");
	buf_putc(&e->sql, '(');
	if (query_nested(t, sc, &e->sql, &shape) == -1 ||
	    sql_expect(q, ")") == -1)
		return NULL;
	buf_putc(&e->sql, ')');
	if (shape.n == 1)
		e->type = shape.column[0].type;
	return e;
}

static struct expr *
primary(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	const struct token *k = sql_token(q), *next = sql_ahead(q, 1);
	struct expr *e;

	switch (k->kind) {
	case LEX_STRING:
		e = expr_new(t, "string");
		expr_text(e, k->text, k->textlen);
		e->literal = true;
		q->at++;
		return e;
	case LEX_NUMBER:
		return number(t);
	case LEX_NAME:
		return scope_column(t, sc);
	case LEX_WORD:
		if (token_is(k, "case"))
			return call_case(t, sc);
		if (sql_word_in(q, " null true false ") && !token_is(next, "."))
			return word_literal(t);
		if (token_is(next, "(") ||
		    (next->kind == LEX_STRING &&
			sql_word_in(q, " date datetime timestamp"
				       " timestamp_ntz ")))
			return call_parse(t, sc);
		if (sql_word_in(q, " from where and or group by select on"
				   " then else end as "))
			break;
		return scope_column(t, sc);
	default:
		if (token_is(k, "("))
			return parenthesis(t, sc);
		break;
	}
	sql_fail_token(q);
	return NULL;
}

static struct expr *
unary(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	const struct token *op = sql_token(q);
	struct expr *e;

	if (!token_is(op, "-") && !token_is(op, "+") && !token_is(op, "~"))
		return primary(t, sc);
	q->at++;
	if (query_deeper(t) == -1 || (e = unary(t, sc)) == NULL)
		return NULL;
	t->depth--;
	if (token_is(op, "~"))
		expr_as_name(t, e, "bigint");
	else
		as_number(t, e);
	if (!type_is_number(type_kind(&e->type)))
		return arith_fail(t, op);
	if (token_is(op, "+"))
		return e;
	if (e->type.class == ROW_C_DECIMAL) {
		expr_enclose(e, "mc_decimal('-', '0', ", ", 18)");
	} else {
		bool literal = e->literal;

		expr_enclose(e, token_is(op, "~") ? "(~" : "(-", ")");
		e->literal = literal;
	}
	return e;
}

/* | ^ & || + - * / % DIV, the loosest first. */
static struct expr *
binary(struct query *t, const struct scope *sc, unsigned level)
{
	static const char *const ops[][4] = { { "|" }, { "^" }, { "&" },
		{ "+", "-", "||" }, { "*", "/", "%", "div" } };
	struct sql *q = t->q;
	const struct token *op;
	struct expr *a, *b;
	size_t i;

	if (level == sizeof(ops) / sizeof(ops[0]))
		return unary(t, sc);
	if ((a = binary(t, sc, level + 1)) == NULL)
		return NULL;
	for (;;) {
		op = sql_token(q);
		for (i = 0; i < 4 && ops[level][i] != NULL; i++)
			if (token_is(op, ops[level][i]))
				break;
		if (i == 4 || ops[level][i] == NULL)
			return a;
		q->at++;
		if ((b = binary(t, sc, level + 1)) == NULL ||
		    (a = infix(t, op, a, b)) == NULL)
			return NULL;
	}
}

struct expr *
expr_operand(struct query *t, const struct scope *sc)
{
	return binary(t, sc, 0);
}
