/*
 * tables.c: the chosen tables: are they there, can they be read, do they
 * have keys.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "pxcheck/check.h"

static void
check_found(struct check *k)
{
	struct objects *wanted = k->only != NULL ? k->only : k->objects;
	const char *name;

	if (k->tables.n == 0)
		report_fail(k->r, SOURCE_OBJECTS, "no table is chosen");
	else
		report_pass(
		    k->r, SOURCE_OBJECTS, "%zu tables chosen", k->tables.n);
	for (unsigned i = 0; (name = objects_unmet(wanted, i)) != NULL; i++)
		report_fail(k->r, SOURCE_OBJECTS, "no table '%s'", name);
	report_pass(k->r, SOURCE_VIEWS, "only tables chosen");
	for (size_t i = 0; i < k->tables.nother; i++)
		report_warn(k->r, SOURCE_VIEWS, "'%s.%s' is a %s",
		    k->tables.other[i].db, k->tables.other[i].name,
		    k->tables.other[i].type);
}

static void
check_select(struct check *k)
{
	struct buf name = { 0 };

	report_pass(k->r, SOURCE_SELECT, "granted, tried on each table");
	for (size_t i = 0; i < k->tables.n; i++) {
		const struct row_table *t = k->tables.table[i].def;

		buf_clear(&name);
		conn_put_name(&name, t->db);
		buf_putc(&name, '.');
		conn_put_name(&name, t->name);
		if (conn_run(&k->conn, "SELECT * FROM %s LIMIT 0",
			buf_str(&name)) == 0)
			continue;
		report_fail(k->r, SOURCE_SELECT, "'%s.%s': %s", t->db, t->name,
		    k->conn.why);
		if (k->conn.code == EX_TEMPFAIL)
			break; /* the connection, not the table */
	}
	buf_release(&name);
}

/* Has the table a UNIQUE key at all?  If so its columns can be NULL. */
static bool
has_unique(struct check *k, const struct row_table *t)
{
	struct buf sql = { 0 };
	MYSQL_RES *res;
	bool found;

	buf_puts(&sql, "SELECT 1 FROM INFORMATION_SCHEMA.STATISTICS "
		       "WHERE NON_UNIQUE = 0 AND TABLE_SCHEMA = ");
	conn_put_text(&k->conn, &sql, t->db, strlen(t->db));
	buf_puts(&sql, " AND TABLE_NAME = ");
	conn_put_text(&k->conn, &sql, t->name, strlen(t->name));
	buf_puts(&sql, " LIMIT 1");
	res = conn_query(&k->conn, "%s", buf_str(&sql));
	found = res != NULL && mysql_num_rows(res) > 0;
	if (res != NULL)
		mysql_free_result(res);
	buf_release(&sql);
	return found;
}

static void
check_keys(struct check *k)
{
	report_pass(k->r, SOURCE_KEYS, "every table has one");
	report_pass(k->r, SOURCE_NULLABLE_KEYS, "none can be NULL");
	for (size_t i = 0; i < k->tables.n; i++) {
		const struct row_table *t = k->tables.table[i].def;

		if (t->flags & (ROW_TAB_PRIMARY | ROW_TAB_UNIQUE))
			continue;
		if (k->upsert)
			report_fail(k->r, SOURCE_KEYS,
			    "'%s.%s' has none, and is to be kept by upserts",
			    t->db, t->name);
		else if (has_unique(k, t))
			report_warn(k->r, SOURCE_NULLABLE_KEYS,
			    "'%s.%s' has only UNIQUE keys that can be NULL",
			    t->db, t->name);
		else
			report_warn(k->r, SOURCE_KEYS,
			    "'%s.%s' has neither PRIMARY nor UNIQUE KEY", t->db,
			    t->name);
	}
}

/* The new names, as rowfilter gives them. */
static void
rename_all(struct check *k)
{
	unsigned renamed = 0;

	for (size_t i = 0; i < k->tables.n; i++) {
		struct row_table *t = k->tables.table[i].def;

		if (objects_apply(k->objects, t) == -1)
			report_fail(k->r, SOURCE_OBJECTS, "%s",
			    objects_why(k->objects));
		renamed += t->map_name != NULL && t->map_name[0] != '\0';
	}
	report_pass(k->r, TARGET_RENAMES, "%u tables renamed", renamed);
	if (renamed > 5000)
		report_warn(k->r, TARGET_RENAMES, "%u tables renamed", renamed);
}

void
check_tables(struct check *k)
{
	if (schema_read(&k->tables, &k->conn, k->objects, k->only) == -1) {
		report_fail(k->r, SOURCE_SCHEMA, "%s", k->tables.why);
		return;
	}
	k->known = true;
	report_pass(k->r, SOURCE_SCHEMA, "definitions can be read");
	check_found(k);
	check_select(k);
	check_keys(k);
	check_filters(k);
	rename_all(k);
}
