/*
 * sql.c: statements of a script, and what all of them need.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "mclocal/query.h"
#include "mclocal/sql.h"

void
sql_init(struct sql *q, struct store *s, const char *project, int64_t no)
{
	memset(q, 0, sizeof(*q));
	q->s = s;
	q->project = project;
	q->no = no;
	q->nrows = -1;
}

void
sql_release(struct sql *q)
{
	lex_release(&q->lex);
	buf_release(&q->text);
}

void
sql_set(struct sql *q, const char *key, const char *value)
{
	bool yes = strcasecmp(value, "true") == 0;

	if (strcasecmp(key, "odps.sql.allow.fullscan") == 0)
		q->fullscan = yes;
	else if (strcasecmp(key, "odps.sql.hive.compatible") == 0)
		q->hive = yes;
	else if (strcasecmp(key, "odps.sql.groupby.position.alias") == 0 ||
		 strcasecmp(key, "hive.groupby.position.alias") == 0)
		q->group_places = yes;
	else if (strcasecmp(key, "odps.sql.orderby.position.alias") == 0 ||
		 strcasecmp(key, "hive.orderby.position.alias") == 0)
		q->order_places = yes;
}

int
sql_fail(struct sql *q, const struct token *t, const char *code,
    const char *fmt, ...)
{
	char text[512], place[32] = "";
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (t != NULL)
		snprintf(place, sizeof(place), "[%u,%u] ", t->line, t->col);
	snprintf(q->why, sizeof(q->why), "ODPS-%s:%s%s", code, place, text);
	return -1;
}

int
sql_fail_token(struct sql *q)
{
	const struct token *t = sql_token(q);

	if (t->kind == LEX_END)
		return sql_fail(q, t, SQL_PARSE,
		    "Parse exception - the statement ends too early");
	return sql_fail(q, t, SQL_PARSE,
	    "Parse exception - invalid token '%.*s'",
	    t->n > 64 ? 64 : (int)t->n, t->p);
}

int
sql_fail_lacks(struct sql *q, const char *statement)
{
	const struct token *t = sql_token(q);

	if (t->kind != LEX_WORD)
		return sql_fail_token(q);
	return sql_fail(q, t, SQL_PARSE,
	    "Parse exception - mclocal has no %s %.64s", statement, t->text);
}

int
sql_fail_store(struct sql *q)
{
	return sql_fail(q, NULL, SQL_BROKEN,
	    "System internal error - the store failed: %s", q->s->why);
}

const struct token *
sql_token(const struct sql *q)
{
	return &q->lex.t[q->at];
}

const struct token *
sql_ahead(const struct sql *q, size_t n)
{
	return &q->lex.t[n < q->lex.n - q->at ? q->at + n : q->lex.n - 1];
}

bool
token_is(const struct token *t, const char *word)
{
	return (t->kind == LEX_WORD || t->kind == LEX_OP) &&
	       strcmp(t->text, word) == 0;
}

bool
sql_is(const struct sql *q, const char *word)
{
	return token_is(sql_token(q), word);
}

bool
token_in(const struct token *t, const char *words)
{
	char text[40];

	if (t->kind != LEX_WORD || t->textlen > sizeof(text) - 3)
		return false;
	snprintf(text, sizeof(text), " %s ", t->text);
	return strstr(words, text) != NULL;
}

bool
sql_word_in(const struct sql *q, const char *words)
{
	return token_in(sql_token(q), words);
}

bool
sql_take(struct sql *q, const char *word)
{
	if (!sql_is(q, word))
		return false;
	q->at++;
	return true;
}

int
sql_expect(struct sql *q, const char *word)
{
	return sql_take(q, word) ? 0 : sql_fail_token(q);
}

const struct token *
sql_name(struct sql *q)
{
	const struct token *t = sql_token(q);

	if (t->kind != LEX_WORD && t->kind != LEX_NAME) {
		sql_fail_token(q);
		return NULL;
	}
	q->at++;
	return t;
}

bool
sql_table_name(struct sql *q, const char **project, const char **name)
{
	const struct token *part[3];
	size_t n = 0;

	do {
		if (n == 3) {
			sql_fail_token(q);
			return false;
		}
		if ((part[n] = sql_name(q)) == NULL)
			return false;
		n++;
	} while (sql_take(q, "."));
	*name = part[n - 1]->text;
	*project = n > 1 ? part[0]->text : q->project;
	if (n == 2 && !store_has_project(q->s, *project) &&
	    strcmp(*project, "default") == 0)
		*project = q->project;
	return true;
}

struct table *
sql_table(struct sql *q)
{
	const struct token *at = sql_token(q);
	const char *project, *name;
	struct table *t;

	if (!sql_table_name(q, &project, &name))
		return NULL;
	if ((t = table_find(q->s, project, name)) != NULL)
		return t;
	if (q->s->why[0] != '\0')
		sql_fail_store(q);
	else
		sql_fail(q, at, SQL_NO_TABLE,
		    "Table not found - table %s.%s cannot be resolved", project,
		    name);
	return NULL;
}

int
sql_spec(struct sql *q, const struct table *t, struct spec *spec)
{
	const struct token *name, *v;

	spec->n = 0;
	if (sql_expect(q, "partition") == -1 || sql_expect(q, "(") == -1)
		return -1;
	do {
		if ((name = sql_name(q)) == NULL)
			return -1;
		if (spec->n == t->nparts ||
		    strcmp(name->text, t->column[t->ncolumns + spec->n].name) !=
			0)
			return sql_fail(q, name, SQL_PART,
			    "Partition exception - '%s' is not the next"
			    " partition column",
			    name->text);
		if (sql_expect(q, "=") == -1)
			return -1;
		v = sql_token(q);
		if (v->kind != LEX_STRING && v->kind != LEX_NUMBER)
			return sql_fail_token(q);
		if (!spec_value_ok(v->text, v->textlen))
			return sql_fail(q, v, SQL_PART,
			    "Partition exception - '%.64s' is no value of a"
			    " partition",
			    v->text);
		memcpy(spec->value[spec->n++], v->text, v->textlen + 1);
		q->at++;
	} while (sql_take(q, ",") || sql_take(q, "/"));
	return sql_expect(q, ")");
}

/* set k = v: everything up to the end of the statement, as it stands. */
static int
run_set(struct sql *q)
{
	const struct token *t = sql_token(q), *from;
	struct buf key, value;

	buf_init(&key);
	buf_init(&value);
	for (; !sql_is(q, "=") && !sql_is(q, ";") &&
	       sql_token(q)->kind != LEX_END;
	     q->at++)
		buf_put(&key, sql_token(q)->p, sql_token(q)->n);
	if (sql_take(q, "=")) {
		from = sql_token(q);
		while (!sql_is(q, ";") && sql_token(q)->kind != LEX_END)
			q->at++;
		if (from->kind == LEX_STRING)
			buf_puts(&value, from->text);
		else
			buf_put(&value, from->p,
			    (size_t)(sql_token(q)->p - from->p));
		while (value.len > 0 && value.data[value.len - 1] <= ' ')
			value.len--;
		sql_set(q, buf_str(&key), buf_str(&value));
		t = NULL;
	}
	buf_release(&key);
	buf_release(&value);
	return t == NULL ? 0 : sql_fail_token(q);
}

static int
run_statement(struct sql *q)
{
	static const struct {
		const char *word;
		int (*run)(struct sql *);
	} statements[] = {
		{ "create", ddl_create },
		{ "drop", ddl_drop },
		{ "truncate", ddl_truncate },
		{ "alter", ddl_alter },
		{ "desc", ddl_desc },
		{ "describe", ddl_desc },
		{ "show", ddl_show },
		{ "set", run_set },
	};
	size_t i;

	for (i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		if (sql_take(q, statements[i].word))
			return statements[i].run(q);
	if (sql_take(q, "insert"))
		return dml_insert(q, query_new(q));
	if (sql_word_in(q, " explain update delete merge from grant revoke add"
			   " list put use purge read clone load unload cost"
			   " restore optimize msck count analyze "))
		return sql_fail(q, sql_token(q), SQL_SEMANTIC,
		    "Semantic analysis exception - mclocal has no %s",
		    sql_token(q)->text);
	if (sql_is(q, "select") || sql_is(q, "with") || sql_is(q, "(") ||
	    sql_is(q, "values"))
		return dml_select(q);
	return sql_fail_token(q);
}

int
sql_run(struct sql *q, const char *script, size_t n)
{
	if (n > SQL_LENGTH_MAX)
		return sql_fail(q, NULL, SQL_PARSE,
		    "Parse exception - the script is longer than %d bytes",
		    SQL_LENGTH_MAX);
	if (lex_all(&q->lex, script, n) == -1) {
		struct token t = { .line = q->lex.line, .col = q->lex.col };

		return sql_fail(
		    q, &t, SQL_PARSE, "Parse exception - %s", q->lex.why);
	}
	for (;;) {
		while (sql_take(q, ";"))
			continue;
		if (sql_token(q)->kind == LEX_END)
			return 0;
		if (run_statement(q) == -1)
			return -1;
		if (sql_token(q)->kind != LEX_END && !sql_is(q, ";"))
			return sql_fail_token(q);
	}
}
