/*
 * dsl.c: the text of an ETL script to a tree; see expr.h, pxetl(5).
 *
 *   choice := sum [ "?" choice ":" choice ]
 *   sum := product { ("+" | "-") product }
 *   product := unary { ("*" | "/") unary }
 *   unary := [-+] number | 'text' | "text" | true | false | null |
 *       `column` | __VARIABLE__ | name ( arguments ) | ( choice )
 *   argument := [ name = ] choice
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rowfilter/expr.h"
#include "rowfilter/fn.h"

static struct expr *take_choice(struct expr_reader *r);

/* Either all of it or nothing. */
static struct expr *
keep_or_free(struct expr_reader *r, struct expr *e)
{
	if (!r->failed)
		return e;
	expr_free(e);
	return NULL;
}

static void
add(struct expr *e, struct expr *arg)
{
	if (arg != NULL)
		expr_add(e, arg);
}

/* [1, 'a', null] in a text: its constants become arguments of e. */
static void
take_json(struct expr_reader *r, struct expr *e)
{
	struct expr *text = e->nargs == 1 ? e->arg[0] : NULL, *one;
	struct expr_reader in = { 0 };
	const char *s;
	size_t n;

	if (text == NULL || text->kind != EXPR_TEXT) {
		expr_refuse(r, "json_array takes one constant text");
		return;
	}
	e->nargs = 0;
	s = text->text + strspn(text->text, " \t\r\n");
	n = strlen(s);
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	if (n < 2 || s[0] != '[' || s[n - 1] != ']') {
		expr_refuse(r, "'%.40s' is no JSON array", text->text);
		expr_free(text);
		return;
	}
	text->text[(size_t)(s - text->text) + n - 1] = '\0';
	lex_init(&in.lex, s + 1, true);
	lex_next(&in.lex);
	while (in.lex.kind != LEX_END && !in.failed) {
		one = take_choice(&in);
		if (one != NULL) {
			one->line = e->line;
			one->column = e->column;
			if (one->kind > EXPR_TEXT || e->nargs == EXPR_ARGS)
				in.failed = true;
			expr_add(e, one);
		}
		if (in.lex.kind != LEX_END && !lex_is(&in.lex, ","))
			in.failed = true;
		lex_next(&in.lex);
	}
	if (in.failed)
		expr_refuse(r, "a JSON array of constants is expected");
	lex_release(&in.lex);
	expr_free(text);
}

/* Behind "name(". */
static struct expr *
take_call(struct expr_reader *r, struct expr *e)
{
	struct lex *l = &r->lex;
	struct expr *arg;

	e->kind = EXPR_CALL;
	lex_next(l);
	while (!r->failed && !lex_is(l, ")")) {
		arg = take_choice(r);
		if (arg != NULL && arg->kind == EXPR_VARIABLE &&
		    lex_is(l, "=")) {
			char *label = xstrdup(arg->text);

			lex_next(l);
			expr_free(arg);
			if ((arg = take_choice(r)) != NULL)
				arg->label = label;
			else
				free(label);
		}
		add(e, arg);
		if (e->nargs > EXPR_ARGS)
			expr_refuse(r, "more than %d arguments", EXPR_ARGS);
		if (!lex_is(l, ")"))
			expr_expect(r, ",");
	}
	if (!r->failed)
		lex_next(l);
	if (!r->failed && strcmp(e->text, "json_array") == 0)
		take_json(r, e);
	return keep_or_free(r, e);
}

/* A constant, a column, a variable, a call. */
static struct expr *
take_word(struct expr_reader *r)
{
	struct lex *l = &r->lex;
	const char *text = (const char *)l->text.data;
	struct expr *e = NULL;

	switch (l->kind) {
	case LEX_NUMBER:
		e = expr_new(EXPR_NUMBER, text, l->text.len, l);
		break;
	case LEX_TEXT:
		e = expr_new(EXPR_TEXT, text, l->text.len, l);
		break;
	case LEX_QUOTED:
		e = expr_new(EXPR_COLUMN, text, l->text.len, l);
		break;
	case LEX_NAME:
		if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
			e = expr_new(
			    EXPR_BOOL, text[0] == 't' ? "1" : "0", 1, l);
		else if (strcmp(text, "null") == 0)
			e = expr_new(EXPR_NULL, "", 0, l);
		else
			e = expr_new(EXPR_VARIABLE, text, l->text.len, l);
		break;
	case LEX_END:
		return expr_refuse(r, "something is missing at the end");
	default:
		return expr_refuse(r, "not expected: '%s'", text);
	}
	lex_next(l);
	if (e->kind == EXPR_VARIABLE && lex_is(l, "("))
		return take_call(r, e);
	return e;
}

static struct expr *
take_unary(struct expr_reader *r)
{
	struct lex at = r->lex;
	struct expr *e;
	char *text;

	if (lex_is(&r->lex, "(")) {
		lex_next(&r->lex);
		e = take_choice(r);
		if (e != NULL)
			expr_expect(r, ")");
		return e == NULL ? NULL : keep_or_free(r, e);
	}
	if (!lex_is(&r->lex, "-"))
		return take_word(r);
	lex_next(&r->lex);
	if (r->lex.kind != LEX_NUMBER)
		return expr_refuse(r, "a number is missing behind '-'");
	text = xasprintf("-%s", (const char *)r->lex.text.data);
	e = expr_new(EXPR_NUMBER, text, strlen(text), &at);
	free(text);
	lex_next(&r->lex);
	return e;
}

/* One level of operators that are read from left to right. */
static struct expr *
take_level(struct expr_reader *r, struct expr *(*next)(struct expr_reader *),
    const char *one, const char *two)
{
	struct expr *e = next(r), *whole;

	while (e != NULL && (lex_is(&r->lex, one) || lex_is(&r->lex, two))) {
		whole = expr_new(EXPR_CALL, (const char *)r->lex.text.data,
		    r->lex.text.len, &r->lex);
		expr_add(whole, e);
		lex_next(&r->lex);
		add(whole, next(r));
		e = keep_or_free(r, whole);
	}
	return e;
}

static struct expr *
take_product(struct expr_reader *r)
{
	return take_level(r, take_unary, "*", "/");
}

static struct expr *
take_choice(struct expr_reader *r)
{
	struct expr *e, *whole;

	if (++r->depth > EXPR_DEPTH)
		return expr_refuse(r, "nested too deeply");
	e = take_level(r, take_product, "+", "-");
	if (e != NULL && lex_is(&r->lex, "?")) {
		whole = expr_new(EXPR_CALL, "?", 1, &r->lex);
		expr_add(whole, e);
		lex_next(&r->lex);
		add(whole, take_choice(r));
		if (!r->failed && expr_expect(r, ":"))
			add(whole, take_choice(r));
		e = keep_or_free(r, whole);
	}
	r->depth--;
	return e;
}

struct expr *
expr_script(const char *source, char *why, size_t n)
{
	static const char prefix[] = "script:";
	struct expr_reader r = { 0 };
	struct expr *e;

	lex_init(&r.lex, source, true);
	if (strncmp(source, prefix, strlen(prefix)) == 0)
		r.lex.p += strlen(prefix);
	lex_next(&r.lex);
	e = take_choice(&r);
	if (e != NULL && r.lex.kind != LEX_END)
		expr_refuse(&r, "a script is one statement; more are joined by "
				"e_compose()");
	if (e != NULL && !r.failed)
		fn_check(&r, e);
	if (e != NULL)
		e = keep_or_free(&r, e);
	lex_release(&r.lex);
	if (e == NULL)
		snprintf(why, n, "%s", r.why);
	return e;
}
