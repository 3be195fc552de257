/*
 * gap.c: the columns that the target has, and those of the rows: which goes
 * where, and how the two differ.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mcpartition/plan.h"

__attribute__((format(printf, 2, 3))) static void
note(struct plan_gap *g, const char *fmt, ...)
{
	va_list ap;

	if (g->what[0] != '\0')
		return;
	va_start(ap, fmt);
	vsnprintf(g->what, sizeof(g->what), fmt, ap);
	va_end(ap);
}

/* A column that goes to the target, or -1. */
static int
find(const struct row_table *t, const char *name)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (!(t->column[i].flags & ROW_COL_INNER) &&
		    strcasecmp(row_column_name(&t->column[i]), name) == 0)
			return i;
	return -1;
}

static bool
same_type(const struct row_dest_column *a, const struct row_dest_column *b)
{
	return a->type == b->type && a->precision == b->precision &&
	       a->scale == b->scale && a->length == b->length;
}

/* What is done with a column of class own that the target has as d. */
static unsigned
convert(const struct row_column *c, unsigned act,
    const struct row_dest_column *own, const struct row_dest_column *d)
{
	bool time = own->class == ROW_C_TIME && d->class == ROW_C_TIME;

	if (own->class == ROW_C_DECIMAL && d->class == ROW_C_DECIMAL)
		return act == TYPE_COPY ? PLAN_DIGITS : PLAN_NEVER;
	if (own->class == ROW_C_INT && d->class == ROW_C_INT)
		return act; /* the sink looks at their size */
	if (own->class == ROW_C_TEXT && d->class == ROW_C_TEXT)
		return act; /* and at their length */
	if (own->class == ROW_C_FLOAT && d->class == ROW_C_DOUBLE)
		return TYPE_WIDEN;
	if (time && (own->type == ROW_MC_DATE || d->type != ROW_MC_DATE) &&
	    (own->type != ROW_MC_TIMESTAMP || d->type != ROW_MC_DATETIME))
		return act;
	if (d->type == ROW_MC_STRING && c->class != ROW_C_BYTES)
		return TYPE_TEXT;
	return PLAN_NEVER;
}

/* Column i of the source goes to place `to`, which the target has as d. */
static void
join(struct plan *p, unsigned i, unsigned to, const struct row_dest_column *d)
{
	const struct row_column *c = &p->source->column[i];
	struct row_dest_column own = { 0 };
	enum type_act act = type_map(p->shape, c, &own);
	char a[32], b[32];

	p->column[i].dest = (uint16_t)to;
	p->column[i].act = (uint8_t)act;
	if (act == TYPE_DROP || same_type(&own, d))
		return;
	p->column[i].act = (uint8_t)convert(c, act, &own, d);
	p->gap.changed++;
	row_mc_text(&own, a);
	row_mc_text(d, b);
	note(&p->gap, "'%s' is %s and in the target %s", c->name, a, b);
}

static void
compare_keys(struct plan *p)
{
	const struct row_table *t = p->source, *m = p->made;
	int at;

	for (int i = 0; i < t->ncolumns; i++) {
		if (t->column[i].flags & ROW_COL_INNER)
			continue;
		at = find(m, row_column_name(&t->column[i]));
		if (t->column[i].key != (at == -1 ? 0 : m->column[at].key))
			p->gap.rekeyed = true;
	}
	for (int i = 0; i < m->ncolumns; i++)
		if (m->column[i].key != 0 &&
		    !(m->column[i].flags & ROW_COL_INNER) &&
		    find(t, row_column_name(&m->column[i])) == -1)
			p->gap.rekeyed = true;
	if (p->gap.rekeyed)
		note(&p->gap, "the key is another one");
}

static void
look_for_extra(struct plan *p)
{
	struct row_dest_column d = { 0 };

	for (unsigned i = 0; i < p->source->ncolumns; i++) {
		if (p->column[i].act != 0)
			continue;
		p->column[i].act = TYPE_DROP;
		if (type_map(p->shape, &p->source->column[i], &d) == TYPE_DROP)
			continue;
		p->gap.extra++;
		note(&p->gap, "'%s' is not in the target",
		    p->source->column[i].name);
	}
}

void
gap_columns(struct plan *p, struct row_dest *d)
{
	unsigned before = 0;

	for (unsigned i = 0; i < p->source->ncolumns; i++)
		p->column[i].class = p->source->column[i].class;
	for (unsigned k = p->front; k < d->ncolumns; k++) {
		const struct row_column *m =
		    &p->made->column[d->column[k].source];
		int i = find(p->source, row_column_name(m));

		if (i == -1) {
			d->column[k].source = ROW_DEST_ADDED;
			p->gap.gone++;
			p->mixed = true;
			note(&p->gap, "'%s' is only in the target", m->name);
		} else {
			d->column[k].source = (uint16_t)i;
			join(p, (unsigned)i, p->kept, &d->column[k]);
			if ((unsigned)i < before)
				p->mixed = true;
			before = (unsigned)i;
		}
		p->kept++;
	}
	look_for_extra(p);
	compare_keys(p);
}
