/*
 * schema.c: definitions from INFORMATION_SCHEMA, schema by schema; only
 * columns that MySQL 5.6, MariaDB and PolarDB-X all have are named.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/num.h"
#include "mysql/keys.h"
#include "mysql/labels.h"
#include "mysql/schema.h"

__attribute__((format(printf, 3, 4))) static int
fail(struct schema *s, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->whybuf, sizeof(s->whybuf), fmt, ap);
	va_end(ap);
	s->why = s->whybuf;
	s->code = code;
	return -1;
}

static int
fail_conn(struct schema *s, const struct conn *c)
{
	return fail(s, c->code, "%s", c->why);
}

/* Run a query for n columns whose text ends with = and the name of a schema. */
static MYSQL_RES *
ask(struct conn *c, unsigned n, const char *head, const char *db,
    const char *tail)
{
	struct buf sql = { 0 };
	MYSQL_RES *res;

	buf_puts(&sql, head);
	conn_put_text(c, &sql, db, strlen(db));
	buf_puts(&sql, tail);
	res = conn_stream(c, (const char *)sql.data, sql.len);
	buf_release(&sql);
	return conn_columns(c, res, n);
}

/* A name that is NULL. */
static int
nameless(struct schema *s)
{
	return fail(s, EX_PROTOCOL, "the server names a table or column NULL");
}

static uint64_t
number_or_0(const char *s)
{
	uint64_t v;

	return s != NULL && num_u64(s, 0, UINT64_MAX, &v) ? v : 0;
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

/* Names go into SQL text and into lines of the plan. */
static bool
name_ok(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			return false;
	return true;
}

static int
add_table(struct schema *s, const char *db, MYSQL_ROW row)
{
	struct schema_table *t;
	size_t n;

	if (!name_ok(row[0]))
		return fail(s, EX_CONFIG,
		    "name with control characters: '%s.%s'", db, row[0]);
	s->table = xreallocarray(s->table, s->n + 1, sizeof(*s->table));
	t = &s->table[s->n++];
	memset(t, 0, sizeof(*t));
	t->def = row_table_new(db, row[0]);
	t->rows = number_or_0(row[2]);
	t->row_bytes = number_or_0(row[3]);
	n = strlen(or_empty(row[4]));
	t->def->comment = row_table_dup(t->def, or_empty(row[4]), n);
	/* a collation's name begins with that of its character set */
	n = strcspn(or_empty(row[5]), "_");
	t->def->charset = row_table_dup(t->def, or_empty(row[5]), n);
	return 0;
}

static void
add_other(struct schema *s, const char *db, MYSQL_ROW row)
{
	struct schema_other *o;

	s->other = xreallocarray(s->other, s->nother + 1, sizeof(*s->other));
	o = &s->other[s->nother++];
	o->db = xstrdup(db);
	o->name = xstrdup(row[0]);
	o->type = xstrdup(row[1]);
}

static int
read_tables(struct schema *s, struct conn *c, const char *db,
    struct objects *chosen, struct objects *also)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	int rc = 0;

	res = ask(c, 6,
	    "SELECT TABLE_NAME, TABLE_TYPE, TABLE_ROWS, AVG_ROW_LENGTH, "
	    "TABLE_COMMENT, TABLE_COLLATION FROM INFORMATION_SCHEMA.TABLES "
	    "WHERE TABLE_SCHEMA = ",
	    db, "");
	if (res == NULL)
		return fail_conn(s, c);
	while (rc == 0 && (row = mysql_fetch_row(res)) != NULL) {
		if (row[0] == NULL || row[1] == NULL) {
			rc = nameless(s);
			break;
		}
		if (!objects_chosen(chosen, db, row[0]) ||
		    (also != NULL && !objects_chosen(also, db, row[0])))
			continue;
		if (strcmp(row[1], "BASE TABLE") == 0 ||
		    strcmp(row[1], "SYSTEM VERSIONED") == 0)
			rc = add_table(s, db, row);
		else
			add_other(s, db, row);
	}
	if (rc == 0 && conn_fetched(c) == -1)
		rc = fail_conn(s, c);
	mysql_free_result(res);
	return rc;
}

/* Columns of COLUMNS, in the order of the query below. */
enum {
	C_TABLE,
	C_NAME,
	C_NULLABLE,
	C_TYPE,
	C_CHARSET,
	C_COLLATION,
	C_EXTRA,
	C_COMMENT
};

static bool
is_generated(const char *extra)
{
	/* not DEFAULT_GENERATED, which is about the default */
	return strstr(extra, "VIRTUAL GENERATED") != NULL ||
	       strstr(extra, "STORED GENERATED") != NULL ||
	       strstr(extra, "LOGICAL GENERATED") != NULL ||
	       strstr(extra, "PERSISTENT") != NULL;
}

/* A schema can have 100,000 columns: nothing is kept for empty texts. */
static const char *
text_of(struct row_table *t, const char *s)
{
	return s == NULL || *s == '\0' ? "" : row_table_dup(t, s, strlen(s));
}

static int
add_column(struct schema *s, struct row_table *t, MYSQL_ROW row)
{
	const char *extra = or_empty(row[C_EXTRA]);
	struct row_column *col;

	if (t->ncolumns == ROW_COLUMNS_MAX || !name_ok(row[C_NAME]))
		return fail(s, EX_CONFIG,
		    "name with control characters, or too many columns: "
		    "'%s.%s'",
		    t->name, row[C_NAME]);
	/* grown in steps; what is left behind goes with the table */
	if ((t->ncolumns & (t->ncolumns - 1)) == 0) {
		size_t room = t->ncolumns == 0 ? 1 : 2 * (size_t)t->ncolumns;

		col = row_table_alloc(t, room, sizeof(*col));
		if (t->ncolumns > 0)
			memcpy(col, t->column, t->ncolumns * sizeof(*col));
		t->column = col;
	}
	col = &t->column[t->ncolumns++];
	memset(col, 0, sizeof(*col));
	if (!row_column_from_text(
		t, col, row[C_TYPE], or_empty(row[C_CHARSET])))
		return fail(s, EX_CONFIG,
		    "column '%s' of '%s.%s' has a type not known: %s",
		    row[C_NAME], t->db, t->name, row[C_TYPE]);
	col->name = row_table_dup(t, row[C_NAME], strlen(row[C_NAME]));
	col->collation = text_of(t, row[C_COLLATION]);
	col->comment = text_of(t, row[C_COMMENT]);
	if (strcmp(or_empty(row[C_NULLABLE]), "NO") != 0)
		col->flags |= ROW_COL_NULLABLE;
	if (is_generated(extra))
		col->flags |= ROW_COL_GENERATED;
	if (strstr(extra, "INVISIBLE") != NULL)
		col->flags |= ROW_COL_INVISIBLE;
	return 0;
}

static int
read_columns(struct schema *s, struct conn *c, const char *db)
{
	struct schema_table *t = NULL;
	MYSQL_RES *res;
	MYSQL_ROW row;
	int rc = 0;

	res = ask(c, C_COMMENT + 1,
	    "SELECT TABLE_NAME, COLUMN_NAME, IS_NULLABLE, COLUMN_TYPE, "
	    "CHARACTER_SET_NAME, COLLATION_NAME, EXTRA, COLUMN_COMMENT "
	    "FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ",
	    db, " ORDER BY TABLE_NAME, ORDINAL_POSITION");
	if (res == NULL)
		return fail_conn(s, c);
	/* `t` and `T` may be two tables, and the order mixes their rows */
	while (rc == 0 && (row = mysql_fetch_row(res)) != NULL) {
		if (row[C_TABLE] == NULL || row[C_NAME] == NULL ||
		    row[C_TYPE] == NULL) {
			rc = nameless(s);
			break;
		}
		if (t == NULL || strcmp(t->def->name, row[C_TABLE]) != 0)
			t = schema_find(s, db, row[C_TABLE]);
		if (t != NULL)
			rc = add_column(s, t->def, row);
	}
	if (rc == 0 && conn_fetched(c) == -1)
		rc = fail_conn(s, c);
	mysql_free_result(res);
	return rc;
}

/* A label with a "?" may be one that the server could not show. */
static int
check_labels(struct schema *s, struct conn *c, struct row_table *t)
{
	uint32_t i;

	for (unsigned n = 0; n < t->ncolumns; n++) {
		struct row_column *col = &t->column[n];

		for (i = 0; i < col->nmembers; i++) {
			if (!labels_unsure(col, i) ||
			    labels_ask(c, t, col, i) == 0)
				continue;
			if (c->code == EX_TEMPFAIL)
				return fail_conn(s, c);
			return fail(s, EX_CONFIG,
			    "label '%s' of column '%s.%s.%s' may have a "
			    "character that the server cannot show\n"
			    "leave the table out, or rename the label",
			    col->member[i], t->db, t->name, col->name);
		}
	}
	return 0;
}

/* All keys of a schema's tables; keys.h chooses. */
static int
read_keys(struct schema *s, struct conn *c, const char *db)
{
	struct keys keys = { 0 };
	MYSQL_RES *res;
	MYSQL_ROW row;
	int rc = 0;

	res = ask(c, 7,
	    "SELECT TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, "
	    "SUB_PART, NULLABLE, INDEX_TYPE "
	    "FROM INFORMATION_SCHEMA.STATISTICS "
	    "WHERE NON_UNIQUE = 0 AND TABLE_SCHEMA = ",
	    db, " ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX");
	if (res == NULL)
		return fail_conn(s, c);
	while (rc == 0 && (row = mysql_fetch_row(res)) != NULL)
		if (row[0] == NULL || row[1] == NULL)
			rc = nameless(s);
		else if (row[3] == NULL) /* an expression */
			keys_add(&keys, row[0], row[1], "", 0, true, true);
		else
			keys_add(&keys, row[0], row[1], row[3],
			    (unsigned)number_or_0(row[2]),
			    row[4] != NULL ||
				strcmp(or_empty(row[6]), "HASH") == 0,
			    strcmp(or_empty(row[5]), "YES") == 0);
	if (rc == 0 && conn_fetched(c) == -1)
		rc = fail_conn(s, c);
	mysql_free_result(res);
	for (size_t i = 0; rc == 0 && i < s->n; i++)
		if (strcmp(s->table[i].def->db, db) == 0)
			s->table[i].nbound = keys_apply(&keys, s->table[i].def);
	keys_release(&keys);
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	const struct row_table *x = ((const struct schema_table *)a)->def;
	const struct row_table *y = ((const struct schema_table *)b)->def;
	int d = strcmp(x->db, y->db);

	return d != 0 ? d : strcmp(x->name, y->name);
}

struct schema_table *
schema_find(const struct schema *s, const char *db, const char *name)
{
	struct row_table def = { .db = db, .name = name };
	struct schema_table key = { .def = &def };

	if (s->n == 0)
		return NULL;
	return bsearch(&key, s->table, s->n, sizeof(*s->table), by_name);
}

static int
read_schema(struct schema *s, struct conn *c, const char *db,
    struct objects *chosen, struct objects *also)
{
	size_t before = s->n;

	if (!objects_schema(chosen, db) ||
	    (also != NULL && !objects_schema(also, db)))
		return 0;
	if (!name_ok(db))
		return fail(
		    s, EX_CONFIG, "name with control characters: '%s'", db);
	if (read_tables(s, c, db, chosen, also) == -1)
		return -1;
	if (s->n == before)
		return 0;
	qsort(s->table, s->n, sizeof(*s->table), by_name);
	if (read_columns(s, c, db) == -1 || read_keys(s, c, db) == -1)
		return -1;
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->table[i].def->db, db) == 0 &&
		    check_labels(s, c, s->table[i].def) == -1)
			return -1;
	for (size_t i = 0; i < s->n; i++)
		if (s->table[i].def->ncolumns == 0)
			return fail(s, EX_UNAVAILABLE,
			    "table '%s.%s' shows no columns: is SELECT "
			    "granted, was it dropped just now?",
			    s->table[i].def->db, s->table[i].def->name);
	return 0;
}

int
schema_read(struct schema *s, struct conn *c, struct objects *chosen,
    struct objects *also)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	int rc = 0;

	memset(s, 0, sizeof(*s));
	res = conn_query(c, "SELECT SCHEMA_NAME FROM "
			    "INFORMATION_SCHEMA.SCHEMATA");
	if (res == NULL)
		return fail_conn(s, c);
	while (rc == 0 && (row = mysql_fetch_row(res)) != NULL)
		rc = row[0] == NULL ? nameless(s)
				    : read_schema(s, c, row[0], chosen, also);
	mysql_free_result(res);
	return rc;
}

void
schema_release(struct schema *s)
{
	for (size_t i = 0; i < s->n; i++)
		row_table_free(s->table[i].def);
	free(s->table);
	for (size_t i = 0; i < s->nother; i++) {
		free(s->other[i].db);
		free(s->other[i].name);
		free(s->other[i].type);
	}
	free(s->other);
}
