/*
 * expr.c: expressions of MaxCompute as SQLite's.
 *
 *   a / b           a * 1.0 / b: never an integer division
 *   ==  !=  &&  ||  =  <>  AND  ||
 *   CAST(a AS T)    mc_cast(a, 'T'); a decimal compares as one
 *   SUM             exact in lists; elsewhere a number that compares
 *   'a\'b' "a"      'a''b' 'a'
 *   names           "name", so that SQLite's own keywords do no harm
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mclocal/func.h"
#include "mclocal/query_own.h"

static const char keywords[] =
    " and or not in is null like between case when then else end exists"
    " distinct all as asc desc by over on using escape offset nulls ";
/* Only words of a frame, elsewhere names. */
static const char frame_words[] =
    " partition order rows range unbounded preceding following current row"
    " first last ";

static void
put_string(struct query *t, const char *p, size_t n)
{
	size_t i;

	query_put(t, "");
	if (memchr(p, '\0', n) != NULL) {
		buf_puts(&t->out, "CAST(x'");
		for (i = 0; i < n; i++)
			buf_printf(&t->out, "%02x", (unsigned char)p[i]);
		buf_puts(&t->out, "' AS TEXT) ");
		return;
	}
	buf_putc(&t->out, '\'');
	for (i = 0; i < n; i++) {
		if (p[i] == '\'')
			buf_putc(&t->out, '\'');
		buf_putc(&t->out, p[i]);
	}
	buf_puts(&t->out, "' ");
}

/* Until the parenthesis that closes, which is not taken. */
static int
until_close(struct query *t)
{
	struct sql *q = t->q;

	while (!sql_is(q, ")")) {
		if (sql_token(q)->kind == LEX_END || sql_is(q, ";"))
			return sql_fail_token(q);
		if (expr_one(t) == -1)
			return -1;
	}
	return 0;
}

static int
parenthesis(struct query *t)
{
	struct sql *q = t->q;
	int rc;

	if (query_expect(t, "(") == -1)
		return -1;
	if (++t->depth > DEPTH_MAX)
		return sql_fail(q, sql_token(q), SQL_PARSE,
		    "Parse exception - the expression is nested too deeply");
	if (sql_is(q, "select") || sql_is(q, "with"))
		rc = query_nested(t);
	else
		rc = until_close(t);
	t->depth--;
	return rc == -1 ? -1 : query_expect(t, ")");
}

/* The text of a type: word, perhaps (n[,m]).  false with q->why. */
static bool
type_text(struct sql *q, char *text, size_t size)
{
	const struct token *at = sql_token(q);
	struct row_dest_column c;
	size_t n = 0;

	text[0] = '\0';
	if (sql_name(q) == NULL)
		return false;
	n = (size_t)snprintf(text, size, "%s", at->text);
	if (sql_take(q, "(")) {
		if (n < size)
			n += (size_t)snprintf(text + n, size - n, "(");
		while (!sql_is(q, ")") && n < size &&
		       sql_token(q)->kind != LEX_END) {
			n += (size_t)snprintf(
			    text + n, size - n, "%s", sql_token(q)->text);
			q->at++;
		}
		if (sql_expect(q, ")") == -1)
			return false;
		if (n < size)
			n += (size_t)snprintf(text + n, size - n, ")");
	}
	if (n < size && row_mc_parse(text, &c))
		return true;
	sql_fail(q, at, SQL_SEMANTIC,
	    "Semantic analysis exception - mclocal has no type '%s'", text);
	return false;
}

static void
cast_end(struct query *t, const char *type)
{
	query_put(t, ",");
	put_string(t, type, strlen(type));
	query_put(t, ")");
	if (strncmp(type, "decimal", 7) == 0)
		query_put(t, "AS TEXT) COLLATE DECIMAL");
	snprintf(t->made, sizeof(t->made), "%s", type);
}

/* A decimal is text that compares as a number: with affinity and collation. */
static void
cast_begin(struct query *t, const char *type)
{
	if (strncmp(type, "decimal", 7) == 0)
		query_put(t, "CAST(");
	query_put(t, "mc_cast(");
}

/* CAST ( expression AS type ): the type comes last, so look ahead for it. */
static int
cast(struct query *t)
{
	struct sql *q = t->q;
	char type[64];
	size_t start, level = 0;

	q->at += 2;
	start = q->at;
	for (; level > 0 || !sql_is(q, "as"); q->at++) {
		if (sql_token(q)->kind == LEX_END)
			return sql_fail_token(q);
		if (sql_is(q, "("))
			level++;
		else if (sql_is(q, ")") && level-- == 0)
			return sql_fail_token(q);
	}
	q->at++;
	if (!type_text(q, type, sizeof(type)))
		return -1;
	q->at = start;
	cast_begin(t, type);
	while (!sql_is(q, "as"))
		if (expr_one(t) == -1)
			return -1;
	q->at++;
	if (!type_text(q, type, sizeof(type)))
		return -1;
	cast_end(t, type);
	return sql_expect(q, ")");
}

/* What some functions give; '?' in front: only if it is a text. */
static const char *
call_type(const char *name)
{
	static const char *const map[][2] = {
		{ "sum", "?decimal(38,18)" },
		{ "from_unixtime", "datetime" },
		{ "getdate", "datetime" },
		{ "now", "datetime" },
		{ "current_timestamp", "timestamp" },
		{ "current_date", "date" },
		{ "dateadd", "datetime" },
		{ "datetrunc", "datetime" },
		{ "to_date", "datetime" },
		{ "count", "bigint" },
		{ "row_number", "bigint" },
		{ "rank", "bigint" },
		{ "dense_rank", "bigint" },
		{ "length", "bigint" },
		{ "lengthb", "bigint" },
		{ "datediff", "bigint" },
		{ "unix_timestamp", "bigint" },
		{ "to_millis", "bigint" },
		{ "avg", "?decimal(38,18)" },
		{ "concat", "string" },
		{ "concat_ws", "string" },
		{ "date_format", "string" },
		{ "to_char", "string" },
		{ "upper", "string" },
		{ "lower", "string" },
		{ "trim", "string" },
		{ "substr", "string" },
		{ "replace", "string" },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (strcmp(map[i][0], name) == 0)
			return map[i][1];
	return "";
}

static int
call(struct query *t)
{
	struct sql *q = t->q;
	const char *name = sql_token(q)->text, *own;
	bool over = t->over;
	int rc;

	if (strcmp(name, "cast") == 0)
		return cast(t);
	if (strcmp(name, "over") == 0) {
		query_take(t, name);
		t->over = true;
		rc = parenthesis(t);
		t->over = over;
		return rc;
	}
	if (strcmp(name, "sum") == 0 && t->list)
		own = "mc_sum";
	else if (strcmp(name, "current_timestamp") == 0)
		own = "mc_now";
	else if (strcmp(name, "current_date") == 0)
		own = "mc_today";
	else
		own = func_name(name);
	query_put(t, own != NULL ? own : name);
	q->at++;
	rc = parenthesis(t);
	snprintf(t->made, sizeof(t->made), "%s", call_type(name));
	return rc;
}

/* 1L 1BD 1.5: the letters go; a decimal compares as one. */
static void
number(struct query *t, const struct token *n)
{
	char text[128];
	size_t len = n->textlen;

	while (len > 0 && strchr("lLsSyYbBdD", n->text[len - 1]) != NULL)
		len--;
	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	memcpy(text, n->text, len);
	text[len] = '\0';
	if (n->textlen - len == 2) {
		query_put(t, "CAST(");
		put_string(t, text, len);
		query_put(t, "AS TEXT) COLLATE DECIMAL");
		snprintf(t->made, sizeof(t->made), "decimal(38,18)");
	} else {
		query_put(t, text);
	}
}

static int
operator(struct query *t, const struct token *o)
{
	static const char *const map[][2] = {
		{ "==", "=" },
		{ "!=", "<>" },
		{ "&&", "AND" },
		{ "<=>", "IS" },
		{ "/", "* 1.0 /" },
	};
	size_t i;

	if (strcmp(o->text, "(") == 0)
		return parenthesis(t);
	if (strchr("=<>!+-*/%,.|&^~", o->text[0]) == NULL)
		return sql_fail_token(t->q);
	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (strcmp(o->text, map[i][0]) == 0)
			break;
	query_put(t, i < sizeof(map) / sizeof(map[0]) ? map[i][1] : o->text);
	t->q->at++;
	return 0;
}

/* DATETIME '...' and its like. */
static bool
is_typed_literal(const struct sql *q)
{
	return query_word_in(
		   q, " date datetime timestamp timestamp_ntz decimal ") &&
	       sql_ahead(q, 1)->kind == LEX_STRING;
}

static int
word(struct query *t, const struct token *w)
{
	struct sql *q = t->q;
	const struct token *before = q->at > 0 ? w - 1 : w;
	bool dot = token_is(before, ".");

	if (is_typed_literal(q) && !dot) {
		cast_begin(t, w->text);
		q->at++;
		put_string(t, sql_token(q)->text, sql_token(q)->textlen);
		cast_end(t, w->text);
		q->at++;
		return 0;
	}
	if (dot || (token_is(before, "as") && w->kind == LEX_WORD)) {
		query_put_name(t, w->text);
	} else if (query_word_in(q, keywords) || token_is(before, "nulls") ||
		   (t->over && query_word_in(q, frame_words))) {
		if (!token_is(w, "over") || !token_is(w + 1, "(")) {
			query_put(t, w->text);
			q->at++;
			return 0;
		}
		return call(t);
	} else if (token_is(w, "div")) {
		query_put(t, "/");
	} else if (token_is(w, "true") || token_is(w, "false")) {
		query_put(t, token_is(w, "true") ? "1" : "0");
		snprintf(t->made, sizeof(t->made), "boolean");
	} else if (token_is(w + 1, "(")) {
		return call(t);
	} else {
		query_put_name(t, w->text);
	}
	q->at++;
	return 0;
}

int
expr_one(struct query *t)
{
	const struct token *k = sql_token(t->q);

	switch (k->kind) {
	case LEX_OP:
		return operator(t, k);
	case LEX_WORD:
		return word(t, k);
	case LEX_NAME:
		query_put_name(t, k->text);
		break;
	case LEX_STRING:
		put_string(t, k->text, k->textlen);
		if (t->q->at > 0 && token_is(k - 1, "like") &&
		    strchr(k->text, '\\') != NULL)
			query_put(t, "ESCAPE '\\'");
		break;
	case LEX_NUMBER:
		number(t, k);
		break;
	default:
		return sql_fail_token(t->q);
	}
	t->q->at++;
	return 0;
}

int
expr_until_clause(struct query *t)
{
	while (!query_at_clause(t->q))
		if (expr_one(t) == -1)
			return -1;
	return 0;
}
