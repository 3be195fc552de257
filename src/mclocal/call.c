/*
 * call.c: calls of functions with their windows, CAST, EXISTS, EXTRACT
 * and literals of times.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mclocal/calls.h"
#include "mclocal/query_own.h"

enum {
	ARGS_MAX = 1000
};

/* The text of a type: word, perhaps (n[,m]). */
struct row_dest_column
expr_type(struct query *t)
{
	struct sql *q = t->q;
	const struct token *at = sql_token(q);
	struct row_dest_column none = type_of(""), c;
	char text[64];
	size_t n;

	if (sql_name(q) == NULL)
		return none;
	n = (size_t)snprintf(text, sizeof(text), "%s", at->text);
	if (sql_take(q, "(")) {
		if (n < sizeof(text))
			n += (size_t)snprintf(text + n, sizeof(text) - n, "(");
		while (!sql_is(q, ")") && n < sizeof(text) &&
		       sql_token(q)->kind != LEX_END) {
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s",
			    sql_token(q)->text);
			q->at++;
		}
		if (sql_expect(q, ")") == -1)
			return none;
		if (n < sizeof(text))
			n += (size_t)snprintf(text + n, sizeof(text) - n, ")");
	}
	c = n < sizeof(text) ? type_of(text) : none;
	if (c.type == 0)
		sql_fail(q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - mclocal has no type '%s'",
		    text);
	return c;
}

static struct expr *
cast_to(struct query *t, const struct token *at, struct expr *a,
    const struct row_dest_column *to)
{
	struct expr *e = expr_new(t, "");
	char from[32], type[32];

	row_mc_text(to, type);
	if (!type_casts(&a->type, to)) {
		row_mc_text(&a->type, from);
		sql_fail(t->q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - cannot cast from %s to %s",
		    from, type);
		return NULL;
	}
	if (type_kind(&a->type) == TYPE_BOOL && type_kind(to) == TYPE_TEXT)
		expr_as_name(t, a, "string");
	buf_puts(&e->sql, "mc_cast(");
	expr_put(e, a);
	buf_printf(&e->sql, ", '%s')", type);
	e->type = *to;
	e->literal = a->literal;
	return e;
}

static struct expr *
cast(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	const struct token *at = sql_token(q);
	struct row_dest_column to;
	struct expr *a;

	q->at += 2;
	if ((a = expr_parse(t, sc)) == NULL || sql_expect(q, "as") == -1)
		return NULL;
	to = expr_type(t);
	if (to.type == 0 || sql_expect(q, ")") == -1)
		return NULL;
	return cast_to(t, at, a, &to);
}

/* DATETIME '...' and its like. */
static struct expr *
typed_literal(struct query *t)
{
	struct sql *q = t->q;
	const struct token *at = sql_token(q), *text = sql_ahead(q, 1);
	struct row_dest_column to = type_of(at->text);
	struct expr *e = expr_new(t, "string");

	q->at += 2;
	expr_text(e, text->text, text->textlen);
	e->literal = true;
	return cast_to(t, at, e, &to);
}

static struct expr *
exists(struct query *t, const struct scope *sc)
{
	struct expr *e = expr_new(t, "boolean");
	struct shape shape = { .n = 0 };

	t->q->at += 2;
	buf_puts(&e->sql, "EXISTS (");
	if (query_nested(t, sc, &e->sql, &shape) == -1 ||
	    sql_expect(t->q, ")") == -1)
		return NULL;
	buf_putc(&e->sql, ')');
	return e;
}

/* EXTRACT(unit FROM time) */
static struct expr *
extract(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	struct expr *e = expr_new(t, "bigint"), *a;
	const struct token *unit;

	q->at += 2;
	if ((unit = sql_name(q)) == NULL || sql_expect(q, "from") == -1 ||
	    (a = expr_parse(t, sc)) == NULL || sql_expect(q, ")") == -1)
		return NULL;
	if (type_kind(&a->type) != TYPE_TIME)
		expr_as_name(t, a, "datetime");
	buf_puts(&e->sql, "datepart(");
	expr_put(e, a);
	buf_puts(&e->sql, ", ");
	expr_text(e, unit->text, unit->textlen);
	buf_putc(&e->sql, ')');
	return e;
}

/* --- calls ---------------------------------------------------------------- */

struct args {
	const struct call *call;
	const struct token *at;
	struct expr *arg[ARGS_MAX];
	size_t n;
	bool star, distinct;
	struct row_dest_column common;
};

/* The letter of argument i; '\0' when there is none. */
static char
letter(const char *args, size_t i, bool *optional)
{
	char last = '\0';
	size_t n = 0;

	*optional = false;
	for (; *args != '\0'; args++) {
		if (*args == '?') {
			*optional = true;
			continue;
		}
		if (*args == '*') {
			*optional = true;
			return last;
		}
		last = *args;
		if (n++ == i)
			return last;
	}
	return '\0';
}

static void
argument(struct query *t, struct expr *e, char want)
{
	enum type_kind k = type_kind(&e->type);

	switch (want) {
	case 's':
		expr_as_name(t, e, "string");
		break;
	case 'b':
		if (k != TYPE_BYTES)
			expr_as_name(t, e, "string");
		break;
	case 'i':
		if (k != TYPE_INT)
			expr_as_name(t, e, "bigint");
		break;
	case 'd':
		expr_as_name(t, e, "double");
		break;
	case 'n':
		if (k != TYPE_INT && k != TYPE_REAL && k != TYPE_DECIMAL)
			expr_as_name(t, e, "double");
		break;
	case 't':
	case 'h':
		if (k != TYPE_TIME)
			expr_as_name(t, e, "datetime");
		break;
	case 'o':
		expr_as_name(t, e, "boolean");
		break;
	case 'u':
		if (k == TYPE_BOOL) {
			expr_as_name(t, e, "string");
			expr_enclose(e, "upper(", ")");
		}
		break;
	default:
		break;
	}
}

static int
wrong_count(struct query *t, const struct args *a)
{
	return sql_fail(t->q, a->at, SQL_SEMANTIC,
	    "Semantic analysis exception - function %s does not take %zu"
	    " arguments",
	    a->call->name, a->n);
}

/* A text or a DATE, which only Hive's functions take. */
static int
check_hive(struct query *t, const struct args *a, const struct expr *e)
{
	char type[32];

	if (t->q->hive ||
	    (type_kind(&e->type) != TYPE_TEXT && e->type.type != ROW_MC_DATE))
		return 0;
	row_mc_text(&e->type, type);
	return sql_fail(t->q, a->at, "0121125",
	    "Unsupported operation - function %s does not take %s in current"
	    " mode, please set odps.sql.hive.compatible=true to use it",
	    a->call->name, type);
}

/* ( [DISTINCT] a, b, ... ), converted to what the function takes. */
static int
arguments(struct query *t, const struct scope *sc, struct args *a)
{
	struct sql *q = t->q;
	struct expr *e;
	bool optional;
	size_t i;
	char c;

	a->distinct = a->call->aggregate && sql_take(q, "distinct");
	if (a->call->aggregate)
		sql_take(q, "all");
	if (sql_is(q, "*") && strcmp(a->call->name, "count") == 0) {
		q->at++;
		a->star = true;
		return sql_expect(q, ")");
	}
	while (!sql_is(q, ")")) {
		if (a->n > 0 && sql_expect(q, ",") == -1)
			return -1;
		if ((e = expr_parse(t, sc)) == NULL)
			return -1;
		if (a->n == ARGS_MAX ||
		    (c = letter(a->call->args, a->n, &optional)) == '\0') {
			a->n++;
			return wrong_count(t, a);
		}
		if (c == 'h' && check_hive(t, a, e) == -1)
			return -1;
		a->arg[a->n++] = e;
		argument(t, e, c);
		if (c == 'c')
			a->common = type_common(&a->common, &e->type);
		if (c == 'g')
			a->common = type_compared(&a->common, &e->type);
	}
	q->at++;
	if (letter(a->call->args, a->n, &optional) != '\0' && !optional)
		return wrong_count(t, a);
	for (i = 0; i < a->n; i++)
		if ((c = letter(a->call->args, i, &optional)) == 'c' ||
		    c == 'g')
			expr_as(t, a->arg[i], &a->common);
	return 0;
}

static bool
decimal(const struct args *a)
{
	if (*a->call->args == 'c' || *a->call->args == 'g')
		return a->common.class == ROW_C_DECIMAL;
	return a->n > 0 && a->arg[0]->type.class == ROW_C_DECIMAL;
}

static struct row_dest_column
result(const struct args *a)
{
	const char *type = a->call->type;
	struct row_dest_column r = type_of("");

	if (*type != '=')
		return type_of(type);
	if (type[1] == 'c')
		return a->common;
	if (a->n == 0)
		return r;
	if (type[1] == '\0')
		return a->arg[0]->type;
	if (decimal(a)) {
		r = type_of("decimal");
		/* a sum has as many digits behind the point as before */
		if (type[1] == 's')
			r.scale = a->arg[0]->type.scale;
		return r;
	}
	if (type[1] == 'i' ||
	    (type[1] == 's' && type_kind(&a->arg[0]->type) == TYPE_INT))
		return type_of("bigint");
	return type_of("double");
}

static void
put_argument(struct expr *e, const struct args *a, size_t i)
{
	bool optional;
	char c = letter(a->call->args, i, &optional);

	if (c == 'k' || c == 'c' || c == 'g')
		expr_put_key(&e->sql, a->arg[i]);
	else
		expr_put(e, a->arg[i]);
}

static void
put_arguments(struct expr *e, const struct args *a)
{
	/* SQLite counts distinct values of one column only */
	bool row = a->distinct && a->n > 1;
	size_t i;

	buf_puts(&e->sql, a->star       ? "*"
			  : row         ? "DISTINCT mc_row("
			  : a->distinct ? "DISTINCT "
					: "");
	for (i = 0; i < a->n; i++) {
		buf_puts(&e->sql, i > 0 ? ", " : "");
		put_argument(e, a, i);
	}
	buf_puts(&e->sql, row ? ")" : "");
}

static void
put_template(struct expr *e, const struct args *a, const char *p)
{
	size_t i;

	for (; *p != '\0'; p++) {
		if (*p != '%') {
			buf_putc(&e->sql, *p);
			continue;
		}
		if (*++p == '%') {
			buf_putc(&e->sql, '%');
			continue;
		}
		i = (size_t)(*p - '1');
		if (i < a->n)
			put_argument(e, a, i);
	}
}

/* How SQLite is asked: a name or a template; NULL with q->why. */
static const char *
asked(struct query *t, const struct args *a)
{
	const char *sql = decimal(a) && a->call->decimal != NULL
			      ? a->call->decimal
			      : a->call->sql;

	if (t->q->hive && strcmp(a->call->name, "date_format") == 0)
		return "mc_date_format_hive";
	if (sql == NULL)
		return a->call->name;
	if (!a->distinct || strchr(sql, '%') == NULL)
		return sql;
	if (strstr(sql, "DISTINCT") != NULL) /* it counts them anyway */
		return sql;
	/* SQLite's own takes no separator beside DISTINCT */
	if (strcmp(a->call->name, "wm_concat") == 0)
		return "mc_join(%1, group_concat(DISTINCT mc_row(%2)))";
	sql_fail(t->q, a->at, SQL_SEMANTIC,
	    "Semantic analysis exception - function %s does not take DISTINCT",
	    a->call->name);
	return NULL;
}

static struct expr *
call(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	struct args *a = query_alloc(t, sizeof(*a));
	struct expr *e = expr_new(t, ""), *where;
	const struct use *mark = group_mark(sc);
	const char *sql;

	a->at = sql_token(q);
	if ((a->call = call_find(a->at->text)) == NULL) {
		sql_fail(q, a->at, SQL_SEMANTIC,
		    "Semantic analysis exception - function %s cannot be"
		    " resolved",
		    a->at->text);
		return NULL;
	}
	q->at += 2;
	if (arguments(t, sc, a) == -1)
		return NULL;
	e->type = result(a);
	if ((sql = asked(t, a)) == NULL)
		return NULL;
	if (sql_is(q, "within")) {
		query_lacks(t, "WITHIN GROUP");
		return NULL;
	}
	if (strchr(sql, '%') != NULL) {
		put_template(e, a, sql);
	} else {
		buf_printf(&e->sql, "%s(", sql);
		put_arguments(e, a);
		buf_putc(&e->sql, ')');
	}
	if (a->call->aggregate && sql_is(q, "filter")) {
		q->at++;
		if (sql_expect(q, "(") == -1 || sql_expect(q, "where") == -1 ||
		    (where = expr_parse(t, sc)) == NULL ||
		    sql_expect(q, ")") == -1)
			return NULL;
		buf_puts(&e->sql, " FILTER (WHERE ");
		expr_put(e, where);
		buf_putc(&e->sql, ')');
	}
	if (!a->call->aggregate)
		return e;
	if (!sql_take(q, "over"))
		group_aggregate(sc, mark);
	else if (window_parse(t, sc, &e->sql) == -1)
		return NULL;
	return e;
}

/* The types that a format gives to some functions. */
static void
by_format(struct expr *e, const char *name, bool format)
{
	if (strcmp(name, "to_date") == 0 && format)
		e->type = type_of("datetime");
	if (strcmp(name, "from_unixtime") == 0 && format)
		e->type = type_of("string");
}

struct expr *
call_parse(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	const struct token *name = sql_token(q);
	struct expr *e;
	size_t from = q->at, i, level = 0;
	bool comma = false;

	if (sql_ahead(q, 1)->kind == LEX_STRING)
		return typed_literal(t);
	if (query_deeper(t) == -1)
		return NULL;
	e = token_is(name, "cast")      ? cast(t, sc)
	    : token_is(name, "exists")  ? exists(t, sc)
	    : token_is(name, "extract") ? extract(t, sc)
					: call(t, sc);
	t->depth--;
	for (i = from; e != NULL && i < q->at; i++) {
		level += token_is(&q->lex.t[i], "(");
		level -= token_is(&q->lex.t[i], ")");
		comma |= level == 1 && token_is(&q->lex.t[i], ",");
	}
	if (e != NULL)
		by_format(e, name->text, comma);
	return e;
}
