/*
 * query_out.c: what a query keeps while it is made, and preparing it.
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
	struct expr *e;
	struct pool *p;

	if (t == NULL)
		return;
	while ((e = t->exprs) != NULL) {
		t->exprs = e->next;
		buf_release(&e->sql);
		free(e);
	}
	while ((p = t->pool) != NULL) {
		t->pool = p->next;
		free(p);
	}
	buf_release(&t->out);
	free(t);
}

void *
query_alloc(struct query *t, size_t n)
{
	struct pool *p = xcalloc(1, sizeof(*p) + n);

	p->next = t->pool;
	t->pool = p;
	return p + 1;
}

const char *
query_dup(struct query *t, const char *text)
{
	size_t n = strlen(text) + 1;

	return memcpy(query_alloc(t, n), text, n);
}

void
query_wrap(struct query *t, const char *before, const char *after)
{
	struct buf b;

	buf_init(&b);
	buf_puts(&b, before);
	buf_put(&b, t->out.data, t->out.len);
	buf_puts(&b, after);
	buf_release(&t->out);
	t->out = b;
}

const struct shape *
query_shape(const struct query *t)
{
	return &t->shape;
}

sqlite3_stmt *
query_prepare(struct query *t)
{
	struct sql *q = t->q;
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(q->s->db, buf_str(&t->out), -1, &stmt, NULL) ==
	    SQLITE_OK)
		return stmt;
	/* names and types were right, so only their place is wrong */
	sql_fail(q, NULL, SQL_SEMANTIC, "Semantic analysis exception - %s",
	    sqlite3_errmsg(q->s->db));
	return NULL;
}
