/*
 * mirror.c: rows and batches of a mirror; see mirror.h.
 */
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "base/msg.h"
#include "row/names.h"

#include "mcupload/mirror_own.h"

/* --- rows ------------------------------------------------------------------
 */

/* Read an image into t->value; the added columns stand first. */
static int
read_image(struct upload *up, struct mtable *t, const struct row_dest *d,
    const uint8_t *image, size_t len)
{
	struct row_image m;
	unsigned i;

	row_image_open(&m, image, len, d->ncolumns, false);
	for (i = 0; i < d->ncolumns; i++)
		row_image_next(&m, d->column[i].class, &t->value[i]);
	if (!row_image_ok(&m))
		return up_fail(up, EX_DATAERR, "the row image makes no sense");
	return 0;
}

static bool
is_yes(const struct row_value *v)
{
	return !v->null && v->len == 1 && (v->p[0] == 'Y' || v->p[0] == 'y');
}

static bool
same_value(const struct row_value *a, const struct row_value *b)
{
	if (a->null || b->null || a->p == NULL)
		return a->null == b->null && (a->null || a->u == b->u);
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

/* The old image of an UPDATE goes if the new one has another key.  In the
 * bucket of the old key, so before what may come there. */
static int
settle_old(struct upload *up, struct mtable *t, const struct row_dest *d,
    const struct row *row)
{
	struct row_value *old;
	bool same = true;
	unsigned k;

	t->has_old = false;
	if (read_image(up, t, d, row->after, row->after_len) == -1)
		return -1;
	old = t->other;
	t->other = t->value;
	t->value = old;
	if (read_image(up, t, d, t->old.data, t->old.len) == -1)
		return -1;
	for (k = 0; k < t->session.nkeys; k++)
		same = same && same_value(&t->other[t->skip + t->key[k]],
				   &t->value[t->skip + t->key[k]]);
	return same ? 0 : mirror_put(up, t, MC_DELETE, t->old_id);
}

static int
apply(struct upload *up, struct mtable *t, const struct row_dest *d,
    const struct row *row)
{
	if (t->has_old && settle_old(up, t, d, row) == -1)
		return -1;
	if (read_image(up, t, d, row->after, row->after_len) == -1)
		return -1;
	if (row->op == ROW_SNAPSHOT)
		return mirror_put(up, t, MC_UPSERT, row->record_id);
	if (t->skip < NAMES_ADDED)
		return up_fail(up, EX_DATAERR,
		    "'%s' has not the columns of a log", d->table);
	if (is_yes(&t->value[NAMES_AFTER_FLAG]))
		return mirror_put(up, t, MC_UPSERT, row->record_id);
	if (row->op != ROW_UPDATE)
		return mirror_put(up, t, MC_DELETE, row->record_id);
	buf_clear(&t->old);
	buf_put(&t->old, row->after, row->after_len);
	t->old_id = row->record_id;
	t->has_old = true;
	return 0;
}

/* A copy goes into an empty table: what the source had deleted between an
 * earlier one and this would stay in it for ever. */
static int
check_empty(struct upload *up, const struct mtable *t)
{
	uint64_t rows;

	if (up->sink->ops->count_all(up->sink, t->name, &rows) == -1)
		return up_sink_fail(up);
	if (rows == 0)
		return 0;
	return up_fail(up, EX_UNAVAILABLE,
	    "'%s' holds %" PRIu64 " rows: a copy goes into an empty table\n"
	    "were they of a copy that was not finished: truncate table `%s`",
	    t->name, rows, t->name);
}

int
mirror_row(
    struct upload *up, const struct row_table *table, const struct row *row)
{
	struct mtable *t = mirror_table(up, table);

	if (t == NULL)
		return -1;
	if (!t->open && row->op == ROW_SNAPSHOT && check_empty(up, t) == -1)
		return -1;
	if (mirror_open(up, t) == -1)
		return -1;
	/* Both forms of one table never stand in one stream. */
	if (t->skip + t->ncolumns != table->dest->ncolumns)
		return up_fail(up, EX_DATAERR,
		    "'%s' comes with other columns than before", t->name);
	up->mirror->seq = up->seq;
	up->rows++;
	up->batch_rows++;
	return apply(up, t, table->dest, row);
}

/* --- batches ---------------------------------------------------------------
 */

int
mirror_copy_mark(struct upload *up, const struct rec_mark *m)
{
	if (!(m->flags & REC_MARK_COPY_END)) {
		position_of_mark(&up->mirror->start, m);
		return 0;
	}
	/* All of it at once: a copy that is killed leaves nothing. */
	if (mirror_commit(up) == -1 || up_save_schema(up) == -1)
		return -1;
	up->mirror->seq = UINT64_MAX;
	up->opened = 0;
	up->batch_held = 0;
	up->batch_rows = 0;
	if (up->base.at.file[0] != '\0' || up->mirror->start.at.file[0] == '\0')
		return 0;
	return up_write_position(up, &up->mirror->start);
}

int
mirror_commit(struct upload *up)
{
	struct mtable *t;
	int n = 0;

	if (mirror_send(up) == -1 || mirror_drain(up) == -1)
		return -1;
	for (t = up->mirror->tables; t != NULL; t = t->next) {
		if (!t->open)
			continue;
		if (mc_upsert_commit(
			sink_client(up->sink), t->name, &t->session) == -1)
			return mirror_client_fail(up);
		tellx(
		    "%" PRIu64 " changes of '%s' committed", t->rows, t->name);
		mirror_close(up, t);
		n++;
	}
	return n;
}

void
mirror_abandon(struct upload *up)
{
	struct mtable *t;

	for (t = up->mirror->tables; t != NULL; t = t->next) {
		if (!t->open)
			continue;
		mirror_close(up, t);
		mc_upsert_abort(sink_client(up->sink), t->name, &t->session);
	}
	up->mirror->seq = UINT64_MAX;
}

bool
mirror_torn(const struct upload *up)
{
	return up->mirror->seq == up->seq;
}
