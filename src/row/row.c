/*
 * row.c: ROW and PART records; see row.h.
 */
#include <assert.h>

#include "row/row.h"

int
row_parse(const struct rec *r, struct row *row)
{
	const uint8_t *p = r->data;
	size_t before, rest;

	if (r->len < ROW_HEADER)
		return -1;
	row->table = le32dec(p);
	row->part = le32dec(p + 4);
	row->record_id = le64dec(p + 8);
	row->time = (int64_t)le64dec(p + 16);
	row->offset = le64dec(p + 24);
	before = le32dec(p + 32);
	row->op = p[36];
	row->flags = p[37];
	rest = r->len - ROW_HEADER;
	if (before > rest || (before > 0) != !!(row->flags & ROW_HAS_BEFORE) ||
	    (rest > before) != !!(row->flags & ROW_HAS_AFTER))
		return -1;
	if (row->op != ROW_INSERT && row->op != ROW_UPDATE &&
	    row->op != ROW_DELETE && row->op != ROW_SNAPSHOT)
		return -1;
	row->before = p + ROW_HEADER;
	row->before_len = before;
	row->after = row->before + before;
	row->after_len = rest - before;
	return 0;
}

int
row_put(struct rec_out *out, const struct row *row)
{
	struct buf *b = row_begin(out, row);

	buf_put(b, row->before, row->before_len);
	row_after(out);
	buf_put(b, row->after, row->after_len);
	return rec_end(out);
}

int
row_put_part(struct rec_out *out, const struct row_part *p)
{
	struct buf *b = rec_begin(out, REC_PART, 0);
	unsigned i;

	assert(p->n <= ROW_PART_LEVELS);
	buf_put32(b, p->ref);
	buf_put32(b, p->table);
	buf_putc(b, p->n);
	for (i = 0; i < p->n; i++)
		buf_put_str16(b, p->value[i]);
	return rec_end(out);
}

int
row_get_part(const struct rec *r, struct row_part *p)
{
	struct cur c = cur_of(r->data, r->len);
	const char *s;
	unsigned i;
	size_t n;

	p->ref = cur_le32(&c);
	p->table = cur_le32(&c);
	if ((p->n = cur_u8(&c)) > ROW_PART_LEVELS)
		return -1;
	for (i = 0; i < p->n; i++) {
		s = cur_str16(&c, &n);
		if (s == NULL || n > ROW_PART_VALUE ||
		    memchr(s, '\0', n) != NULL)
			return -1;
		memcpy(p->value[i], s, n);
		p->value[i][n] = '\0';
	}
	return c.bad || cur_left(&c) != 0 ? -1 : 0;
}
