/*
 * view.c: tables by ref and the looks of their columns; see view.h.
 */
#include <stdlib.h>

#include "base/jsonw.h"
#include "base/mem.h"

#include "pxrec/view.h"

void
view_init(struct view *v)
{
	memset(v, 0, sizeof(*v));
}

static void
table_free(struct view_table *vt)
{
	if (vt == NULL)
		return;
	row_table_free(vt->t);
	buf_release(&vt->keys);
	buf_release(&vt->head);
	free(vt->column);
	free(vt);
}

void
view_release(struct view *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		table_free(v->table[i]);
	free(v->table);
	view_init(v);
}

static enum view_form
form_of_class(unsigned class)
{
	switch (class) {
	case ROW_C_INT:
		return VIEW_INT;
	case ROW_C_UINT:
		return VIEW_UINT;
	case ROW_C_FLOAT:
		return VIEW_FLOAT;
	case ROW_C_DOUBLE:
		return VIEW_DOUBLE;
	case ROW_C_DECIMAL:
		return VIEW_DECIMAL;
	case ROW_C_TIME:
		return VIEW_TIME;
	case ROW_C_TEXT:
		return VIEW_TEXT;
	default:
		return VIEW_BYTES;
	}
}

static void
look_of_source(struct view_column *c, const struct row_column *s)
{
	c->name = row_column_name(s);
	c->class = s->class;
	c->form = (uint8_t)form_of_class(s->class);
	c->type = s->type;
	c->fsp = s->scale;
	c->source = s;
	if (c->form != VIEW_UINT)
		return;
	if (s->type == ROW_ENUM)
		c->form = VIEW_ENUM;
	else if (s->type == ROW_SET)
		c->form = VIEW_SET;
	else if (s->type == ROW_YEAR)
		c->form = VIEW_YEAR;
}

/* Times of a destination: the tunnel's DATE has days, DATETIME milliseconds,
 * the others what we have, microseconds. */
static void
look_of_dest(struct view_column *c, const struct row_dest_column *d)
{
	c->name = d->name;
	c->class = d->class;
	c->form = (uint8_t)form_of_class(d->class);
	c->type = d->type == ROW_MC_DATE ? ROW_DATE : ROW_DATETIME;
	c->fsp = d->type == ROW_MC_DATETIME ? 3 : 6;
}

static struct view_table *
table_new(struct row_table *t)
{
	struct view_table *vt = xcalloc(1, sizeof(*vt));
	struct view_column *c;
	unsigned i;

	vt->t = t;
	vt->ncolumns = t->dest != NULL ? t->dest->ncolumns : t->ncolumns;
	vt->column = xcalloc(vt->ncolumns + 1u, sizeof(*vt->column));
	for (i = 0; i < vt->ncolumns; i++) {
		c = &vt->column[i];
		if (t->dest != NULL)
			look_of_dest(c, &t->dest->column[i]);
		else
			look_of_source(c, &t->column[i]);
		c->key_at = vt->keys.len;
		jsonw_cstr(&vt->keys, c->name);
		buf_putc(&vt->keys, ':');
		c->key_len = vt->keys.len - c->key_at;
	}
	buf_puts(&vt->head, "\"db\":");
	jsonw_cstr(&vt->head, row_table_db(t));
	buf_puts(&vt->head, ",\"table\":");
	jsonw_cstr(&vt->head, row_table_name(t));
	return vt;
}

struct view_table *
view_take(struct view *v, struct row_table *t)
{
	size_t n = v->n;

	if (t->ref >= n) { /* row_table_parse knows ROW_REF_MAX */
		n = n * 2 > t->ref ? n * 2 : (size_t)t->ref + 16;
		v->table = xreallocarray(v->table, n, sizeof(*v->table));
		memset(v->table + v->n, 0, (n - v->n) * sizeof(*v->table));
		v->n = n;
	}
	table_free(v->table[t->ref]);
	v->table[t->ref] = table_new(t);
	return v->table[t->ref];
}

struct view_table *
view_get(struct view *v, uint32_t ref)
{
	if (ref < v->n && v->table[ref] != NULL)
		return v->table[ref];
	v->why = "no TABLE record has this ref";
	return NULL;
}

int
view_feed(struct view *v, const struct rec *r)
{
	struct rec_begin_body b;
	struct row_table *t;

	switch (r->kind) {
	case REC_TABLE:
		if ((t = row_table_parse(r, &v->why)) == NULL)
			return -1;
		view_take(v, t);
		return 0;
	case REC_BEGIN:
		if (rec_get_begin(r, &b) == -1) {
			v->why = "BEGIN record makes no sense";
			return -1;
		}
		v->at = b.at;
		return 0;
	default:
		return 0;
	}
}
