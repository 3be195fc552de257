/*
 * delta.c: rows of tables with a primary key become visible.
 *
 * A key stands once in a partition.  A new row of a known key takes the
 * place, the number, of the old one; one of a new key goes behind all rows;
 * where a row is deleted the last one of the partition takes its place.  So
 * segments stay ranges without holes, as everybody who counts them believes.
 */
#include <stdio.h>

#include "base/clock.h"
#include "mclocal/table.h"

struct delta {
	struct store *s;
	const struct table *t;
	int64_t part;
	sqlite3_stmt *find, *remove, *move;
	int64_t first, next; /* new rows are first..next-1 */
	bool changed;        /* more than additions */
};

/* The visible row with the key of row ?1. */
static sqlite3_stmt *
prepare_find(const struct delta *d)
{
	long long id = (long long)d->t->id;
	sqlite3_stmt *q;
	struct buf b;
	unsigned i;

	buf_init(&b);
	buf_printf(&b,
	    "SELECT d.\"#\" FROM r%lld n CROSS JOIN r%lld d INDEXED BY k%lld"
	    " WHERE n.\"#\" = ?1 AND d.\"#\" <> ?1",
	    id, id, id);
	for (i = 0; i < d->t->nkeys; i++) {
		buf_puts(&b, " AND d.");
		store_put_name(&b, d->t->column[d->t->key[i]].name);
		buf_puts(&b, " = n.");
		store_put_name(&b, d->t->column[d->t->key[i]].name);
	}
	buf_printf(&b,
	    " AND (d.\"#\" BETWEEN %lld AND ?2 OR EXISTS (SELECT 1"
	    " FROM mc_segment s WHERE s.tbl = %lld AND s.part = %lld"
	    " AND d.\"#\" BETWEEN s.lo AND s.hi))",
	    (long long)d->first, id, (long long)d->part);
	q = store_query(d->s, buf_str(&b), "");
	buf_release(&b);
	return q;
}

static int
delta_init(
    struct delta *d, struct store *s, const struct table *t, int64_t part)
{
	char sql[80];

	d->s = s;
	d->t = t;
	d->part = part;
	d->first = d->next = table_next_row(s, t);
	d->changed = false;
	d->remove = d->move = NULL;
	if ((d->find = prepare_find(d)) == NULL)
		return -1;
	snprintf(sql, sizeof(sql), "DELETE FROM r%lld WHERE \"#\" = ?1",
	    (long long)t->id);
	if ((d->remove = store_query(s, sql, "")) == NULL)
		return -1;
	snprintf(sql, sizeof(sql),
	    "UPDATE r%lld SET \"#\" = ?2 WHERE \"#\" = ?1", (long long)t->id);
	d->move = store_query(s, sql, "");
	return d->move == NULL ? -1 : 0;
}

static void
delta_release(struct delta *d)
{
	sqlite3_finalize(d->find);
	sqlite3_finalize(d->remove);
	sqlite3_finalize(d->move);
}

/* Run a statement with these numbers. */
static int
run(struct delta *d, sqlite3_stmt *q, int64_t a, int64_t b)
{
	int rc;

	sqlite3_bind_int64(q, 1, a);
	if (sqlite3_bind_parameter_count(q) > 1)
		sqlite3_bind_int64(q, 2, b);
	rc = sqlite3_step(q);
	sqlite3_reset(q);
	if (rc == SQLITE_DONE)
		return 0;
	snprintf(d->s->why, sizeof(d->s->why), "%s", sqlite3_errmsg(d->s->db));
	return -1;
}

/* The visible row with the same key, 0 when there is none. */
static int64_t
find(struct delta *d, int64_t row)
{
	int64_t old = 0;

	sqlite3_bind_int64(d->find, 1, row);
	sqlite3_bind_int64(d->find, 2, d->next - 1);
	if (sqlite3_step(d->find) == SQLITE_ROW)
		old = sqlite3_column_int64(d->find, 0);
	sqlite3_reset(d->find);
	return old;
}

/* Take the last row of the partition out of sight; its number, -1. */
static int64_t
last_out(struct delta *d)
{
	int64_t last, seq;

	if (d->next > d->first)
		return --d->next;
	seq = store_number(d->s, -1,
	    "SELECT seq FROM mc_segment WHERE tbl = ?1 AND part = ?2"
	    " ORDER BY hi DESC LIMIT 1",
	    "ii", d->t->id, d->part);
	last = store_number(
	    d->s, -1, "SELECT hi FROM mc_segment WHERE seq = ?1", "i", seq);
	if (store_run(d->s, "UPDATE mc_segment SET hi = hi - 1 WHERE seq = ?1",
		"i", seq) == -1 ||
	    store_run(d->s, "DELETE FROM mc_segment WHERE seq = ?1 AND lo > hi",
		"i", seq) == -1)
		return -1;
	return last;
}

static int
delta_delete(struct delta *d, int64_t row)
{
	int64_t old = find(d, row), last;

	if (run(d, d->remove, row, 0) == -1)
		return -1;
	if (old == 0)
		return 0;
	d->changed = true;
	if (run(d, d->remove, old, 0) == -1 || (last = last_out(d)) == -1)
		return -1;
	return last == old ? 0 : run(d, d->move, last, old);
}

static int
delta_put(struct delta *d, int64_t row)
{
	int64_t old = find(d, row);

	if (old == 0)
		return run(d, d->move, row, d->next++);
	d->changed = true;
	if (run(d, d->remove, old, 0) == -1)
		return -1;
	return run(d, d->move, row, old);
}

/* Rows and deletions, in the order in which they came. */
static int
delta_rows(struct delta *d, int64_t lo, int64_t hi, const char *session)
{
	sqlite3_stmt *gone;
	int64_t row, next = INT64_MAX;
	int rc = 0;

	gone = store_query(d->s,
	    "SELECT row FROM mc_gone WHERE session = ?1 AND row >= ?2"
	    " ORDER BY row",
	    "si", session == NULL ? "" : session, lo);
	if (gone == NULL)
		return -1;
	if (sqlite3_step(gone) == SQLITE_ROW)
		next = sqlite3_column_int64(gone, 0);
	for (row = lo; rc == 0 && row <= hi; row++) {
		if (row != next) {
			rc = delta_put(d, row);
			continue;
		}
		rc = delta_delete(d, row);
		next = sqlite3_step(gone) == SQLITE_ROW
			   ? sqlite3_column_int64(gone, 0)
			   : INT64_MAX;
	}
	sqlite3_finalize(gone);
	return rc;
}

int
delta_show(struct store *s, const struct table *t, int64_t part, int64_t lo,
    int64_t hi, const char *session)
{
	struct delta d;
	int rc;

	rc = delta_init(&d, s, t, part);
	if (rc == 0)
		rc = delta_rows(&d, lo, hi, session);
	delta_release(&d);
	if (rc == 0 && d.next > d.first)
		rc = store_run(s,
		    "INSERT INTO mc_segment (tbl, part, lo, hi)"
		    " VALUES (?1, ?2, ?3, ?4)",
		    "iiii", t->id, part, d.first, d.next - 1);
	if (rc == 0)
		rc = table_set_next_row(s, t, d.next);
	if (rc == 0 && d.changed)
		rc = table_touch(s, t, true);
	if (rc == 0)
		rc = store_run(s,
		    "UPDATE mc_partition SET modified = ?2 WHERE id = ?1", "ii",
		    part, clock_now() / CLOCK_SECOND);
	return rc;
}
