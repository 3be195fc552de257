/*
 * fn_clock.c: forms of dates, and zones; see fn_clock.h.
 */
#include <string.h>

#include "row/time.h"
#include "rowfilter/fn_clock.h"

/* The next thing in a form: a letter repeated n times, or one byte that
 * stands for itself (letter 0).  quoted is kept between calls. */
struct piece {
	char letter, byte;
	unsigned n;
};

static bool
next(const char **form, bool *quoted, struct piece *x)
{
	const char *p = *form;

	if (*p == '\'') {
		if (p[1] != '\'') {
			*quoted = !*quoted;
			*form = p + 1;
			return next(form, quoted, x);
		}
		p++;
	}
	if (*p == '\0')
		return false;
	x->letter = '\0';
	x->byte = *p;
	x->n = 1;
	if (!*quoted &&
	    ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))) {
		x->letter = *p;
		while (p[x->n] == *p)
			x->n++;
	}
	*form = p + x->n;
	return true;
}

static int *
field(struct clock_civil *c, char letter)
{
	switch (letter) {
	case 'y':
		return &c->year;
	case 'M':
		return &c->month;
	case 'd':
		return &c->day;
	case 'H':
		return &c->hour;
	case 'm':
		return &c->minute;
	case 's':
		return &c->second;
	case 'S':
		return &c->micro;
	default:
		return NULL;
	}
}

bool
fn_clock_check(const char *form, unsigned *at)
{
	const char *start = form;
	struct clock_civil c;
	bool quoted = false;
	struct piece x;

	while (next(&form, &quoted, &x)) {
		*at = (unsigned)(form - start) - x.n;
		if (x.letter == '\0')
			continue;
		if (field(&c, x.letter) == NULL ||
		    (x.letter == 'S' ? x.n > 6
				     : x.n != (x.letter == 'y' ? 4u : 2u)))
			return false;
	}
	return !quoted && start[0] != '\0';
}

static int
power(unsigned n)
{
	int v = 1;

	while (n-- > 0)
		v *= 10;
	return v;
}

size_t
fn_clock_put(char *to, const char *form, int64_t t)
{
	struct clock_civil c;
	bool quoted = false;
	struct piece x;
	size_t n = 0;
	int v;

	clock_civil(t, &c);
	while (next(&form, &quoted, &x)) {
		if (x.letter == '\0') {
			to[n++] = x.byte;
			continue;
		}
		v = *field(&c, x.letter);
		if (x.letter == 'S')
			v /= power(6 - x.n);
		for (unsigned i = x.n; i-- > 0; v /= 10)
			to[n + i] = (char)('0' + v % 10);
		n += x.n;
	}
	return n;
}

bool
fn_clock_get(const char *p, size_t n, const char *form, int64_t *t)
{
	struct clock_civil c = { .year = 1970, .month = 1, .day = 1 };
	bool quoted = false;
	struct piece x;
	int v;

	while (next(&form, &quoted, &x)) {
		if (n < x.n || (x.letter == '\0' && *p != x.byte))
			return false;
		v = 0;
		for (unsigned i = 0; x.letter != '\0' && i < x.n; i++) {
			if (p[i] < '0' || p[i] > '9')
				return false;
			v = v * 10 + (p[i] - '0');
		}
		if (x.letter != '\0')
			*field(&c, x.letter) =
			    x.letter == 'S' ? v * power(6 - x.n) : v;
		p += x.n;
		n -= x.n;
	}
	if (n != 0 || c.month < 1 || c.month > 12 ||
	    !clock_date_exists(c.year, c.month, c.day) || c.hour > 23 ||
	    c.minute > 59 || c.second > 59)
		return false;
	*t = clock_us(&c);
	return true;
}

static bool
two(const char **p, int *v)
{
	const char *s = *p;

	if (s[0] < '0' || s[0] > '9')
		return false;
	*v = s[0] - '0';
	s++;
	if (*s >= '0' && *s <= '9')
		*v = *v * 10 + *s++ - '0';
	*p = s;
	return true;
}

bool
fn_zone(const char *text, int64_t *east)
{
	int hours = 0, minutes = 0;
	const char *p = text;
	bool west;

	*east = 0;
	if (strncmp(p, "GMT", 3) == 0 || strncmp(p, "UTC", 3) == 0)
		p += 3;
	if (*p == '\0')
		return p != text;
	west = *p == '-';
	if ((*p != '+' && *p != '-') || (p++, !two(&p, &hours)))
		return false;
	if (*p == ':')
		p++;
	if (*p != '\0' && (!two(&p, &minutes) || *p != '\0'))
		return false;
	if (hours > 18 || minutes > 59)
		return false;
	*east = ((int64_t)hours * 60 + minutes) * 60 * CLOCK_SECOND;
	if (west)
		*east = -*east;
	return true;
}
