/*
 * arrow.c: rows as columns, and the chunks of the tunnel; see arrow.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/crc32c.h"
#include "base/le.h"
#include "base/mem.h"
#include "mclocal/arrow_own.h"

enum {
	CHUNK = 65536
};

struct arrow *
arrow_new(const struct row_dest_column *column, unsigned n, bool wide)
{
	struct arrow *a = xcalloc(1, sizeof(*a));

	a->wide = wide;
	a->type = column;
	a->n = n;
	a->column = xcalloc(n + 1, sizeof(*a->column));
	return a;
}

void
arrow_clear(struct arrow *a)
{
	unsigned i;

	for (i = 0; i < a->n; i++) {
		buf_clear(&a->column[i].valid);
		buf_clear(&a->column[i].offset);
		buf_clear(&a->column[i].data);
		a->column[i].nulls = 0;
	}
	a->rows = 0;
}

void
arrow_free(struct arrow *a)
{
	unsigned i;

	if (a == NULL)
		return;
	for (i = 0; i < a->n; i++) {
		buf_release(&a->column[i].valid);
		buf_release(&a->column[i].offset);
		buf_release(&a->column[i].data);
	}
	free(a->column);
	free(a);
}

/* --- rows ----------------------------------------------------------------- */

static void
put_bit(struct buf *b, int64_t row, bool on)
{
	if (row % 8 == 0)
		buf_putc(b, 0);
	if (on)
		b->data[b->len - 1] |= (uint8_t)(1u << row % 8);
}

/* Digits as 128 bits, the point being "scale" digits from the right. */
static void
put_decimal(struct buf *b, const struct row_value *v, unsigned scale)
{
	uint32_t w[4] = { 0, 0, 0, 0 };
	const char *p = (const char *)v->p, *end = p + v->len;
	bool minus = p < end && *p == '-', point = false;
	unsigned behind = 0, i;
	uint64_t carry;

	for (p += minus; p < end || (behind < scale); p++) {
		int digit = 0;

		if (p < end && *p == '.') {
			point = true;
			continue;
		}
		if (p < end)
			digit = *p - '0';
		if (point || p >= end)
			behind++;
		for (carry = (uint64_t)digit, i = 0; i < 4; i++) {
			carry += (uint64_t)w[i] * 10;
			w[i] = (uint32_t)carry;
			carry >>= 32;
		}
	}
	for (carry = 1, i = 0; minus && i < 4; i++) {
		carry += (uint32_t)~w[i];
		w[i] = (uint32_t)carry;
		carry >>= 32;
	}
	for (i = 0; i < 4; i++)
		buf_put32(b, w[i]);
}

unsigned
arrow_int_bytes(unsigned type)
{
	return type == ROW_MC_TINYINT    ? 1
	       : type == ROW_MC_SMALLINT ? 2
	       : type == ROW_MC_INT      ? 4
					 : 8;
}

static void
put_int(struct buf *b, int64_t v, unsigned bytes)
{
	uint8_t text[8];

	le64enc(text, (uint64_t)v);
	buf_put(b, text, bytes);
}

static int64_t
days(int64_t us)
{
	const int64_t day = INT64_C(86400000000);

	return us / day - (us % day < 0);
}

static void
put_time(struct buf *b, unsigned type, const struct row_value *v)
{
	if (type == ROW_MC_DATE)
		put_int(b, days(v->i), 4);
	else if (type == ROW_MC_DATETIME)
		put_int(b, v->i / 1000 - (v->i % 1000 < 0), 8);
	else
		put_int(b, v->i * 1000 + (int64_t)v->len, 8);
}

bool
arrow_wide(const struct arrow *a, unsigned i)
{
	return a->wide && a->type[i].class == ROW_C_TIME &&
	       a->type[i].type >= ROW_MC_TIMESTAMP;
}

static void
put_wide(struct arrow_column *c, const struct row_value *v)
{
	int64_t second = v->i / 1000000 - (v->i % 1000000 < 0);

	put_int(&c->data, second, 8);
	put_int(
	    &c->offset, (v->i - second * 1000000) * 1000 + (int64_t)v->len, 4);
}

/* Nanoseconds alone reach from 1677 to 2262. */
static bool
holds(const struct arrow *a, unsigned i, const struct row_value *v)
{
	const struct row_dest_column *t = &a->type[i];

	if (v->null || t->class != ROW_C_TIME || t->type < ROW_MC_TIMESTAMP ||
	    arrow_wide(a, i))
		return !v->null;
	return v->i > -INT64_C(9223372036000000) &&
	       v->i < INT64_C(9223372036000000);
}

static void
put_value(struct arrow_column *c, const struct row_dest_column *t,
    const struct row_value *v, int64_t row)
{
	uint64_t bits = 0;

	switch (t->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
		if (t->type == ROW_MC_BOOLEAN)
			put_bit(&c->data, row, v->i != 0);
		else
			put_int(&c->data, v->i, arrow_int_bytes(t->type));
		break;
	case ROW_C_FLOAT:
		memcpy(&bits, &v->f, sizeof(v->f));
		put_int(&c->data, (int64_t)bits, 4);
		break;
	case ROW_C_DOUBLE:
		memcpy(&bits, &v->d, sizeof(v->d));
		put_int(&c->data, (int64_t)bits, 8);
		break;
	case ROW_C_DECIMAL:
		put_decimal(&c->data, v, t->scale);
		break;
	case ROW_C_TIME:
		put_time(&c->data, t->type, v);
		break;
	default:
		if (c->offset.len == 0)
			buf_put32(&c->offset, 0);
		buf_put(&c->data, v->p, v->len);
		buf_put32(&c->offset, (uint32_t)c->data.len);
		break;
	}
}

void
arrow_row(struct arrow *a, const struct row_value *value)
{
	struct row_value v;
	unsigned i;

	for (i = 0; i < a->n; i++) {
		v = value[i];
		v.null = !holds(a, i, &value[i]);
		put_bit(&a->column[i].valid, a->rows, !v.null);
		a->column[i].nulls += v.null;
		if (v.null)
			memset(&v, 0, sizeof(v));
		if (arrow_wide(a, i))
			put_wide(&a->column[i], &v);
		else
			put_value(&a->column[i], &a->type[i], &v, a->rows);
	}
	a->rows++;
}

size_t
arrow_size(const struct arrow *a)
{
	size_t n = 0;
	unsigned i;

	for (i = 0; i < a->n; i++)
		n += a->column[i].data.len;
	return n;
}

/* --- chunks --------------------------------------------------------------- */

static void
put_be32(struct buf *b, uint32_t v)
{
	buf_putc(b, (int)(v >> 24));
	buf_putc(b, (int)(v >> 16 & 255));
	buf_putc(b, (int)(v >> 8 & 255));
	buf_putc(b, (int)(v & 255));
}

void
arrow_chunk(struct arrow_chunks *c, struct buf *out, const void *data, size_t n)
{
	const uint8_t *p = data;
	size_t k;

	if (!c->begun && n > 0)
		put_be32(out, CHUNK);
	c->begun |= n > 0;
	c->all = crc32c(c->all, p, n);
	for (; n > 0; p += k, n -= k) {
		k = n < CHUNK - c->n ? n : CHUNK - c->n;
		c->sum = crc32c(c->sum, p, k);
		buf_put(out, p, k);
		if ((c->n += k) == CHUNK) {
			put_be32(out, c->sum);
			c->n = 0;
			c->sum = 0;
		}
	}
}

void
arrow_chunk_end(struct arrow_chunks *c, struct buf *out)
{
	if (!c->begun)
		put_be32(out, CHUNK);
	put_be32(out, c->all);
}
