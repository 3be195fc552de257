/*
 * route_row.c: ROW records: one routed row for an insert, a delete and a row
 * of a copy, two for an update.
 */
#include <sysexits.h>

#include "base/clock.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "mcpartition/image.h"
#include "mcpartition/route.h"
#include "mcpartition/value.h"
#include "row/text.h"

enum {
	VALUE_SHOWN = 64 /* bytes of a bad value in a message */
};

/* The key of a row, "id=1 part=2": a copy has no other place to name. */
static void
put_key(struct buf *b, const struct row_table *s, const struct row *row)
{
	struct row_image m;
	struct row_value v;

	row_image_open(&m, row->after, row->after_len, s->ncolumns, false);
	for (unsigned i = 0; i < s->ncolumns; i++) {
		row_image_next(&m, s->column[i].class, &v);
		if (s->column[i].key == 0 || v.null || v.len > VALUE_SHOWN)
			continue;
		buf_printf(b, ", %s=", s->column[i].name);
		if (row_text_put(b, &s->column[i], &v) == -1)
			buf_putc(b, '?');
	}
}

/* Append where the row stands, for messages. */
static void
put_place(struct buf *b, const struct route *t, const struct plan *p,
    const struct row *row)
{
	if (row->op == ROW_SNAPSHOT) {
		buf_printf(
		    b, "in chunk %lu of the copy", (unsigned long)row->part);
		put_key(b, p->source, row);
	} else {
		buf_printf(b, "at %s:%llu",
		    t->begin.at.file[0] == '\0' ? "?" : t->begin.at.file,
		    (unsigned long long)row->offset);
	}
}

/* The text as one line: a newline in a message begins its hint, and a NUL of
 * some bytes would end it. */
static const char *
one_line(struct buf *b)
{
	for (size_t i = 0; i < b->len; i++)
		if (b->data[i] == '\n' || b->data[i] == '\0')
			b->data[i] = ' ';
	return buf_str(b);
}

static const char *
cure(const struct plan *p, unsigned column, const char *why)
{
	if (why == type_too_long)
		return "--long-value null or cut says what to do with it";
	switch (p->column[column].act) {
	case TYPE_INSTANT:
	case TYPE_MILLI:
		return "--zero-date null or string says what to do with it";
	case TYPE_SIGNED:
		return "--types exact has room for it";
	default:
		return "correct it at the source, or leave the table out "
		       "(objects.exclude)";
	}
}

static enum route_result
bad_value(struct route *t, const struct plan *p, const struct row *row,
    const struct image_fault *f)
{
	const struct row_table *s = p->source;
	struct buf text = { 0 };
	struct row_value v = f->value;

	if (f->column == s->ncolumns) {
		put_place(&text, t, p, row);
		route_bad(t, EX_DATAERR, "'%s.%s': %s, %s", s->db, s->name,
		    f->why, one_line(&text));
		buf_release(&text);
		return ROUTE_BAD;
	}
	buf_putc(&text, '\'');
	if (v.len > VALUE_SHOWN)
		v.len = v.class == ROW_C_TEXT ? utf8_valid(v.p, VALUE_SHOWN)
					      : VALUE_SHOWN;
	if (row_text_put(&text, &s->column[f->column], &v) == -1)
		buf_printf(&text, "%llu", (unsigned long long)v.u);
	buf_printf(
	    &text, "'%s %s, ", v.len < f->value.len ? "..." : "", f->why);
	put_place(&text, t, p, row);
	route_bad(t, EX_DATAERR, "'%s.%s.%s': %s\n%s", s->db, s->name,
	    s->column[f->column].name, one_line(&text),
	    cure(p, f->column, f->why));
	buf_release(&text);
	return ROUTE_BAD;
}

static enum route_result
put_image(struct route *t, struct plan *p, const struct row *row,
    const struct image_head *head, bool old)
{
	struct row to = *row;
	struct image_fault f = { 0 };
	struct buf *b;

	to.flags = ROW_HAS_AFTER;
	b = row_begin(t->out, &to);
	if (image_put(b, p, head, old ? row->before : row->after,
		old ? row->before_len : row->after_len, &f) == -1) {
		rec_drop(t->out);
		return bad_value(t, p, row, &f);
	}
	return route_wrote(t, rec_end(t->out));
}

/* The partition's number; a new one is announced. */
static enum route_result
find_part(struct route *t, struct plan *p, int64_t second, struct row *row)
{
	const struct row_table *log = p->dest[ROW_LOG].table;
	struct row_part part;
	bool added;

	row->part = parts_find(&p->parts, second, &t->next_part, &added);
	if (!added)
		return ROUTE_OK;
	if (p->parts.n == PARTS_WARN)
		warnx("'%s' got %d partitions in this run, 60000 is all a "
		      "table may have",
		    log->dest->table, PARTS_WARN);
	part.ref = row->part;
	part.table = log->ref;
	parts_values(p->shape->levels, second, &part);
	return route_wrote(t, row_put_part(t->out, &part));
}

static void
put_text(struct buf *b, const char *s)
{
	row_put_bytes(b, s, strlen(s));
}

/* What the shape wants to have of it, in the order of the columns. */
static void
put_metadata(struct buf *b, const struct plan *p,
    const struct rec_begin_body *begin, const struct row *row)
{
	unsigned want = p->shape->metadata;

	buf_clear(b);
	if (want >> SHAPE_TRANSACTION_ID & 1)
		put_text(b, begin->txid);
	if (want >> SHAPE_BINLOG_FILE & 1)
		put_text(b, begin->at.file);
	if (want >> SHAPE_BINLOG_POSITION & 1)
		row_put_uint(b, row->offset);
	if (want >> SHAPE_SOURCE_DATABASE & 1)
		put_text(b, p->source->db);
	if (want >> SHAPE_SOURCE_TABLE & 1)
		put_text(b, p->source->name);
}

static enum route_result
put_change(struct route *t, struct plan *p, struct row *row)
{
	struct image_head head = { .record_id = row->record_id,
		.op = (char)row->op };
	enum route_result rc;

	if (!type_time_fits(row->time))
		return route_bad(t, EX_DATAERR,
		    "'%s.%s': time of a row "
		    "makes no sense",
		    p->source->db, p->source->name);
	head.second =
	    row->time / CLOCK_SECOND - (row->time % CLOCK_SECOND < 0 ? 1 : 0);
	if (p->shape->metadata != 0) {
		put_metadata(&t->metadata, p, &t->begin, row);
		head.more = t->metadata;
	}
	if ((rc = route_need(t, p, ROW_LOG, &row->table)) != ROUTE_OK ||
	    (rc = find_part(t, p, head.second, row)) != ROUTE_OK)
		return rc;
	if (row->flags & ROW_HAS_BEFORE) {
		head.before = 'Y';
		head.after = 'N';
		rc = put_image(t, p, row, &head, true);
	}
	if (rc == ROUTE_OK && (row->flags & ROW_HAS_AFTER)) {
		head.before = 'N';
		head.after = 'Y';
		rc = put_image(t, p, row, &head, false);
	}
	return rc;
}

/* Which images an operation must have. */
static unsigned
images_of(unsigned op)
{
	return op == ROW_UPDATE   ? ROW_HAS_BEFORE | ROW_HAS_AFTER
	       : op == ROW_DELETE ? ROW_HAS_BEFORE
				  : ROW_HAS_AFTER;
}

static enum route_result
bad_images(struct route *t, const struct plan *p, const struct row *row)
{
	const struct row_table *s = p->source;
	struct buf where = { 0 };

	buf_printf(&where, "at %s:%llu", t->begin.at.file,
	    (unsigned long long)row->offset);
	if (row->flags & (ROW_PARTIAL_BEFORE | ROW_PARTIAL_AFTER))
		route_bad(t, EX_DATAERR,
		    "'%s.%s': image of a row is partial, %s\nset "
		    "binlog_row_image=FULL at the source",
		    s->db, s->name, buf_str(&where));
	else
		route_bad(t, EX_DATAERR,
		    "'%s.%s': row '%c' has not the images it needs, %s", s->db,
		    s->name, row->op, buf_str(&where));
	buf_release(&where);
	return ROUTE_BAD;
}

/* The rows have more than the target, and no statement told so.  None will, of
 * rows of a copy. */
static enum route_result
no_place(struct route *t, const struct plan *p, const struct row *row)
{
	struct buf where = { 0 };

	put_place(&where, t, p, row);
	route_bad(t, EX_CONFIG,
	    "definition of '%s.%s' is not that of the target, %s: %s\n%s",
	    p->source->db, p->source->name, one_line(&where), p->gap.what,
	    row->op == ROW_SNAPSHOT
		? "a copy begins anew with pxsync reset, or lets it be with "
		  "on_ddl = skip; verify wants the flow behind the change: "
		  "first 'once'"
		: "change the target's tables likewise, then: pxsync resume "
		  "--ddl; or let it be: on_ddl = skip");
	buf_release(&where);
	return ROUTE_STOP;
}

enum route_result
route_row(struct route *t, const struct rec *r)
{
	enum route_result rc;
	struct plan *p;
	struct row row;

	if (row_parse(r, &row) == -1)
		return route_bad(t, EX_DATAERR,
		    "record %llu: row makes no sense",
		    (unsigned long long)r->seq);
	if ((p = route_plan(t, row.table)) == NULL)
		return route_bad(t, EX_DATAERR,
		    "record %llu: row of table %lu, which was not defined",
		    (unsigned long long)r->seq, (unsigned long)row.table);
	if (p->shadow)
		return ROUTE_OK;
	if ((p->gap.extra > 0 || p->gap.changed > 0) &&
	    p->shape->on_ddl != SHAPE_DDL_SKIP)
		return no_place(t, p, &row);
	if (row.flags == images_of(row.op)) {
		if (row.op != ROW_SNAPSHOT)
			return put_change(t, p, &row);
		rc = route_need(t, p, ROW_BASE, &row.table);
		return rc != ROUTE_OK ? rc : put_image(t, p, &row, NULL, false);
	}
	return bad_images(t, p, &row);
}
