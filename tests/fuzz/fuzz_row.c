/* uses: row rec base */
/*
 * fuzz_row.c: a TABLE record and a ROW of it: u16 length of the one, then
 * both payloads.  Images are walked and shown.
 */
#include "fuzz.h"
#include "row/row.h"
#include "row/table.h"
#include "row/text.h"

static void
image(const struct row_table *t, const uint8_t *p, size_t len, bool partial)
{
	unsigned i, n = t->dest != NULL ? t->dest->ncolumns : t->ncolumns;
	struct buf text = { 0 };
	struct row_image m;
	struct row_value v;
	uint8_t sum = 0;

	row_image_open(&m, p, len, n, partial);
	for (i = 0; i < n; i++) {
		row_image_next(&m,
		    t->dest != NULL ? t->dest->column[i].class
				    : t->column[i].class,
		    &v);
		for (size_t k = 0; k < v.len; k++)
			sum = (uint8_t)(sum + v.p[k]);
		if (v.null || v.absent || t->dest != NULL)
			continue;
		assert(!m.bad);
		buf_clear(&text);
		row_text_put(&text, &t->column[i], &v);
	}
	buf_putc(&text, sum); /* so that the bytes are really read */
	(void)row_image_ok(&m);
	buf_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cur c = cur_of(data, size);
	struct row_tables s = { 0 };
	struct rec r = { .kind = REC_TABLE, .seq = 2 };
	const struct row_table *t;
	const char *why;
	struct row row;

	r.len = cur_le16(&c);
	r.data = cur_bytes(&c, r.len);
	if (c.bad)
		return 0;
	if ((t = row_tables_add(&s, &r, &why)) == NULL)
		goto out;
	assert(row_tables_get(&s, t->ref) == t);
	r.kind = REC_ROW;
	r.data = c.p;
	r.len = cur_left(&c);
	if (row_parse(&r, &row) == -1)
		goto out;
	image(t, row.before, row.before_len, row.flags & ROW_PARTIAL_BEFORE);
	image(t, row.after, row.after_len, row.flags & ROW_PARTIAL_AFTER);
out:
	row_tables_release(&s);
	return 0;
}
