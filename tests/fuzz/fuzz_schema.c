/* uses: pxsnapshot mysql row rec base */
/*
 * fuzz_schema.c: what a server says about its tables, then the plan of their
 * copy, then a row of each; server.h has the form.  Definitions that come out
 * can be written and read; so can the plan, and rows are well-formed.
 */
#include "mysql/schema.h"
#include "pxsnapshot/encode.h"
#include "pxsnapshot/planner.h"
#include "server.h"

static struct rec_out out;

/* The record just written to out; free its data. */
static struct rec
written(void)
{
	struct rec r = { .seq = 2 };

	assert(out.buf.len >= REC_HEADER);
	r.kind = out.buf.data[4];
	r.len = out.buf.len - REC_HEADER;
	r.data = fuzz_copy(out.buf.data + REC_HEADER, r.len);
	buf_clear(&out.buf);
	return r;
}

static void
forget(struct rec *r)
{
	void *data;

	memcpy(&data, &r->data, sizeof(data));
	free(data);
}

static void
definition(struct row_table *t)
{
	struct row_table *again;
	const char *why = NULL;
	struct rec r;

	row_table_put(&out, t);
	r = written();
	again = row_table_parse(&r, &why);
	assert(again != NULL && again->ncolumns == t->ncolumns);
	row_table_free(again);
	forget(&r);
}

static void
rows(struct conn *c, const struct row_table *t)
{
	static const struct row head = { .op = ROW_SNAPSHOT,
		.flags = ROW_HAS_AFTER };
	struct encode e = { .table = t, .labels = true };
	struct row_image m;
	struct row_value v;
	struct row row;
	MYSQL_RES *res = conn_stream(c, "SELECT", 6);
	MYSQL_ROW value;
	struct rec r;

	/* the reader looks at the number of columns, too */
	if (res == NULL || mysql_num_fields(res) < t->ncolumns)
		goto out;
	while ((value = mysql_fetch_row(res)) != NULL) {
		if (encode_row(&e, &out, &head, value,
			mysql_fetch_lengths(res)) == -1) {
			assert(e.why != NULL && e.column < t->ncolumns);
			assert(out.buf.len == 0);
			break;
		}
		r = written();
		assert(row_parse(&r, &row) == 0);
		row_image_open(
		    &m, row.after, row.after_len, t->ncolumns, false);
		for (unsigned i = 0; i < t->ncolumns; i++)
			row_image_next(&m, t->column[i].class, &v);
		assert(row_image_ok(&m));
		forget(&r);
	}
out:
	mysql_free_result(res);
}

static void
plans(struct conn *c, const struct schema *s, uint64_t n)
{
	struct plan p = { 0 };

	for (size_t i = 0; i < s->n; i++)
		if (planner_add(&p, c, &s->table[i], n) == -1) {
			assert(c->why != NULL && c->code != 0);
			break;
		}
	for (size_t i = 0; i < p.nchunks; i++) {
		const struct chunk *k = &p.chunk[i];

		assert(k->table < p.ntables);
		assert(strpbrk(k->lower, "\t\r\n") == NULL);
		assert(strpbrk(k->upper, "\t\r\n") == NULL);
		assert(k->number < p.table[k->table].chunks);
	}
	plan_release(&p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conn c = { .mysql = &server_handle, .product = CONN_MYSQL };
	struct objects *all = objects_new();
	struct schema s;

	if (out.buf.data == NULL)
		rec_out_init(&out, fuzz_null(), "schema");
	server_play(data, size);
	if (schema_read(&s, &c, all, NULL) == 0) {
		for (size_t i = 0; i < s.n; i++)
			definition(s.table[i].def);
		plans(&c, &s, 10);
		for (size_t i = 0; i < s.n; i++)
			rows(&c, s.table[i].def);
	} else {
		assert(s.why != NULL && s.code != 0);
	}
	schema_release(&s);
	objects_free(all);
	return 0;
}
