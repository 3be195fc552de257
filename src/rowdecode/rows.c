/*
 * rows.c: rows events to ROW records.
 *
 * record_id: the place of the row image in its file; where several rows have
 * no place of their own (compressed events), the event's place plus a count.
 */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "binlog/body.h"
#include "row/row.h"
#include "rowdecode/parts.h"

enum {
	NO_TABLE = 0xffffff /* number in events that only end a statement */
};

struct event_rows {
	struct body_rows body;
	struct table *table;
	struct plan_present before, after;
	struct row row;
	uint64_t id_base; /* record_id of the event's first byte */
	const uint8_t *event;
	bool counted; /* rows have no place of their own */
};

static int
bad_image(struct decoder *d, const struct table *t)
{
	const struct plan *p = t->plan;

	if (p->bad < p->nout)
		return decoder_fail(d, EX_DATAERR, "column '%s.%s.%s': %s",
		    t->db, t->name, t->def->column[p->bad].name, p->why);
	return decoder_fail(
	    d, EX_DATAERR, "table '%s.%s': %s", t->db, t->name, p->why);
}

/* One change: one image or two, from *p on. */
static inline int
one(struct decoder *d, struct event_rows *e, const uint8_t **p,
    const uint8_t *end)
{
	struct rec_out *out = d->txn.out;
	struct plan *plan = e->table->plan;
	struct buf *b;

	e->row.record_id =
	    e->id_base +
	    (e->counted ? d->ordinal++ : (uint64_t)(*p - e->event));
	b = row_begin(out, &e->row);
	if (e->body.before != NULL) {
		if (plan_image(plan, &e->before, p, end, b) == -1)
			goto bad;
		row_after(out);
	}
	if (e->body.after != NULL &&
	    (e->body.partial_json
		    ? plan_image_partial(plan, &e->after, p, end, b)
		    : plan_image(plan, &e->after, p, end, b)) == -1)
		goto bad;
	return rec_end(out) == -1 ? decoder_broken(d) : 0;
bad:
	rec_drop(out);
	return bad_image(d, e->table);
}

static int
all(struct decoder *d, struct event_rows *e, const uint8_t *p,
    const uint8_t *end)
{
	const uint8_t *from;

	/* Even no bytes are one row: an INSERT of defaults in a minimal log */
	do {
		from = p;
		if (one(d, e, &p, end) == -1)
			return -1;
		if (p == from && p != end)
			return decoder_fail(d, EX_DATAERR,
			    "table '%s.%s': rows without bytes", e->table->db,
			    e->table->name);
	} while (p != end);
	if (e->counted && d->ordinal > d->size)
		return decoder_fail(d, EX_DATAERR,
		    "%lu rows in a compressed event of %zu bytes: their "
		    "record_ids would run into the next event\nturn off "
		    "compression of the log at the source",
		    (unsigned long)d->ordinal, d->size);
	return 0;
}

static void
prepare(struct decoder *d, struct event_rows *e, const struct frame_header *h)
{
	const struct plan *p = e->table->plan;
	struct row *r = &e->row;

	memset(r, 0, sizeof(*r));
	if (e->table->ref == 0)
		e->table->ref = ++d->tables.refs;
	e->table->def->ref = e->table->ref;
	r->table = e->table->ref;
	r->time = d->txn.time != 0 ? d->txn.time : h->time * CLOCK_SECOND;
	r->offset = d->at.offset;
	r->op = (uint8_t)e->body.op;
	if (e->body.before != NULL) {
		plan_present(&e->before, p, e->body.before);
		r->flags |= ROW_HAS_BEFORE;
		if (e->before.partial)
			r->flags |= ROW_PARTIAL_BEFORE;
	}
	if (e->body.after != NULL) {
		plan_present(&e->after, p, e->body.after);
		r->flags |= ROW_HAS_AFTER;
		if (e->after.partial)
			r->flags |= ROW_PARTIAL_AFTER;
	}
	e->counted = d->packed || e->body.compressed;
	if (e->counted && !d->packed)
		d->ordinal = 0;
	e->id_base = d->stream_id | d->file_id | d->at.offset;
}

static int
check_place(struct decoder *d)
{
	if (!d->numbered)
		return decoder_fail(d, EX_DATAERR,
		    "the number at the end of the log's name is too large "
		    "for record_id");
	if (d->at.offset + d->size > UINT64_C(1) << POS_FILE_SHIFT)
		return decoder_fail(d, EX_DATAERR,
		    "offset beyond 64 GiB does not fit record_id");
	return 0;
}

int
rows_event(struct decoder *d, const struct frame_header *h,
    const uint8_t *event, size_t len)
{
	struct event_rows e;
	const uint8_t *p, *end;
	const char *why;

	if (body_rows(&d->format, h->type, event, len, &e.body) == -1)
		return decoder_fail(
		    d, EX_DATAERR, "head of the rows event makes no sense");
	if (e.body.table == NO_TABLE)
		return 0;
	if (txn_open(&d->txn, &d->at, false) == -1)
		return decoder_txn_failed(d);
	if (decoder_is_done(d) && !d->txn.xa)
		return 0;
	if ((e.table = tables_of(&d->tables, e.body.table)) == NULL)
		return decoder_fail(d, EX_DATAERR,
		    "rows of table number %llu without a table map",
		    (unsigned long long)e.body.table);
	if (e.table->unwanted)
		return 0;
	if (e.body.n != e.table->plan->n)
		return decoder_fail(d, EX_DATAERR,
		    "rows of '%s.%s' have %u columns, the table map %u",
		    e.table->db, e.table->name, e.body.n, e.table->plan->n);
	if (check_place(d) == -1)
		return -1;
	prepare(d, &e, h);
	if (txn_begin(&d->txn) == -1 || txn_announce(&d->txn, e.table) == -1)
		return decoder_txn_failed(d);
	e.event = event;
	p = e.body.rows;
	end = p + e.body.len;
	if (e.body.compressed) {
		if (unpack_block(&d->block, p, e.body.len, &why) == -1)
			return decoder_fail(d, EX_DATAERR, "rows: %s", why);
		p = d->block.data;
		end = p + d->block.len;
	}
	return all(d, &e, p, end);
}
