/*
 * value.c: one value as JSON.  Whatever is printed here reads back as the
 * same value: where the usual text would not (an ENUM number without a
 * label, a time outside the calendar) the bare number is printed.
 */
#include <assert.h>
#include <stdio.h>

#include "base/jsonw.h"
#include "base/utf8.h"
#include "row/time.h"

#include "pxrec/view.h"

void
view_put_u64(struct buf *b, uint64_t v)
{
	char text[20], *p = text + sizeof(text);

	do
		*--p = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	buf_put(b, p, (size_t)(text + sizeof(text) - p));
}

void
view_put_i64(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_putc(b, '-');
	view_put_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static bool
same(const char *label, const char *s, size_t n)
{
	return strlen(label) == n && memcmp(label, s, n) == 0;
}

/* 1-based number of the first member with this label, 0 when none. */
static unsigned
member(const struct row_column *c, const char *s, size_t n)
{
	uint32_t i;

	for (i = 0; i < c->nmembers; i++)
		if (same(c->member[i], s, n))
			return i + 1;
	return 0;
}

bool
view_label(
    const struct view_column *c, const char *s, size_t n, uint64_t *number)
{
	const char *comma, *end = s + n;
	unsigned i;

	*number = 0;
	if (c->form == VIEW_ENUM) {
		*number = member(c->source, s, n);
		return *number != 0 || n == 0;
	}
	if (n == 0)
		return true;
	for (;;) {
		if ((comma = memchr(s, ',', (size_t)(end - s))) == NULL)
			comma = end;
		i = member(c->source, s, (size_t)(comma - s));
		if (i == 0 || i > 64)
			return false;
		*number |= UINT64_C(1) << (i - 1);
		if (comma == end)
			return true;
		s = comma + 1;
	}
}

/* The label of an ENUM number, NULL when it has none. */
static const char *
enum_label(const struct row_column *c, uint64_t v)
{
	if (v == 0)
		return "";
	return v <= c->nmembers ? c->member[v - 1] : NULL;
}

static void
put_enum(struct buf *b, const struct view_column *c, uint64_t v)
{
	const char *label = enum_label(c->source, v);
	uint64_t back;

	if (label == NULL || !view_label(c, label, strlen(label), &back) ||
	    back != v) {
		view_put_u64(b, v);
		return;
	}
	jsonw_cstr(b, label);
}

static void
put_set(struct buf *b, const struct view_column *c, uint64_t v)
{
	struct buf text = { 0 };
	uint64_t back;
	unsigned i;

	for (i = 0; i < 64 && i < c->source->nmembers; i++)
		if (v >> i & 1) {
			if (text.len != 0)
				buf_putc(&text, ',');
			buf_puts(&text, c->source->member[i]);
		}
	if (view_label(c, buf_str(&text), text.len, &back) && back == v)
		jsonw_str(b, text.data, text.len);
	else
		view_put_u64(b, v);
	buf_release(&text);
}

/* Fraction digits that show v whole, at least the column's. */
static unsigned
fsp_of(const struct view_column *c, int64_t v)
{
	static const int64_t unit[] = { 1000000, 100000, 10000, 1000, 100, 10 };

	if (c->fsp >= 6)
		return 6;
	return row_time_is_fields(v) || v % unit[c->fsp] == 0 ? c->fsp : 6;
}

/* Within what the type can hold, so that the text surely reads back? */
static bool
is_plain(unsigned type, int64_t v)
{
	const int64_t low = INT64_C(-62167219200000000);  /* 0000-01-01 */
	const int64_t high = INT64_C(253402300799999999); /* 9999-12-31 */

	if (type == ROW_TIME)
		return v >= -ROW_TIME_MAX && v <= ROW_TIME_MAX;
	if (type == ROW_DATE && v % CLOCK_DAY != 0)
		return false;
	return v >= low && v <= high;
}

static void
put_time(struct buf *b, const struct view_column *c, int64_t v)
{
	char text[32];
	int64_t back;
	size_t n;

	if (!is_plain(c->type, v) && !row_time_is_fields(v)) {
		view_put_i64(b, v);
		return;
	}
	n = row_time_text(text, c->type, fsp_of(c, v), v);
	if (is_plain(c->type, v) ||
	    (row_time_parse(c->type, text, n, &back) && back == v))
		jsonw_str(b, text, n);
	else
		view_put_i64(b, v);
}

static void
put_text(struct buf *b, const struct row_value *v, size_t most)
{
	size_t n = v->len;

	if (most != 0 && n > most) {
		jsonw_str(b, v->p, utf8_valid(v->p, most));
		buf_printf(b, "...(%zu bytes)", n);
	} else if (utf8_valid(v->p, n) == n) {
		jsonw_str(b, v->p, n);
	} else {
		jsonw_b64(b, v->p, n);
	}
}

static void
put_bytes(struct buf *b, const struct row_value *v, size_t most)
{
	if (most != 0 && v->len > most) {
		jsonw_b64(b, v->p, most / 4 * 3);
		buf_printf(b, "...(%zu bytes)", v->len);
	} else {
		jsonw_b64(b, v->p, v->len);
	}
}

void
view_put_value(struct buf *b, const struct view_column *c,
    const struct row_value *v, size_t most)
{
	if (v->null) {
		buf_put(b, "null", 4);
		return;
	}
	switch (c->form) {
	case VIEW_INT:
		view_put_i64(b, v->i);
		break;
	case VIEW_UINT:
		view_put_u64(b, v->u);
		break;
	case VIEW_FLOAT:
		jsonw_float(b, v->f);
		break;
	case VIEW_DOUBLE:
		jsonw_double(b, v->d);
		break;
	case VIEW_TIME:
		put_time(b, c, v->i);
		break;
	case VIEW_YEAR:
		if (v->u <= 9999)
			buf_printf(b, "\"%04u\"", (unsigned)v->u);
		else
			view_put_u64(b, v->u);
		break;
	case VIEW_ENUM:
		put_enum(b, c, v->u);
		break;
	case VIEW_SET:
		put_set(b, c, v->u);
		break;
	case VIEW_DECIMAL:
		jsonw_str(b, v->p, v->len);
		break;
	case VIEW_TEXT:
		put_text(b, v, most);
		break;
	default:
		put_bytes(b, v, most);
		break;
	}
}
