/* uses: row rec base */
/*
 * fuzz_body.c: payloads of records, the first byte tells the kind.  What was
 * understood can be written, and reads the same again.
 */
#include "fuzz.h"
#include "rec/body.h"
#include "row/row.h"
#include "row/table.h"

static struct rec_out out;

/* The record just written to out. */
static struct rec
written(void)
{
	struct rec r = { 0 };

	r.kind = out.buf.data[4];
	r.len = le32dec(out.buf.data);
	r.data = out.buf.data + REC_HEADER;
	assert(r.len + REC_HEADER == out.buf.len);
	return r;
}

/* Parse, put, parse, put: the two writings are the same. */
#define AGAIN(type, get, put)                                                 \
	do {                                                                  \
		static type v, w;                                             \
		uint8_t *first;                                               \
		struct rec s;                                                 \
                                                                              \
		if (get(r, &v) == -1)                                         \
			return;                                               \
		put(&out, &v);                                                \
		s = written();                                                \
		s.data = first = fuzz_copy(s.data, s.len);                    \
		assert(get(&s, &w) == 0);                                     \
		buf_clear(&out.buf);                                          \
		put(&out, &w);                                                \
		assert(out.buf.len == s.len + REC_HEADER);                    \
		assert(memcmp(out.buf.data + REC_HEADER, first, s.len) == 0); \
		free(first);                                                  \
	} while (0)

static void
table(const struct rec *r)
{
	const char *why;
	struct row_table *t = row_table_parse(r, &why), *u;
	uint8_t *first;
	struct rec s;

	if (t == NULL) {
		assert(why != NULL);
		return;
	}
	row_table_put(&out, t);
	s = written();
	s.data = first = fuzz_copy(s.data, s.len);
	u = row_table_parse(&s, &why);
	assert(u != NULL);
	buf_clear(&out.buf);
	row_table_put(&out, u);
	assert(out.buf.len == s.len + REC_HEADER);
	assert(memcmp(out.buf.data + REC_HEADER, first, s.len) == 0);
	free(first);
	row_table_free(row_table_copy(t));
	row_table_free(t);
	row_table_free(u);
}

static int
put_event(struct rec_out *to, const struct rec_event *e)
{
	struct pos at;

	rec_event_at(e, &at);
	return rec_put_event(to, &at, e->crc, e->data, e->len);
}

static void
stats(const struct rec *r)
{
	struct rec_stat s[8];
	unsigned n;

	if (rec_get_stat(r, s, 8, &n) == 0 && n <= 8)
		rec_put_stat(&out, s, n);
}

static void
body(const struct rec *r)
{
	switch (r->kind) {
	case REC_HELLO:
		AGAIN(struct rec_hello, rec_get_hello, rec_put_hello);
		break;
	case REC_TABLE:
		table(r);
		break;
	case REC_EVENT:
		AGAIN(struct rec_event, rec_get_event, put_event);
		break;
	case REC_BEGIN:
		AGAIN(struct rec_begin_body, rec_get_begin, rec_put_begin);
		break;
	case REC_MARK:
		AGAIN(struct rec_mark, rec_get_mark, rec_put_mark);
		break;
	case REC_ROW:
		AGAIN(struct row, row_parse, row_put);
		break;
	case REC_CHUNK:
		AGAIN(struct rec_chunk, rec_get_chunk, rec_put_chunk);
		break;
	case REC_DDL:
		AGAIN(struct rec_ddl, rec_get_ddl, rec_put_ddl);
		break;
	case REC_PART:
		AGAIN(struct row_part, row_get_part, row_put_part);
		break;
	default:
		stats(r);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rec r = { 0 };

	if (size == 0)
		return 0;
	if (out.buf.data == NULL)
		rec_out_init(&out, fuzz_null(), "fuzz");
	buf_clear(&out.buf);
	r.kind = data[0];
	r.data = data + 1;
	r.len = size - 1;
	r.seq = 2;
	body(&r);
	return 0;
}
