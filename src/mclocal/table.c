/*
 * table.c: tables and columns of the catalog, and the view that shows a
 * table to SQL.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "mclocal/cell.h"
#include "mclocal/table.h"

void
name_lower(char *name)
{
	for (; *name != '\0'; name++)
		if (*name >= 'A' && *name <= 'Z')
			*name = (char)(*name - 'A' + 'a');
}

bool
name_ok(const char *name, bool column)
{
	size_t i, n = strlen(name);

	if (n == 0 || n > TABLE_NAME_MAX)
		return false;
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c >= 'a' && c <= 'z')
			continue;
		if (c == '_' || (c >= '0' && c <= '9')) {
			if (i > 0 || (c == '_' && column))
				continue;
		}
		if (column && c >= 0x80)
			continue;
		return false;
	}
	return true;
}

struct table *
table_new(const char *project, const char *name)
{
	struct table *t = xcalloc(1, sizeof(*t));

	t->project = xstrdup(project);
	t->name = xstrdup(name);
	t->comment = xstrdup("");
	t->properties = xstrdup("{}");
	t->lifecycle = -1;
	return t;
}

void
table_add(struct table *t, const char *name, const struct row_dest_column *type,
    const char *comment, bool part)
{
	unsigned i, n = t->ncolumns + t->nparts;
	struct table_column c;

	t->column = xreallocarray(t->column, n + 1, sizeof(*t->column));
	c.type = *type;
	c.name = xstrdup(name);
	c.type.name = c.name;
	c.comment = xstrdup(comment == NULL ? "" : comment);
	if (part) {
		t->column[n] = c;
		t->nparts++;
		return;
	}
	memmove(t->column + t->ncolumns + 1, t->column + t->ncolumns,
	    t->nparts * sizeof(c));
	t->column[t->ncolumns++] = c;
	t->data = xreallocarray(t->data, t->ncolumns, sizeof(*t->data));
	for (i = 0; i < t->ncolumns; i++)
		t->data[i] = t->column[i].type;
}

void
table_free(struct table *t)
{
	unsigned i;

	if (t == NULL)
		return;
	for (i = 0; i < t->ncolumns + t->nparts; i++) {
		free(t->column[i].name);
		free(t->column[i].comment);
	}
	free(t->column);
	free(t->data);
	free(t->key);
	free(t->project);
	free(t->name);
	free(t->comment);
	free(t->properties);
	free(t);
}

void
table_add_key(struct table *t, unsigned column)
{
	t->key = xreallocarray(t->key, t->nkeys + 1, sizeof(*t->key));
	t->key[t->nkeys++] = column;
}

bool
table_is(const struct table *t, const char *property)
{
	char *text = xasprintf("\"%s\":\"true\"", property);
	bool is = strstr(t->properties, text) != NULL;

	free(text);
	return is;
}

int
table_column(const struct table *t, const char *name, size_t n)
{
	unsigned i;

	for (i = 0; i < t->ncolumns + t->nparts; i++)
		if (strlen(t->column[i].name) == n &&
		    strncasecmp(t->column[i].name, name, n) == 0)
			return (int)i;
	return -1;
}

int
table_load_columns(struct store *s, struct table *t)
{
	struct row_dest_column type;
	sqlite3_stmt *q;

	q = store_query(s,
	    "SELECT name, type, comment, nullable, part FROM mc_column"
	    " WHERE tbl = ?1 ORDER BY part, no",
	    "i", t->id);
	if (q == NULL)
		return -1;
	while (sqlite3_step(q) == SQLITE_ROW) {
		memset(&type, 0, sizeof(type));
		if (!row_mc_parse(store_text(q, 1), &type))
			continue;
		type.nullable = sqlite3_column_int(q, 3) != 0;
		table_add(t, store_text(q, 0), &type, store_text(q, 2),
		    sqlite3_column_int(q, 4) != 0);
	}
	sqlite3_finalize(q);
	return 0;
}

static int
table_load_keys(struct store *s, struct table *t)
{
	sqlite3_stmt *q;
	const char *name;
	int i;

	q = store_query(s, "SELECT name FROM mc_key WHERE tbl = ?1 ORDER BY no",
	    "i", t->id);
	if (q == NULL)
		return -1;
	while (sqlite3_step(q) == SQLITE_ROW) {
		name = store_text(q, 0);
		if ((i = table_column(t, name, strlen(name))) != -1)
			table_add_key(t, (unsigned)i);
	}
	sqlite3_finalize(q);
	return 0;
}

static struct table *
table_load(struct store *s, sqlite3_stmt *q)
{
	struct table *t = NULL;

	if (q == NULL)
		return NULL;
	s->why[0] = '\0';
	if (sqlite3_step(q) == SQLITE_ROW) {
		t = table_new(store_text(q, 1), store_text(q, 2));
		t->id = sqlite3_column_int64(q, 0);
		free(t->comment);
		t->comment = xstrdup(store_text(q, 3));
		free(t->properties);
		t->properties = xstrdup(store_text(q, 4));
		t->lifecycle = sqlite3_column_int64(q, 5);
		t->created = sqlite3_column_int64(q, 6);
		t->ddl = sqlite3_column_int64(q, 7);
		t->modified = sqlite3_column_int64(q, 8);
		t->generation = sqlite3_column_int64(q, 9);
	}
	sqlite3_finalize(q);
	if (t != NULL &&
	    (table_load_columns(s, t) == -1 || table_load_keys(s, t) == -1)) {
		table_free(t);
		return NULL;
	}
	return t;
}

#define TABLE_COLUMNS                                                      \
	"id, project, name, comment, properties, lifecycle, created, ddl," \
	" modified, generation FROM mc_table"

struct table *
table_find(struct store *s, const char *project, const char *name)
{
	char *lower = xstrdup(name);
	struct table *t;

	name_lower(lower);
	t = table_load(
	    s, store_query(s,
		   "SELECT " TABLE_COLUMNS " WHERE project = ?1 AND name = ?2",
		   "ss", project, lower));
	free(lower);
	return t;
}

struct table *
table_by_id(struct store *s, int64_t id)
{
	return table_load(s,
	    store_query(s, "SELECT " TABLE_COLUMNS " WHERE id = ?1", "i", id));
}

/* Segment by segment, so that rows without a segment are not seen. */
int
table_make_view(struct store *s, const struct table *t)
{
	char *name = xasprintf("%s.%s", t->project, t->name);
	struct buf b;
	unsigned i;
	int rc;

	buf_init(&b);
	buf_puts(&b, "DROP VIEW IF EXISTS ");
	store_put_name(&b, name);
	rc = store_run(s, buf_str(&b), "");
	buf_clear(&b);
	buf_puts(&b, "CREATE VIEW ");
	store_put_name(&b, name);
	buf_puts(&b, " AS SELECT ");
	for (i = 0; i < t->ncolumns + t->nparts; i++) {
		buf_puts(&b, i > 0 ? ", " : "");
		if (i < t->ncolumns)
			buf_puts(&b, "d.");
		else if (t->column[i].type.class == ROW_C_INT)
			buf_printf(
			    &b, "CAST(p.v%u AS INTEGER) AS ", i - t->ncolumns);
		else
			buf_printf(&b, "p.v%u AS ", i - t->ncolumns);
		store_put_name(&b, t->column[i].name);
	}
	buf_puts(&b, " FROM mc_segment s ");
	if (t->nparts > 0)
		buf_puts(&b, "CROSS JOIN mc_partition p ON p.id = s.part ");
	buf_printf(&b,
	    "CROSS JOIN r%lld d ON d.\"#\" BETWEEN s.lo AND s.hi"
	    " WHERE s.tbl = %lld",
	    (long long)t->id, (long long)t->id);
	if (rc == 0)
		rc = store_run(s, buf_str(&b), "");
	buf_release(&b);
	free(name);
	return rc;
}

int
table_save_column(struct store *s, const struct table *t, unsigned i)
{
	const struct table_column *c = &t->column[i];
	char type[32];

	row_mc_text(&c->type, type);
	return store_run(s,
	    "INSERT INTO mc_column VALUES (?1,?2,?3,?4,?5,?6,?7)", "iiisssi",
	    t->id, (int64_t)(i >= t->ncolumns), (int64_t)i, c->name, type,
	    c->comment, (int64_t)c->type.nullable);
}

int
table_make_rows(struct store *s, const struct table *t)
{
	struct buf b;
	unsigned i;
	int rc;

	buf_init(&b);
	buf_printf(&b, "CREATE TABLE r%lld (\"#\" INTEGER PRIMARY KEY",
	    (long long)t->id);
	for (i = 0; i < t->ncolumns; i++) {
		buf_puts(&b, ", ");
		store_put_name(&b, t->column[i].name);
		buf_putc(&b, ' ');
		cell_put_decl(&b, &t->column[i].type);
	}
	buf_putc(&b, ')');
	rc = store_run(s, buf_str(&b), "");
	buf_release(&b);
	return rc;
}

/* Not unique: rows that are not committed stand there too. */
int
table_make_keys(struct store *s, const struct table *t)
{
	struct buf b;
	unsigned i;
	int rc = 0;

	if (t->nkeys == 0)
		return 0;
	buf_init(&b);
	buf_printf(&b, "CREATE INDEX k%lld ON r%lld (", (long long)t->id,
	    (long long)t->id);
	for (i = 0; rc == 0 && i < t->nkeys; i++) {
		const char *name = t->column[t->key[i]].name;

		buf_puts(&b, i > 0 ? ", " : "");
		store_put_name(&b, name);
		rc = store_run(s, "INSERT INTO mc_key VALUES (?1, ?2, ?3)",
		    "iis", t->id, (int64_t)i, name);
	}
	buf_putc(&b, ')');
	if (rc == 0)
		rc = store_run(s, buf_str(&b), "");
	buf_release(&b);
	return rc;
}

int
table_create(struct store *s, struct table *t)
{
	int64_t now = clock_now() / CLOCK_SECOND;
	unsigned i;

	if (store_run(s,
		"INSERT INTO mc_table (project, name, comment, properties,"
		" lifecycle, created, ddl, modified, generation, next_row)"
		" VALUES (?1,?2,?3,?4,?5,?6,?6,?6,0,1)",
		"ssssii", t->project, t->name, t->comment, t->properties,
		t->lifecycle, now) == -1)
		return -1;
	t->id = sqlite3_last_insert_rowid(s->db);
	for (i = 0; i < t->ncolumns + t->nparts; i++)
		if (table_save_column(s, t, i) == -1)
			return -1;
	if (table_make_rows(s, t) == -1 || table_make_keys(s, t) == -1)
		return -1;
	return table_make_view(s, t);
}

int
table_drop(struct store *s, const struct table *t)
{
	static const char *const from[] = {
		("DELETE FROM mc_block WHERE upload IN"
		 " (SELECT id FROM mc_upload WHERE tbl = ?1)"),
		"DELETE FROM mc_upload WHERE tbl = ?1",
		("DELETE FROM mc_pack WHERE session IN"
		 " (SELECT id FROM mc_session WHERE tbl = ?1)"),
		("DELETE FROM mc_gone WHERE session IN"
		 " (SELECT id FROM mc_session WHERE tbl = ?1)"),
		"DELETE FROM mc_session WHERE tbl = ?1",
		"DELETE FROM mc_key WHERE tbl = ?1",
		"DELETE FROM mc_download WHERE tbl = ?1",
		"DELETE FROM mc_segment WHERE tbl = ?1",
		"DELETE FROM mc_partition WHERE tbl = ?1",
		"DELETE FROM mc_column WHERE tbl = ?1",
		"DELETE FROM mc_table WHERE id = ?1",
	};
	char *name = xasprintf("%s.%s", t->project, t->name);
	struct buf b;
	size_t i;
	int rc;

	buf_init(&b);
	buf_puts(&b, "DROP VIEW ");
	store_put_name(&b, name);
	rc = store_run(s, buf_str(&b), "");
	buf_clear(&b);
	buf_printf(&b, "DROP TABLE r%lld", (long long)t->id);
	if (rc == 0)
		rc = store_run(s, buf_str(&b), "");
	for (i = 0; rc == 0 && i < sizeof(from) / sizeof(from[0]); i++)
		rc = store_run(s, from[i], "i", t->id);
	buf_release(&b);
	free(name);
	return rc;
}

/* The columns from "from" on are new. */
int
table_add_columns(struct store *s, struct table *t, unsigned from)
{
	struct buf b;
	unsigned i;
	int rc;

	rc = store_run(s, "DELETE FROM mc_column WHERE tbl = ?1", "i", t->id);
	for (i = 0; rc == 0 && i < t->ncolumns + t->nparts; i++)
		rc = table_save_column(s, t, i);
	for (i = from; rc == 0 && i < t->ncolumns; i++) {
		buf_init(&b);
		buf_printf(
		    &b, "ALTER TABLE r%lld ADD COLUMN ", (long long)t->id);
		store_put_name(&b, t->column[i].name);
		buf_putc(&b, ' ');
		cell_put_decl(&b, &t->column[i].type);
		rc = store_run(s, buf_str(&b), "");
		buf_release(&b);
	}
	if (rc == 0)
		rc = table_make_view(s, t);
	return rc == 0 ? table_touch(s, t, true) : -1;
}

int
table_touch(struct store *s, const struct table *t, bool generation)
{
	return store_run(s,
	    "UPDATE mc_table SET modified = ?2, generation = generation + ?3"
	    " WHERE id = ?1",
	    "iii", t->id, clock_now() / CLOCK_SECOND, (int64_t)generation);
}
