/*
 * image.c: the values of an image; see image.h.
 */
#include "row/row.h"
#include "rowfilter/image.h"

bool
image_load(struct val *col, const struct row_column *column, unsigned n,
    unsigned need, const uint8_t *p, size_t len, bool partial, const char **why)
{
	struct row_image m;
	struct row_value v;
	bool absent = false;

	row_image_open(&m, p, len, n, partial);
	for (unsigned i = 0; i < need; i++) {
		row_image_next(&m, column[i].class, &v);
		absent |= v.absent;
		col[i].null = v.null;
		col[i].p = (const char *)v.p;
		col[i].len = v.len;
		if (v.class == ROW_C_FLOAT)
			col[i].d = (double)v.f;
		else
			col[i].u = v.u;
	}
	if (m.bad || (need == n && !row_image_ok(&m)))
		*why = "a row image that makes no sense";
	else if (absent)
		*why = "a row image without all columns: the source must log "
		       "with binlog_row_image=FULL";
	return !m.bad && !absent && (need < n || row_image_ok(&m));
}
