/*
 * text.c: values as text and back; see text.h.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/num.h"
#include "row/text.h"
#include "row/time.h"

/* --- value to text ------------------------------------------------------- */

static void
put_u64(struct buf *out, uint64_t v)
{
	char text[NUM_DIGITS], *end = text + NUM_DIGITS;
	char *p = num_digits(end, v);

	buf_put(out, p, (size_t)(end - p));
}

static void
put_i64(struct buf *out, int64_t v)
{
	if (v < 0) {
		buf_putc(out, '-');
		put_u64(out, 0 - (uint64_t)v);
	} else {
		put_u64(out, (uint64_t)v);
	}
}

static int
put_set(struct buf *out, const struct row_column *c, uint64_t mask)
{
	bool first = true;
	unsigned i;

	if (c->nmembers == 0) {
		put_u64(out, mask);
		return 0;
	}
	if (c->nmembers < 64 && mask >> c->nmembers != 0)
		return -1;
	for (i = 0; i < c->nmembers && i < 64; i++) {
		if (!(mask >> i & 1))
			continue;
		if (!first)
			buf_putc(out, ',');
		buf_puts(out, c->member[i]);
		first = false;
	}
	return 0;
}

static int
put_uint(struct buf *out, const struct row_column *c, uint64_t v)
{
	switch (c->type) {
	case ROW_ENUM:
		if (c->nmembers == 0)
			put_u64(out, v);
		else if (v > c->nmembers)
			return -1;
		else if (v > 0)
			buf_puts(out, c->member[v - 1]);
		return 0;
	case ROW_SET:
		return put_set(out, c, v);
	case ROW_YEAR:
		buf_printf(out, "%04u", (unsigned)v % 10000);
		return 0;
	default:
		put_u64(out, v);
		return 0;
	}
}

int
row_text_put(
    struct buf *out, const struct row_column *c, const struct row_value *v)
{
	switch (v->class) {
	case ROW_C_INT:
		put_i64(out, v->i);
		return 0;
	case ROW_C_UINT:
		return put_uint(out, c, v->u);
	case ROW_C_FLOAT:
		jsonw_float(out, v->f);
		return 0;
	case ROW_C_DOUBLE:
		jsonw_double(out, v->d);
		return 0;
	case ROW_C_TIME: {
		uint8_t *p = buf_reserve(out, 32);

		out->len += row_time_text((char *)p, c->type, c->scale, v->i);
		return 0;
	}
	default:
		buf_put(out, v->p, v->len);
		return 0;
	}
}

/* The last double that is a float, not infinity, when it is rounded. */
#define FLOAT_MOST 0x1.fffffefffffffp127

/* --- text to value ------------------------------------------------------- */

/* Digits only, into *v; the hot path of a copy. */
static bool
get_u64(const char *s, size_t n, uint64_t *v)
{
	uint64_t u = 0;
	unsigned d;
	size_t i;

	if (n == 0 || n > 20)
		return false;
	for (i = 0; i < n; i++) {
		if ((d = (unsigned)(unsigned char)s[i] - '0') > 9)
			return false;
		if (i < 18)
			u = u * 10 + d;
		else if (__builtin_mul_overflow(u, 10, &u) ||
			 __builtin_add_overflow(u, d, &u))
			return false;
	}
	*v = u;
	return true;
}

static bool
get_i64(const char *s, size_t n, int64_t *v)
{
	bool minus = n > 0 && s[0] == '-';
	uint64_t u;

	if (!get_u64(s + (minus ? 1 : 0), n - (minus ? 1 : 0), &u))
		return false;
	if (u > (uint64_t)INT64_MAX + (minus ? 1 : 0))
		return false;
	*v = (int64_t)(minus ? 0 - u : u);
	return true;
}

/* Big-endian bytes, as the server sends BIT. */
static bool
get_bits(const char *s, size_t n, uint64_t *v)
{
	size_t i;

	if (n > 8)
		return false;
	for (*v = 0, i = 0; i < n; i++)
		*v = *v << 8 | (uint8_t)s[i];
	return true;
}

static bool
get_enum(const struct row_column *c, const char *s, size_t n, uint64_t *v)
{
	uint32_t i;

	*v = 0;
	for (i = 0; i < c->nmembers; i++)
		if (strlen(c->member[i]) == n &&
		    memcmp(c->member[i], s, n) == 0) {
			*v = i + 1;
			return true;
		}
	return n == 0; /* the error value */
}

static bool
get_set(const struct row_column *c, const char *s, size_t n, uint64_t *v)
{
	const char *end = s + n, *comma;
	uint64_t index;

	for (*v = 0; s < end; s = comma + 1) {
		if ((comma = memchr(s, ',', (size_t)(end - s))) == NULL)
			comma = end;
		if (!get_enum(c, s, (size_t)(comma - s), &index) ||
		    index == 0 || index > 64)
			return false;
		*v |= UINT64_C(1) << (index - 1);
	}
	return true;
}

static bool
get_uint(const struct row_column *c, const char *s, size_t n, uint64_t *v)
{
	switch (c->type) {
	case ROW_BIT:
		return get_bits(s, n, v);
	case ROW_ENUM:
		return get_enum(c, s, n, v);
	case ROW_SET:
		return get_set(c, s, n, v);
	case ROW_YEAR: /* has four digits */
		return get_u64(s, n, v) && *v <= 9999;
	default:
		return get_u64(s, n, v);
	}
}

static bool
get_double(const char *s, size_t n, double most, double *v)
{
	char text[400], *end;

	if (n == 0 || n >= sizeof(text))
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	/* strtod knows blanks, hexadecimal and infinity, servers do not */
	if (strspn(text, "0123456789+-.eE") != n)
		return false;
	*v = strtod(text, &end);
	return *end == '\0' && fabs(*v) <= most;
}

static bool
is_decimal(const char *s, size_t n)
{
	size_t i = n > 0 && s[0] == '-' ? 1 : 0, figures = 0;
	bool point = false;

	for (; i < n; i++) {
		if (s[i] == '.' && !point)
			point = true;
		else if (s[i] >= '0' && s[i] <= '9')
			figures++;
		else
			return false;
	}
	return figures > 0 && n <= 255;
}

int
row_text_get(struct buf *b, const struct row_column *c, const char *s, size_t n,
    const char **why)
{
	uint64_t u;
	int64_t i;
	double d;

	switch (c->class) {
	case ROW_C_INT:
		*why = "not a signed 64-bit integer";
		if (!get_i64(s, n, &i))
			return -1;
		row_put_int(b, i);
		return 0;
	case ROW_C_UINT:
		*why = "not a value of its type";
		if (!get_uint(c, s, n, &u))
			return -1;
		row_put_uint(b, u);
		return 0;
	case ROW_C_FLOAT:
		*why = "not a floating point number";
		if (!get_double(s, n, FLOAT_MOST, &d))
			return -1;
		row_put_float(b, (float)d);
		return 0;
	case ROW_C_DOUBLE:
		*why = "not a floating point number";
		if (!get_double(s, n, DBL_MAX, &d))
			return -1;
		row_put_double(b, d);
		return 0;
	case ROW_C_DECIMAL:
		*why = "not a decimal number";
		if (!is_decimal(s, n))
			return -1;
		row_put_decimal(b, s, n);
		return 0;
	case ROW_C_TIME:
		*why = "not a date or time";
		if (!row_time_parse(c->type, s, n, &i))
			return -1;
		row_put_int(b, i);
		return 0;
	default:
		*why = "longer than 4 GiB";
		if (n > UINT32_MAX)
			return -1;
		row_put_bytes(b, s, n);
		return 0;
	}
}
