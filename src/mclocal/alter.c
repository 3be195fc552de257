/*
 * alter.c: DROP, TRUNCATE, ALTER TABLE but for columns.
 */
#include <string.h>
#include <strings.h>

#include "mclocal/ddl_own.h"
#include "mclocal/query.h"

static bool
if_exists(struct sql *q)
{
	if (!sql_is(q, "if") || !token_is(sql_ahead(q, 1), "exists"))
		return false;
	q->at += 2;
	return true;
}

int
ddl_drop(struct sql *q)
{
	const char *project, *name;
	const struct token *at;
	struct table *t;
	bool unless;
	int rc = 0;

	if (!sql_take(q, "table"))
		return sql_fail_lacks(q, "DROP");
	unless = if_exists(q);
	at = sql_token(q);
	if (!sql_table_name(q, &project, &name))
		return -1;
	sql_take(q, "purge");
	t = table_find(q->s, project, name);
	if (t == NULL && !unless)
		return sql_fail(q, at, SQL_NO_TABLE,
		    "Table not found - table %s.%s cannot be resolved", project,
		    name);
	if (t != NULL && table_drop(q->s, t) == -1)
		rc = sql_fail_store(q);
	table_free(t);
	return rc;
}

/* The partition of a spec; 0 when it is missing, -1 with q->why. */
static int64_t
find_part(struct sql *q, const struct table *t, bool must)
{
	const struct token *at = sql_token(q);
	struct spec spec;
	int64_t id;

	if (sql_spec(q, t, &spec) == -1)
		return -1;
	if (spec.n < t->nparts)
		return sql_fail(q, at, SQL_PART,
		    "Partition exception - a level is missing");
	id = partition_find(q->s, t, &spec);
	if (id == 0 && must)
		return sql_fail(q, at, SQL_NO_PART,
		    "Partition does not exist - %s=%s...",
		    t->column[t->ncolumns].name, spec.value[0]);
	return id;
}

static int
empty_all(struct sql *q, const struct table *t)
{
	sqlite3_stmt *parts;
	int rc = table_empty(q->s, t, 0, INT64_MAX);

	parts = store_query(
	    q->s, "SELECT id FROM mc_partition WHERE tbl = ?1", "i", t->id);
	while (rc == 0 && parts != NULL && sqlite3_step(parts) == SQLITE_ROW)
		rc = table_empty(
		    q->s, t, sqlite3_column_int64(parts, 0), INT64_MAX);
	sqlite3_finalize(parts);
	return rc == -1 || parts == NULL ? sql_fail_store(q) : 0;
}

int
ddl_truncate(struct sql *q)
{
	struct table *t;
	int64_t part;
	int rc = 0;

	if (sql_expect(q, "table") == -1 || (t = sql_table(q)) == NULL)
		return -1;
	if (!sql_is(q, "partition")) {
		rc = empty_all(q, t);
		table_free(t);
		return rc;
	}
	do {
		part = find_part(q, t, true);
		rc = part == -1 ? -1 : 0;
		if (rc == 0 && table_empty(q->s, t, part, INT64_MAX) == -1)
			rc = sql_fail_store(q);
	} while (rc == 0 && (sql_take(q, ",") || sql_is(q, "partition")));
	table_free(t);
	return rc;
}

/* PARTITION (...), of all levels. */
static int
whole_spec(struct sql *q, const struct table *t, struct spec *spec)
{
	const struct token *at = sql_token(q);

	if (sql_spec(q, t, spec) == -1)
		return -1;
	if (spec->n < t->nparts)
		return sql_fail(q, at, SQL_PART,
		    "Partition exception - a level is missing");
	return 0;
}

static int
add_parts(struct sql *q, struct table *t, bool unless)
{
	const struct token *at;
	struct spec spec;

	if (t->nparts == 0)
		return sql_fail(q, sql_token(q), SQL_PART,
		    "Partition exception - the table has no partitions");
	do {
		at = sql_token(q);
		if (whole_spec(q, t, &spec) == -1)
			return -1;
		if (partition_find(q->s, t, &spec) != 0) {
			if (!unless)
				return sql_fail(q, at, SQL_EXISTS,
				    "Partition already exists");
		} else if (partition_add(q->s, t, &spec) == 0) {
			return sql_fail(q, at, SQL_PART,
			    "Partition exception - %s", q->s->why);
		}
	} while (sql_take(q, ",") || sql_is(q, "partition"));
	return 0;
}

/* Is it a list of names with values, and not a condition? */
static bool
is_spec(const struct sql *q)
{
	size_t n = 2;

	for (;; n += 4) {
		if (!token_is(sql_ahead(q, n + 1), "="))
			return false;
		if (token_is(sql_ahead(q, n + 3), ")"))
			return true;
		if (!token_is(sql_ahead(q, n + 3), ",") &&
		    !token_is(sql_ahead(q, n + 3), "/"))
			return false;
	}
}

/* PARTITION (condition): those for which it holds; *n counts them. */
static int
drop_where(struct sql *q, const struct table *t, unsigned *n)
{
	struct query *walk = query_new(q);
	sqlite3_stmt *found;
	int rc = 0;

	q->at += 2;
	if ((found = query_match(walk, t)) == NULL)
		rc = -1;
	while (rc == 0 && sqlite3_step(found) == SQLITE_ROW) {
		if (partition_drop(q->s, t, sqlite3_column_int64(found, 0)) ==
		    -1)
			rc = sql_fail_store(q);
		++*n;
	}
	sqlite3_finalize(found);
	query_free(walk);
	return rc == -1 ? -1 : sql_expect(q, ")");
}

static int
drop_parts(struct sql *q, struct table *t, bool unless)
{
	const struct token *at;
	int64_t id;
	unsigned n;

	if (t->nparts == 0)
		return sql_fail(q, sql_token(q), SQL_PART,
		    "Partition exception - the table has no partitions");
	do {
		at = sql_token(q);
		n = 0;
		if (token_is(at, "partition") && !is_spec(q)) {
			if (drop_where(q, t, &n) == -1)
				return -1;
			if (n == 0 && !unless)
				return sql_fail(q, at, SQL_NO_PART,
				    "Partition does not exist");
			continue;
		}
		if ((id = find_part(q, t, !unless)) == -1)
			return -1;
		if (id != 0 && partition_drop(q->s, t, id) == -1)
			return sql_fail_store(q);
	} while (sql_take(q, ",") || sql_is(q, "partition"));
	return 0;
}

static int
alter_add(struct sql *q, struct table *t)
{
	bool unless = false;

	if (sql_take(q, "if")) {
		if (sql_expect(q, "not") == -1 || sql_expect(q, "exists") == -1)
			return -1;
		unless = true;
	}
	if (sql_take(q, "columns") || sql_take(q, "column"))
		return alter_add_columns(q, t, unless);
	return add_parts(q, t, unless);
}

/* Put a new value into its line of the catalog. */
static int
set_text(
    struct sql *q, const struct table *t, const char *sql, const char *text)
{
	return store_run(q->s, sql, "is", t->id, text) == -1 ? sql_fail_store(q)
							     : 0;
}

static int
alter_set(struct sql *q, struct table *t)
{
	const char *text;

	if (sql_take(q, "lifecycle")) {
		if (ddl_lifecycle(q, t) == -1)
			return -1;
		return store_run(q->s,
			   "UPDATE mc_table SET lifecycle = ?2 WHERE id = ?1",
			   "ii", t->id, t->lifecycle) == -1
			   ? sql_fail_store(q)
			   : 0;
	}
	if (sql_take(q, "tblproperties"))
		return ddl_properties(q, t) == -1
			   ? -1
			   : set_text(q, t,
				 "UPDATE mc_table SET properties = ?2"
				 " WHERE id = ?1",
				 t->properties);
	if (!sql_is(q, "comment"))
		return sql_fail_token(q);
	if (ddl_comment(q, &text) == -1)
		return -1;
	return set_text(
	    q, t, "UPDATE mc_table SET comment = ?2 WHERE id = ?1", text);
}

/* TOUCH [PARTITION (...)]: it was changed now. */
static int
alter_touch(struct sql *q, struct table *t)
{
	int64_t part;

	if (!sql_is(q, "partition"))
		return table_touch(q->s, t, false) == -1 ? sql_fail_store(q)
							 : 0;
	if ((part = find_part(q, t, true)) == -1)
		return -1;
	return table_show(q->s, t, part, 1, 0) == -1 ? sql_fail_store(q) : 0;
}

static int
rename_table(struct sql *q, struct table *t)
{
	const struct token *name = sql_name(q);
	struct table *other;

	if (name == NULL)
		return -1;
	if (!name_ok(name->text, false))
		return sql_fail(q, name, SQL_SEMANTIC,
		    "Semantic analysis exception - invalid table name '%.64s'",
		    name->text);
	other = table_find(q->s, t->project, name->text);
	table_free(other);
	if (other != NULL)
		return sql_fail(q, name, SQL_EXISTS,
		    "Table or view already exists - table %s.%s already exists",
		    t->project, name->text);
	return table_rename(q->s, t, name->text) == -1 ? sql_fail_store(q) : 0;
}

/* PARTITION (...) RENAME TO PARTITION (...) */
static int
alter_partition(struct sql *q, struct table *t)
{
	const struct token *at;
	struct spec spec;
	int64_t part = find_part(q, t, true);

	if (part == -1 || sql_expect(q, "rename") == -1 ||
	    sql_expect(q, "to") == -1)
		return -1;
	at = sql_token(q);
	if (whole_spec(q, t, &spec) == -1)
		return -1;
	if (partition_find(q->s, t, &spec) != 0)
		return sql_fail(q, at, SQL_EXISTS, "Partition already exists");
	return partition_rename(q->s, t, part, &spec) == -1 ? sql_fail_store(q)
							    : 0;
}

static int
alter_drop(struct sql *q, struct table *t)
{
	if (sql_take(q, "columns") || sql_take(q, "column"))
		return alter_drop_columns(q, t);
	return drop_parts(q, t, if_exists(q));
}

static int
alter_rename(struct sql *q, struct table *t)
{
	if (sql_take(q, "column"))
		return alter_rename_column(q, t);
	return sql_expect(q, "to") == -1 ? -1 : rename_table(q, t);
}

static int
alter_change(struct sql *q, struct table *t)
{
	sql_take(q, "column");
	return alter_change_column(q, t);
}

/* ENABLE and DISABLE LIFECYCLE: nothing here grows old. */
static int
alter_switch(struct sql *q, struct table *t)
{
	(void)t;
	return sql_expect(q, "lifecycle");
}

int
ddl_alter(struct sql *q)
{
	static const struct {
		const char *word;
		int (*run)(struct sql *, struct table *);
	} parts[] = { { "add", alter_add }, { "drop", alter_drop },
		{ "set", alter_set }, { "touch", alter_touch },
		{ "rename", alter_rename }, { "change", alter_change },
		{ "enable", alter_switch }, { "disable", alter_switch } };
	struct table *t;
	size_t i;
	int rc = -1;

	if (sql_expect(q, "table") == -1 || (t = sql_table(q)) == NULL)
		return -1;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (sql_take(q, parts[i].word))
			break;
	if (i < sizeof(parts) / sizeof(parts[0]))
		rc = parts[i].run(q, t);
	else if (sql_is(q, "partition"))
		rc = alter_partition(q, t);
	else
		sql_fail_lacks(q, "ALTER TABLE ...");
	table_free(t);
	return rc;
}
