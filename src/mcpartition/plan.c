/*
 * plan.c: TABLE record in, plan out; the destination tables: dest.c.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem.h"
#include "binlog/ddl.h"
#include "mcpartition/plan.h"

#define HINT_SCHEMA "\ngive rowdecode the definitions with --schema"
/* What can be refused by looking at the source definition alone. */
static char *
check_source(const struct row_table *t, int *code)
{
	*code = EX_DATAERR;
	if (t->ncolumns == 0)
		return xasprintf("'%s.%s' has no columns", t->db, t->name);
	*code = EX_CONFIG;
	if (t->flags & ROW_TAB_NAMELESS)
		return xasprintf("'%s.%s': names of its columns are not "
				 "known" HINT_SCHEMA,
		    t->db, t->name);
	if (t->flags & ROW_TAB_VIEW)
		return xasprintf(
		    "'%s.%s' is a view" PLAN_HINT_RENAME, t->db, t->name);
	for (unsigned i = 0; i < t->ncolumns; i++) {
		const struct row_column *c = &t->column[i];

		if (c->flags & ROW_COL_INNER)
			continue;
		if (c->flags & (ROW_COL_NAMELESS | ROW_COL_UNSURE))
			return xasprintf("'%s.%s.%s': name, sign, charset or "
					 "members are not known" HINT_SCHEMA,
			    t->db, t->name, c->name);
		if ((c->type == ROW_ENUM || c->type == ROW_SET) &&
		    c->nmembers == 0)
			return xasprintf("'%s.%s.%s': its members are not "
					 "known" HINT_SCHEMA,
			    t->db, t->name, c->name);
		if (c->class != row_class_of(c->type, c->flags, c->charset)) {
			*code = EX_DATAERR;
			return xasprintf("'%s.%s.%s': class %u does not go "
					 "with its type",
			    t->db, t->name, c->name, c->class);
		}
	}
	return NULL;
}

struct plan *
plan_new(const struct shapes *s, const struct target *target,
    const struct rec *r, char **why, int *code)
{
	struct plan *p = xcalloc(1, sizeof(*p));
	const char *text;

	if ((p->source = row_table_parse(r, &text)) == NULL) {
		*why = xasprintf(
		    "record %llu: %s", (unsigned long long)r->seq, text);
		*code = EX_DATAERR;
		goto bad;
	}
	if (p->source->dest != NULL) {
		*why = xstrdup("the stream has been through mcpartition "
			       "already");
		*code = EX_DATAERR;
		goto bad;
	}
	if ((*why = check_source(p->source, code)) != NULL)
		goto bad;
	p->shape = shapes_of(s, p->source->db, p->source->name);
	p->front = names_front(p->shape);
	p->made = target_find(target, p->source->db, p->source->name);
	p->shadow = target != NULL && p->made == NULL &&
		    ddl_is_shadow(p->source->name, strlen(p->source->name));
	if (p->shadow)
		return p;
	p->column = xcalloc(p->source->ncolumns, sizeof(p->column[0]));
	*code = EX_CONFIG;
	if ((*why = dest_make(p)) != NULL)
		goto bad;
	if (p->kept == 0) {
		*why = xasprintf("'%s.%s' has no columns of its own",
		    p->source->db, p->source->name);
		goto bad;
	}
	p->straight = !p->mixed && p->kept == p->source->ncolumns;
	p->whole = p->straight;
	for (unsigned i = 0; i < p->source->ncolumns; i++)
		if (p->column[i].act != TYPE_COPY)
			p->whole = false;
	p->zero_null = p->shape->zero == SHAPE_ZERO_NULL;
	parts_init(&p->parts, p->shape->levels);
	return p;
bad:
	plan_free(p);
	return NULL;
}

static bool
same_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

static bool
same_column(const struct row_column *a, const struct row_column *b)
{
	if (a->nmembers != b->nmembers || a->length != b->length ||
	    a->type != b->type || a->class != b->class ||
	    a->precision != b->precision || a->scale != b->scale ||
	    a->flags != b->flags || a->key != b->key ||
	    !same_text(a->name, b->name) || !same_text(a->map, b->map) ||
	    !same_text(a->charset, b->charset) ||
	    !same_text(a->collation, b->collation) ||
	    !same_text(a->text, b->text) || !same_text(a->comment, b->comment))
		return false;
	for (uint32_t i = 0; i < a->nmembers; i++)
		if (!same_text(a->member[i], b->member[i]))
			return false;
	return true;
}

bool
plan_same(const struct plan *p, const struct plan *q)
{
	const struct row_table *a = p->source, *b = q->source;

	if (a->flags != b->flags || a->since.offset != b->since.offset ||
	    strcmp(a->since.file, b->since.file) != 0 ||
	    a->ncolumns != b->ncolumns || !same_text(a->db, b->db) ||
	    !same_text(a->name, b->name) || !same_text(a->map_db, b->map_db) ||
	    !same_text(a->map_name, b->map_name) ||
	    !same_text(a->comment, b->comment))
		return false;
	for (unsigned i = 0; i < a->ncolumns; i++)
		if (!same_column(&a->column[i], &b->column[i]))
			return false;
	return true;
}

void
plan_free(struct plan *p)
{
	if (p == NULL)
		return;
	row_table_free(p->source);
	row_table_free(p->dest[ROW_BASE].table);
	row_table_free(p->dest[ROW_LOG].table);
	parts_release(&p->parts);
	free(p->column);
	free(p);
}
