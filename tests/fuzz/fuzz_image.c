/* uses: binlog row rec base */
/*
 * fuzz_image.c: a table map and rows of it, both whole events without
 * checksum; the first byte: 1 MariaDB, 2 a hidden key may be there, 4 numbers
 * of four bytes.  Images that decode are well-formed in row.h's sense.
 */
#include "binlog/body.h"
#include "binlog/define.h"
#include "binlog/plan.h"
#include "binlog/unpack.h"
#include "fuzz.h"
#include "row/text.h"

static struct buf image, text;

static void
shown(const struct row_table *t, bool partial)
{
	struct row_image m;
	struct row_value v;
	unsigned i;

	row_image_open(&m, image.data, image.len, t->ncolumns, partial);
	for (i = 0; i < t->ncolumns; i++) {
		row_image_next(&m, t->column[i].class, &v);
		buf_clear(&text);
		if (!v.null && !v.absent)
			row_text_put(&text, &t->column[i], &v);
	}
	assert(row_image_ok(&m));
}

static void
images(const struct row_table *t, struct plan *p, const struct body_rows *r,
    const uint8_t *at, const uint8_t *end)
{
	struct plan_present x;
	const uint8_t *from, *bits[2] = { r->before, r->after };
	unsigned i, rows = 0;

	do {
		from = at;
		for (i = 0; i < 2; i++) {
			if (bits[i] == NULL)
				continue;
			plan_present(&x, p, bits[i]);
			buf_clear(&image);
			if (plan_image(p, &x, &at, end, &image) == -1) {
				assert(p->why != NULL);
				return;
			}
			shown(t, x.partial);
		}
	} while (at != from && at != end && ++rows < 100);
}

static void
rows(const struct row_table *t, struct plan *p, const struct frame_format *f,
    const uint8_t *data, size_t size)
{
	static struct buf block;
	struct body_rows r;
	const char *why;

	if (size < FRAME_HEADER || !body_is_rows(data[4]) ||
	    body_rows(f, data[4], data, size, &r) == -1 || r.n != p->n)
		return;
	if (!r.compressed)
		images(t, p, &r, r.rows, r.rows + r.len);
	else if (unpack_block(&block, r.rows, r.len, &why) == 0)
		images(t, p, &r, block.data, block.data + block.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct define_how how = { 0 };
	struct frame_format f = { 0 };
	static struct map m;
	struct row_table *t;
	struct plan *p;
	struct frame_header h;
	const char *why;
	unsigned column, id;

	if (size < 1 || frame_header(data + 1, size - 1, &h) == -1 ||
	    h.size > size - 1)
		return 0;
	how.mariadb = data[0] & 1;
	how.hidden_key = (data[0] & 2) != 0;
	id = data[0] & 4 ? 6 : 8;
	memset(f.post, data[0] & 4 ? 6 : 8, sizeof(f.post));
	for (column = EV_WRITE_ROWS; column <= EV_DELETE_ROWS; column++)
		f.post[column] = 10;
	data++;
	size--;
	if (map_read(&m, data + FRAME_HEADER, h.size - FRAME_HEADER, id,
		how.mariadb, &why) == -1)
		return 0;
	buf_clear(&text);
	t = define_table(&m, NULL, &how, &text);
	if (t == NULL)
		return 0;
	if ((p = plan_new(&m, t, &column, &why)) != NULL)
		rows(t, p, &f, data + h.size, size - h.size);
	plan_free(p);
	row_table_free(t);
	return 0;
}
