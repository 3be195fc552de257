/*
 * result.c: tables of results; see result.h.
 */
#include <stdio.h>

#include "mclocal/result.h"

struct table *
result_table(struct store *s, int64_t no)
{
	struct table *t = table_new("", "result");

	t->id = -no;
	if (table_load_columns(s, t) == 0)
		return t;
	table_free(t);
	return NULL;
}

/* Without types: values stay as the query made them. */
int
result_make(struct store *s, int64_t no, const struct table *t)
{
	struct buf b;
	unsigned i;
	int rc;

	buf_init(&b);
	buf_printf(
	    &b, "CREATE TABLE q%lld (\"#\" INTEGER PRIMARY KEY", (long long)no);
	for (i = 0; i < t->ncolumns; i++)
		buf_printf(&b, ", c%u", i);
	buf_putc(&b, ')');
	rc = store_run(s, buf_str(&b), "");
	buf_release(&b);
	return rc;
}

sqlite3_stmt *
result_insert(struct store *s, int64_t no, const struct table *t)
{
	sqlite3_stmt *q;
	struct buf b;
	unsigned i;

	buf_init(&b);
	buf_printf(&b, "INSERT INTO q%lld VALUES (?1", (long long)no);
	for (i = 0; i < t->ncolumns; i++)
		buf_printf(&b, ",?%u", i + 2);
	buf_putc(&b, ')');
	q = store_query(s, buf_str(&b), "");
	buf_release(&b);
	return q;
}

int
result_drop(struct store *s, int64_t no)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "DROP TABLE IF EXISTS q%lld", (long long)no);
	if (store_run(s, sql, "") == -1 ||
	    store_run(s, "DELETE FROM mc_column WHERE tbl = ?1", "i", -no) ==
		-1)
		return -1;
	return store_run(s, "DELETE FROM mc_instance WHERE no = ?1", "i", no);
}
