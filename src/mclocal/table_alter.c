/*
 * table_alter.c: tables that get another name or other columns.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "mclocal/table.h"

struct table *
table_copy(const struct table *t)
{
	struct table *c = table_new(t->project, t->name);
	unsigned i;

	c->id = t->id;
	free(c->comment);
	c->comment = xstrdup(t->comment);
	free(c->properties);
	c->properties = xstrdup(t->properties);
	c->lifecycle = t->lifecycle;
	for (i = 0; i < t->ncolumns + t->nparts; i++)
		table_add(c, t->column[i].name, &t->column[i].type,
		    t->column[i].comment, i >= t->ncolumns);
	for (i = 0; i < t->nkeys; i++)
		table_add_key(c, t->key[i]);
	return c;
}

static int
drop_view(struct store *s, const struct table *t)
{
	char *name = xasprintf("%s.%s", t->project, t->name);
	struct buf b;
	int rc;

	buf_init(&b);
	buf_puts(&b, "DROP VIEW ");
	store_put_name(&b, name);
	rc = store_run(s, buf_str(&b), "");
	buf_release(&b);
	free(name);
	return rc;
}

/* The rows of "old" into r<id>. */
static int
copy_rows(struct store *s, const struct table *t, const struct table *to,
    const unsigned *from)
{
	struct buf b;
	char type[32];
	unsigned i;
	int rc;

	buf_init(&b);
	buf_printf(&b, "INSERT INTO r%lld SELECT \"#\"", (long long)to->id);
	for (i = 0; i < to->ncolumns; i++) {
		row_mc_text(&to->column[i].type, type);
		buf_puts(&b, ", mc_cast(");
		store_put_name(&b, t->column[from[i]].name);
		buf_printf(&b, ", '%s')", type);
	}
	buf_puts(&b, " FROM old");
	rc = store_run(s, buf_str(&b), "");
	buf_release(&b);
	return rc;
}

int
table_rebuild(struct store *s, const struct table *t, struct table *to,
    const unsigned *from)
{
	char sql[80];
	unsigned i;

	snprintf(sql, sizeof(sql), "ALTER TABLE r%lld RENAME TO old",
	    (long long)t->id);
	if (drop_view(s, t) == -1 || store_run(s, sql, "") == -1)
		return -1;
	snprintf(
	    sql, sizeof(sql), "DROP INDEX IF EXISTS k%lld", (long long)t->id);
	if (store_run(s, sql, "") == -1 || table_make_rows(s, to) == -1 ||
	    copy_rows(s, t, to, from) == -1 ||
	    store_run(s, "DROP TABLE old", "") == -1 ||
	    store_run(s, "DELETE FROM mc_key WHERE tbl = ?1", "i", t->id) ==
		-1 ||
	    store_run(s, "DELETE FROM mc_column WHERE tbl = ?1", "i", t->id) ==
		-1 ||
	    table_make_keys(s, to) == -1)
		return -1;
	for (i = 0; i < to->ncolumns + to->nparts; i++)
		if (table_save_column(s, to, i) == -1)
			return -1;
	return table_make_view(s, to) == -1 ? -1 : table_touch(s, to, true);
}

int
table_rename(struct store *s, struct table *t, const char *name)
{
	if (drop_view(s, t) == -1 ||
	    store_run(s, "UPDATE mc_table SET name = ?2 WHERE id = ?1", "is",
		t->id, name) == -1)
		return -1;
	free(t->name);
	t->name = xstrdup(name);
	return table_make_view(s, t);
}
