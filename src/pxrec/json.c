/*
 * json.c: records as JSON lines, all kinds but TABLE and ROW; see json.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"

#include "pxrec/json.h"

void
json_text(struct buf *b, const char *key, const char *s)
{
	if (*s == '\0')
		return;
	buf_printf(b, ",\"%s\":", key);
	jsonw_cstr(b, s);
}

void
json_number(struct buf *b, const char *key, uint64_t v)
{
	if (v == 0)
		return;
	buf_printf(b, ",\"%s\":", key);
	view_put_u64(b, v);
}

void
json_flags(
    struct buf *b, const char *key, const struct name *names, unsigned flags)
{
	unsigned bit;
	const char *name;
	bool first = true;

	for (bit = 1; bit <= flags && bit != 0; bit <<= 1) {
		if (!(flags & bit))
			continue;
		if (first)
			buf_printf(b, ",\"%s\":[", key);
		else
			buf_putc(b, ',');
		first = false;
		if ((name = names_of(names, bit)) != NULL)
			jsonw_cstr(b, name);
		else
			view_put_u64(b, bit);
	}
	if (!first)
		buf_putc(b, ']');
}

void
json_pos(struct buf *b, const struct pos *at)
{
	if (at->file[0] == '\0' && at->offset == 0) {
		buf_puts(b, "null");
		return;
	}
	jsonw_cstr(b, at->file);
	b->len--; /* the closing quote */
	buf_putc(b, ':');
	view_put_u64(b, at->offset);
	buf_putc(b, '"');
}

/* A number where the calendar of the text form ends. */
void
json_time(struct buf *b, int64_t us)
{
	const int64_t high = INT64_C(253402300799999999); /* 9999-12-31 */
	char text[32];

	if (us == 0) {
		buf_puts(b, "null");
	} else if (us < 0 || us > high) {
		view_put_i64(b, us);
	} else {
		clock_rfc3339(us, text);
		buf_putc(b, '"');
		buf_puts(b, text);
		buf_putc(b, '"');
	}
}

static void
put_key_str(struct buf *b, const char *key, const char *s, size_t n)
{
	buf_printf(b, ",\"%s\":", key);
	jsonw_str(b, s, n);
}

static int
put_hello(struct buf *b, const struct rec *r)
{
	struct rec_hello h;

	if (rec_get_hello(r, &h) == -1)
		return -1;
	buf_puts(b, ",\"producer\":");
	jsonw_cstr(b, h.producer);
	json_text(b, "job", h.job);
	json_text(b, "stream", h.stream);
	json_text(b, "source", h.source);
	if (h.server[0] != '\0')
		json_text(b, "server", h.server);
	return 0;
}

/* The type is for people who look for an event: the fifth byte. */
static int
put_event(struct buf *b, const struct rec *r)
{
	struct rec_event e;
	struct pos at;

	if (rec_get_event(r, &e) == -1)
		return -1;
	rec_event_at(&e, &at);
	buf_puts(b, ",\"pos\":");
	json_pos(b, &at);
	buf_puts(b, ",\"type\":");
	view_put_u64(b, e.len > 4 ? e.data[4] : 0);
	buf_puts(b, ",\"size\":");
	view_put_u64(b, e.len);
	buf_puts(b, ",\"crc\":");
	view_put_u64(b, e.crc);
	buf_puts(b, ",\"data\":");
	jsonw_b64(b, e.data, e.len);
	return 0;
}

static int
put_begin(struct buf *b, const struct rec *r)
{
	struct rec_begin_body g;

	if (rec_get_begin(r, &g) == -1)
		return -1;
	buf_puts(b, ",\"pos\":");
	json_pos(b, &g.at);
	buf_puts(b, ",\"time\":");
	json_time(b, g.time);
	json_text(b, "txid", g.txid);
	return 0;
}

static int
put_mark(struct buf *b, const struct rec *r)
{
	struct rec_mark m;

	if (rec_get_mark(r, &m) == -1)
		return -1;
	buf_puts(b, ",\"pos\":");
	json_pos(b, &m.at);
	buf_puts(b, ",\"resume\":");
	json_pos(b, &m.resume);
	buf_puts(b, ",\"time\":");
	json_time(b, m.time);
	buf_puts(b, ",\"alive\":");
	json_time(b, m.alive);
	json_flags(b, "flags", names_mark_flag, m.flags);
	json_text(b, "txid", m.txid);
	if (m.origin[0] != '\0')
		json_text(b, "origin", m.origin);
	return 0;
}

static int
put_chunk(struct buf *b, struct view *v, const struct rec *r)
{
	const struct view_table *vt;
	const char *state;
	struct rec_chunk c;

	if (rec_get_chunk(r, &c) == -1)
		return -1;
	if ((vt = view_get(v, c.table)) == NULL)
		return -1;
	if ((state = names_of(names_chunk, c.state)) == NULL)
		return -1;
	buf_putc(b, ',');
	buf_put(b, vt->head.data, vt->head.len);
	buf_printf(b, ",\"number\":%u,\"total\":%u,\"state\":\"%s\"",
	    (unsigned)c.number, (unsigned)c.total, state);
	json_number(b, "rows", c.rows);
	put_key_str(b, "lower", c.lower, c.lower_len);
	put_key_str(b, "upper", c.upper, c.upper_len);
	buf_printf(b, ",\"ref\":%u", (unsigned)c.table);
	return 0;
}

static int
put_ddl(struct buf *b, const struct rec *r)
{
	struct rec_ddl *d = xcalloc(1, sizeof(*d));
	const char *op;
	unsigned i;
	int rc = -1;

	if (rec_get_ddl(r, d) == -1 ||
	    (op = names_of(names_ddl, d->kind)) == NULL)
		goto out;
	buf_printf(b, ",\"op\":\"%s\"", op);
	put_key_str(b, "db", d->db, d->db_len);
	buf_puts(b, ",\"time\":");
	json_time(b, d->time);
	buf_puts(b, ",\"pos\":");
	json_pos(b, &d->at);
	put_key_str(b, "sql", d->sql, d->sql_len);
	if (d->act != REC_DDL_PASSED)
		buf_printf(b, ",\"act\":\"%s\"", names_of(names_act, d->act));
	buf_puts(b, ",\"tables\":[");
	for (i = 0; i < d->ntables; i++) {
		buf_puts(b, i == 0 ? "{\"db\":" : ",{\"db\":");
		jsonw_str(b, d->table[i].db, d->table[i].db_len);
		put_key_str(b, "table", d->table[i].name, d->table[i].name_len);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	rc = 0;
out:
	free(d);
	return rc;
}

enum {
	STATS = 256
};

static int
put_stat(struct buf *b, const struct rec *r)
{
	struct rec_stat *s = xcalloc(STATS, sizeof(*s));
	unsigned i, n;
	int rc = -1;

	if (rec_get_stat(r, s, STATS, &n) == -1)
		goto out;
	buf_puts(b, ",\"stats\":[");
	for (i = 0; i < n; i++) {
		buf_puts(b, i == 0 ? "{\"name\":" : ",{\"name\":");
		jsonw_cstr(b, s[i].name);
		buf_puts(b, ",\"value\":");
		view_put_u64(b, s[i].value);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	rc = 0;
out:
	free(s);
	return rc;
}

/* What rec_read compared with what it has read; so it is well-formed. */
static int
put_end(struct buf *b, const struct rec *r)
{
	struct cur c = cur_of(r->data, r->len);
	const char *name;
	unsigned i, n, kind;

	buf_puts(b, ",\"records\":");
	view_put_u64(b, cur_le64(&c));
	buf_puts(b, ",\"counts\":{");
	n = cur_le16(&c);
	for (i = 0; i < n && !c.bad; i++) {
		kind = cur_u8(&c);
		if (i > 0)
			buf_putc(b, ',');
		if ((name = rec_kind_name(kind)) != NULL)
			jsonw_cstr(b, name);
		else
			buf_printf(b, "\"%u\"", kind);
		buf_putc(b, ':');
		view_put_u64(b, cur_le64(&c));
	}
	buf_putc(b, '}');
	return c.bad ? -1 : 0;
}

static int
put_unknown(struct buf *b, const struct rec *r)
{
	buf_printf(b, ",\"flags\":%u,\"data\":", r->flags);
	jsonw_b64(b, r->data, r->len);
	return 0;
}

static int
put_body(struct buf *b, struct view *v, const struct rec *r)
{
	switch (r->kind) {
	case REC_HELLO:
		return put_hello(b, r);
	case REC_TABLE:
		return json_put_table(b, v, r);
	case REC_EVENT:
		return put_event(b, r);
	case REC_BEGIN:
		return put_begin(b, r);
	case REC_MARK:
		return put_mark(b, r);
	case REC_ROW:
		return json_put_row(b, v, r);
	case REC_CHUNK:
		return put_chunk(b, v, r);
	case REC_DDL:
		return put_ddl(b, r);
	case REC_STAT:
		return put_stat(b, r);
	case REC_END:
		return put_end(b, r);
	case REC_PART:
		return json_put_part(b, v, r);
	default:
		return put_unknown(b, r);
	}
}

int
json_put(struct buf *b, struct view *v, const struct rec *r)
{
	const char *name = rec_kind_name(r->kind);

	v->why = NULL;
	if (name != NULL)
		buf_printf(b, "{\"kind\":\"%s\"", name);
	else
		buf_printf(b, "{\"kind\":%u", r->kind);
	if (put_body(b, v, r) == -1) {
		if (v->why == NULL) {
			snprintf(v->whybuf, sizeof(v->whybuf),
			    "%s record makes no sense",
			    name == NULL ? "unknown" : name);
			v->why = v->whybuf;
		}
		return -1;
	}
	buf_puts(b, "}\n");
	return 0;
}
