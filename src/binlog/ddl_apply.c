/*
 * ddl_apply.c: carrying out what a statement says about columns, in the order
 * of the server: first what becomes of the old ones, one after the other,
 * then the new and the moved ones as they are written.
 */
#include <string.h>
#include <strings.h>

#include "binlog/ddl_ops.h"

struct work {
	struct ddl_ops *o;
	struct row_column *column;
	unsigned n;
	const char *charset;
	struct buf *why;
};

static bool
same(const char *a, const char *b)
{
	return strcasecmp(a, b) == 0;
}

/* Where a column stands in the new list; n when it does not. */
static unsigned
find(const struct work *w, const char *name)
{
	unsigned i;

	for (i = 0; i < w->n && !same(w->column[i].name, name); i++)
		continue;
	return i;
}

static bool
make(struct work *w, const struct ddl_op *op, const struct row_column *old,
    struct row_column *c)
{
	if (!ddl_type_finish(c, &op->def, w->o->t, w->charset, w->why))
		return false;
	/* whatever character set the definition asks for */
	if (w->o->converts && !ddl_type_convert(c, w->o->t, w->charset, w->why))
		return false;
	if (old == NULL)
		return true;
	c->key = old->key;
	if (old->key != 0 && (w->o->t->flags & ROW_TAB_PRIMARY))
		c->flags &= (uint16_t)~ROW_COL_NULLABLE;
	if (same(op->name, op->def.name))
		c->map = old->map;
	return true;
}

/* The first operation on an old column. */
static struct ddl_op *
operation(struct ddl_ops *o, const char *name)
{
	size_t i;

	for (i = 0; i < o->n; i++)
		if (o->op[i].kind != DDL_ADD && same(o->op[i].name, name))
			return &o->op[i];
	return NULL;
}

static bool
old_columns(struct work *w)
{
	struct row_table *t = w->o->t;
	unsigned i;

	for (i = 0; i < t->ncolumns; i++) {
		struct row_column *old = &t->column[i], *c;
		struct ddl_op *op = operation(w->o, old->name);

		c = &w->column[w->n];
		if (op != NULL)
			op->done = true;
		if (op != NULL && op->kind == DDL_DROP)
			continue;
		if (op != NULL && op->kind == DDL_CHANGE) {
			if (op->place != DDL_STAY)
				continue;
			if (!make(w, op, old, c))
				return false;
			w->n++;
			continue;
		}
		*c = *old;
		w->n++;
		if (op != NULL) {
			c->name = op->to;
			c->map = "";
		}
		if (w->o->converts &&
		    !ddl_type_convert(c, t, w->charset, w->why))
			return false;
	}
	return true;
}

/* Put a column where the operation says. */
static bool
place(struct work *w, const struct ddl_op *op, const struct row_column *c)
{
	unsigned at = w->n;

	if (op->place == DDL_FIRST)
		at = 0;
	if (op->place == DDL_AFTER) {
		if ((at = find(w, op->after)) == w->n) {
			buf_printf(
			    w->why, "there is no column '%s'", op->after);
			return false;
		}
		at++;
	}
	memmove(&w->column[at + 1], &w->column[at],
	    (w->n - at) * sizeof(w->column[0]));
	w->column[at] = *c;
	w->n++;
	return true;
}

static const struct row_column *
old_column(const struct row_table *t, const char *name)
{
	unsigned i;

	for (i = 0; i < t->ncolumns; i++)
		if (same(t->column[i].name, name))
			return &t->column[i];
	return NULL;
}

static bool
new_columns(struct work *w)
{
	struct row_column c;
	size_t i;

	for (i = 0; i < w->o->n; i++) {
		const struct ddl_op *op = &w->o->op[i];
		bool moves = op->kind == DDL_CHANGE && op->place != DDL_STAY;

		if (op->kind != DDL_ADD && !op->done) {
			if (op->maybe)
				continue;
			buf_printf(w->why, "there is no column '%s'", op->name);
			return false;
		}
		if (op->kind != DDL_ADD && !moves)
			continue;
		if (op->kind == DDL_ADD && op->maybe &&
		    old_column(w->o->t, op->name) != NULL)
			continue;
		if (find(w, op->def.name) != w->n) {
			buf_printf(w->why, "there is a column '%s' already",
			    op->def.name);
			return false;
		}
		if (!make(w, op, moves ? old_column(w->o->t, op->name) : NULL,
			&c) ||
		    !place(w, op, &c))
			return false;
	}
	return true;
}

/* --- keys ----------------------------------------------------------------- */

static void
no_key(struct work *w)
{
	unsigned i;

	for (i = 0; i < w->n; i++)
		w->column[i].key = 0;
	w->o->t->flags &= (uint16_t) ~(ROW_TAB_PRIMARY | ROW_TAB_UNIQUE);
}

/* Columns that went leave no gap.  A UNIQUE key without one of its columns
 * is another key. */
static void
close_gaps(struct work *w)
{
	unsigned i, place, next, missing = 0, top = 0;

	for (i = 0; i < w->n; i++)
		if (w->column[i].key > top)
			top = w->column[i].key;
	for (place = 1, next = 1; place <= top; place++) {
		for (i = 0; i < w->n && w->column[i].key != place; i++)
			continue;
		if (i == w->n)
			missing++;
		else
			w->column[i].key = (uint16_t)next++;
	}
	if (top == 0 || (missing > 0 && (w->o->t->flags & ROW_TAB_UNIQUE)))
		no_key(w);
}

static bool
usable(const struct work *w, const struct ddl_key *k)
{
	unsigned i, at;

	for (i = 0; i < k->n; i++) {
		at = find(w, k->name[i]);
		if (at == w->n)
			return false;
		if (!k->primary && (w->column[at].flags & ROW_COL_NULLABLE))
			return false;
	}
	return true;
}

static bool
set_key(struct work *w, const struct ddl_key *k)
{
	struct row_column *c;
	unsigned i;

	if (!usable(w, k)) {
		if (k->primary)
			buf_puts(w->why, "the primary key has other columns");
		return !k->primary;
	}
	no_key(w);
	for (i = 0; i < k->n; i++) {
		c = &w->column[find(w, k->name[i])];
		c->key = (uint16_t)(i + 1);
		c->flags &= (uint16_t)~ROW_COL_NULLABLE;
	}
	w->o->t->flags |= k->primary ? ROW_TAB_PRIMARY : ROW_TAB_UNIQUE;
	return true;
}

/* The key of a table is its primary one, else the first that is as good. */
static bool
keys(struct work *w)
{
	struct ddl_ops *o = w->o;
	size_t i;

	close_gaps(w);
	if ((o->drops_primary && (o->t->flags & ROW_TAB_PRIMARY)) ||
	    (o->drops_index && (o->t->flags & ROW_TAB_UNIQUE)))
		no_key(w);
	for (i = 0; i < w->n; i++)
		if (w->column[i].key != 0 &&
		    (w->column[i].flags & ROW_COL_NULLABLE))
			break;
	if (i < w->n)
		no_key(w);
	for (i = 0; i < o->nkeys; i++)
		if (o->key[i].primary)
			return set_key(w, &o->key[i]);
	for (i = 0; i < o->nkeys; i++)
		if (!(o->t->flags & (ROW_TAB_PRIMARY | ROW_TAB_UNIQUE)) &&
		    !set_key(w, &o->key[i]))
			return false;
	return true;
}

bool
ddl_apply(struct ddl_ops *o, const char *charset, struct buf *why)
{
	size_t room = o->t->ncolumns + o->n + 1;
	struct work w = { .o = o, .charset = charset, .why = why };

	w.column = row_table_alloc(o->t, room, sizeof(w.column[0]));
	if (!old_columns(&w) || !new_columns(&w))
		return false;
	if (w.n == 0 || w.n > ROW_COLUMNS_MAX) {
		buf_puts(why, "no column is left, or too many");
		return false;
	}
	if (!keys(&w))
		return false;
	o->t->column = w.column;
	o->t->ncolumns = (uint16_t)w.n;
	return true;
}
