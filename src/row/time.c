/*
 * time.c: ROW_C_TIME values as fields and as text; see time.h.
 */
#include <string.h>

#include "row/table.h"
#include "row/time.h"

int64_t
row_time_make(const struct clock_civil *c)
{
	int64_t v;

	if (clock_date_exists(c->year, c->month, c->day))
		return clock_us(c);
	v = c->year;
	v = v << 4 | c->month;
	v = v << 5 | c->day;
	v = v << 5 | c->hour;
	v = v << 6 | c->minute;
	v = v << 6 | c->second;
	v = v << 20 | c->micro;
	return v | ROW_TIME_FIELDS;
}

void
row_time_split(int64_t v, struct clock_civil *c)
{
	if (!row_time_is_fields(v)) {
		clock_civil(v, c);
		return;
	}
	c->micro = (int)(v & 0xfffff);
	c->second = (int)(v >> 20 & 63);
	c->minute = (int)(v >> 26 & 63);
	c->hour = (int)(v >> 32 & 31);
	c->day = (int)(v >> 37 & 31);
	c->month = (int)(v >> 42 & 15);
	c->year = (int)(v >> 46 & 0x3fff);
}

/* n decimal digits of v, with leading zeros. */
static char *
put(char *p, int v, int n)
{
	int i;

	for (i = n - 1; i >= 0; i--, v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

static char *
put_date(char *p, const struct clock_civil *c)
{
	p = put(p, c->year, 4);
	*p++ = '-';
	p = put(p, c->month, 2);
	*p++ = '-';
	return put(p, c->day, 2);
}

static char *
put_clock(char *p, int hour, int minute, int second)
{
	p = put(p, hour, hour > 99 ? 3 : 2);
	*p++ = ':';
	p = put(p, minute, 2);
	*p++ = ':';
	return put(p, second, 2);
}

static char *
put_fraction(char *p, int micro, unsigned fsp)
{
	static const int cut[] = { 1000000, 100000, 10000, 1000, 100, 10, 1 };

	if (fsp == 0)
		return p;
	if (fsp > 6)
		fsp = 6;
	*p++ = '.';
	return put(p, micro / cut[fsp], (int)fsp);
}

size_t
row_time_text_date(char *text, int64_t v)
{
	struct clock_civil c;
	char *p;

	row_time_split(v, &c);
	p = put_date(text, &c);
	*p = '\0';
	return (size_t)(p - text);
}

size_t
row_time_text_datetime(char *text, int64_t v, unsigned fsp)
{
	struct clock_civil c;
	char *p;

	row_time_split(v, &c);
	p = put_date(text, &c);
	*p++ = ' ';
	p = put_clock(p, c.hour, c.minute, c.second);
	p = put_fraction(p, c.micro, fsp);
	*p = '\0';
	return (size_t)(p - text);
}

size_t
row_time_text_time(char *text, int64_t v, unsigned fsp)
{
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, seconds;
	char *p = text;
	int micro;

	if (v < 0)
		*p++ = '-';
	micro = (int)(u % (uint64_t)CLOCK_SECOND);
	seconds = u / (uint64_t)CLOCK_SECOND;
	p = put_clock(p, (int)(seconds / 3600 % 1000), (int)(seconds / 60 % 60),
	    (int)(seconds % 60));
	p = put_fraction(p, micro, fsp);
	*p = '\0';
	return (size_t)(p - text);
}

size_t
row_time_text(char *text, unsigned type, unsigned fsp, int64_t v)
{
	switch (type) {
	case ROW_DATE:
		return row_time_text_date(text, v);
	case ROW_TIME:
		return row_time_text_time(text, v, fsp);
	default:
		return row_time_text_datetime(text, v, fsp);
	}
}

/* --- text to value ------------------------------------------------------- */

struct text {
	const char *p, *end;
};

/* min to max digits to *v. */
static bool
digits(struct text *t, int min, int max, int *v)
{
	int n = 0;

	for (*v = 0; t->p < t->end && n < max && *t->p >= '0' && *t->p <= '9';
	     t->p++, n++)
		*v = *v * 10 + (*t->p - '0');
	return n >= min;
}

static bool
sign(struct text *t, char want)
{
	if (t->p == t->end || *t->p != want)
		return false;
	t->p++;
	return true;
}

static bool
fraction(struct text *t, int *micro)
{
	int unit = 100000;

	*micro = 0;
	if (!sign(t, '.'))
		return true;
	for (; t->p < t->end && *t->p >= '0' && *t->p <= '9'; t->p++) {
		if (unit == 0)
			return false;
		*micro += (*t->p - '0') * unit;
		unit /= 10;
	}
	return true;
}

static bool
parse_time(struct text *t, int64_t *v)
{
	int hour, minute, second, micro;
	bool minus = sign(t, '-');

	if (!digits(t, 1, 3, &hour) || !sign(t, ':') ||
	    !digits(t, 2, 2, &minute) || !sign(t, ':') ||
	    !digits(t, 2, 2, &second) || !fraction(t, &micro))
		return false;
	if (minute > 59 || second > 59)
		return false;
	*v = ((int64_t)hour * 3600 + minute * 60 + second) * CLOCK_SECOND +
	     micro;
	if (*v > ROW_TIME_MAX)
		return false;
	if (minus)
		*v = -*v;
	return true;
}

bool
row_time_parse(unsigned type, const char *s, size_t n, int64_t *v)
{
	struct text t = { s, s + n };
	struct clock_civil c = { 0 };

	if (type == ROW_TIME)
		return parse_time(&t, v) && t.p == t.end;
	if (!digits(&t, 4, 4, &c.year) || !sign(&t, '-') ||
	    !digits(&t, 2, 2, &c.month) || !sign(&t, '-') ||
	    !digits(&t, 2, 2, &c.day))
		return false;
	if (type != ROW_DATE &&
	    (!sign(&t, ' ') || !digits(&t, 2, 2, &c.hour) || !sign(&t, ':') ||
		!digits(&t, 2, 2, &c.minute) || !sign(&t, ':') ||
		!digits(&t, 2, 2, &c.second) || !fraction(&t, &c.micro)))
		return false;
	if (t.p != t.end || c.month > 12 || c.day > 31 || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return false;
	*v = row_time_make(&c);
	return true;
}
