/*
 * back.c: JSON lines back to records, all kinds but TABLE, PART and ROW; see
 * back.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/num.h"
#include "rec/body.h"

#include "pxrec/back.h"
#include "pxrec/lines.h"

enum {
	STATS = 256,
	TEXT_MAX = 512 * 1024 * 1024 /* a statement, a bound of a chunk */
};

void
back_init(struct back *k, struct rec_out *out)
{
	memset(k, 0, sizeof(*k));
	view_init(&k->view);
	k->out = out;
}

void
back_release(struct back *k)
{
	view_release(&k->view);
	buf_release(&k->before);
	buf_release(&k->after);
	buf_release(&k->bytes);
}

static int
put_hello(struct back *k, json_t *o)
{
	struct rec_hello h;

	back_only(k, o, "kind producer job stream source server");
	back_field(k, o, "producer", h.producer, sizeof(h.producer));
	back_field(k, o, "job", h.job, sizeof(h.job));
	back_field(k, o, "stream", h.stream, sizeof(h.stream));
	back_field(k, o, "source", h.source, sizeof(h.source));
	back_field(k, o, "server", h.server, sizeof(h.server));
	return k->bad ? -1 : rec_put_hello(k->out, &h);
}

static int
put_event(struct back *k, json_t *o)
{
	struct pos at;
	uint64_t crc;

	back_only(k, o, "kind pos type size crc data");
	back_pos(k, o, "pos", &at);
	crc = back_number(k, o, "crc", 4);
	if (crc != 0 && crc != 4)
		back_fail(k, "'crc' is neither 0 nor 4");
	if (!back_b64(k, json_object_get(o, "data")))
		back_fail(k, "'data' is not base64");
	if (k->bad)
		return -1;
	return rec_put_event(
	    k->out, &at, (unsigned)crc, k->bytes.data, k->bytes.len);
}

static int
put_begin(struct back *k, json_t *o)
{
	struct rec_begin_body b;

	back_only(k, o, "kind pos time txid");
	back_pos(k, o, "pos", &b.at);
	b.time = back_time(k, o, "time");
	back_field(k, o, "txid", b.txid, sizeof(b.txid));
	k->view.at = b.at;
	return k->bad ? -1 : rec_put_begin(k->out, &b);
}

static int
put_mark(struct back *k, json_t *o)
{
	struct rec_mark m;

	back_only(k, o, "kind pos resume time alive flags txid origin");
	back_pos(k, o, "pos", &m.at);
	back_pos(k, o, "resume", &m.resume);
	m.time = back_time(k, o, "time");
	m.alive = back_time(k, o, "alive");
	m.flags =
	    (uint8_t)back_flags(k, o, "flags", names_mark_flag, UINT8_MAX);
	back_field(k, o, "txid", m.txid, sizeof(m.txid));
	back_field(k, o, "origin", m.origin, sizeof(m.origin));
	return k->bad ? -1 : rec_put_mark(k->out, &m);
}

static int
put_chunk(struct back *k, json_t *o)
{
	struct rec_chunk c;

	back_only(
	    k, o, "kind db table number total state rows lower upper ref");
	c.table = (uint32_t)back_number(k, o, "ref", ROW_REF_MAX);
	c.number = (uint32_t)back_number(k, o, "number", UINT32_MAX);
	c.total = (uint32_t)back_number(k, o, "total", UINT32_MAX);
	c.state = (uint8_t)back_word(k, o, "state", names_chunk);
	c.rows = back_number(k, o, "rows", UINT64_MAX);
	c.lower = back_bytes(k, o, "lower", TEXT_MAX, &c.lower_len);
	c.upper = back_bytes(k, o, "upper", TEXT_MAX, &c.upper_len);
	if (c.number >= c.total)
		back_fail(k, "chunk number is not below the total");
	return k->bad ? -1 : rec_put_chunk(k->out, &c);
}

static int
put_ddl(struct back *k, json_t *o)
{
	struct rec_ddl *d = xcalloc(1, sizeof(*d));
	json_t *tables, *v;
	unsigned i;
	int rc;

	back_only(k, o, "kind op db time pos sql tables act");
	back_pos(k, o, "pos", &d->at);
	d->time = back_time(k, o, "time");
	d->kind = (uint8_t)back_word(k, o, "op", names_ddl);
	d->db = back_bytes(k, o, "db", UINT16_MAX, &d->db_len);
	d->sql = back_bytes(k, o, "sql", TEXT_MAX, &d->sql_len);
	if (json_object_get(o, "act") != NULL)
		d->act = (uint8_t)back_word(k, o, "act", names_act);
	tables = back_array(k, o, "tables", REC_DDL_TABLES);
	d->ntables = (unsigned)json_array_size(tables);
	for (i = 0; i < d->ntables; i++) {
		v = json_array_get(tables, i);
		d->table[i].db =
		    back_bytes(k, v, "db", UINT16_MAX, &d->table[i].db_len);
		d->table[i].name = back_bytes(
		    k, v, "table", UINT16_MAX, &d->table[i].name_len);
	}
	rc = k->bad ? -1 : rec_put_ddl(k->out, d);
	free(d);
	return rc;
}

static int
put_stat(struct back *k, json_t *o)
{
	struct rec_stat *s = xcalloc(STATS, sizeof(*s));
	json_t *a = back_array(k, o, "stats", STATS), *v;
	unsigned i, n = (unsigned)json_array_size(a);
	int rc;

	back_only(k, o, "kind stats");
	for (i = 0; i < n; i++) {
		v = json_array_get(a, i);
		back_field(k, v, "name", s[i].name, sizeof(s[i].name));
		s[i].value = back_number(k, v, "value", UINT64_MAX);
	}
	rc = k->bad ? -1 : rec_put_stat(k->out, s, n);
	free(s);
	return rc;
}

/* A kind of a later version, which ours may skip. */
static int
put_unknown(struct back *k, json_t *o, const char *number)
{
	struct rec r = { 0 };
	uint64_t kind = 0;

	back_only(k, o, "kind flags data");
	if (!num_u64(number, REC_KINDS, UINT8_MAX, &kind))
		back_fail(k, "unknown kind");
	r.kind = (uint8_t)kind;
	r.flags = (uint8_t)back_number(k, o, "flags", UINT8_MAX);
	if (!(r.flags & REC_MAY_SKIP))
		back_fail(k, "unknown kind without the flag MAY_SKIP");
	if (!back_b64(k, json_object_get(o, "data")))
		back_fail(k, "'data' is not base64");
	if (k->bad)
		return -1;
	r.data = k->bytes.data;
	r.len = k->bytes.len;
	return rec_pass(k->out, &r);
}

/* Counts are made anew: the lines may have been filtered on the way. */
static int
put_end(struct back *k, json_t *o)
{
	back_only(k, o, "kind records counts");
	if (k->bad)
		return -1;
	k->ended = true;
	return rec_finish(k->out);
}

static int
put_kind(struct back *k, json_t *o, unsigned kind)
{
	switch (kind) {
	case REC_HELLO:
		return put_hello(k, o);
	case REC_TABLE:
		return back_put_table(k, o);
	case REC_EVENT:
		return put_event(k, o);
	case REC_BEGIN:
		return put_begin(k, o);
	case REC_MARK:
		return put_mark(k, o);
	case REC_ROW:
		return back_put_row(k, o);
	case REC_CHUNK:
		return put_chunk(k, o);
	case REC_DDL:
		return put_ddl(k, o);
	case REC_STAT:
		return put_stat(k, o);
	case REC_END:
		return put_end(k, o);
	case REC_PART:
		return back_put_part(k, o);
	default:
		back_fail(k, "unknown kind");
		return -1;
	}
}

int
back_put(struct back *k, json_t *o)
{
	json_t *kind = json_object_get(o, "kind");
	char number[8];
	unsigned n = 0;

	if (k->ended) {
		back_fail(k, "a line behind the end");
		return -1;
	}
	if (json_is_string(kind))
		n = rec_kind_of(json_string_value(kind));
	if ((n == REC_HELLO) != (k->records == 0)) {
		back_fail(k, k->records == 0 ? "the first line is no hello"
					     : "second hello");
		return -1;
	}
	k->records++;
	if (n == 0 && lines_number(kind, number, sizeof(number)))
		return put_unknown(k, o, number);
	return put_kind(k, o, n);
}
