/*
 * form.c: the tables as MaxCompute would get them under [shape]: names,
 * columns, partitions, and what the type map loses.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pxcheck/check.h"
#include "row/dest.h"

enum {
	PARTITIONS_MAX = 60000,
	PARTITIONS_QUERY = 10000,
	FORECAST_DAYS = 365,
	SAFE_DIGITS = 15 /* of a double */
};

/* --- names --------------------------------------------------------------- */

static bool
has_upper(const char *s)
{
	return strpbrk(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}

static void
check_name(struct check *k, struct row_table *t, struct names *taken)
{
	char *owner = xasprintf("'%s.%s'", t->db, t->name);
	const struct shape *shape = shapes_of(&k->shapes, t->db, t->name);
	static const enum row_role roles[] = { ROW_BASE, ROW_LOG };
	const char *name, *why, *other;

	for (size_t i = 0; i < (k->upsert ? 1 : 2); i++) {
		name = dest_name(shape, t, roles[i]);
		if ((why = names_check_table(name)) != NULL) {
			report_fail(k->r, TARGET_NAMES, "%s: the name '%s' %s",
			    owner, name, why);
			break;
		}
		if ((other = names_take(taken, name, owner)) != NULL)
			report_fail(k->r, TARGET_COLLISIONS,
			    "%s and %s both become '%s'", other, owner, name);
	}
	/* a new name is one that somebody chose */
	if (row_table_name(t) == t->name && has_upper(t->name))
		report_warn(k->r, TARGET_CASE, "%s becomes '%s'", owner,
		    dest_name(shape, t, ROW_BASE));
	free(owner);
}

/* --- columns ------------------------------------------------------------- */

static void
check_column_names(struct check *k, const struct row_table *t,
    const struct row_dest *log, unsigned front)
{
	struct names ours = { 0 }, theirs = { 0 };
	const char *why, *other, *name;

	for (unsigned i = 0; i < log->nparts; i++)
		names_take(&ours, log->part[i], "ours");
	for (unsigned i = 0; i < front; i++)
		names_take(&ours, log->column[i].name, "ours");
	for (unsigned i = front; i < log->ncolumns; i++) {
		const char *owner = t->column[log->column[i].source].name;

		name = log->column[i].name;
		if ((why = names_check_column(name)) != NULL)
			report_fail(k->r, TARGET_NAMES, "'%s.%s.%s' %s", t->db,
			    t->name, owner, why);
		if (names_take(&ours, name, "theirs") != NULL)
			report_fail(k->r, TARGET_ADDED_COLUMNS,
			    "'%s.%s.%s' has the name of a column of the log",
			    t->db, t->name, owner);
		if ((other = names_take(&theirs, name, owner)) != NULL)
			report_fail(k->r, TARGET_COLLISIONS,
			    "'%s.%s': columns '%s' and '%s' are one", t->db,
			    t->name, other, owner);
	}
	names_release(&ours);
	names_release(&theirs);
}

/* What the value loses on its way, or NULL. */
static const char *
loss(const struct row_column *c, enum type_act act)
{
	switch (act) {
	case TYPE_SIGNED:
		return c->type == ROW_BIT ? NULL : "from 2^63 on it stops";
	case TYPE_DOUBLE:
		return c->precision > SAFE_DIGITS || c->precision == 0
			   ? "is rounded to 15 digits"
			   : NULL;
	case TYPE_MILLI:
		return "loses its microseconds";
	default:
		return NULL;
	}
}

static bool
is_long(const struct row_column *c)
{
	switch (c->type) {
	case ROW_TEXT:
	case ROW_BLOB:
		return c->length == 0 || c->length > TYPE_CELL_MAX;
	case ROW_JSON:
	case ROW_GEOMETRY:
		return true;
	default:
		return false;
	}
}

static void
check_types(
    struct check *k, const struct row_table *t, const enum type_act act[])
{
	bool undecided =
	    shapes_of(&k->shapes, t->db, t->name)->longs == SHAPE_LONG_ERROR;
	const char *what;

	for (unsigned i = 0; i < t->ncolumns; i++) {
		const struct row_column *c = &t->column[i];

		if (act[i] == TYPE_DROP)
			continue;
		if ((what = loss(c, act[i])) != NULL)
			report_warn(k->r, TARGET_TYPES, "'%s.%s.%s' %s %s",
			    t->db, t->name, c->name, c->text, what);
		if (is_long(c) && undecided)
			report_warn(k->r, TARGET_CELLS,
			    "'%s.%s.%s' %s can be longer", t->db, t->name,
			    c->name, c->text);
	}
}

static void
check_columns(struct check *k, struct row_table *t)
{
	enum type_act act[ROW_COLUMNS_MAX];
	const struct shape *shape = shapes_of(&k->shapes, t->db, t->name);
	struct row_dest log = { .role = ROW_LOG };
	unsigned n;

	dest_columns(shape, t, t, &log, act);
	n = (unsigned)log.ncolumns + log.nparts;
	if (n > NAMES_COLUMNS)
		report_fail(k->r, TARGET_COLUMNS, "'%s.%s': %u columns", t->db,
		    t->name, n);
	check_column_names(k, t, &log, names_front(shape));
	check_types(k, t, act);
}

/* --- partitions ---------------------------------------------------------- */

static void
forecast_partitions(struct check *k, const struct shape *s)
{
	static const double days[] = { 0, 365, 30, 1, 1.0 / 24,
		1.0 / (24 * 60) };
	double each = days[s->levels], lives = s->lifecycle;
	double full = PARTITIONS_MAX * each, query = PARTITIONS_QUERY * each;

	report_pass(k->r, TARGET_PARTITIONS,
	    "a log is full after %.1f days, and too long for one query after "
	    "%.1f",
	    full, query);
	if (full < FORECAST_DAYS && (lives == 0 || lives > full))
		report_warn(k->r, TARGET_PARTITIONS,
		    "a busy log is full (60,000) after %.1f days", full);
	if (query < FORECAST_DAYS && (lives == 0 || lives > query))
		report_warn(k->r, TARGET_PARTITIONS,
		    "a busy log is too long for one query (10,000) after %.1f "
		    "days",
		    query);
}

/* Of the job, and of the tables with partitions of their own. */
static void
check_partitions(struct check *k)
{
	const struct shapes *s = &k->shapes;
	const struct shape *most = &s->all;

	for (size_t i = 0; i < s->n; i++)
		if (s->table[i].shape.levels > most->levels)
			most = &s->table[i].shape;
	if (!k->incr || most->levels == 0)
		report_skip(k->r, TARGET_PARTITIONS, "none are made");
	else
		forecast_partitions(k, most);
}

void
check_form(struct check *k)
{
	struct names taken = { 0 };

	check_partitions(k);
	if (!k->known)
		return;
	report_pass(k->r, TARGET_NAMES, "all are legal");
	report_pass(k->r, TARGET_CASE, "no table has upper case");
	report_pass(k->r, TARGET_COLLISIONS, "none");
	report_pass(k->r, TARGET_ADDED_COLUMNS, "no clash");
	report_pass(k->r, TARGET_COLUMNS, "at most 1,200");
	report_pass(k->r, TARGET_TYPES, "nothing is lost");
	report_pass(k->r, TARGET_CELLS, "no column can exceed 8 MB");
	for (size_t i = 0; i < k->tables.n; i++) {
		check_name(k, k->tables.table[i].def, &taken);
		check_columns(k, k->tables.table[i].def);
	}
	names_release(&taken);
}
