/*
 * wire.c: encoding of the tunnel record stream.
 *
 * field := varint(number << 3 | wire type) value, number = 1 + the column's
 * place; NULLs are left out.  END_RECORD carries the CRC-32C of, for each
 * field, its number as 4 bytes and its value as 1, 4, 8 or 12 bytes or the
 * text itself.  The trailer carries the number of records and the CRC-32C
 * of all record checksums.
 *
 *   08 02                     1, varint: zigzag(1)
 *   12 03 6f 6e 65            2, 3 bytes: "one"
 *   80 c0 ff 7f xx...         END_RECORD, checksum
 */
#include <assert.h>

#include "base/clock.h"
#include "base/crc32c.h"
#include "row/time.h"

#include "mc/varint.h"
#include "mc/wire.h"
#include "mc/wire_decimal.h"

enum {
	FIXED_MAX = 3 + MC_VARINT_MAX + 5, /* tag and value, without a text */
	RECORD_MAX = 4 + 5,                /* END_RECORD and checksum */
	TRAILER_MAX = 8 + 2 * MC_VARINT_MAX,
	SHORT = 256 /* a text from here on is summed in lanes */
};

#define DATETIME_MIN (INT64_C(-62135596800) * CLOCK_SECOND) /* 0001 */
#define DATETIME_END (INT64_C(253402300800) * CLOCK_SECOND) /* 10000 */

static const uint8_t tag_end[4] = { 0x80, 0xc0, 0xff, 0x7f };
static const uint8_t tag_count[4] = { 0xf0, 0xff, 0xff, 0x7f };
static const uint8_t tag_crc[4] = { 0xf8, 0xff, 0xff, 0x7f };

/* A record under way. */
struct out {
	uint8_t *p;
	uint64_t c; /* the checksum, inverted */
	bool cpu;   /* crc32c_by_cpu() */
};

void
mc_encoder_init(struct mc_encoder *e, const struct row_dest_column *column,
    unsigned ncolumns)
{
	assert(ncolumns <= ROW_DEST_MAX);
	e->column = column;
	e->ncolumns = ncolumns;
	e->count = 0;
	e->crccrc = 0;
	e->cpu = crc32c_by_cpu();
}

static inline void
put_tag(struct out *o, unsigned field, unsigned wire)
{
	unsigned tag = field << 3 | wire;

	if (tag < 0x80)
		*o->p++ = (uint8_t)tag;
	else
		o->p = mc_varint_put(o->p, tag);
}

/* What a checksum covers: the field's number as four bytes, and n of v. */
static inline void
sum(struct out *o, unsigned field, uint64_t v, unsigned n)
{
	o->c = crc32c_value(o->cpu, o->c, field, 4);
	o->c = crc32c_value(o->cpu, o->c, v, n);
}

static inline void
put_zigzag(struct out *o, unsigned field, int64_t v)
{
	put_tag(o, field, 0);
	o->p = mc_varint_put(o->p, mc_zigzag(v));
	sum(o, field, (uint64_t)v, 8);
}

static inline const char *
put_int(struct out *o, unsigned field, const struct row_value *v, int64_t min,
    int64_t max)
{
	if (v->class != ROW_C_INT && v->class != ROW_C_UINT)
		return "the value is no integer";
	if (v->class == ROW_C_UINT && v->i < 0)
		return "the number does not fit the column's type";
	if (v->i < min || v->i > max)
		return "the number does not fit the column's type";
	put_zigzag(o, field, v->i);
	return NULL;
}

static inline const char *
put_bool(struct out *o, unsigned field, const struct row_value *v)
{
	if ((v->class != ROW_C_INT && v->class != ROW_C_UINT) || v->u > 1)
		return "the value is neither 0 nor 1";
	put_tag(o, field, 0);
	*o->p++ = (uint8_t)v->u;
	sum(o, field, v->u, 1);
	return NULL;
}

static inline const char *
put_real(struct out *o, unsigned field, const struct row_value *v)
{
	uint32_t u;

	if (v->class == ROW_C_DOUBLE) {
		put_tag(o, field, 1);
		le64enc(o->p, v->u);
		o->p += 8;
		sum(o, field, v->u, 8);
		return NULL;
	}
	memcpy(&u, &v->f, 4);
	put_tag(o, field, 5);
	le32enc(o->p, u);
	o->p += 4;
	sum(o, field, u, 4);
	return NULL;
}

/* Seconds rounded down, and the microseconds behind them. */
static inline int64_t
split(int64_t us, int64_t unit, int64_t *rest)
{
	int64_t n = us / unit;

	*rest = us % unit;
	if (*rest < 0) {
		*rest += unit;
		n--;
	}
	return n;
}

static const char *
put_time(
    struct out *o, unsigned field, unsigned type, const struct row_value *v)
{
	int64_t seconds, nanos, rest;

	if (v->class != ROW_C_TIME)
		return "the value is no time";
	if (row_time_is_fields(v->i))
		return "the date does not exist";
	if (v->i < DATETIME_MIN || v->i >= DATETIME_END)
		return "the date is outside the years 0001 to 9999";
	if (type == ROW_MC_DATETIME) {
		put_zigzag(o, field, split(v->i, 1000, &rest));
		return NULL;
	}
	if (type == ROW_MC_DATE) {
		put_zigzag(o, field, split(v->i, CLOCK_DAY, &rest));
		return NULL;
	}
	seconds = split(v->i, CLOCK_SECOND, &rest);
	nanos = rest * 1000 + (int64_t)(v->len % 1000);
	put_tag(o, field, 2);
	o->p = mc_varint_put(o->p, mc_zigzag(seconds));
	o->p = mc_varint_put(o->p, (uint64_t)nanos << 1);
	sum(o, field, (uint64_t)seconds, 8);
	o->c = crc32c_value(o->cpu, o->c, (uint64_t)nanos, 4);
	return NULL;
}

/* More characters than the type holds?  (UTF-8: bytes that start one.) */
static bool
too_long(const struct row_value *v, uint32_t max)
{
	size_t i, n = 0;

	if (v->len <= max)
		return false;
	for (i = 0; i < v->len; i++)
		n += (v->p[i] & 0xc0) != 0x80;
	return n > max;
}

/* A text and its sum. */
static inline void
put_bytes(struct out *o, const uint8_t *s, size_t n)
{
	o->c = ~(uint64_t)crc32c_copy(~(uint32_t)o->c, o->p, s, n);
	o->p += n;
}

static const char *
put_text(struct out *o, unsigned field, const struct row_dest_column *c,
    const struct row_value *v)
{
	if (v->class != ROW_C_TEXT && v->class != ROW_C_BYTES &&
	    v->class != ROW_C_DECIMAL)
		return "the value is no text";
	if (v->len > MC_CELL_MAX)
		return "the value is longer than 8 MiB";
	if ((c->type == ROW_MC_CHAR || c->type == ROW_MC_VARCHAR) &&
	    too_long(v, c->length))
		return "the text is longer than the column's type";
	if (c->type == ROW_MC_DECIMAL && c->precision != 0 &&
	    !mc_decimal_fits(v->p, v->len, c->precision, c->scale))
		return "the number does not fit the column's type";
	put_tag(o, field, 2);
	o->p = mc_varint_put(o->p, v->len);
	o->c = crc32c_value(o->cpu, o->c, field, 4);
	put_bytes(o, v->p, v->len);
	return NULL;
}

/* NULL, or why the value cannot be carried. */
static const char *
put_value(struct out *o, unsigned field, const struct row_dest_column *c,
    const struct row_value *v)
{
	if (v->absent)
		return "the value is missing";
	if (v->null)
		return c->nullable ? NULL : "NULL in a NOT NULL column";
	switch (c->type) {
	case ROW_MC_BIGINT:
		return put_int(o, field, v, INT64_MIN, INT64_MAX);
	case ROW_MC_INT:
		return put_int(o, field, v, INT32_MIN, INT32_MAX);
	case ROW_MC_SMALLINT:
		return put_int(o, field, v, INT16_MIN, INT16_MAX);
	case ROW_MC_TINYINT:
		return put_int(o, field, v, INT8_MIN, INT8_MAX);
	case ROW_MC_BOOLEAN:
		return put_bool(o, field, v);
	case ROW_MC_DOUBLE:
		return v->class == ROW_C_DOUBLE ? put_real(o, field, v)
						: "the value is no DOUBLE";
	case ROW_MC_FLOAT:
		return v->class == ROW_C_FLOAT ? put_real(o, field, v)
					       : "the value is no FLOAT";
	case ROW_MC_STRING:
	case ROW_MC_BINARY:
	case ROW_MC_CHAR:
	case ROW_MC_VARCHAR:
	case ROW_MC_DECIMAL:
	case ROW_MC_JSON:
		return put_text(o, field, c, v);
	case ROW_MC_DATETIME:
	case ROW_MC_DATE:
	case ROW_MC_TIMESTAMP:
	case ROW_MC_TIMESTAMP_NTZ:
		return put_time(o, field, c->type, v);
	default:
		return "unknown type";
	}
}

size_t
mc_encode_bound(const struct mc_encoder *e, size_t len)
{
	return len + e->ncolumns * FIXED_MAX + RECORD_MAX + TRAILER_MAX;
}

/* Room for a record whose texts have len bytes, and its start. */
static inline void
begin(const struct mc_encoder *e, struct out *o, struct buf *out, size_t len)
{
	o->p = buf_reserve(out, mc_encode_bound(e, len));
	o->c = ~UINT32_C(0);
	o->cpu = e->cpu;
}

static inline void
end(struct mc_encoder *e, struct out *o, struct buf *out)
{
	uint32_t crc = ~(uint32_t)o->c;

	memcpy(o->p, tag_end, sizeof(tag_end));
	o->p = mc_varint_put(o->p + sizeof(tag_end), crc);
	out->len = (size_t)(o->p - out->data);
	e->crccrc = ~(uint32_t)crc32c_value(o->cpu, ~e->crccrc, crc, 4);
	e->count++;
}

/* A text and its sum, where the CPU has the instruction. */
__attribute__((always_inline)) static inline void
put_bytes_quickly(struct out *o, const uint8_t *s, size_t n)
{
	if (n >= SHORT) {
		put_bytes(o, s, n);
		return;
	}
	for (; n >= 32; n -= 32, s += 32, o->p += 32) {
		memcpy(o->p, s, 32);
		o->c = crc32c_value(true, o->c, le64dec(s), 8);
		o->c = crc32c_value(true, o->c, le64dec(s + 8), 8);
		o->c = crc32c_value(true, o->c, le64dec(s + 16), 8);
		o->c = crc32c_value(true, o->c, le64dec(s + 24), 8);
	}
	for (; n >= 8; n -= 8, s += 8, o->p += 8) {
		memcpy(o->p, s, 8);
		o->c = crc32c_value(true, o->c, le64dec(s), 8);
	}
	if (n & 4) {
		memcpy(o->p, s, 4);
		o->c = crc32c_value(true, o->c, le32dec(s), 4);
		s += 4;
		o->p += 4;
	}
	if (n & 2) {
		memcpy(o->p, s, 2);
		o->c = crc32c_value(true, o->c, le16dec(s), 2);
		s += 2;
		o->p += 2;
	}
	if (n & 1) {
		*o->p++ = *s;
		o->c = crc32c_value(true, o->c, *s, 1);
	}
}

/*
 * The next value straight from an image that was opened well to the record,
 * on a CPU with the instruction: what most columns are.  False: nothing is
 * done; the value, or what is wrong with it, is for put_value.
 */
__attribute__((always_inline)) static inline bool
put_plain(struct out *o, struct row_image *m, const struct row_dest_column *c)
{
	size_t left = (size_t)(m->end - m->p), len;
	unsigned i = m->i;
	uint64_t v;

	if (m->nulls[i / 8] >> (i % 8) & 1)
		return false;
	if (c->type == ROW_MC_BIGINT && c->class == ROW_C_INT && left >= 8) {
		v = le64dec(m->p);
		m->p += 8;
		put_tag(o, i + 1, 0);
		o->p = mc_varint_put(o->p, mc_zigzag((int64_t)v));
		o->c = crc32c_value(true, o->c, i + 1, 4);
		o->c = crc32c_value(true, o->c, v, 8);
	} else if (c->type == ROW_MC_STRING && c->class == ROW_C_TEXT &&
		   left >= 4) {
		len = le32dec(m->p);
		if (len > left - 4 || len > MC_CELL_MAX)
			return false;
		put_tag(o, i + 1, 2);
		o->p = mc_varint_put(o->p, len);
		o->c = crc32c_value(true, o->c, i + 1, 4);
		put_bytes_quickly(o, m->p + 4, len);
		m->p += 4 + len;
	} else
		return false;
	m->i++;
	return true;
}

int
mc_encode_image(struct mc_encoder *e, struct buf *out, const uint8_t *image,
    size_t len, const char **why, unsigned *bad)
{
	const struct row_dest_column *c = e->column;
	struct row_image m;
	struct row_value v;
	struct out o, copy;
	unsigned i;

	begin(e, &o, out, len);
	row_image_open(&m, image, len, e->ncolumns, false);
	for (i = 0; i < e->ncolumns; i++, c++) {
		if (o.cpu && !m.bad && put_plain(&o, &m, c))
			continue;
		row_image_next(&m, c->class, &v);
		copy = o; /* o itself stays in registers */
		if ((*why = put_value(&copy, i + 1, c, &v)) != NULL && !m.bad) {
			*bad = i;
			return -1;
		}
		o = copy;
		if (m.bad)
			break;
	}
	if (!row_image_ok(&m)) {
		*why = "the row image makes no sense";
		*bad = i < e->ncolumns ? i : 0;
		return -1;
	}
	end(e, &o, out);
	return 0;
}

static int
encode(struct mc_encoder *e, struct buf *out, const struct row_value *value,
    int op, const char **why, unsigned *bad)
{
	static const struct row_dest_column tiny = { .type = ROW_MC_TINYINT,
		.class = ROW_C_INT };
	struct row_value v = { .class = ROW_C_INT, .i = op };
	struct out o;
	size_t len = op == 0 ? 0 : MC_UPSERT_FIELDS * FIXED_MAX;
	unsigned i;

	for (i = 0; i < e->ncolumns; i++)
		if (!value[i].null && value[i].p != NULL)
			len += value[i].len;
	begin(e, &o, out, len);
	for (i = 0; i < e->ncolumns; i++)
		if ((*why = put_value(&o, i + 1, &e->column[i], &value[i])) !=
		    NULL) {
			*bad = i;
			return -1;
		}
	if (op != 0) {
		/* version, app_version: NULL; the operation; the key's
		 * columns: NULL; those with values: none named is all */
		put_value(&o, i + 3, &tiny, &v);
		put_tag(&o, i + 5, 2);
		*o.p++ = 0;
		o.c = crc32c_value(o.cpu, o.c, i + 5, 4);
	}
	end(e, &o, out);
	return 0;
}

int
mc_encode_values(struct mc_encoder *e, struct buf *out,
    const struct row_value *value, const char **why, unsigned *bad)
{
	return encode(e, out, value, 0, why, bad);
}

int
mc_encode_upsert(struct mc_encoder *e, struct buf *out,
    const struct row_value *value, int op, const char **why, unsigned *bad)
{
	return encode(e, out, value, op, why, bad);
}

void
mc_encode_end(struct mc_encoder *e, struct buf *out)
{
	uint8_t *p = buf_reserve(out, TRAILER_MAX);

	memcpy(p, tag_count, sizeof(tag_count));
	p = mc_varint_put(p + sizeof(tag_count), e->count << 1);
	memcpy(p, tag_crc, sizeof(tag_crc));
	p = mc_varint_put(p + sizeof(tag_crc), e->crccrc);
	out->len = (size_t)(p - out->data);
}
