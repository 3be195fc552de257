/*
 * retarget.c: see retarget.h.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "binlog/ddl_columns.h"
#include "mcpartition/options.h"
#include "mcpartition/retarget.h"

static int
find(const struct row_table *t, const char *name)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (strcasecmp(row_column_name(&t->column[i]), name) == 0)
			return i;
	return -1;
}

/* By its name in the source. */
static int
find_source(const struct row_table *t, const char *name)
{
	for (int i = 0; i < t->ncolumns; i++)
		if (strcasecmp(t->column[i].name, name) == 0)
			return i;
	return -1;
}

/* The statement that made now of made, if it is an ALTER TABLE of it. */
static bool
read_statement(
    struct ddl *d, const struct route *t, const struct row_table *made)
{
	char *name = xasprintf("%s.%s", made->db, made->name);
	bool ours = t->changed.len == strlen(name) &&
		    strncasecmp((const char *)t->changed.data, name,
			t->changed.len) == 0;

	free(name);
	if (!ours)
		return false;
	d->how.mariadb = strcmp(t->target->hello.source, "mariadb") == 0;
	ddl_read(d, (const char *)t->statement.data, t->statement.len);
	return d->kind == REC_DDL_ALTER;
}

/*
 * Columns of now in the order that made has, then the others.  One with a new
 * name stays where it is, as it does where the target renames it.
 */
static void
reorder(
    const struct route *t, struct row_table *now, const struct row_table *made)
{
	struct row_column *column = xcalloc(now->ncolumns, sizeof(column[0]));
	bool *taken = xcalloc(now->ncolumns, sizeof(*taken));
	struct buf name = { 0 };
	struct ddl d = { 0 };
	bool alter = read_statement(&d, t, made);
	unsigned n = 0;
	int i;

	for (unsigned k = 0; k < made->ncolumns; k++) {
		const struct row_column *c = &made->column[k];

		i = -1;
		if (alter && ddl_renames(&d, made, c->name, &name))
			i = find_source(now, buf_str(&name));
		if (i == -1)
			i = find(now, row_column_name(c));
		if (i == -1 || taken[i])
			continue;
		taken[i] = true;
		column[n++] = now->column[i];
	}
	for (i = 0; i < now->ncolumns; i++)
		if (!taken[i])
			column[n++] = now->column[i];
	memcpy(now->column, column, n * sizeof(column[0]));
	free(column);
	free(taken);
	buf_release(&name);
	ddl_release(&d);
}

static const struct plan *
plan_of(const struct route *t, const struct row_table *made)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->plan[i] != NULL &&
		    strcasecmp(t->plan[i]->source->db, made->db) == 0 &&
		    strcasecmp(t->plan[i]->source->name, made->name) == 0)
			return t->plan[i];
	return NULL;
}

/* Does the job choose it?  by its names in the source */
static bool
chosen(const struct route *t, const struct row_table *table)
{
	return t->objects == NULL ||
	       objects_chosen(t->objects, table->db, table->name);
}

static void
put(struct rec_out *out, struct row_table *copy, uint32_t *ref)
{
	copy->ref = ++*ref;
	copy->since = (struct pos){ 0 };
	if (row_table_put(out, copy) == -1)
		die(EX_IOERR, "%s", out->name);
	row_table_free(copy);
}

void
retarget(const struct route *t)
{
	struct rec_hello hello = t->target->hello;
	const struct row_table *made;
	const struct plan *p;
	struct row_table *now;
	struct rec_out out;
	uint32_t ref = 0;

	memcpy(hello.producer, OPTIONS_NAME, sizeof(OPTIONS_NAME));
	rec_out_init(&out, STDOUT_FILENO, "stdout");
	if (rec_put_hello(&out, &hello) == -1)
		die(EX_IOERR, "%s", out.name);
	for (size_t i = 0; i < t->target->n; i++) {
		made = t->target->table[i];
		if (!chosen(t, made))
			continue;
		p = plan_of(t, made);
		/* skipped, it stays what it is */
		if (p == NULL || p->shape->on_ddl == SHAPE_DDL_SKIP) {
			put(&out, row_table_copy(made), &ref);
			continue;
		}
		now = row_table_copy(p->source);
		reorder(t, now, made);
		put(&out, now, &ref);
	}
	for (size_t i = 0; i < t->n; i++)
		if ((p = t->plan[i]) != NULL && p->made == NULL && !p->shadow &&
		    chosen(t, p->source))
			put(&out, row_table_copy(p->source), &ref);
	if (rec_finish(&out) == -1)
		die(EX_IOERR, "%s", out.name);
	rec_out_release(&out);
}
