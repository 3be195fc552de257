/*
 * scope.c: names of tables and columns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mclocal/query_own.h"

void
scope_init(struct scope *sc, const struct scope *outer)
{
	memset(sc, 0, sizeof(*sc));
	sc->outer = outer;
	sc->end = &sc->source;
}

void
scope_release(struct scope *sc)
{
	while (sc->npartitioned > 0)
		table_free(sc->partitioned[--sc->npartitioned]);
	buf_release(&sc->extra);
}

void
scope_add(struct query *t, struct scope *sc, const char *alias,
    const struct shape *shape, bool using)
{
	struct source *s = query_alloc(t, sizeof(*s));

	s->alias = alias;
	s->shape = shape;
	s->using = using;
	*sc->end = s;
	sc->end = &s->next;
}

void
shape_add(struct query *t, struct shape *s, const char *name,
    const struct row_dest_column *type)
{
	struct shape_column *c;

	if ((s->n & (s->n - 1)) == 0) { /* 0, 1, 2, 4... */
		c = query_alloc(t, (s->n * 2 + 1) * sizeof(*c));
		if (s->n > 0)
			memcpy(c, s->column, s->n * sizeof(*c));
		s->column = c;
	}
	s->column[s->n].name = name;
	s->column[s->n++].type = *type;
}

const struct shape *
scope_table(struct query *t, const struct table *table)
{
	struct shape *s = query_alloc(t, sizeof(*s));
	unsigned i;

	for (i = 0; i < table->ncolumns + table->nparts; i++)
		shape_add(t, s, query_dup(t, table->column[i].name),
		    &table->column[i].type);
	return s;
}

static const struct shape_column *
shape_find(const struct shape *s, const char *name)
{
	size_t i;

	for (i = 0; s != NULL && i < s->n; i++)
		if (strcasecmp(s->column[i].name, name) == 0)
			return &s->column[i];
	return NULL;
}

/* What a name means in one scope: how many sources have it. */
struct found {
	unsigned n;
	const struct source *source; /* NULL: of the result */
	const struct shape_column *column;
	bool using;
};

static struct found
scope_find(const struct scope *sc, const char *qualifier, const char *name)
{
	struct found f = { .n = 0 };
	const struct shape_column *c;
	const struct source *s;

	for (s = sc->source; s != NULL; s = s->next) {
		if (qualifier != NULL && !sc->any &&
		    strcasecmp(s->alias, qualifier) != 0)
			continue;
		if ((c = shape_find(s->shape, name)) == NULL)
			continue;
		if (f.n++ == 0) {
			f.source = s;
			f.column = c;
		}
		f.using |= s->using;
	}
	c = qualifier == NULL ? shape_find(sc->result, name) : NULL;
	if (c != NULL && (f.n == 0 || sc->result_first)) {
		f.n = 1;
		f.source = NULL;
		f.column = c;
	}
	return f;
}

static struct expr *
column_expr(struct query *t, const struct found *f)
{
	struct expr *e = expr_new(t, "");

	/* of two that are joined by USING, SQLite knows which */
	if (f->source != NULL && !f->using) {
		store_put_name(&e->sql, f->source->alias);
		buf_putc(&e->sql, '.');
	}
	store_put_name(&e->sql, f->column->name);
	e->type = f->column->type;
	e->column = f->column->name;
	return e;
}

struct expr *
scope_column(struct query *t, const struct scope *sc)
{
	struct sql *q = t->q;
	const struct token *at = sql_token(q), *name, *part[3];
	const char *qualifier = NULL;
	struct found f;
	size_t n = 0;

	do {
		if (n == 3 || (part[n] = sql_name(q)) == NULL) {
			sql_fail_token(q);
			return NULL;
		}
		n++;
	} while (sql_take(q, "."));
	name = part[n - 1];
	if (n > 1)
		qualifier = part[n - 2]->text;
	for (; sc != NULL; sc = sc->outer) {
		f = scope_find(sc, qualifier, name->text);
		if (f.n == 1 || (f.n > 1 && f.using)) {
			if (f.source != NULL)
				group_use(t, sc, at,
				    f.using ? NULL : f.source->alias,
				    f.column->name);
			return column_expr(t, &f);
		}
		if (f.n > 1) {
			sql_fail(q, at, SQL_SEMANTIC,
			    "Semantic analysis exception - column %s is"
			    " ambiguous",
			    name->text);
			return NULL;
		}
	}
	sql_fail(q, n > 1 ? name : at, SQL_SEMANTIC,
	    "Semantic analysis exception - column %s%s%s cannot be resolved",
	    n > 1 ? qualifier : "", n > 1 ? "." : "", name->text);
	return NULL;
}

static bool
seen(const struct shape *s, size_t from, const char *name)
{
	for (; from < s->n; from++)
		if (strcmp(s->column[from].name, name) == 0)
			return true;
	return false;
}

int
scope_star(struct query *t, const struct scope *sc, const char *qualifier,
    struct buf *out, struct shape *shape)
{
	const struct source *s;
	size_t i, from = shape->n;
	bool any = false;

	for (s = sc->source; s != NULL; s = s->next) {
		if (qualifier != NULL && strcasecmp(s->alias, qualifier) != 0)
			continue;
		any = true;
		for (i = 0; i < s->shape->n; i++) {
			const struct shape_column *c = &s->shape->column[i];

			/* a column by which they are joined stands once */
			if (qualifier == NULL && s->using &&
			    seen(shape, from, c->name))
				continue;
			buf_puts(out, shape->n > 0 ? ", " : "");
			store_put_name(out, s->alias);
			buf_putc(out, '.');
			store_put_name(out, c->name);
			if (c->type.class == ROW_C_DECIMAL)
				buf_puts(out, " COLLATE DECIMAL");
			buf_puts(out, " AS ");
			store_put_name(out, c->name);
			shape_add(t, shape, c->name, &c->type);
			group_use(t, sc, sql_token(t->q), s->alias, c->name);
		}
	}
	if (any)
		return 0;
	if (qualifier != NULL)
		return sql_fail(t->q, sql_token(t->q), SQL_SEMANTIC,
		    "Semantic analysis exception - table %s cannot be resolved",
		    qualifier);
	return sql_fail(t->q, sql_token(t->q), SQL_SEMANTIC,
	    "Semantic analysis exception - * needs a FROM");
}
