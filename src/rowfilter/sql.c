/*
 * sql.c: the text of a WHERE condition to a tree; see expr.h, rowfilter(1).
 *
 *   or  := and { OR and }            and := not { AND not }
 *   not := NOT not | predicate
 *   predicate := operand [ sign operand | IS [NOT] NULL |
 *       [NOT] ( IN list | BETWEEN operand AND operand | LIKE operand ) ]
 *   operand := NULL | TRUE | FALSE | [-+] number | 'text' | column |
 *       "(" or ")", then perhaps COLLATE name
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "rowfilter/expr.h"

static struct expr *take_or(struct expr_reader *r);

static struct expr *
call(const char *name, const struct lex *at, struct expr *a)
{
	struct expr *e = expr_new(EXPR_CALL, name, strlen(name), at);

	expr_add(e, a);
	return e;
}

/* Add b to e; when b is none, e goes too. */
static struct expr *
with(struct expr *e, struct expr *b)
{
	if (b == NULL) {
		expr_free(e);
		return NULL;
	}
	expr_add(e, b);
	return e;
}

static struct expr *
take_number(struct expr_reader *r)
{
	struct lex at = r->lex;
	struct buf b = { 0 };
	struct expr *e;

	if (at.kind == LEX_SIGN) {
		if (lex_is(&r->lex, "-"))
			buf_putc(&b, '-');
		lex_next(&r->lex);
	}
	if (r->lex.kind != LEX_NUMBER) {
		buf_release(&b);
		return expr_refuse(r, "a number is missing");
	}
	buf_put(&b, r->lex.text.data, r->lex.text.len);
	e = expr_new(EXPR_NUMBER, buf_str(&b), b.len, &at);
	buf_release(&b);
	lex_next(&r->lex);
	return e;
}

/* Words that are no columns unless quoted. */
static bool
reserved(const struct lex *l)
{
	static const char *const words[] = { "and", "or", "not", "in", "like",
		"between", "is", "collate", "xor", "div", "mod", "regexp",
		"rlike", "exists", "select", "case", "interval", "binary" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (lex_is_word(l, words[i]))
			return true;
	return false;
}

static struct expr *
take_primary(struct expr_reader *r)
{
	struct lex *l = &r->lex;
	const char *text = (const char *)l->text.data;
	struct expr *e = NULL;

	if (lex_is(l, "(")) {
		lex_next(l);
		if ((e = take_or(r)) != NULL && !expr_expect(r, ")")) {
			expr_free(e);
			e = NULL;
		}
		return e;
	}
	if (l->kind == LEX_NUMBER || lex_is(l, "-") || lex_is(l, "+"))
		return take_number(r);
	if (l->kind == LEX_TEXT)
		e = expr_new(EXPR_TEXT, text, l->text.len, l);
	else if (lex_is_word(l, "null"))
		e = expr_new(EXPR_NULL, "", 0, l);
	else if (lex_is_word(l, "true"))
		e = expr_new(EXPR_BOOL, "1", 1, l);
	else if (lex_is_word(l, "false"))
		e = expr_new(EXPR_BOOL, "0", 1, l);
	else if (l->kind == LEX_QUOTED || (l->kind == LEX_NAME && !reserved(l)))
		e = expr_new(EXPR_COLUMN, text, l->text.len, l);
	else if (l->kind == LEX_END)
		return expr_refuse(r, "something is missing at the end");
	else
		return expr_refuse(r, "no column and no constant: '%s'", text);
	lex_next(l);
	if (lex_is(l, "(") && e->kind == EXPR_COLUMN) {
		expr_refuse(r, "functions do not exist in a row filter");
		expr_free(e);
		return NULL;
	}
	return e;
}

static struct expr *
take_operand(struct expr_reader *r)
{
	struct expr *e = take_primary(r);

	while (e != NULL && lex_is_word(&r->lex, "collate")) {
		e = call("collate", &r->lex, e);
		lex_next(&r->lex);
		if (r->lex.kind != LEX_NAME && r->lex.kind != LEX_QUOTED) {
			expr_free(e);
			return expr_refuse(r, "a collation is missing");
		}
		expr_add(e, expr_new(EXPR_TEXT, (const char *)r->lex.text.data,
				r->lex.text.len, &r->lex));
		lex_next(&r->lex);
	}
	return e;
}

static struct expr *
take_list(struct expr_reader *r, struct expr *e)
{
	bool opened = expr_expect(r, "(");

	if (!opened) {
		expr_free(e);
		return NULL;
	}
	for (;;) {
		if ((e = with(e, take_operand(r))) == NULL)
			return NULL;
		if (e->nargs > EXPR_ARGS || !lex_is(&r->lex, ","))
			break;
		lex_next(&r->lex);
	}
	if (e->nargs > EXPR_ARGS)
		expr_refuse(r, "more than %d values", EXPR_ARGS);
	if (r->failed || !expr_expect(r, ")")) {
		expr_free(e);
		return NULL;
	}
	return e;
}

static struct expr *
take_between(struct expr_reader *r, struct expr *e)
{
	if ((e = with(e, take_operand(r))) == NULL)
		return NULL;
	if (!lex_is_word(&r->lex, "and")) {
		expr_free(e);
		return expr_refuse(r, "BETWEEN without AND");
	}
	lex_next(&r->lex);
	return with(e, take_operand(r));
}

/* Behind an operand: IS, or [NOT] IN, BETWEEN, LIKE. */
static struct expr *
take_wordy(struct expr_reader *r, struct expr *a)
{
	struct lex *l = &r->lex, at = *l;
	bool not = false, is = lex_is_word(l, "is");
	struct expr *e;

	if (is)
		lex_next(l);
	if (lex_is_word(l, "not")) {
		not = true;
		lex_next(l);
	}
	if (is ? lex_is_word(l, "null") : lex_is_word(l, "in")) {
		lex_next(l);
		if (is)
			return call(not ? "is not null" : "is null", &at, a);
		e = take_list(r, call("in", &at, a));
	} else if (!is && lex_is_word(l, "between")) {
		lex_next(l);
		e = take_between(r, call("between", &at, a));
	} else if (!is && lex_is_word(l, "like")) {
		lex_next(l);
		e = with(call("like", &at, a), take_operand(r));
	} else {
		expr_free(a);
		return expr_refuse(
		    r, is ? "NULL is missing behind IS"
			  : "IN, BETWEEN or LIKE is missing behind NOT");
	}
	return e != NULL && not ? call("not", &at, e) : e;
}

static struct expr *
take_predicate(struct expr_reader *r)
{
	static const char *const signs[][2] = { { "=", "=" }, { "!=", "!=" },
		{ "<>", "!=" }, { "<", "<" }, { "<=", "<=" }, { ">", ">" },
		{ ">=", ">=" } };
	struct lex *l = &r->lex;
	struct expr *a = take_operand(r);

	if (a == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (lex_is(l, signs[i][0])) {
			a = call(signs[i][1], l, a);
			lex_next(l);
			return with(a, take_operand(r));
		}
	if (lex_is_word(l, "is") || lex_is_word(l, "not") ||
	    lex_is_word(l, "in") || lex_is_word(l, "between") ||
	    lex_is_word(l, "like"))
		return take_wordy(r, a);
	return a;
}

static struct expr *
take_not(struct expr_reader *r)
{
	struct lex at = r->lex;
	struct expr *e;

	if (++r->depth > EXPR_DEPTH)
		return expr_refuse(r, "nested too deeply");
	if (lex_is_word(&r->lex, "not")) {
		lex_next(&r->lex);
		e = take_not(r);
		e = e == NULL ? NULL : call("not", &at, e);
	} else {
		e = take_predicate(r);
	}
	r->depth--;
	return e;
}

static struct expr *
take_and(struct expr_reader *r)
{
	struct expr *e = take_not(r);

	while (e != NULL &&
	       (lex_is_word(&r->lex, "and") || lex_is(&r->lex, "&&"))) {
		if (e->kind != EXPR_CALL || strcmp(e->text, "and") != 0)
			e = call("and", &r->lex, e);
		lex_next(&r->lex);
		e = with(e, take_not(r));
	}
	return e;
}

static struct expr *
take_or(struct expr_reader *r)
{
	struct expr *e = take_and(r);

	while (e != NULL &&
	       (lex_is_word(&r->lex, "or") || lex_is(&r->lex, "||"))) {
		if (e->kind != EXPR_CALL || strcmp(e->text, "or") != 0)
			e = call("or", &r->lex, e);
		lex_next(&r->lex);
		e = with(e, take_and(r));
	}
	return e;
}

struct expr *
expr_sql(const char *source, char *why, size_t n)
{
	struct expr_reader r = { 0 };
	struct expr *e;

	lex_init(&r.lex, source, false);
	lex_next(&r.lex);
	e = take_or(&r);
	if (e != NULL && r.lex.kind != LEX_END) {
		expr_refuse(
		    &r, "not expected: '%s'", (const char *)r.lex.text.data);
		expr_free(e);
		e = NULL;
	}
	lex_release(&r.lex);
	if (e == NULL)
		snprintf(why, n, "%s", r.why);
	return e;
}
