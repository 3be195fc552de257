/*
 * image.c: running a plan over row images; see plan.h.
 *
 * In the log: a bitmap of NULLs over the columns that are present, then the
 * values.  In our images the bitmap is over all columns; when all are there
 * it is the same one.
 */
#include <arpa/inet.h>
#include <string.h>

#include "base/utf8.h"
#include "binlog/decimal.h"
#include "binlog/json.h"
#include "binlog/lenenc.h"
#include "binlog/plan.h"
#include "binlog/plan_ops.h"
#include "binlog/temporal.h"
#include "binlog/unpack.h"
#include "row/row.h"

static const char cut[] = "the row image ends too early";
static const char no_text[] = "not text in its character set";

/* Text that is not ASCII, with its length in front. */
static int
put_text(const struct plan_column *c, const uint8_t *s, size_t n,
    struct buf *out, const char **why)
{
	size_t at = out->len;

	if (c->cs == NULL || n == 0) { /* then s may be NULL */
		row_put_bytes(out, s, n);
		return 0;
	}
	buf_put32(out, 0);
	if (charset_put(out, c->cs, s, n) == -1) {
		*why = no_text;
		return -1;
	}
	n = out->len - at - 4;
	if (n > UINT32_MAX) {
		*why = "text longer than 4 GiB";
		return -1;
	}
	le32enc(out->data + at, (uint32_t)n);
	return 0;
}

/* A document, or what changes in the one of the old image. */
static int
put_json(struct plan *p, const struct plan_column *c, const uint8_t *s,
    size_t n, struct buf *out)
{
	struct plan_doc *d = &p->doc[c->json];
	size_t at = out->len;
	int rc;

	buf_put32(out, 0);
	if (p->partial != NULL &&
	    (p->partial[c->json / 8] >> c->json % 8 & 1)) {
		if (d->p == NULL) {
			p->why = "a JSON document is not in the old image, "
				 "only what changes in it is in the log\n"
				 "set binlog_row_image=FULL or "
				 "binlog_row_value_options='' at the source";
			return -1;
		}
		rc = json_edit_text(&p->edit, out, d->p, d->n, s, n);
	} else {
		rc = json_text(out, s, n);
		d->p = s;
		d->n = n;
	}
	if (rc == -1) {
		p->why = "the JSON document makes no sense";
		return -1;
	}
	le32enc(out->data + at, (uint32_t)(out->len - at - 4));
	return 0;
}

/* Addresses are logged as CHAR: zeros at the end are missing. */
static int
put_address(const struct plan_column *c, const uint8_t *s, size_t n,
    struct buf *out, const char **why)
{
	uint8_t b[16] = { 0 };
	char text[64];
	unsigned i, at = 0;

	if (n > sizeof(b)) {
		*why = cut;
		return -1;
	}
	memcpy(b, s, n);
	if (c->op == OP_UUID) {
		static const char hex[] = "0123456789abcdef";

		for (i = 0; i < 16; i++) {
			if (i == 4 || i == 6 || i == 8 || i == 10)
				text[at++] = '-';
			text[at++] = hex[b[i] >> 4];
			text[at++] = hex[b[i] & 15];
		}
	} else {
		inet_ntop(c->op == OP_INET4 ? AF_INET : AF_INET6, b, text,
		    sizeof(text));
		at = (unsigned)strlen(text);
	}
	row_put_bytes(out, text, at);
	return 0;
}

static int
put_compressed(struct plan *p, const struct plan_column *c, const uint8_t *s,
    size_t n, struct buf *out)
{
	buf_clear(&p->scratch);
	if (unpack_column(&p->scratch, s, n, &p->why) == -1)
		return -1;
	return put_text(c, p->scratch.data, p->scratch.len, out, &p->why);
}

/* The length in front of a value. */
static inline size_t
length(const struct plan_column *c, const uint8_t *s)
{
	switch (c->lenbytes) {
	case 1:
		return s[0];
	case 2:
		return le16dec(s);
	case 3:
		return le24dec(s);
	default:
		return le32dec(s);
	}
}

/* A value of n bytes that is not just to be copied. */
static int
put_long(struct plan *p, const struct plan_column *c, const uint8_t *s,
    size_t n, struct buf *out)
{
	switch (c->op) {
	case OP_STRING:
		return put_text(c, s, n, out, &p->why);
	case OP_PADDED:
		row_put_bytes(out, s, n);
		if (n < c->size) {
			memset(buf_reserve(out, c->size - n), 0, c->size - n);
			le32enc(out->data + out->len - n - 4, c->size);
			out->len += c->size - n;
		}
		return 0;
	case OP_JSON:
		return put_json(p, c, s, n, out);
	case OP_COMPRESSED:
		return put_compressed(p, c, s, n, out);
	default:
		return put_address(c, s, n, out, &p->why);
	}
}

/*
 * A value with a length in front to *to, the end of out, which then has room
 * again for all that is not a string.  NULL: p->why.
 */
static inline const uint8_t *
string(struct plan *p, const struct plan_column *c, const uint8_t *s,
    const uint8_t *end, struct buf *out, uint8_t **to)
{
	size_t left = (size_t)(end - s), n;
	uint8_t *o;

	if (left < c->lenbytes || length(c, s) > left - c->lenbytes) {
		p->why = cut;
		return NULL;
	}
	n = length(c, s);
	s += c->lenbytes;
	out->len = (size_t)(*to - out->data);
	o = buf_reserve(out, 4 + n + p->fixed);
	if (c->ascii && utf8_copy_ascii(o + 4, s, n)) {
		le32enc(o, (uint32_t)n);
		*to = o + 4 + n;
		return s + n;
	}
	if (put_long(p, c, s, n, out) == -1)
		return NULL;
	*to = buf_reserve(out, p->fixed);
	return s + n;
}

static bool
temporal(const struct plan_column *c, const uint8_t *s, int64_t *v)
{
	switch (c->op) {
	case OP_DATE:
		return temporal_date(s, v);
	case OP_TIME2:
		return temporal_time2(s, c->scale, v);
	case OP_DATETIME2:
		return temporal_datetime2(s, c->scale, v);
	case OP_TIMESTAMP2:
		return temporal_timestamp2(s, c->scale, v);
	case OP_TIME_OLD:
		return temporal_time_old(s, v);
	case OP_DATETIME_OLD:
		return temporal_datetime_old(s, v);
	default:
		return temporal_timestamp_old(s, v);
	}
}

/* Integers of unusual sizes. */
static uint64_t
integer(const struct plan_column *c, const uint8_t *s)
{
	uint64_t v = 0;
	unsigned i;

	for (i = 0; i < c->size; i++)
		v |= (uint64_t)s[i]
		     << 8 * (c->op == OP_BIT ? c->size - 1u - i : i);
	return v;
}

/* One value that is there, to *to; out has room for all but strings. */
static inline const uint8_t *
value(struct plan *p, const struct plan_column *c, const uint8_t *s,
    const uint8_t *end, struct buf *out, uint8_t **to)
{
	uint8_t *o = *to;
	int64_t v;
	size_t n;

	if (c->op >= OP_STRING)
		return string(p, c, s, end, out, to);
	if ((size_t)(end - s) < c->size) {
		p->why = cut;
		return NULL;
	}
	switch (c->op) {
	case OP_INT8:
		v = (int8_t)s[0];
		break;
	case OP_INT16:
		v = (int16_t)le16dec(s);
		break;
	case OP_INT24:
		v = (int32_t)(le24dec(s) << 8) >> 8;
		break;
	case OP_INT32:
		v = (int32_t)le32dec(s);
		break;
	case OP_64:
		v = (int64_t)le64dec(s);
		break;
	case OP_UINT8:
		v = s[0];
		break;
	case OP_UINT16:
		v = le16dec(s);
		break;
	case OP_UINT24:
		v = le24dec(s);
		break;
	case OP_UINT32:
		v = le32dec(s);
		break;
	case OP_FLOAT:
		memcpy(o, s, 4);
		*to = o + 4;
		return s + 4;
	case OP_YEAR:
		v = s[0] == 0 ? 0 : 1900 + s[0];
		break;
	case OP_BIT:
	case OP_LE:
		v = (int64_t)integer(c, s);
		break;
	case OP_DECIMAL:
		n = decimal_text((char *)o + 1, s, c->lenbytes, c->scale);
		if (n == 0) {
			p->why = "the bytes are no DECIMAL";
			return NULL;
		}
		o[0] = (uint8_t)n;
		*to = o + 1 + n;
		return s + c->size;
	default:
		if (!temporal(c, s, &v)) {
			p->why = "the bytes are no date or time";
			return NULL;
		}
		break;
	}
	le64enc(o, (uint64_t)v);
	*to = o + 8;
	return s + c->size;
}

/* The values of the columns that are there and not NULL: whose bit is 0. */
static const uint8_t *
values(struct plan *p, const uint8_t *missing, const uint8_t *s,
    const uint8_t *end, struct buf *out)
{
	uint8_t *o = buf_reserve(out, p->fixed);
	unsigned i;

	for (i = 0; i < p->nout; i++) {
		if (missing[i / 8] >> (i % 8) & 1)
			continue;
		s = value(p, &p->column[i], s, end, out, &o);
		if (s == NULL) {
			p->bad = i;
			return NULL;
		}
	}
	out->len = (size_t)(o - out->data);
	return s;
}

/* All columns are there: the bitmap is the one of the log. */
static void
whole(const struct plan *p, const uint8_t *nulls, struct buf *out)
{
	size_t bitmap = row_bitmap(p->nout);

	buf_put(out, nulls, bitmap);
	if (p->nout % 8 != 0)
		out->data[out->len - 1] &= (uint8_t)((1u << p->nout % 8) - 1);
}

/* Some are not. */
static void
some(const struct plan *p, const struct plan_present *x, const uint8_t *nulls,
    struct buf *out)
{
	size_t at = x->partial ? row_image_begin_partial(out, p->nout)
			       : row_image_begin(out, p->nout);
	unsigned i, k = 0;

	memset(p->missing, 0, row_bitmap(p->nout));
	for (i = 0; i < p->nout; i++) {
		if (!(x->bits[i / 8] >> (i % 8) & 1)) {
			p->missing[i / 8] |= (uint8_t)(1u << i % 8);
			continue;
		}
		if (x->partial)
			row_put_present(out, at, p->nout, i);
		if (nulls[k / 8] >> (k % 8) & 1) {
			p->missing[i / 8] |= (uint8_t)(1u << i % 8);
			row_put_null(out, at, i);
		}
		k++;
	}
}

/* Step over the hidden key behind the last column of the definition. */
static const uint8_t *
skip(struct plan *p, const struct plan_present *x, const uint8_t *nulls,
    const uint8_t *s, const uint8_t *end)
{
	unsigned i, k = 0;

	for (i = 0; i < p->nout; i++)
		k += x->bits[i / 8] >> (i % 8) & 1;
	for (; i < p->n; i++) {
		if (!(x->bits[i / 8] >> (i % 8) & 1))
			continue;
		if (!(nulls[k / 8] >> (k % 8) & 1)) {
			if ((size_t)(end - s) < p->column[i].size) {
				p->why = cut;
				p->bad = p->nout;
				return NULL;
			}
			s += p->column[i].size;
		}
		k++;
	}
	return s;
}

int
plan_image(struct plan *p, const struct plan_present *x, const uint8_t **at,
    const uint8_t *end, struct buf *out)
{
	size_t bitmap = row_bitmap(x->count);
	const uint8_t *nulls = *at, *s;

	if (p->njson > 0 && p->partial == NULL)
		memset(p->doc, 0, p->njson * sizeof(p->doc[0]));
	if ((size_t)(end - nulls) < bitmap) {
		p->why = cut;
		p->bad = p->nout;
		return -1;
	}
	if (x->all)
		whole(p, nulls, out);
	else
		some(p, x, nulls, out);
	s = values(p, x->all ? nulls : p->missing, nulls + bitmap, end, out);
	if (s != NULL && p->nout < p->n)
		s = skip(p, x, nulls, s, end);
	if (s == NULL)
		return -1;
	*at = s;
	return 0;
}

int
plan_image_partial(struct plan *p, const struct plan_present *x,
    const uint8_t **at, const uint8_t *end, struct buf *out)
{
	struct cur c = cur_of(*at, (size_t)(end - *at));
	uint64_t options = lenenc_read(&c);
	const uint8_t *bits = NULL;
	int rc;

	if (options & 1)
		bits = cur_bytes(&c, row_bitmap(p->njson));
	if (c.bad || options > 1) {
		p->why = c.bad ? cut : "unknown options of a partial update";
		p->bad = p->nout;
		return -1;
	}
	*at = c.p;
	p->partial = bits;
	rc = plan_image(p, x, at, end, out);
	p->partial = NULL;
	return rc;
}
