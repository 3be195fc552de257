/*
 * text.c: records as lines for people; see text.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"

#include "pxrec/names.h"
#include "pxrec/text.h"

enum {
	PLACE_WIDTH = 26, /* "mysql-bin.000001:123456789" */
	MOST = 60         /* bytes of a value that are shown */
};

/* Names and statements come from outside: no control character passes. */
static void
put_safe(struct buf *b, const char *s, size_t n)
{
	size_t at = b->len;

	jsonw_str(b, s, n);
	b->len--; /* the quotes */
	memmove(b->data + at, b->data + at + 1, b->len - at - 1);
	b->len--;
}

static void
put_name(struct buf *b, const char *s)
{
	put_safe(b, s, strlen(s));
}

static void
put_place(struct buf *b, const char *kind, const struct pos *at)
{
	size_t from;

	buf_printf(b, "%-6s", kind);
	from = b->len;
	buf_putc(b, ' ');
	if (at == NULL || (at->file[0] == '\0' && at->offset == 0)) {
		buf_putc(b, '-');
	} else {
		put_name(b, at->file);
		buf_printf(b, ":%llu", (unsigned long long)at->offset);
	}
	while (b->len - from < PLACE_WIDTH + 1)
		buf_putc(b, ' ');
}

static void
put_time(struct buf *b, int64_t us)
{
	char text[32];

	if (us == 0) {
		buf_puts(b, "  -");
		return;
	}
	clock_rfc3339(us, text);
	buf_puts(b, "  ");
	buf_puts(b, text);
}

static void
put_pair(struct buf *b, const char *key, const char *s)
{
	if (*s == '\0')
		return;
	buf_printf(b, "  %s=", key);
	put_name(b, s);
}

static void
put_table_name(struct buf *b, const struct row_table *t)
{
	put_name(b, row_table_db(t));
	buf_putc(b, '.');
	put_name(b, row_table_name(t));
	if (t->dest != NULL) {
		buf_puts(b, " => ");
		put_name(b, t->dest->table);
	}
}

static int
put_hello(struct buf *b, const struct rec *r)
{
	struct rec_hello h;

	if (rec_get_hello(r, &h) == -1)
		return -1;
	put_place(b, "hello", NULL);
	buf_puts(b, "  ");
	put_name(b, h.producer);
	put_pair(b, "job", h.job);
	put_pair(b, "stream", h.stream);
	put_pair(b, "source", h.source);
	put_pair(b, "server", h.server);
	return 0;
}

static void
put_columns(struct buf *b, const struct row_table *t)
{
	char type[32];
	unsigned i;

	for (i = 0; t->dest == NULL && i < t->ncolumns; i++) {
		buf_puts(b, i == 0 ? "  " : ", ");
		put_name(b, row_column_name(&t->column[i]));
		buf_printf(b, " %s%s", row_type_name(t->column[i].type),
		    t->column[i].flags & ROW_COL_UNSIGNED ? " unsigned" : "");
		if (t->column[i].key != 0)
			buf_puts(b, " key");
	}
	for (i = 0; t->dest != NULL && i < t->dest->ncolumns; i++) {
		buf_puts(b, i == 0 ? "  " : ", ");
		put_name(b, t->dest->column[i].name);
		row_mc_text(&t->dest->column[i], type);
		buf_printf(b, " %s", type);
	}
}

static int
put_table(struct buf *b, struct view *v, const struct rec *r)
{
	struct row_table *t = row_table_parse(r, &v->why);

	if (t == NULL)
		return -1;
	put_place(b, "table", &t->since);
	buf_printf(b, "  #%u ", (unsigned)t->ref);
	put_table_name(b, t);
	put_columns(b, t);
	row_table_free(t);
	return 0;
}

static int
put_event(struct buf *b, const struct rec *r)
{
	struct rec_event e;
	struct pos at;

	if (rec_get_event(r, &e) == -1)
		return -1;
	rec_event_at(&e, &at);
	put_place(b, "event", &at);
	buf_printf(b, "  type %u, %zu bytes", e.len > 4 ? e.data[4] : 0, e.len);
	return 0;
}

static int
put_begin(struct buf *b, const struct rec *r)
{
	struct rec_begin_body g;

	if (rec_get_begin(r, &g) == -1)
		return -1;
	put_place(b, "begin", &g.at);
	put_time(b, g.time);
	put_pair(b, "txid", g.txid);
	return 0;
}

static int
put_mark(struct buf *b, const struct rec *r)
{
	struct rec_mark m;

	if (rec_get_mark(r, &m) == -1)
		return -1;
	put_place(b, "mark", &m.at);
	put_time(b, m.time);
	if (m.flags & REC_MARK_HEARTBEAT) {
		buf_puts(b, "  alive");
		put_time(b, m.alive);
	}
	if (m.flags & REC_MARK_COPY_START)
		buf_puts(b, "  copy starts");
	if (m.flags & REC_MARK_COPY_END)
		buf_puts(b, "  copy ends");
	if (m.resume.offset != m.at.offset ||
	    strcmp(m.resume.file, m.at.file) != 0) {
		put_pair(b, "resume", m.resume.file);
		buf_printf(b, ":%llu", (unsigned long long)m.resume.offset);
	}
	put_pair(b, "txid", m.txid);
	return 0;
}

static void
put_image(struct buf *b, struct row_image *m, const struct view_table *vt)
{
	struct row_value value;
	unsigned i;

	for (i = 0; i < vt->ncolumns; i++) {
		row_image_next(m, vt->column[i].class, &value);
		if (value.absent)
			continue;
		buf_putc(b, ' ');
		put_name(b, vt->column[i].name);
		buf_putc(b, '=');
		view_put_value(b, &vt->column[i], &value, MOST);
	}
}

static int
put_images(struct buf *b, const struct view_table *vt, const struct row *row)
{
	struct row_image m;

	if (row->flags & ROW_HAS_BEFORE) {
		row_image_open(&m, row->before, row->before_len, vt->ncolumns,
		    row->flags & ROW_PARTIAL_BEFORE);
		buf_putc(b, ' ');
		put_image(b, &m, vt);
		if (!row_image_ok(&m))
			return -1;
	}
	if (row->flags & ROW_HAS_AFTER) {
		row_image_open(&m, row->after, row->after_len, vt->ncolumns,
		    row->flags & ROW_PARTIAL_AFTER);
		buf_puts(b, row->flags & ROW_HAS_BEFORE ? "  ->" : " ");
		put_image(b, &m, vt);
		if (!row_image_ok(&m))
			return -1;
	}
	return 0;
}

static int
put_row(struct buf *b, struct view *v, const struct rec *r)
{
	const struct view_table *vt;
	struct pos at = { "", 0 };
	struct row row;

	if (row_parse(r, &row) == -1)
		return -1;
	if ((vt = view_get(v, row.table)) == NULL)
		return -1;
	if (row.offset != 0)
		at = v->at;
	at.offset = row.offset;
	put_place(b, "row", &at);
	buf_printf(b, "  %c ", row.op);
	put_table_name(b, vt->t);
	if (row.part != 0)
		buf_printf(b, " (%u)", (unsigned)row.part);
	return put_images(b, vt, &row);
}

static int
put_chunk(struct buf *b, struct view *v, const struct rec *r)
{
	const struct view_table *vt;
	struct rec_chunk c;

	if (rec_get_chunk(r, &c) == -1 || (vt = view_get(v, c.table)) == NULL)
		return -1;
	put_place(b, "chunk", NULL);
	buf_puts(b, "  ");
	put_table_name(b, vt->t);
	buf_printf(b, "  %u of %u", (unsigned)c.number + 1, (unsigned)c.total);
	if (c.state == REC_CHUNK_DONE) {
		buf_printf(b, " done, %llu rows", (unsigned long long)c.rows);
		return 0;
	}
	buf_puts(b, " begins  from ");
	put_safe(b, c.lower, c.lower_len);
	buf_puts(b, "  to ");
	put_safe(b, c.upper, c.upper_len);
	return 0;
}

static int
put_ddl(struct buf *b, const struct rec *r)
{
	struct rec_ddl *d = xcalloc(1, sizeof(*d));
	int rc = rec_get_ddl(r, d);

	if (rc == 0) {
		put_place(b, "ddl", &d->at);
		put_time(b, d->time);
		buf_printf(b, "  %s  ", names_of(names_ddl, d->kind));
		if (d->act != REC_DDL_PASSED)
			buf_printf(b, "(%s)  ", names_of(names_act, d->act));
		put_safe(b, d->db, d->db_len);
		buf_puts(b, ": ");
		put_safe(b, d->sql, d->sql_len);
	}
	free(d);
	return rc;
}

static int
put_part(struct buf *b, struct view *v, const struct rec *r)
{
	const struct view_table *vt;
	struct row_part p;
	unsigned i;

	if (row_get_part(r, &p) == -1 || (vt = view_get(v, p.table)) == NULL)
		return -1;
	put_place(b, "part", NULL);
	buf_puts(b, "  ");
	put_table_name(b, vt->t);
	buf_printf(b, " (%u) =", (unsigned)p.ref);
	for (i = 0; i < p.n; i++) {
		buf_putc(b, i == 0 ? ' ' : '/');
		put_name(b, p.value[i]);
	}
	return 0;
}

static int
put_other(struct buf *b, const struct rec *r)
{
	const char *name = rec_kind_name(r->kind);
	char number[8];

	snprintf(number, sizeof(number), "#%u", r->kind);
	put_place(b, name == NULL ? number : name, NULL);
	buf_printf(b, "  %zu bytes", r->len);
	return 0;
}

static int
put_body(struct buf *b, struct view *v, const struct rec *r)
{
	switch (r->kind) {
	case REC_HELLO:
		return put_hello(b, r);
	case REC_TABLE:
		return put_table(b, v, r);
	case REC_EVENT:
		return put_event(b, r);
	case REC_BEGIN:
		return put_begin(b, r);
	case REC_MARK:
		return put_mark(b, r);
	case REC_ROW:
		return put_row(b, v, r);
	case REC_CHUNK:
		return put_chunk(b, v, r);
	case REC_DDL:
		return put_ddl(b, r);
	case REC_PART:
		return put_part(b, v, r);
	default:
		return put_other(b, r);
	}
}

int
text_put(struct buf *b, struct view *v, const struct rec *r)
{
	v->why = NULL;
	if (put_body(b, v, r) == -1) {
		if (v->why == NULL)
			v->why = "its bytes make no sense";
		return -1;
	}
	buf_putc(b, '\n');
	return 0;
}
