/* uses: binlog row rec base */
/*
 * fuzz_event.c: bodies of single events.  The first byte chooses lengths of
 * post-headers, the event with its header follows.
 */
#include "binlog/body.h"
#include "binlog/map.h"
#include "fuzz.h"

/* Reading each byte of what was borrowed. */
static void
touch(const void *p, size_t n)
{
	const uint8_t *q = p;
	static volatile uint8_t sum;

	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + q[i]);
}

static void
posts(struct frame_format *f, unsigned choice)
{
	uint8_t rows = choice & 2 ? 6 : 8;
	unsigned i;

	memset(f, 0, sizeof(*f));
	f->product = choice & 8 ? FRAME_MARIADB : FRAME_MYSQL;
	f->post[EV_QUERY] = f->post[EV_QUERY_COMPRESSED] = choice & 1 ? 11 : 13;
	f->post[EV_TABLE_MAP] = choice & 2 ? 6 : 8;
	for (i = EV_WRITE_ROWS_V0; i <= EV_DELETE_ROWS_V1; i++)
		f->post[i] = rows;
	for (i = EV_WRITE_ROWS; i <= EV_DELETE_ROWS; i++)
		f->post[i] = 10;
	f->post[EV_PARTIAL_UPDATE_ROWS] = 10;
	for (i = EV_WRITE_ROWS_COMPRESSED_V1; i <= EV_DELETE_ROWS_COMPRESSED_V1;
	     i++)
		f->post[i] = rows;
	for (i = EV_WRITE_ROWS_COMPRESSED; i <= EV_DELETE_ROWS_COMPRESSED; i++)
		f->post[i] = 10;
	if (choice & 4)
		memset(f->post, (int)(choice >> 4), sizeof(f->post));
}

static void
statement(const struct body_query *q)
{
	struct body_xid x, y;

	touch(q->db, q->db_len);
	touch(q->sql, q->sql_len);
	if (body_xa_statement(q->sql, q->sql_len, &x) == 0) {
		y = x;
		assert(body_xid_same(&x, &y));
		touch(x.data, (size_t)x.gtrid + x.bqual);
	}
}

static void
others(const uint8_t *p, size_t len)
{
	struct body_gtid g;
	struct body_mariadb_gtid m;
	struct body_xid x;
	bool one_phase;
	unsigned number;
	const char *text;
	size_t n;

	if (body_gtid(p, len, &g) == 0)
		assert(strlen(g.text) < sizeof(g.text));
	if (body_gtid_tagged(p, len, &g) == 0)
		assert(strlen(g.text) < sizeof(g.text));
	if (body_mariadb_gtid(p, len, &m) == 0)
		assert(strlen(m.text) < sizeof(m.text));
	if (body_xa_prepare(p, len, &x, &one_phase) == 0)
		touch(x.data, (size_t)x.gtrid + x.bqual);
	if (body_incident(p, len, &number, &text, &n) == 0)
		touch(text, n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_format f;
	struct body_query q;
	struct body_rows r;

	if (size < 1 + FRAME_HEADER)
		return 0;
	posts(&f, data[0]);
	data++;
	size--;
	if (body_query(&f, data, size, &q) == 0)
		statement(&q);
	if (body_is_rows(data[4]) &&
	    body_rows(&f, data[4], data, size, &r) == 0) {
		assert(r.n <= MAP_COLUMNS_MAX);
		if (r.before != NULL)
			touch(r.before, (r.n + 7) / 8);
		if (r.after != NULL)
			touch(r.after, (r.n + 7) / 8);
		touch(r.rows, r.len);
	}
	others(data, size);
	return 0;
}
