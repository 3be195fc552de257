/*
 * row.h: the ROW and PART records.
 *
 * A ROW: fixed header of ROW_HEADER bytes, the old image, the new image.
 * An image: bitmap of the columns present (only if the image is partial),
 * bitmap of NULLs (bit i = column i of the table, LSB first, both over all
 * columns), then the values that are present and not NULL, in column order,
 * without gaps, each in the form of its column's class (row/table.h).
 *
 * Before mcpartition images follow table->column; after it (a table with
 * dest) there is only a new image, and it follows table->dest->column.
 */
#ifndef ROW_ROW_H
#define ROW_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "rec/rec.h"
#include "row/table.h"

enum {
	ROW_HEADER = 40
};

enum row_op {
	ROW_INSERT = 'I',
	ROW_UPDATE = 'U',
	ROW_DELETE = 'D',
	ROW_SNAPSHOT = 'S'
};

enum row_flag {
	ROW_HAS_BEFORE = 1,
	ROW_HAS_AFTER = 2,
	ROW_PARTIAL_BEFORE = 4,
	ROW_PARTIAL_AFTER = 8
};

/*
 * Layout of the header, little-endian:
 *   0 u32 table ref        4 u32 part: op S: the chunk number (a base table
 *                                  has no partitions); routed I, U, D: the
 *                                  partition ref; 0 before mcpartition
 *   8 u64 record_id       16 i64 time, microseconds UTC
 *  24 u64 offset of the row's event in the file of the BEGIN before it
 *  32 u32 length of the old image   36 u8 op   37 u8 flags   38 u16 zero
 */
struct row {
	uint32_t table;
	uint32_t part; /* op S: chunk number; routed I U D: partition ref */
	uint64_t record_id;
	int64_t time;
	uint64_t offset;
	uint8_t op;
	uint8_t flags;
	const uint8_t *before; /* borrowed from the record */
	size_t before_len;
	const uint8_t *after;
	size_t after_len;
};

/* Read a ROW record.  0; -1 when its bytes make no sense. */
int row_parse(const struct rec *r, struct row *row);

/*
 * Start a ROW record with this header (images are not looked at) and give
 * the buf to append the old, then the new image to.  Between the two call
 * row_after; it is not needed when there is no old image.  End with rec_end.
 */
static inline struct buf *
row_begin(struct rec_out *out, const struct row *row)
{
	struct buf *b = rec_begin(out, REC_ROW, 0);
	uint8_t *p = buf_reserve(b, ROW_HEADER);

	le32enc(p, row->table);
	le32enc(p + 4, row->part);
	le64enc(p + 8, row->record_id);
	le64enc(p + 16, (uint64_t)row->time);
	le64enc(p + 24, row->offset);
	le32enc(p + 32, 0);
	le32enc(p + 36, (uint32_t)row->op | (uint32_t)row->flags << 8);
	b->len += ROW_HEADER;
	return b;
}

static inline void
row_after(struct rec_out *out)
{
	size_t at = out->start + REC_HEADER;
	size_t before = out->buf.len - at - ROW_HEADER;

	assert(before <= REC_MAX);
	le32enc(out->buf.data + at + 32, (uint32_t)before);
}

/* A whole row with images given as bytes. */
int row_put(struct rec_out *out, const struct row *row);

/* --- reading an image --------------------------------------------------- */

struct row_value {
	uint8_t class; /* enum row_class */
	bool null;
	bool absent; /* partial image: not transmitted */
	union {
		int64_t i; /* INT, TIME */
		uint64_t u;
		float f;
		double d;
	};
	const uint8_t *p; /* DECIMAL, TEXT, BYTES: borrowed */
	size_t len;
};

struct row_image {
	const uint8_t *p, *end;
	const uint8_t *present; /* NULL: all */
	const uint8_t *nulls;
	unsigned i, n;
	bool bad;
};

/* Bytes of a bitmap over n columns. */
static inline size_t
row_bitmap(unsigned n)
{
	return ((size_t)n + 7) / 8;
}

/* Start walking an image of n columns.  Check bad at the end of the walk. */
static inline void
row_image_open(
    struct row_image *m, const uint8_t *p, size_t len, unsigned n, bool partial)
{
	size_t bitmap = row_bitmap(n);
	size_t need = partial ? 2 * bitmap : bitmap;

	m->i = 0;
	m->n = n;
	m->end = p + len;
	m->bad = len < need;
	m->present = partial ? p : NULL;
	m->nulls = partial ? p + bitmap : p;
	m->p = m->bad ? m->end : p + need;
}

/*
 * The next column's value; class is the column's.  After bytes that make no
 * sense bad is set and the values are NULL.
 */
__attribute__((always_inline)) static inline void
row_image_next(struct row_image *m, unsigned class, struct row_value *v)
{
	unsigned i = m->i++;
	size_t left = (size_t)(m->end - m->p), head, len;

	v->class = (uint8_t) class;
	v->null = true;
	v->absent = false;
	v->p = NULL;
	v->len = 0;
	v->u = 0;
	if (m->bad || i >= m->n) {
		m->bad = true;
		return;
	}
	if (m->present != NULL && !(m->present[i / 8] >> (i % 8) & 1)) {
		v->absent = true;
		return;
	}
	if (m->nulls[i / 8] >> (i % 8) & 1)
		return;
	switch (class) {
	case ROW_C_INT:
	case ROW_C_UINT:
	case ROW_C_TIME:
	case ROW_C_DOUBLE:
		if (left < 8)
			break;
		v->u = le64dec(m->p);
		m->p += 8;
		v->null = false;
		return;
	case ROW_C_FLOAT: {
		uint32_t u;

		if (left < 4)
			break;
		u = le32dec(m->p);
		memcpy(&v->f, &u, 4);
		m->p += 4;
		v->null = false;
		return;
	}
	case ROW_C_DECIMAL:
	case ROW_C_TEXT:
	case ROW_C_BYTES:
		head = class == ROW_C_DECIMAL ? 1 : 4;
		if (left < head)
			break;
		len = head == 1 ? m->p[0] : le32dec(m->p);
		if (left - head < len)
			break;
		v->p = m->p + head;
		v->len = len;
		m->p += head + len;
		v->null = false;
		return;
	default:
		break;
	}
	m->bad = true;
}

/* After the last column: all bytes used and none missing? */
static inline bool
row_image_ok(const struct row_image *m)
{
	return !m->bad && m->i == m->n && m->p == m->end;
}

/* --- writing an image --------------------------------------------------- */

/*
 * Begin an image of n columns in b; the result is the offset of the NULL
 * bitmap in b->data, zeros.  (A partial image: begin_partial; the present
 * bitmap, zeros, stands row_bitmap(n) bytes before.)
 */
static inline size_t
row_image_begin(struct buf *b, unsigned n)
{
	size_t bitmap = row_bitmap(n), at = b->len;

	memset(buf_reserve(b, bitmap), 0, bitmap);
	b->len += bitmap;
	return at;
}

static inline size_t
row_image_begin_partial(struct buf *b, unsigned n)
{
	size_t bitmap = row_bitmap(n), at = b->len + bitmap;

	memset(buf_reserve(b, 2 * bitmap), 0, 2 * bitmap);
	b->len += 2 * bitmap;
	return at;
}

static inline void
row_put_null(struct buf *b, size_t nulls, unsigned i)
{
	b->data[nulls + i / 8] |= (uint8_t)(1u << (i % 8));
}

static inline void
row_put_present(struct buf *b, size_t nulls, unsigned n, unsigned i)
{
	b->data[nulls - row_bitmap(n) + i / 8] |= (uint8_t)(1u << (i % 8));
}

static inline void
row_put_int(struct buf *b, int64_t v)
{
	buf_put64(b, (uint64_t)v);
}

static inline void
row_put_uint(struct buf *b, uint64_t v)
{
	buf_put64(b, v);
}

static inline void
row_put_double(struct buf *b, double v)
{
	uint64_t u;

	memcpy(&u, &v, 8);
	buf_put64(b, u);
}

static inline void
row_put_float(struct buf *b, float v)
{
	uint32_t u;

	memcpy(&u, &v, 4);
	buf_put32(b, u);
}

/* Plain digits, at most 255 bytes. */
static inline void
row_put_decimal(struct buf *b, const void *p, size_t n)
{
	buf_putc(b, (int)(n & 0xff));
	buf_put(b, p, n);
}

/* TEXT and BYTES. */
static inline void
row_put_bytes(struct buf *b, const void *p, size_t n)
{
	buf_put32(b, (uint32_t)n);
	buf_put(b, p, n);
}

/* --- partitions ---------------------------------------------------------- */

/* PART: "routed rows with part == ref go to this partition of this table".
 * Values are texts as MaxCompute has them, in the order of dest->part. */
enum {
	ROW_PART_LEVELS = 6,
	ROW_PART_VALUE = 128
};

struct row_part {
	uint32_t ref;   /* 1, 2, ...; 0 means no partition */
	uint32_t table; /* ref of the TABLE */
	uint8_t n;
	char value[ROW_PART_LEVELS][ROW_PART_VALUE + 1];
};

int row_put_part(struct rec_out *out, const struct row_part *p);
int row_get_part(const struct rec *r, struct row_part *p);

#endif
