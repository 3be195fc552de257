/*
 * image.c: one image in, one out.  Where no value changes its form the bytes
 * go over in one piece; else in runs between the values that do.  A target that
 * has its columns in another order gets value after value.
 */
#include <string.h>

#include "base/utf8.h"
#include "mcpartition/image.h"
#include "mcpartition/value.h"

enum {
	/* record_id 8, flag 4 + 1, timestamp 8, two flags 4 + 1 each */
	HEAD_SIZE = 31
};

uint64_t image_shortened;

/* Where a walk over an image is. */
struct walk {
	const uint8_t *run;  /* bytes seen and not yet copied */
	const uint8_t *at;   /* the next value */
	const uint8_t *next; /* what follows it */
	const uint8_t *end;
	size_t nulls; /* offset of the bitmap in the output */
	unsigned shift;
};

static void
put_flag(uint8_t *p, char flag)
{
	le32enc(p, 1);
	p[4] = (uint8_t)flag;
}

static void
put_head(struct buf *b, const struct image_head *h)
{
	uint8_t *p = buf_reserve(b, HEAD_SIZE);

	le64enc(p, h->record_id);
	put_flag(p + 8, h->op);
	le64enc(p + 13, (uint64_t)h->second);
	put_flag(p + 21, h->before);
	put_flag(p + 26, h->after);
	b->len += HEAD_SIZE;
	buf_put(b, h->more.data, h->more.len);
}

/* The source's bitmap, moved up by the added columns, which are never NULL.
 * Bits behind the last column are cleared. */
static void
put_nulls(struct buf *b, const uint8_t *nulls, unsigned n, unsigned shift)
{
	size_t in = row_bitmap(n), out = row_bitmap(n + shift);
	uint8_t *p = buf_reserve(b, out);
	unsigned carry = 0, bits;

	for (size_t i = 0; i < in; i++) {
		bits = nulls[i];
		if (i == in - 1 && n % 8 != 0)
			bits &= (1u << n % 8) - 1;
		carry |= bits << shift;
		p[i] = (uint8_t)carry;
		carry >>= 8;
	}
	for (size_t i = in; i < out; i++) {
		p[i] = (uint8_t)carry;
		carry >>= 8;
	}
	b->len += out;
}

/* Set next behind the value at w->at; false when the bytes are short. */
static bool
measure(struct walk *w, unsigned class, size_t *len)
{
	size_t left = (size_t)(w->end - w->at), head = 0;

	*len = 0;
	switch (class) {
	case ROW_C_FLOAT:
		head = 4;
		break;
	case ROW_C_DECIMAL:
		head = 1;
		if (left >= 1)
			*len = w->at[0];
		break;
	case ROW_C_TEXT:
	case ROW_C_BYTES:
		head = 4;
		if (left >= 4)
			*len = le32dec(w->at);
		break;
	default:
		head = 8;
		break;
	}
	if (left < head || left - head < *len)
		return false;
	w->next = w->at + head + *len;
	return true;
}

/* The value at w->at as one. */
static void
load(const struct walk *w, unsigned class, size_t len, struct row_value *v)
{
	uint32_t u;

	*v = (struct row_value){ .class = (uint8_t) class };
	if (class == ROW_C_FLOAT) {
		u = le32dec(w->at);
		memcpy(&v->f, &u, 4);
	} else if (class == ROW_C_DECIMAL || class == ROW_C_TEXT ||
		   class == ROW_C_BYTES) {
		v->p = w->next - len;
		v->len = len;
	} else {
		v->u = le64dec(w->at);
	}
}

/* Copy what is pending, and leave the value at w->at out of the next run. */
static void
end_run(struct walk *w, struct buf *b)
{
	buf_put(b, w->run, (size_t)(w->at - w->run));
	w->run = w->next;
}

/* A value that keeps its bytes: NULL when the target can hold it. */
static const char *
check(unsigned act, const struct walk *w, size_t len)
{
	switch (act) {
	case TYPE_SIGNED:
		if (le64dec(w->at) > INT64_MAX)
			return "is more than a bigint holds";
		return NULL;
	case TYPE_BOOL:
		return le64dec(w->at) > 1 ? "is not one bit" : NULL;
	default:
		return len > TYPE_CELL_MAX ? type_too_long : NULL;
	}
}

static const char *
put_time(struct walk *w, struct buf *b, const struct plan *p, unsigned i)
{
	int64_t v = (int64_t)le64dec(w->at);
	unsigned at = p->column[i].dest + w->shift;

	if (!type_time_fits(v)) {
		if (!p->zero_null)
			return "is no date that the target has";
		end_run(w, b);
		row_put_null(b, w->nulls, at);
		return NULL;
	}
	if (p->column[i].act == TYPE_MILLI && v % 1000 != 0) {
		end_run(w, b);
		v -= (v % 1000 + 1000) % 1000; /* cut, not rounded */
		row_put_int(b, v);
	}
	return NULL;
}

/* A decimal goes where the target has fewer digits, if it can. */
static const char *
put_digits(struct walk *w, struct buf *b, const struct plan *p, unsigned i)
{
	const struct row_table *log = p->dest[ROW_LOG].table;
	const struct row_dest_column *d =
	    &log->dest->column[p->front + p->column[i].dest];
	const char *s = (const char *)w->at + 1, *end = (const char *)w->next;
	const char *dot, *p0 = s;

	if (s < end && *s == '-')
		s++;
	while (s < end && *s == '0')
		s++;
	if ((dot = memchr(s, '.', (size_t)(end - s))) == NULL)
		dot = end;
	while (end > dot && (end[-1] == '0' || end[-1] == '.'))
		end--;
	if (dot - s > d->precision - d->scale ||
	    (end > dot && end - dot - 1 > d->scale))
		return "has more digits than the target's column";
	end_run(w, b);
	row_put_decimal(b, p0, (size_t)(end - p0));
	return NULL;
}

/*
 * The value that begins at `at` of b is longer than a cell: what the shape
 * says becomes of it.  Base64 and text can be cut; what is left of a document
 * or a geometry cannot be read.
 */
static const char *
shorten(
    struct walk *w, struct buf *b, const struct plan *p, unsigned i, size_t at)
{
	const uint8_t *s = b->data + at + 4;
	size_t n = TYPE_CELL_MAX;

	switch (p->shape->longs) {
	case SHAPE_LONG_NULL:
		b->len = at;
		row_put_null(b, w->nulls, p->column[i].dest + w->shift);
		break;
	case SHAPE_LONG_CUT:
		if (p->column[i].class == ROW_C_TEXT)
			n = utf8_valid(s, n);
		le32enc(b->data + at, (uint32_t)n);
		b->len = at + 4 + n;
		break;
	default:
		return type_too_long;
	}
	image_shortened++;
	return NULL;
}

/* One that keeps its bytes. */
static const char *
put_long(struct walk *w, struct buf *b, const struct plan *p, unsigned i)
{
	size_t at;

	end_run(w, b);
	at = b->len;
	buf_put(b, w->at, (size_t)(w->next - w->at));
	return shorten(w, b, p, i, at);
}

static const char *
put_value(
    struct walk *w, struct buf *b, const struct plan *p, unsigned i, size_t len)
{
	const struct plan_column *c = &p->column[i];
	struct row_value v;
	const char *why;
	size_t at;

	switch (c->act) {
	case TYPE_COPY:
	case TYPE_SIGNED:
	case TYPE_BOOL:
		why = check(c->act, w, len);
		return why == type_too_long ? put_long(w, b, p, i) : why;
	case TYPE_INSTANT:
	case TYPE_MILLI:
		return put_time(w, b, p, i);
	case TYPE_DROP:
		end_run(w, b);
		return NULL;
	case PLAN_NEVER:
		return "does not fit the type of its column in the target";
	case PLAN_DIGITS:
		return put_digits(w, b, p, i);
	default:
		end_run(w, b);
		load(w, c->class, len, &v);
		at = b->len;
		why = type_put(b, c->act, &p->source->column[i], &v);
		return why == type_too_long ? shorten(w, b, p, i, at) : why;
	}
}

static int
walk(struct walk *w, struct buf *b, const struct plan *p, const uint8_t *nulls,
    struct image_fault *f)
{
	unsigned n = p->source->ncolumns;
	size_t len;

	for (unsigned i = 0; i < n; i++) {
		const struct plan_column *c = &p->column[i];

		if (nulls[i / 8] >> (i % 8) & 1) {
			if (!p->straight && c->act != TYPE_DROP)
				row_put_null(b, w->nulls, c->dest + w->shift);
			continue;
		}
		f->column = n;
		f->why = "image is cut";
		if (!measure(w, c->class, &len))
			return -1;
		if ((f->why = put_value(w, b, p, i, len)) != NULL) {
			f->column = i;
			load(w, c->class, len, &f->value);
			return -1;
		}
		w->at = w->next;
	}
	f->column = n;
	f->why = "image is longer than its columns";
	if (w->at != w->end)
		return -1;
	w->next = w->end;
	end_run(w, b);
	return 0;
}

/* Where the values of an image begin; NULL for those that are NULL. */
static int
spread(struct walk *w, const struct plan *p, const uint8_t *nulls,
    const uint8_t *at[], struct image_fault *f)
{
	unsigned n = p->source->ncolumns;
	size_t len;

	f->column = n;
	f->why = "image is cut";
	for (unsigned i = 0; i < n; i++) {
		at[i] = NULL;
		if (nulls[i / 8] >> (i % 8) & 1)
			continue;
		if (!measure(w, p->column[i].class, &len))
			return -1;
		at[i] = w->at;
		w->at = w->next;
	}
	f->why = "image is longer than its columns";
	return w->at == w->end ? 0 : -1;
}

/* In the order of the target, NULL for what the source has not. */
static int
gather(struct walk *w, struct buf *b, const struct plan *p,
    const uint8_t *nulls, struct image_fault *f)
{
	const struct row_dest *d = p->dest[ROW_LOG].table->dest;
	const uint8_t *at[ROW_COLUMNS_MAX];
	size_t len;
	unsigned i;

	if (spread(w, p, nulls, at, f) == -1)
		return -1;
	for (unsigned k = 0; k < p->kept; k++) {
		i = d->column[p->front + k].source;
		if (i == ROW_DEST_ADDED || at[i] == NULL) {
			row_put_null(b, w->nulls, k + w->shift);
			continue;
		}
		w->run = w->at = at[i];
		measure(w, p->column[i].class, &len); /* as before */
		if ((f->why = put_value(w, b, p, i, len)) != NULL) {
			f->column = i;
			load(w, p->column[i].class, len, &f->value);
			return -1;
		}
		w->at = w->next;
		end_run(w, b);
	}
	return 0;
}

int
image_put(struct buf *b, const struct plan *p, const struct image_head *head,
    const uint8_t *image, size_t len, struct image_fault *f)
{
	unsigned n = p->source->ncolumns, shift = head != NULL ? p->front : 0;
	size_t bitmap = row_bitmap(n);
	struct walk w = { .run = image + bitmap,
		.at = image + bitmap,
		.end = image + len,
		.nulls = b->len,
		.shift = shift };

	if (len < bitmap) {
		f->column = n;
		f->why = "image is cut";
		return -1;
	}
	if (p->straight)
		put_nulls(b, image, n, shift);
	else
		row_image_begin(b, p->kept + shift);
	if (head != NULL)
		put_head(b, head);
	/* As a whole it is shorter than a cell may be: nothing to look at. */
	if (p->whole && len <= TYPE_CELL_MAX) {
		buf_put(b, w.at, len - bitmap);
		return 0;
	}
	return p->mixed ? gather(&w, b, p, image, f) : walk(&w, b, p, image, f);
}
