/*
 * dest.c: the destination tables of a plan: their names, columns and types.
 *
 * Base and log share the array of columns, for a base has the columns of its
 * log but the first five; and both share the definition of the source.
 * Thousands of tables are usual, and this is what they keep in memory.
 */
#include <string.h>

#include "base/mem.h"
#include "mcpartition/plan.h"

/* Two names that differ only in case are one for the target. */
static char *
check_columns(
    const struct shape *s, const struct row_table *t, const struct row_dest *d)
{
	struct names names = { 0 };
	const char *why, *other;
	char *bad = NULL;

	for (unsigned i = 0; i < d->nparts; i++)
		names_take(&names, d->part[i], "a partition column of the log");
	for (unsigned i = 0; i < d->ncolumns && bad == NULL; i++) {
		const struct row_dest_column *c = &d->column[i];
		bool ours = c->source == ROW_DEST_ADDED;
		const char *owner = ours ? "a column added to the log"
					 : t->column[c->source].name;

		if ((why = names_check_column(c->name)) != NULL)
			bad = xasprintf(
			    "'%s.%s.%s': the name %s" PLAN_HINT_RENAME, t->db,
			    t->name, owner, why);
		else if ((other = names_take(&names, c->name, owner)) == NULL)
			continue;
		else if (other[0] == 'a' && other[1] == ' ')
			bad = xasprintf("'%s.%s.%s' is also the name of "
					"%s\nuse the other rule, --names %s",
			    t->db, t->name, owner, other,
			    s->previous ? "new" : "previous");
		else
			bad = xasprintf("'%s.%s': columns '%s' and '%s' "
					"differ only in case" PLAN_HINT_RENAME,
			    t->db, t->name, other, owner);
	}
	names_release(&names);
	return bad;
}

static void
add_column(const struct shape *s, struct row_dest *d, unsigned which,
    enum row_mc_type type)
{
	d->column[d->ncolumns++] = (struct row_dest_column){
		.name = names_added(s, which),
		.type = (uint8_t)type,
		.class = (uint8_t)row_mc_class(type),
		.nullable = true,
		.source = ROW_DEST_ADDED,
	};
}

/*
 * The columns of the log, with what is done to each: the five added ones
 * first, as in the vendor's log, then those of the source.
 */
static void
make_columns(const struct shape *s, struct plan *p, struct row_table *t,
    struct row_dest *d)
{
	d->column = row_table_alloc(
	    t, (size_t)t->ncolumns + NAMES_ADDED, sizeof(d->column[0]));
	add_column(s, d, NAMES_RECORD_ID, ROW_MC_BIGINT);
	add_column(s, d, NAMES_OPERATION_FLAG, ROW_MC_STRING);
	add_column(s, d, NAMES_UTC_TIMESTAMP, ROW_MC_BIGINT);
	add_column(s, d, NAMES_BEFORE_FLAG, ROW_MC_STRING);
	add_column(s, d, NAMES_AFTER_FLAG, ROW_MC_STRING);
	for (unsigned i = 0; i < t->ncolumns; i++) {
		struct row_dest_column *c = &d->column[d->ncolumns];

		p->column[i].class = t->column[i].class;
		p->column[i].act = (uint8_t)type_map(s, &t->column[i], c);
		if (p->column[i].act == TYPE_DROP)
			continue;
		c->name = names_fold(t, s, row_column_name(&t->column[i]));
		c->source = (uint16_t)i;
		p->column[i].dest = (uint16_t)p->kept++;
		d->ncolumns++;
	}
	d->part = row_table_alloc(t, s->levels, sizeof(d->part[0]));
	for (unsigned i = 0; i < s->levels; i++)
		d->part[d->nparts++] = names_added(s, NAMES_MODIFYTIME + i);
}

/* A destination without columns yet, with the definition of the source. */
static struct row_dest *
make_table(const struct shape *s, struct plan *p, enum row_role role)
{
	const char *suffix = role == ROW_BASE ? "_base" : "_log", *name;
	struct row_table *t = xcalloc(1, sizeof(*t));
	struct row_dest *d;
	char *full;

	*t = *p->source;
	t->ref = 0;
	t->mem = (struct buf){ 0 };
	t->own = NULL;
	t->nown = 0;
	p->dest[role].table = t;
	d = t->dest = row_table_alloc(t, 1, sizeof(*d));
	d->role = (uint8_t)role;
	name = names_fold(t, s, row_table_name(t));
	full = row_table_alloc(t, strlen(name) + strlen(suffix) + 1, 1);
	memcpy(full, name, strlen(name));
	memcpy(full + strlen(name), suffix, strlen(suffix) + 1);
	d->table = full;
	return d;
}

char *
dest_make(const struct shape *s, struct plan *p)
{
	struct row_dest *base = make_table(s, p, ROW_BASE);
	struct row_dest *log = make_table(s, p, ROW_LOG);
	const struct row_table *t = p->dest[ROW_LOG].table;
	const char *why;

	if ((why = names_check_table(base->table)) != NULL)
		return xasprintf(
		    "'%s.%s': the name of '%s' %s" PLAN_HINT_RENAME, t->db,
		    t->name, base->table, why);
	make_columns(s, p, p->dest[ROW_LOG].table, log);
	base->column = log->column + NAMES_ADDED;
	base->ncolumns = (uint16_t)p->kept;
	if (log->ncolumns + log->nparts > NAMES_COLUMNS)
		return xasprintf(
		    "'%s.%s': '%s' would have %u columns, 1200 are "
		    "allowed" PLAN_HINT_RENAME,
		    t->db, t->name, log->table,
		    (unsigned)log->ncolumns + log->nparts);
	return check_columns(s, t, log);
}
