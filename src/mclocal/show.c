/*
 * show.c: DESC and SHOW, in the boxes and lines that MaxCompute prints.
 */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "mclocal/sql.h"

enum {
	WIDTH = 84 /* between the borders */
};

static void
rule(struct buf *b)
{
	unsigned i;

	buf_putc(b, '+');
	for (i = 0; i < WIDTH; i++)
		buf_putc(b, '-');
	buf_puts(b, "+\n");
}

/* "| text      |"; what is too long pushes the border. */
static void
line(struct buf *b, const char *text)
{
	buf_printf(b, "| %-*s|\n", WIDTH - 1, text);
}

static void
field(struct buf *b, const char *name, const char *value)
{
	struct buf text;

	buf_init(&text);
	buf_printf(&text, "%-25s %s", name, value);
	line(b, buf_str(&text));
	buf_release(&text);
}

static void
moment(struct buf *b, const char *name, int64_t seconds)
{
	struct clock_civil c;
	char text[32];

	clock_civil(seconds * CLOCK_SECOND, &c);
	snprintf(text, sizeof(text), "%04u-%02u-%02u %02u:%02u:%02u",
	    (unsigned)c.year % 10000, (unsigned)c.month % 100,
	    (unsigned)c.day % 100, (unsigned)c.hour % 100,
	    (unsigned)c.minute % 100, (unsigned)c.second % 100);
	field(b, name, text);
}

static void
columns(struct buf *b, const struct table *t, unsigned from, unsigned to)
{
	const struct table_column *c;
	struct buf text;
	char type[32];

	buf_init(&text);
	for (c = t->column + from; c < t->column + to; c++) {
		row_mc_text(&c->type, type);
		buf_clear(&text);
		if (from == 0)
			buf_printf(&text, "%-15s | %-10s |       | %s", c->name,
			    type, c->comment);
		else
			buf_printf(&text, "%-15s | %-10s | %s", c->name, type,
			    c->comment);
		line(b, buf_str(&text));
	}
	buf_release(&text);
	rule(b);
}

static void
desc_table(struct sql *q, const struct table *t)
{
	struct buf *b = &q->text;

	rule(b);
	field(b, "Owner:", "ALIYUN$local");
	field(b, "Project:", t->project);
	field(b, "TableComment:", t->comment);
	rule(b);
	moment(b, "CreateTime:", t->created);
	moment(b, "LastDDLTime:", t->ddl);
	moment(b, "LastModifiedTime:", t->modified);
	rule(b);
	line(b, "InternalTable: YES      | Size: 0");
	rule(b);
	line(b, "Native Columns:");
	rule(b);
	line(b, "Field           | Type       | Label | Comment");
	rule(b);
	columns(b, t, 0, t->ncolumns);
	if (t->nparts == 0)
		return;
	line(b, "Partition Columns:");
	rule(b);
	columns(b, t, t->ncolumns, t->ncolumns + t->nparts);
}

static int
desc_partition(struct sql *q, const struct table *t)
{
	const struct token *at = sql_token(q);
	struct spec spec;
	struct buf *b = &q->text;
	int64_t id;

	if (sql_spec(q, t, &spec) == -1)
		return -1;
	if ((id = partition_find(q->s, t, &spec)) == 0)
		return sql_fail(q, at, SQL_NO_PART, "Partition does not exist");
	rule(b);
	line(b, "PartitionSize: 0");
	rule(b);
	moment(b, "CreateTime:",
	    store_number(q->s, 0,
		"SELECT created FROM mc_partition WHERE id = ?1", "i", id));
	moment(b, "LastModifiedTime:",
	    store_number(q->s, 0,
		"SELECT modified FROM mc_partition WHERE id = ?1", "i", id));
	rule(b);
	return 0;
}

/* DESC EXTENDED: what it is stored as. */
static void
desc_extended(struct sql *q, const struct table *t)
{
	struct buf *b = &q->text;
	char text[32];
	unsigned i;

	line(b, "Extended Info:");
	rule(b);
	snprintf(text, sizeof(text), "%016llx", (unsigned long long)t->id);
	field(b, "TableID:", text);
	field(b, "IsArchived:", "false");
	field(b, "PhysicalSize:", "0");
	field(b, "FileNum:", "0");
	field(b, "StoredAs:", "AliOrc");
	if (t->lifecycle > 0) {
		snprintf(text, sizeof(text), "%lld", (long long)t->lifecycle);
		field(b, "Lifecycle:", text);
	}
	if (table_is(t, "transactional"))
		field(b, "Transactional:", "true");
	for (i = 0; i < t->nkeys; i++)
		field(b, "Primarykey:", t->column[t->key[i]].name);
	rule(b);
}

int
ddl_desc(struct sql *q)
{
	bool extended = sql_take(q, "extended");
	struct table *t;
	int rc = 0;

	if ((t = sql_table(q)) == NULL)
		return -1;
	if (sql_is(q, "partition"))
		rc = desc_partition(q, t);
	else
		desc_table(q, t);
	if (rc == 0 && extended)
		desc_extended(q, t);
	table_free(t);
	return rc;
}

/* In "IN project" and "LIKE 'prefix*'". */
static int
show_tables(struct sql *q)
{
	const char *project = q->project, *like = "*";
	const struct token *name;
	sqlite3_stmt *s;

	if (sql_take(q, "in")) {
		if ((name = sql_name(q)) == NULL)
			return -1;
		project = name->text;
	}
	if (sql_take(q, "like")) {
		if (sql_token(q)->kind != LEX_STRING)
			return sql_fail_token(q);
		like = sql_token(q)->text;
		q->at++;
	}
	s = store_query(q->s,
	    "SELECT name FROM mc_table WHERE project = ?1 AND"
	    " name GLOB lower(?2) ORDER BY name",
	    "ss", project, like);
	if (s == NULL)
		return sql_fail_store(q);
	while (sqlite3_step(s) == SQLITE_ROW)
		buf_printf(&q->text, "ALIYUN$local:%s\n", store_text(s, 0));
	sqlite3_finalize(s);
	return 0;
}

static int
show_partitions(struct sql *q)
{
	struct spec spec = { .n = 0 };
	struct table *t;
	sqlite3_stmt *s;
	struct buf prefix;
	int rc = -1;

	if ((t = sql_table(q)) == NULL)
		return -1;
	buf_init(&prefix);
	if (t->nparts == 0) {
		sql_fail(q, sql_token(q), SQL_SEMANTIC,
		    "Semantic analysis exception - table %s.%s is not a"
		    " partitioned table",
		    t->project, t->name);
		goto err0;
	}
	if (sql_is(q, "partition") && sql_spec(q, t, &spec) == -1)
		goto err0;
	spec_put(&prefix, t, &spec);
	if (spec.n > 0 && spec.n < t->nparts)
		buf_putc(&prefix, ',');
	s = store_query(q->s,
	    "SELECT replace(spec, ',', '/') FROM mc_partition WHERE tbl = ?1"
	    " AND substr(spec, 1, length(?2)) = ?2 AND (?3 < ?4 OR spec = ?2)"
	    " ORDER BY spec",
	    "isii", t->id, buf_str(&prefix), (int64_t)spec.n,
	    (int64_t)t->nparts);
	if (s == NULL) {
		sql_fail_store(q);
		goto err0;
	}
	while (sqlite3_step(s) == SQLITE_ROW)
		buf_printf(&q->text, "%s\n", store_text(s, 0));
	sqlite3_finalize(s);
	rc = 0;
err0:
	buf_release(&prefix);
	table_free(t);
	return rc;
}

/* 'text' for SQL. */
static void
put_quoted(struct buf *b, const char *text)
{
	buf_putc(b, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *text);
	}
	buf_putc(b, '\'');
}

static void
put_columns(struct buf *b, const struct table *t, unsigned from, unsigned to)
{
	const struct table_column *c;
	char type[32];
	size_t i;

	for (c = t->column + from; c < t->column + to; c++) {
		row_mc_text(&c->type, type);
		for (i = 0; type[i] != '\0'; i++)
			if (type[i] >= 'a' && type[i] <= 'z')
				type[i] = (char)(type[i] - 'a' + 'A');
		buf_printf(b, "%s`%s` %s%s", c > t->column + from ? "," : "",
		    c->name, type, c->type.nullable ? "" : " NOT NULL");
		if (*c->comment != '\0') {
			buf_puts(b, " COMMENT ");
			put_quoted(b, c->comment);
		}
	}
}

static void
put_properties(struct buf *b, const struct table *t)
{
	json_t *o = json_loads(t->properties, 0, NULL), *v;
	bool first = true;
	const char *key;

	json_object_foreach(o, key, v)
	{
		buf_puts(b, first ? " TBLPROPERTIES (" : ",");
		put_quoted(b, key);
		buf_putc(b, '=');
		put_quoted(b, json_is_string(v) ? json_string_value(v) : "");
		first = false;
	}
	buf_puts(b, first ? "" : ")");
	json_decref(o);
}

/* A statement that makes the same table once more. */
static int
show_create(struct sql *q)
{
	struct buf *b = &q->text;
	struct table *t;
	unsigned i;

	if (sql_expect(q, "table") == -1 || (t = sql_table(q)) == NULL)
		return -1;
	buf_printf(
	    b, "CREATE TABLE IF NOT EXISTS %s.`%s`(", t->project, t->name);
	put_columns(b, t, 0, t->ncolumns);
	for (i = 0; i < t->nkeys; i++)
		buf_printf(b, "%s`%s`", i > 0 ? "," : ",PRIMARY KEY(",
		    t->column[t->key[i]].name);
	buf_puts(b, t->nkeys > 0 ? "))" : ")");
	if (*t->comment != '\0') {
		buf_puts(b, " COMMENT ");
		put_quoted(b, t->comment);
	}
	if (t->nparts > 0) {
		buf_puts(b, " PARTITIONED BY (");
		put_columns(b, t, t->ncolumns, t->ncolumns + t->nparts);
		buf_putc(b, ')');
	}
	buf_puts(b, " STORED AS ALIORC");
	put_properties(b, t);
	if (t->lifecycle > 0)
		buf_printf(b, " LIFECYCLE %lld", (long long)t->lifecycle);
	buf_puts(b, ";\n");
	table_free(t);
	return 0;
}

int
ddl_show(struct sql *q)
{
	if (sql_take(q, "tables"))
		return show_tables(q);
	if (sql_take(q, "create"))
		return show_create(q);
	if (!sql_take(q, "partitions"))
		return sql_fail_lacks(q, "SHOW");
	return show_partitions(q);
}
