/*
 * encode.c: rows of the text protocol into records; see encode.h.
 *
 * This is the copy's hot loop.  Room for the whole row is taken once, then
 * integers and bytes go straight to their place; all other classes, and
 * whatever is not plain, take the way of row_text_get.
 */
#include "pxsnapshot/encode.h"
#include "row/text.h"

enum {
	VALUE_HEAD = 9,  /* the most a value can grow: "1" to 8 bytes */
	DIGITS_SURE = 18 /* so many decimal digits fit 63 bits */
};

/* A plain integer of at most 18 digits, as 64 bits. */
static bool
quick_integer(const char *s, size_t n, uint64_t *v)
{
	bool minus = n > 0 && s[0] == '-';
	uint64_t u = 0;
	unsigned d;

	if (minus) {
		s++;
		n--;
	}
	if (n == 0 || n > DIGITS_SURE)
		return false;
	for (size_t i = 0; i < n; i++) {
		if ((d = (unsigned)(unsigned char)s[i] - '0') > 9)
			return false;
		u = u * 10 + d;
	}
	*v = minus ? 0 - u : u;
	return true;
}

static bool
has_labels(const struct row_column *c)
{
	return c->type == ROW_ENUM || c->type == ROW_SET;
}

/* As row_text_get, but for what the SELECT made different. */
static int
put_other(struct buf *b, const struct row_column *c, const char *s, size_t n,
    const char **why)
{
	/* ZEROFILL is how a number is shown, not what it is; it has no sign */
	while (
	    c->class == ROW_C_DECIMAL && n > 1 && s[0] == '0' && s[1] != '.') {
		s++;
		n--;
	}
	if (c->type == ROW_YEAR && (n == 2 || n == 3)) {
		*why = "a year of two digits";
		return -1;
	}
	return row_text_get(b, c, s, n, why);
}

static int
put_value(struct buf *b, const struct row_column *c, const char *s, size_t n,
    const char **why)
{
	uint8_t *p = b->data + b->len;
	uint64_t v;

	switch (c->class) {
	case ROW_C_UINT:
		if (c->type == ROW_BIT || c->type == ROW_YEAR ||
		    has_labels(c) || (n > 0 && s[0] == '-'))
			break;
		/* FALLTHROUGH */
	case ROW_C_INT:
		if (!quick_integer(s, n, &v))
			break;
		le64enc(p, v);
		b->len += 8;
		return 0;
	case ROW_C_TEXT:
	case ROW_C_BYTES:
		if (n > UINT32_MAX)
			break;
		le32enc(p, (uint32_t)n);
		memcpy(p + 4, s, n);
		b->len += 4 + n;
		return 0;
	default:
		break;
	}
	return put_other(b, c, s, n, why);
}

int
encode_row(struct encode *e, struct rec_out *out, const struct row *head,
    char *const *value, const unsigned long *len)
{
	static const struct row_column index = { .type = ROW_BIGINT,
		.class = ROW_C_UINT };
	const struct row_table *t = e->table;
	struct buf *b = row_begin(out, head);
	size_t nulls = row_image_begin(b, t->ncolumns), need = 0;

	for (unsigned i = 0; i < t->ncolumns; i++)
		need += VALUE_HEAD + len[i];
	buf_reserve(b, need);
	for (unsigned i = 0; i < t->ncolumns; i++) {
		const struct row_column *c = &t->column[i];

		if (value[i] == NULL) {
			row_put_null(b, nulls, i);
			continue;
		}
		if (has_labels(c) && !e->labels)
			c = &index;
		if (put_value(b, c, value[i], len[i], &e->why) == -1) {
			e->column = i;
			rec_drop(out);
			return -1;
		}
	}
	e->why = NULL;
	return rec_end(out);
}
