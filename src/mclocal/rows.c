/*
 * rows.c: which rows a table shows: row numbers, segments, partitions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "mclocal/table.h"

sqlite3_stmt *
table_insert(struct store *s, const struct table *t)
{
	sqlite3_stmt *q;
	struct buf b;
	unsigned i;

	buf_init(&b);
	buf_printf(&b, "INSERT INTO r%lld VALUES (?1", (long long)t->id);
	for (i = 0; i < t->ncolumns; i++)
		buf_printf(&b, ",?%u", i + 2);
	buf_putc(&b, ')');
	q = store_query(s, buf_str(&b), "");
	buf_release(&b);
	return q;
}

int64_t
table_next_row(struct store *s, const struct table *t)
{
	return store_number(
	    s, 1, "SELECT next_row FROM mc_table WHERE id = ?1", "i", t->id);
}

int
table_set_next_row(struct store *s, const struct table *t, int64_t next)
{
	return store_run(s, "UPDATE mc_table SET next_row = ?2 WHERE id = ?1",
	    "ii", t->id, next);
}

int
table_delete_rows(
    struct store *s, const struct table *t, int64_t lo, int64_t hi)
{
	char sql[96];

	snprintf(sql, sizeof(sql),
	    "DELETE FROM r%lld WHERE \"#\" BETWEEN ?1"
	    " AND ?2",
	    (long long)t->id);
	return lo > hi ? 0 : store_run(s, sql, "ii", lo, hi);
}

int
table_show(struct store *s, const struct table *t, int64_t part, int64_t lo,
    int64_t hi)
{
	int64_t now = clock_now() / CLOCK_SECOND;

	if (t->nkeys > 0)
		return delta_show(s, t, part, lo, hi, NULL);
	if (lo <= hi && store_run(s,
			    "INSERT INTO mc_segment (tbl, part, lo, hi)"
			    " VALUES (?1, ?2, ?3, ?4)",
			    "iiii", t->id, part, lo, hi) == -1)
		return -1;
	return store_run(s,
	    "UPDATE mc_partition SET modified = ?2 WHERE id = ?1", "ii", part,
	    now);
}

int
table_empty(struct store *s, const struct table *t, int64_t part, int64_t last)
{
	sqlite3_stmt *q;
	int rc = 0;

	q = store_query(s,
	    "SELECT lo, hi FROM mc_segment"
	    " WHERE tbl = ?1 AND part = ?2 AND seq <= ?3",
	    "iii", t->id, part, last);
	if (q == NULL)
		return -1;
	while (rc == 0 && sqlite3_step(q) == SQLITE_ROW)
		rc = table_delete_rows(s, t, sqlite3_column_int64(q, 0),
		    sqlite3_column_int64(q, 1));
	sqlite3_finalize(q);
	if (rc == 0)
		rc = store_run(s,
		    "DELETE FROM mc_segment"
		    " WHERE tbl = ?1 AND part = ?2 AND seq <= ?3",
		    "iii", t->id, part, last);
	return rc == 0 ? table_touch(s, t, true) : -1;
}

int64_t
table_last_segment(struct store *s, const struct table *t)
{
	return store_number(
	    s, 0, "SELECT max(seq) FROM mc_segment WHERE tbl = ?1", "i", t->id);
}

/* part 0: of the whole table. */
int64_t
table_rows(struct store *s, const struct table *t, int64_t part)
{
	return store_number(s, 0,
	    "SELECT sum(hi - lo + 1) FROM mc_segment"
	    " WHERE tbl = ?1 AND (?2 = 0 OR part = ?2)",
	    "ii", t->id, part);
}

bool
spec_value_ok(const char *p, size_t n)
{
	size_t i;

	if (n == 0 || n > ROW_PART_VALUE)
		return false;
	for (i = 0; i < n; i++)
		if (!(p[i] >= '0' && p[i] <= '9') &&
		    !(p[i] >= 'a' && p[i] <= 'z') &&
		    !(p[i] >= 'A' && p[i] <= 'Z') &&
		    (p[i] == '\0' || strchr(" :_$#.!@-", p[i]) == NULL))
			return false;
	return true;
}

/* One NAME=VALUE at *p, up to ',' or '/' or the end. */
static const char *
spec_level(const struct table *t, const char **p, struct spec *spec)
{
	size_t n = strcspn(*p, "="), value;
	const char *name = *p, *v;
	char quote = 0;

	if (name[n] == '\0')
		return "a level without '='";
	while (n > 0 && *name == ' ') {
		name++;
		n--;
	}
	if (spec->n == t->nparts ||
	    table_column(t, name, n) != (int)(t->ncolumns + spec->n))
		return "the levels are not those of the table";
	v = *p + strcspn(*p, "=") + 1;
	if (*v == '\'' || *v == '"')
		quote = *v++;
	value =
	    quote ? strcspn(v, quote == '"' ? "\"" : "'") : strcspn(v, ",/");
	if (quote && v[value] == '\0')
		return "a quote is not closed";
	if (!spec_value_ok(v, value))
		return "a value has characters that may not be in one";
	memcpy(spec->value[spec->n], v, value);
	spec->value[spec->n++][value] = '\0';
	*p = v + value + (quote != 0);
	return NULL;
}

const char *
spec_parse(const struct table *t, const char *text, struct spec *spec)
{
	const char *p = text, *why;

	spec->n = 0;
	do {
		if ((why = spec_level(t, &p, spec)) != NULL)
			return why;
	} while ((*p == ',' || *p == '/') && *p++ != '\0');
	return *p == '\0' ? NULL : "something stands behind a value";
}

void
spec_put(struct buf *b, const struct table *t, const struct spec *spec)
{
	unsigned i;

	for (i = 0; i < spec->n; i++)
		buf_printf(b, "%s%s=%s", i > 0 ? "," : "",
		    t->column[t->ncolumns + i].name, spec->value[i]);
}

int64_t
partition_find(struct store *s, const struct table *t, const struct spec *spec)
{
	struct buf b;
	int64_t id;

	buf_init(&b);
	spec_put(&b, t, spec);
	id = store_number(s, 0,
	    "SELECT id FROM mc_partition WHERE tbl = ?1 AND spec = ?2", "is",
	    t->id, buf_str(&b));
	buf_release(&b);
	return id;
}

int64_t
partition_add(struct store *s, const struct table *t, const struct spec *spec)
{
	int64_t now = clock_now() / CLOCK_SECOND;
	const char *v[ROW_PART_LEVELS] = { NULL };
	struct buf b;
	unsigned i;
	int rc;

	if (s->counted != t->id) {
		s->nparts = store_number(s, 0,
		    "SELECT count(*) FROM mc_partition WHERE tbl = ?1", "i",
		    t->id);
		s->counted = t->id;
	}
	if (s->nparts >= TABLE_PARTITIONS_MAX) {
		snprintf(s->why, sizeof(s->why),
		    "the table has %d partitions already",
		    TABLE_PARTITIONS_MAX);
		return 0;
	}
	buf_init(&b);
	spec_put(&b, t, spec);
	for (i = 0; i < spec->n; i++)
		v[i] = spec->value[i];
	rc = store_run(s,
	    "INSERT INTO mc_partition (tbl, spec, v0, v1, v2, v3, v4, v5,"
	    " created, modified) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?9)",
	    "isssssssi", t->id, buf_str(&b), v[0], v[1], v[2], v[3], v[4], v[5],
	    now);
	buf_release(&b);
	if (rc == -1)
		return 0;
	s->nparts++;
	return sqlite3_last_insert_rowid(s->db);
}

int
partition_rename(
    struct store *s, const struct table *t, int64_t id, const struct spec *spec)
{
	const char *v[ROW_PART_LEVELS] = { NULL };
	struct buf b;
	unsigned i;
	int rc;

	buf_init(&b);
	spec_put(&b, t, spec);
	for (i = 0; i < spec->n; i++)
		v[i] = spec->value[i];
	rc = store_run(s,
	    "UPDATE mc_partition SET spec = ?2, v0 = ?3, v1 = ?4, v2 = ?5,"
	    " v3 = ?6, v4 = ?7, v5 = ?8 WHERE id = ?1",
	    "isssssss", id, buf_str(&b), v[0], v[1], v[2], v[3], v[4], v[5]);
	buf_release(&b);
	return rc;
}

int
partition_drop(struct store *s, const struct table *t, int64_t id)
{
	s->counted = 0;
	if (table_empty(s, t, id, INT64_MAX) == -1)
		return -1;
	if (store_run(s, "DELETE FROM mc_download WHERE tbl = ?1 AND part = ?2",
		"ii", t->id, id) == -1)
		return -1;
	return store_run(s, "DELETE FROM mc_partition WHERE id = ?1", "i", id);
}
