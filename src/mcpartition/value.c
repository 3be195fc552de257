/*
 * value.c: values that change their form on the way (types.h says which).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonw.h"
#include "mcpartition/value.h"
#include "mcpartition/wkt.h"
#include "row/text.h"

enum {
	DIGITS_MAX = 20 /* of 2^64 */
};

/* The digits of v at the end of text; returns where they begin. */
static size_t
digits(char *text, uint64_t v)
{
	size_t i = DIGITS_MAX;

	do
		text[--i] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	return i;
}

static void
put_udec(struct buf *b, uint64_t v)
{
	char text[DIGITS_MAX];
	size_t at = digits(text, v);

	row_put_decimal(b, text + at, DIGITS_MAX - at);
}

/* strtod needs a NUL behind; the locale is "C" (no setlocale here). */
static const char *
put_double(struct buf *b, const struct row_value *v)
{
	char text[256], *end;
	double d;

	if (v->len == 0 || v->len >= sizeof(text))
		return "is no decimal number";
	memcpy(text, v->p, v->len);
	text[v->len] = '\0';
	d = strtod(text, &end);
	if (end != text + v->len)
		return "is no decimal number";
	row_put_double(b, d);
	return NULL;
}

static void
put_bits(struct buf *b, uint64_t v, unsigned n)
{
	for (unsigned i = n; i-- > 0;)
		buf_putc(b, v >> i & 1 ? '1' : '0');
}

/* A JSON array, each element the shortest text that reads back the same. */
static const char *
put_vector(struct buf *b, const struct row_value *v)
{
	float f;
	uint32_t u;

	if (v->len % 4 != 0)
		return "is no vector of floats";
	buf_putc(b, '[');
	for (size_t i = 0; i < v->len; i += 4) {
		u = le32dec(v->p + i);
		memcpy(&f, &u, 4);
		if (i != 0)
			buf_putc(b, ',');
		jsonw_float(b, f);
	}
	buf_putc(b, ']');
	return NULL;
}

static const char *
put_text(struct buf *b, enum type_act act, const struct row_column *c,
    const struct row_value *v)
{
	switch (act) {
	case TYPE_TEXT:
		return row_text_put(b, c, v) == -1
			   ? "names no member of the column"
			   : NULL;
	case TYPE_BITS:
		put_bits(b, v->u, c->length > 64 ? 64 : c->length);
		return NULL;
	case TYPE_BASE64:
		jsonw_base64(b, v->p, v->len);
		return NULL;
	case TYPE_WKT:
		wkt_put(b, v->p, v->len);
		return NULL;
	case TYPE_VECTOR:
		return put_vector(b, v);
	default:
		assert(0);
		return NULL;
	}
}

const char type_too_long[] = "is longer than a cell, 8 MB";

const char *
type_put(struct buf *b, enum type_act act, const struct row_column *c,
    const struct row_value *v)
{
	const char *why;
	size_t at, len;

	switch (act) {
	case TYPE_UDEC:
		put_udec(b, v->u);
		return NULL;
	case TYPE_DOUBLE:
		return put_double(b, v);
	case TYPE_WIDEN:
		row_put_double(b, (double)v->f);
		return NULL;
	default:
		break;
	}
	/* The length stands in front and is known only behind. */
	at = b->len;
	buf_put32(b, 0);
	if ((why = put_text(b, act, c, v)) != NULL)
		return why;
	len = b->len - at - 4;
	if (len > UINT32_MAX)
		return "is longer than 4 GB";
	le32enc(b->data + at, (uint32_t)len);
	return len > TYPE_CELL_MAX ? type_too_long : NULL;
}
