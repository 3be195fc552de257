/*
 * val.c: types and numbers of values, and their memory; see val.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "row/time.h"
#include "rowfilter/val.h"

const char *
val_type_name(enum val_type type)
{
	static const char *const names[] = { "NULL", "a condition",
		"an integer", "an integer", "a decimal number",
		"a floating point number", "a date", "a date and time",
		"a time", "a text", "bytes", "an ENUM", "a SET",
		"a value of this type" };

	return names[type];
}

enum val_type
val_type_of(const struct row_column *c)
{
	switch (c->type) {
	case ROW_DATE:
		return VAL_DATE;
	case ROW_TIME:
		return VAL_TIME;
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
		return VAL_DATETIME;
	case ROW_ENUM:
		return VAL_ENUM;
	case ROW_SET:
		return VAL_SET;
	case ROW_CHAR:
	case ROW_VARCHAR:
	case ROW_TEXT:
	case ROW_BINARY:
	case ROW_VARBINARY:
	case ROW_BLOB:
		return c->class == ROW_C_TEXT ? VAL_TEXT : VAL_BYTES;
	case ROW_JSON:
	case ROW_GEOMETRY:
	case ROW_VECTOR:
	case ROW_INET4:
	case ROW_INET6:
	case ROW_UUID:
		return VAL_OTHER;
	default:
		break;
	}
	switch (c->class) {
	case ROW_C_INT:
		return VAL_INT;
	case ROW_C_UINT:
		return VAL_UINT;
	case ROW_C_DECIMAL:
		return VAL_DECIMAL;
	default:
		return VAL_DOUBLE;
	}
}

/* --- memory --------------------------------------------------------------- */

char *
val_mem_get(struct val_mem *m, size_t n)
{
	char *p;

	if (n <= m->cap - m->len) {
		p = m->block + m->len;
		m->len += n;
		return p;
	}
	m->more = xreallocarray(m->more, m->nmore + 1, sizeof(m->more[0]));
	p = m->more[m->nmore++] = xmalloc(n);
	m->more_bytes += n;
	return p;
}

void
val_mem_clear(struct val_mem *m)
{
	enum {
		KEEP_MAX = 1 << 20
	};
	size_t want = m->len + m->more_bytes;

	m->len = 0;
	if (m->nmore == 0)
		return;
	while (m->nmore > 0)
		free(m->more[--m->nmore]);
	m->more_bytes = 0;
	if (want > KEEP_MAX) /* one large row shall not be held for ever */
		want = KEEP_MAX;
	if (want > m->cap) {
		free(m->block);
		m->block = xmalloc(want);
		m->cap = want;
	}
}

void
val_mem_release(struct val_mem *m)
{
	while (m->nmore > 0)
		free(m->more[--m->nmore]);
	free(m->more);
	free(m->block);
	memset(m, 0, sizeof(*m));
}

/* --- decimals and dates ----------------------------------------------------
 */

struct digits {
	const char *whole, *part; /* without zeros in front; behind the point */
	size_t nwhole, npart;
	bool minus;
};

static struct digits
digits_of(const struct val *v)
{
	const char *p = v->p, *end = p + v->len, *point;
	struct digits d = { 0 };

	if (p < end && (*p == '-' || *p == '+'))
		d.minus = *p++ == '-';
	while (p < end && *p == '0')
		p++;
	point = memchr(p, '.', (size_t)(end - p));
	d.whole = p;
	d.nwhole = (size_t)((point != NULL ? point : end) - p);
	if (point != NULL) {
		d.part = point + 1;
		while (end > d.part && end[-1] == '0')
			end--;
		d.npart = (size_t)(end - d.part);
	}
	if (d.nwhole == 0 && d.npart == 0)
		d.minus = false; /* -0.0 */
	return d;
}

int
val_cmp_decimal(const struct val *a, const struct val *b)
{
	struct digits x = digits_of(a), y = digits_of(b);
	size_t n = x.npart < y.npart ? x.npart : y.npart;
	int rc;

	if (x.minus != y.minus)
		return x.minus ? -1 : 1;
	if (x.nwhole != y.nwhole)
		rc = x.nwhole < y.nwhole ? -1 : 1;
	else if ((rc = memcmp(x.whole, y.whole, x.nwhole)) == 0) {
		rc = n > 0 ? memcmp(x.part, y.part, n) : 0;
		if (rc == 0)
			rc = (x.npart > y.npart) - (x.npart < y.npart);
	}
	return x.minus ? -rc : rc;
}

int
val_cmp_time(int64_t a, int64_t b)
{
	struct clock_civil x, y;
	int n;

	if (!row_time_is_fields(a) && !row_time_is_fields(b))
		return (a > b) - (a < b);
	row_time_split(a, &x);
	row_time_split(b, &y);
	if ((n = x.year - y.year) != 0 || (n = x.month - y.month) != 0 ||
	    (n = x.day - y.day) != 0 || (n = x.hour - y.hour) != 0 ||
	    (n = x.minute - y.minute) != 0 || (n = x.second - y.second) != 0)
		return n;
	return x.micro - y.micro;
}

static size_t
count_digits(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i;
}

double
val_text_double(const char *p, size_t n, bool *all)
{
	char text[350];
	size_t i = 0, at, digits, more;
	bool cut;

	while (i < n && (p[i] == ' ' || (p[i] >= '\t' && p[i] <= '\r')))
		i++;
	p += i;
	n -= i;
	i = n > 0 && (p[0] == '-' || p[0] == '+') ? 1 : 0;
	digits = count_digits(p + i, n - i);
	i += digits;
	if (i < n && p[i] == '.') {
		more = count_digits(p + i + 1, n - i - 1);
		digits += more;
		i += more + 1;
	}
	if (i + 1 < n && digits > 0 && (p[i] == 'e' || p[i] == 'E')) {
		at = i + (p[i + 1] == '-' || p[i + 1] == '+' ? 2 : 1);
		more = at < n ? count_digits(p + at, n - at) : 0;
		i = more > 0 ? at + more : i;
	}
	cut = i >= sizeof(text);
	*all = digits > 0 && i == n && !cut;
	if (digits == 0)
		return 0;
	if (cut)
		i = sizeof(text) - 1;
	memcpy(text, p, i);
	text[i] = '\0';
	return strtod(text, NULL);
}
