/*
 * body.c: payloads of HELLO, EVENT, BEGIN, MARK, CHUNK, DDL and STAT; see
 * body.h and pxrec(5).
 */
#include <assert.h>
#include <string.h>
#include <sysexits.h>

#include "rec/body.h"

/* A text of u16 length into a field of size bytes; bad when it does not fit
 * or holds a NUL. */
static void
get_text(struct cur *c, char *field, size_t size)
{
	size_t n;
	const char *s = cur_str16(c, &n);

	if (s == NULL || n >= size || memchr(s, '\0', n) != NULL) {
		c->bad = true;
		field[0] = '\0';
		return;
	}
	memcpy(field, s, n);
	field[n] = '\0';
}

/* A field at the end that older streams do not have; it stands there only
 * when there is something to say. */
static void
get_last(struct cur *c, char *field, size_t size)
{
	field[0] = '\0';
	if (c->bad || cur_left(c) == 0)
		return;
	get_text(c, field, size);
	c->bad |= field[0] == '\0';
}

static void
put_last(struct buf *b, const char *field)
{
	if (field[0] != '\0')
		buf_put_str16(b, field);
}

static int
all_read(const struct cur *c)
{
	return c->bad || cur_left(c) != 0 ? -1 : 0;
}

int
rec_put_hello(struct rec_out *out, const struct rec_hello *h)
{
	struct buf *b = rec_begin(out, REC_HELLO, 0);

	buf_put32(b, REC_MAGIC);
	buf_put16(b, REC_VERSION);
	buf_put16(b, 0);
	buf_put_str16(b, h->producer);
	buf_put_str16(b, h->job);
	buf_put_str16(b, h->stream);
	buf_put_str16(b, h->source);
	put_last(b, h->server);
	return rec_end(out);
}

int
rec_get_hello(const struct rec *r, struct rec_hello *h)
{
	struct cur c = cur_of(r->data, r->len);

	if (cur_le32(&c) != REC_MAGIC || cur_le16(&c) != REC_VERSION)
		return -1;
	cur_le16(&c);
	get_text(&c, h->producer, sizeof(h->producer));
	get_text(&c, h->job, sizeof(h->job));
	get_text(&c, h->stream, sizeof(h->stream));
	get_text(&c, h->source, sizeof(h->source));
	get_last(&c, h->server, sizeof(h->server));
	return all_read(&c);
}

int
rec_put_event(struct rec_out *out, const struct pos *at, unsigned crc,
    const uint8_t *data, size_t len)
{
	struct buf *b = rec_begin(out, REC_EVENT, 0);

	buf_put64(b, at->offset);
	buf_putc(b, (int)crc);
	buf_putc(b, 0);
	buf_put_str16(b, at->file);
	buf_put(b, data, len);
	return rec_end(out);
}

int
rec_get_event(const struct rec *r, struct rec_event *e)
{
	struct cur c = cur_of(r->data, r->len);

	e->offset = cur_le64(&c);
	e->crc = cur_u8(&c);
	cur_u8(&c);
	e->file = cur_str16(&c, &e->file_len);
	if (c.bad || e->file_len > POS_FILE_MAX ||
	    memchr(e->file, '\0', e->file_len) != NULL ||
	    (e->crc != 0 && e->crc != 4))
		return -1;
	e->data = c.p;
	e->len = cur_left(&c);
	return 0;
}

void
rec_event_at(const struct rec_event *e, struct pos *at)
{
	memcpy(at->file, e->file, e->file_len);
	at->file[e->file_len] = '\0';
	at->offset = e->offset;
}

int
rec_put_begin(struct rec_out *out, const struct rec_begin_body *body)
{
	struct buf *b = rec_begin(out, REC_BEGIN, 0);

	buf_put64(b, body->at.offset);
	buf_put64(b, (uint64_t)body->time);
	buf_put_str16(b, body->at.file);
	buf_put_str16(b, body->txid);
	return rec_end(out);
}

int
rec_get_begin(const struct rec *r, struct rec_begin_body *body)
{
	struct cur c = cur_of(r->data, r->len);

	body->at.offset = cur_le64(&c);
	body->time = (int64_t)cur_le64(&c);
	get_text(&c, body->at.file, sizeof(body->at.file));
	get_text(&c, body->txid, sizeof(body->txid));
	return all_read(&c);
}

int
rec_put_mark(struct rec_out *out, const struct rec_mark *m)
{
	struct buf *b = rec_begin(out, REC_MARK, 0);

	buf_put64(b, m->at.offset);
	buf_put64(b, m->resume.offset);
	buf_put64(b, (uint64_t)m->time);
	buf_put64(b, (uint64_t)m->alive);
	buf_putc(b, m->flags);
	buf_put_str16(b, m->at.file);
	buf_put_str16(b, m->resume.file);
	buf_put_str16(b, m->txid);
	put_last(b, m->origin);
	return rec_end(out);
}

int
rec_get_mark(const struct rec *r, struct rec_mark *m)
{
	struct cur c = cur_of(r->data, r->len);

	m->at.offset = cur_le64(&c);
	m->resume.offset = cur_le64(&c);
	m->time = (int64_t)cur_le64(&c);
	m->alive = (int64_t)cur_le64(&c);
	m->flags = cur_u8(&c);
	get_text(&c, m->at.file, sizeof(m->at.file));
	get_text(&c, m->resume.file, sizeof(m->resume.file));
	get_text(&c, m->txid, sizeof(m->txid));
	get_last(&c, m->origin, sizeof(m->origin));
	return all_read(&c);
}

int
rec_put_chunk(struct rec_out *out, const struct rec_chunk *k)
{
	struct buf *b = rec_begin(out, REC_CHUNK, 0);

	buf_put32(b, k->table);
	buf_put32(b, k->number);
	buf_put32(b, k->total);
	buf_putc(b, k->state);
	buf_put64(b, k->rows);
	buf_put_str32(b, k->lower, k->lower_len);
	buf_put_str32(b, k->upper, k->upper_len);
	return rec_end(out);
}

static const char *
get_long(struct cur *c, size_t *n)
{
	*n = cur_le32(c);
	return (const char *)cur_bytes(c, *n);
}

int
rec_get_chunk(const struct rec *r, struct rec_chunk *k)
{
	struct cur c = cur_of(r->data, r->len);

	k->table = cur_le32(&c);
	k->number = cur_le32(&c);
	k->total = cur_le32(&c);
	k->state = cur_u8(&c);
	k->rows = cur_le64(&c);
	k->lower = get_long(&c, &k->lower_len);
	k->upper = get_long(&c, &k->upper_len);
	if (k->state != REC_CHUNK_BEGIN && k->state != REC_CHUNK_DONE)
		return -1;
	if (k->number >= k->total)
		return -1;
	return all_read(&c);
}

static void
put_short(struct buf *b, const char *s, size_t n)
{
	assert(n <= UINT16_MAX);
	buf_put16(b, (uint16_t)n);
	buf_put(b, s, n);
}

int
rec_put_ddl(struct rec_out *out, const struct rec_ddl *d)
{
	struct buf *b = rec_begin(out, REC_DDL, 0);
	unsigned i;

	buf_put64(b, d->at.offset);
	buf_put64(b, (uint64_t)d->time);
	buf_putc(b, d->kind);
	buf_put_str16(b, d->at.file);
	put_short(b, d->db, d->db_len);
	buf_put16(b, (uint16_t)d->ntables);
	for (i = 0; i < d->ntables; i++) {
		put_short(b, d->table[i].db, d->table[i].db_len);
		put_short(b, d->table[i].name, d->table[i].name_len);
	}
	buf_put_str32(b, d->sql, d->sql_len);
	if (d->act != REC_DDL_PASSED)
		buf_putc(b, d->act);
	return rec_end(out);
}

int
rec_get_ddl(const struct rec *r, struct rec_ddl *d)
{
	struct cur c = cur_of(r->data, r->len);
	unsigned i;

	d->at.offset = cur_le64(&c);
	d->time = (int64_t)cur_le64(&c);
	d->kind = cur_u8(&c);
	get_text(&c, d->at.file, sizeof(d->at.file));
	d->db = cur_str16(&c, &d->db_len);
	d->ntables = cur_le16(&c);
	if (c.bad || d->ntables > REC_DDL_TABLES || d->kind > REC_DDL_UNKNOWN)
		return -1;
	for (i = 0; i < d->ntables; i++) {
		d->table[i].db = cur_str16(&c, &d->table[i].db_len);
		d->table[i].name = cur_str16(&c, &d->table[i].name_len);
	}
	d->sql = get_long(&c, &d->sql_len);
	d->act = REC_DDL_PASSED;
	if (cur_left(&c) > 0 &&
	    ((d->act = cur_u8(&c)) == REC_DDL_PASSED || d->act >= REC_DDL_ACTS))
		return -1;
	return all_read(&c);
}

int
rec_put_stat(struct rec_out *out, const struct rec_stat *s, unsigned n)
{
	struct buf *b = rec_begin(out, REC_STAT, REC_MAY_SKIP);
	unsigned i;

	buf_put16(b, (uint16_t)n);
	for (i = 0; i < n; i++) {
		buf_put_str16(b, s[i].name);
		buf_put64(b, s[i].value);
	}
	return rec_end(out);
}

int
rec_get_stat(const struct rec *r, struct rec_stat *s, unsigned max, unsigned *n)
{
	struct cur c = cur_of(r->data, r->len);
	unsigned i;

	if ((*n = cur_le16(&c)) > max)
		return -1;
	for (i = 0; i < *n; i++) {
		get_text(&c, s[i].name, sizeof(s[i].name));
		s[i].value = cur_le64(&c);
	}
	return all_read(&c);
}

int
rec_hello_through(struct rec_in *in, struct rec_out *out, const char *producer,
    struct rec_hello *h)
{
	struct rec_hello hello;
	struct rec r;

	if (rec_read(in, &r) != 1)
		return -1;
	if (rec_get_hello(&r, &hello) == -1) {
		in->why = "hello record makes no sense";
		in->code = EX_DATAERR;
		return -1;
	}
	if (h != NULL)
		*h = hello;
	assert(strlen(producer) < sizeof(hello.producer));
	memcpy(hello.producer, producer, strlen(producer) + 1);
	(void)rec_put_hello(out, &hello); /* a failed write stays failed */
	return 0;
}
