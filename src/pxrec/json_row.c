/*
 * json_row.c: ROW records as JSON.
 */
#include "base/jsonw.h"

#include "pxrec/json.h"

/* An image as an object; columns that were not transmitted are left out. */
static int
put_image(struct buf *b, const struct view_table *vt, const uint8_t *p,
    size_t len, bool partial)
{
	const struct view_column *c;
	struct row_image m;
	struct row_value value;
	char before = '{';
	unsigned i;

	row_image_open(&m, p, len, vt->ncolumns, partial);
	for (i = 0; i < vt->ncolumns; i++) {
		c = &vt->column[i];
		row_image_next(&m, c->class, &value);
		if (value.absent)
			continue;
		buf_putc(b, before);
		buf_put(b, vt->keys.data + c->key_at, c->key_len);
		view_put_value(b, c, &value, 0);
		before = ',';
	}
	if (before == '{')
		buf_putc(b, '{');
	buf_putc(b, '}');
	return row_image_ok(&m) ? 0 : -1;
}

static int
put_images(struct buf *b, const struct view_table *vt, const struct row *row)
{
	buf_puts(b, ",\"before\":");
	if (!(row->flags & ROW_HAS_BEFORE))
		buf_puts(b, "null");
	else if (put_image(b, vt, row->before, row->before_len,
		     row->flags & ROW_PARTIAL_BEFORE) == -1)
		return -1;
	buf_puts(b, ",\"after\":");
	if (!(row->flags & ROW_HAS_AFTER))
		buf_puts(b, "null");
	else if (put_image(b, vt, row->after, row->after_len,
		     row->flags & ROW_PARTIAL_AFTER) == -1)
		return -1;
	return 0;
}

int
json_put_row(struct buf *b, struct view *v, const struct rec *r)
{
	const struct view_table *vt;
	struct row row;
	struct pos at = { "", 0 };

	if (row_parse(r, &row) == -1)
		return -1;
	if ((vt = view_get(v, row.table)) == NULL)
		return -1;
	buf_puts(b, ",\"op\":\"");
	buf_putc(b, row.op);
	buf_puts(b, "\",");
	buf_put(b, vt->head.data, vt->head.len);
	buf_puts(b, ",\"record_id\":");
	view_put_u64(b, row.record_id);
	buf_puts(b, ",\"time\":");
	json_time(b, row.time);
	buf_puts(b, ",\"pos\":");
	if (row.offset != 0)
		at = v->at;
	at.offset = row.offset;
	json_pos(b, &at);
	if (put_images(b, vt, &row) == -1)
		return -1;
	json_flags(b, "partial", names_partial,
	    row.flags & (ROW_PARTIAL_BEFORE | ROW_PARTIAL_AFTER));
	buf_puts(b, ",\"ref\":");
	view_put_u64(b, row.table);
	json_number(b, "part", row.part);
	return 0;
}
