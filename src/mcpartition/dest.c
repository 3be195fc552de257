/*
 * dest.c: the destination tables of a plan: their names, columns and types.
 *
 * Base and log share the array of columns (row/dest.h); and both share the
 * definition of the source.  Thousands of tables are usual, and this is what
 * they keep in memory.
 */
#include <string.h>

#include "base/mem.h"
#include "mcpartition/plan.h"

/* Two names that differ only in case are one for the target. */
static char *
check_columns(
    const struct plan *p, const struct row_table *t, const struct row_dest *d)
{
	struct names names = { 0 };
	const char *why, *other;
	char *bad = NULL;
	size_t n;

	for (unsigned i = 0; i < d->nparts; i++)
		names_take(&names, d->part[i], "a partition column of the log");
	for (unsigned i = 0; i < d->ncolumns && bad == NULL; i++) {
		const struct row_dest_column *c = &d->column[i];
		bool ours = i < p->front;
		const char *owner = ours ? "a column added to the log"
				    : c->source == ROW_DEST_ADDED
					? c->name
					: t->column[c->source].name;

		n = names.n;
		if ((why = names_check_column(c->name)) != NULL)
			bad = xasprintf(
			    "'%s.%s.%s': the name %s" PLAN_HINT_RENAME, t->db,
			    t->name, owner, why);
		else if ((other = names_take(&names, c->name, owner)) == NULL &&
			 names.n == n)
			bad = xasprintf(
			    "'%s.%s': its definition has two columns '%s'",
			    t->db, t->name, owner);
		else if (other == NULL)
			continue;
		else if (other[0] == 'a' && other[1] == ' ')
			bad = xasprintf("'%s.%s.%s' is also the name of "
					"%s\nuse the other rule, --names %s",
			    t->db, t->name, owner, other,
			    p->shape->previous ? "new" : "previous");
		else
			bad = xasprintf("'%s.%s': columns '%s' and '%s' "
					"differ only in case" PLAN_HINT_RENAME,
			    t->db, t->name, other, owner);
	}
	names_release(&names);
	return bad;
}

/* The columns of the log, with what is done to each. */
static void
make_columns(struct plan *p, struct row_table *t, struct row_dest *d)
{
	enum type_act act[ROW_COLUMNS_MAX];

	dest_columns(p->shape, t, p->made != NULL ? p->made : t, d, act);
	if (p->made != NULL) {
		gap_columns(p, d);
		return;
	}
	for (unsigned i = 0; i < t->ncolumns; i++) {
		p->column[i].class = t->column[i].class;
		p->column[i].act = (uint8_t)act[i];
		if (act[i] != TYPE_DROP)
			p->column[i].dest = (uint16_t)p->kept++;
	}
}

/* A destination without columns yet, with the definition of the source. */
static struct row_dest *
make_table(struct plan *p, enum row_role role)
{
	struct row_table *t = xcalloc(1, sizeof(*t));
	struct row_dest *d;

	*t = *p->source;
	t->ref = 0;
	t->mem = (struct buf){ 0 };
	t->own = NULL;
	t->nown = 0;
	p->dest[role].table = t;
	d = t->dest = row_table_alloc(t, 1, sizeof(*d));
	d->role = (uint8_t)role;
	d->table = dest_name(p->shape, t, role);
	return d;
}

char *
dest_make(struct plan *p)
{
	struct row_dest *base = make_table(p, ROW_BASE);
	struct row_dest *log = make_table(p, ROW_LOG);
	const struct row_table *t = p->dest[ROW_LOG].table;
	const char *why;

	if ((why = names_check_table(base->table)) != NULL)
		return xasprintf(
		    "'%s.%s': the name of '%s' %s" PLAN_HINT_RENAME, t->db,
		    t->name, base->table, why);
	make_columns(p, p->dest[ROW_LOG].table, log);
	base->column = log->column + p->front;
	base->ncolumns = (uint16_t)p->kept;
	if (log->ncolumns + log->nparts > NAMES_COLUMNS)
		return xasprintf(
		    "'%s.%s': '%s' would have %u columns, 1200 are "
		    "allowed" PLAN_HINT_RENAME,
		    t->db, t->name, log->table,
		    (unsigned)log->ncolumns + log->nparts);
	return check_columns(p, t, log);
}
