/*
 * query_out.c: the SQL that a walk makes: its text, where each piece came
 * from, what is known of the types of its columns; and preparing it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/query_own.h"

struct query *
query_new(struct sql *q)
{
	struct query *t = xcalloc(1, sizeof(*t));

	t->q = q;
	return t;
}

void
query_free(struct query *t)
{
	if (t == NULL)
		return;
	buf_release(&t->out);
	free(t->map);
	free(t->cte);
	free(t->hint);
	free(t);
}

const char *
query_text(struct query *t)
{
	return buf_str(&t->out);
}

void
query_put(struct query *t, const char *text)
{
	t->map = xreallocarray(t->map, t->nmap + 1, sizeof(*t->map));
	t->map[t->nmap].at = t->out.len;
	t->map[t->nmap++].token = t->q->at;
	buf_puts(&t->out, text);
	buf_putc(&t->out, ' ');
}

void
query_put_name(struct query *t, const char *name)
{
	query_put(t, "");
	store_put_name(&t->out, name);
	buf_putc(&t->out, ' ');
}

void
query_add_hint(struct query *t, const char *type)
{
	struct hint *h;

	t->hint = xreallocarray(t->hint, t->nhints + 1, sizeof(*t->hint));
	h = &t->hint[t->nhints++];
	h->text_only = *type == '?';
	snprintf(h->type, sizeof(h->type), "%s", type + h->text_only);
}

const char *
query_hint(const struct query *t, size_t i, bool *text_only)
{
	if (i >= t->nhints || t->hint[i].type[0] == '\0')
		return NULL;
	*text_only = t->hint[i].text_only;
	return t->hint[i].type;
}

/* The token that stands where SQLite stumbled. */
static const struct token *
map_token(const struct query *t, int offset)
{
	size_t i, token = 0;

	if (offset < 0)
		return NULL;
	for (i = 0; i < t->nmap && t->map[i].at <= (size_t)offset; i++)
		token = t->map[i].token;
	return &t->q->lex.t[token];
}

static const char *
behind(const char *text, const char *start)
{
	size_t n = strlen(start);

	return strncmp(text, start, n) == 0 ? text + n : NULL;
}

sqlite3_stmt *
query_prepare(struct query *t)
{
	struct sql *q = t->q;
	const char *why, *name;
	const struct token *at;
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(q->s->db, query_text(t), -1, &stmt, NULL) ==
	    SQLITE_OK)
		return stmt;
	why = sqlite3_errmsg(q->s->db);
	at = map_token(t, sqlite3_error_offset(q->s->db));
	if ((name = behind(why, "no such column: ")) != NULL)
		sql_fail(q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - column %s cannot be"
		    " resolved",
		    name);
	else if ((name = behind(why, "no such function: ")) != NULL)
		sql_fail(q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - function %s cannot be"
		    " resolved",
		    name);
	else if (strstr(why, "syntax error") != NULL ||
		 strstr(why, "incomplete input") != NULL)
		sql_fail(q, at, SQL_PARSE, "Parse exception - %s", why);
	else
		sql_fail(q, at, SQL_SEMANTIC,
		    "Semantic analysis exception - %s", why);
	return NULL;
}
