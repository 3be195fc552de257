/*
 * body_rows.c: the head of rows events; see body.h.
 *
 * Version 2 has extra data behind the flags; MariaDB's compressed ones are
 * numbered in the same order and have their rows in one block.
 */
#include "base/cur.h"
#include "binlog/body.h"
#include "binlog/lenenc.h"
#include "binlog/map.h"

bool
body_is_rows(unsigned type)
{
	return (type >= EV_WRITE_ROWS_V1 && type <= EV_DELETE_ROWS_V1) ||
	       (type >= EV_WRITE_ROWS && type <= EV_DELETE_ROWS) ||
	       type == EV_PARTIAL_UPDATE_ROWS ||
	       (type >= EV_WRITE_ROWS_COMPRESSED_V1 &&
		   type <= EV_DELETE_ROWS_COMPRESSED);
}

static void
kind(unsigned type, struct body_rows *r, bool *v2)
{
	static const char ops[] = "IUD";
	unsigned base = EV_WRITE_ROWS_V1;

	*v2 = false;
	r->compressed = false;
	r->partial_json = type == EV_PARTIAL_UPDATE_ROWS;
	if (r->partial_json) {
		r->op = 'U';
		*v2 = true;
		return;
	}
	if (type >= EV_WRITE_ROWS_COMPRESSED_V1) {
		base = EV_WRITE_ROWS_COMPRESSED_V1;
		r->compressed = true;
		*v2 = type >= EV_WRITE_ROWS_COMPRESSED;
	} else if (type >= EV_WRITE_ROWS) {
		base = EV_WRITE_ROWS;
		*v2 = true;
	}
	r->op = ops[(type - base) % 3];
}

int
body_rows(const struct frame_format *f, unsigned type, const uint8_t *event,
    size_t len, struct body_rows *r)
{
	struct cur c = cur_of(event, len);
	size_t extra = 2, bitmap, post = f->post[type];
	uint64_t n;
	bool v2;

	kind(type, r, &v2);
	cur_bytes(&c, FRAME_HEADER);
	r->table = map_id(&c, map_id_size(f->post[type]));
	r->flags = cur_le16(&c);
	if (v2 && (extra = cur_le16(&c)) < 2) /* counts itself */
		return -1;
	/* what a newer server puts there is not ours to know */
	if (post > (v2 ? 10 : 8))
		cur_bytes(&c, post - (v2 ? 10 : 8));
	cur_bytes(&c, extra - 2);
	n = lenenc_read(&c);
	if (c.bad || n == 0 || n > MAP_COLUMNS_MAX)
		return -1;
	r->n = (unsigned)n;
	bitmap = (r->n + 7) / 8;
	r->before = r->after = NULL;
	if (r->op != 'I')
		r->before = cur_bytes(&c, bitmap);
	if (r->op != 'D')
		r->after = cur_bytes(&c, bitmap);
	if (c.bad)
		return -1;
	r->rows = c.p;
	r->len = cur_left(&c);
	return 0;
}
