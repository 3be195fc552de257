/*
 * planner.c: cutting tables into chunks; see planner.h.
 *
 * The bounds of neighbours are the same values, "not behind" for the one and
 * "behind" for the other, and the first and last chunk are open: so no key
 * is in two chunks or in none, whatever the server's order of keys is.
 */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "pxsnapshot/bound.h"
#include "mysql/keys.h"
#include "pxsnapshot/planner.h"
#include "pxsnapshot/sql.h"

enum {
	CHUNK_BYTES = 16 * 1024 * 1024,
	SPARSE = 4 /* split by arithmetic up to so many times the chunks */
};

static uint64_t
rows_per_chunk(const struct schema_table *t, uint64_t rows)
{
	uint64_t fit;

	if (t->row_bytes == 0)
		return rows;
	fit = CHUNK_BYTES / t->row_bytes;
	if (fit == 0)
		fit = 1;
	return fit < rows ? fit : rows;
}

static bool
is_integer(const struct row_column *c)
{
	return c->type >= ROW_TINYINT && c->type <= ROW_BIGINT;
}

static void
split_chunks(
    struct plan *p, const struct schema_table *t, struct bound_split *s)
{
	struct buf lower = { 0 }, upper = { 0 };
	char text[24];
	const char *value = text;
	size_t len;

	for (uint64_t i = 0; i + 1 < s->n; i++) {
		bound_split_text(s, i, text);
		len = strlen(text);
		buf_clear(&upper);
		bound_condition(&upper, t->def, 1, false, &value, &len);
		plan_add_chunk(p, buf_str(&lower), buf_str(&upper));
		buf_clear(&lower);
		bound_condition(&lower, t->def, 1, true, &value, &len);
	}
	plan_add_chunk(p, buf_str(&lower), "");
	buf_release(&lower);
	buf_release(&upper);
}

/*
 * A single integer key whose numbers are in use for a good part: no look at
 * the rows is needed, and no piece can have more than rows of them.  1 when
 * done, 0 when the numbers are too sparse, -1 with c->why.
 */
static int
plan_by_number(
    struct plan *p, struct conn *c, const struct schema_table *t, uint64_t rows)
{
	struct buf sql = { 0 };
	struct bound_split split;
	const char *key = keys_column(t->def, 1)->name;
	MYSQL_RES *res;
	MYSQL_ROW row;
	int rc = 0;

	buf_puts(&sql, "SELECT MIN(");
	conn_put_name(&sql, key);
	buf_puts(&sql, "), MAX(");
	conn_put_name(&sql, key);
	buf_puts(&sql, ") FROM ");
	sql_put_table(&sql, t->def);
	res = conn_columns(c, conn_query(c, "%s", buf_str(&sql)), 2);
	buf_release(&sql);
	if (res == NULL)
		return -1;
	row = mysql_fetch_row(res);
	if (row != NULL && row[0] != NULL && row[1] != NULL &&
	    bound_split(
		&split, row[0], row[1], rows, SPARSE * (t->rows / rows + 1))) {
		split_chunks(p, t, &split);
		rc = 1;
	}
	mysql_free_result(res);
	return rc;
}

/* The key of the last row of the chunk that begins at lower, as a result of
 * no or one row. */
static MYSQL_RES *
find_bound(struct conn *c, const struct schema_table *t, struct buf *lower,
    uint64_t rows)
{
	struct buf sql = { 0 };
	MYSQL_RES *res;

	buf_puts(&sql, "SELECT ");
	sql_put_key(&sql, t->def, t->nbound);
	buf_puts(&sql, " FROM ");
	sql_put_table(&sql, t->def);
	if (lower->len > 0) {
		buf_puts(&sql, " WHERE ");
		buf_put(&sql, lower->data, lower->len);
	}
	buf_puts(&sql, " ORDER BY ");
	sql_put_key(&sql, t->def, t->nbound);
	buf_printf(&sql, " LIMIT %" PRIu64 ", 1", rows - 1);
	res = conn_columns(c, conn_query(c, "%s", buf_str(&sql)), t->nbound);
	buf_release(&sql);
	return res;
}

/* The bound that the one row of res is, on both sides.  -1 with c->why when
 * it is none. */
static int
take_bound(struct conn *c, const struct schema_table *t, MYSQL_RES *res,
    MYSQL_ROW row, struct buf *upto, struct buf *behind)
{
	const char *const *value = (const char *const *)row;
	size_t len[KEYS_PARTS_MAX];

	for (unsigned i = 0; i < t->nbound; i++) {
		if (row[i] == NULL)
			return conn_strange(c);
		len[i] = mysql_fetch_lengths(res)[i];
	}
	buf_clear(upto);
	buf_clear(behind);
	bound_condition(upto, t->def, t->nbound, false, value, len);
	bound_condition(behind, t->def, t->nbound, true, value, len);
	return 0;
}

static int
plan_by_key(
    struct plan *p, struct conn *c, const struct schema_table *t, uint64_t rows)
{
	struct buf lower = { 0 }, upper = { 0 }, behind = { 0 }, swap;
	MYSQL_RES *res;
	MYSQL_ROW row;
	int rc = -1;

	for (;;) {
		if ((res = find_bound(c, t, &lower, rows)) == NULL)
			break;
		if ((row = mysql_fetch_row(res)) == NULL) {
			plan_add_chunk(p, buf_str(&lower), "");
			mysql_free_result(res);
			rc = 0;
			break;
		}
		rc = take_bound(c, t, res, row, &upper, &behind);
		mysql_free_result(res);
		/* a server that does not get ahead would never end */
		if (rc == 0 && strcmp(buf_str(&behind), buf_str(&lower)) == 0)
			rc = conn_strange(c);
		if (rc == -1)
			break;
		rc = -1;
		plan_add_chunk(p, buf_str(&lower), buf_str(&upper));
		swap = lower;
		lower = behind;
		behind = swap;
	}
	buf_release(&lower);
	buf_release(&upper);
	buf_release(&behind);
	return rc;
}

int
planner_add(
    struct plan *p, struct conn *c, const struct schema_table *t, uint64_t rows)
{
	int rc;

	plan_add_table(p, t->def->db, t->def->name);
	if (t->nbound == 0) {
		plan_add_chunk(p, "", "");
		return 0;
	}
	rows = rows_per_chunk(t, rows);
	if (t->nbound == 1 && keys_column(t->def, 2) == NULL &&
	    is_integer(keys_column(t->def, 1))) {
		rc = plan_by_number(p, c, t, rows);
		if (rc != 0)
			return rc == 1 ? 0 : -1;
	}
	return plan_by_key(p, c, t, rows);
}
