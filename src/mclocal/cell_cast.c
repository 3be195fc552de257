/*
 * cell_cast.c: texts of times and decimals, and CAST between types.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "mclocal/cell.h"

static void
two(char *to, int v)
{
	to[0] = (char)('0' + v / 10 % 10);
	to[1] = (char)('0' + v % 10);
}

size_t
cell_time_text(char *text, unsigned type, int64_t us, unsigned nano)
{
	struct clock_civil c;
	size_t n;
	int i, fraction;

	if (type == ROW_MC_DATETIME)
		nano = 0;
	clock_civil(us, &c);
	two(text, c.year / 100);
	two(text + 2, c.year);
	text[4] = text[7] = '-';
	two(text + 5, c.month);
	two(text + 8, c.day);
	if (type == ROW_MC_DATE) {
		text[10] = '\0';
		return 10;
	}
	text[10] = ' ';
	text[13] = text[16] = ':';
	two(text + 11, c.hour);
	two(text + 14, c.minute);
	two(text + 17, c.second);
	n = 19;
	fraction = c.micro * 1000 + (int)(nano % 1000);
	if (type == ROW_MC_DATETIME)
		fraction -= fraction % 1000000;
	if (fraction != 0) {
		text[19] = '.';
		for (i = 8; i >= 0; i--, fraction /= 10)
			text[20 + i] = (char)('0' + fraction % 10);
		for (n = 29; text[n - 1] == '0'; n--)
			continue;
	}
	text[n] = '\0';
	return n;
}

/* Between low and high digits at **p. */
static bool
digits(const char **p, const char *end, int low, int high, int *v)
{
	int n = 0;

	for (*v = 0; n < high && *p < end && **p >= '0' && **p <= '9'; n++)
		*v = *v * 10 + (*(*p)++ - '0');
	return n >= low;
}

static bool
mark(const char **p, const char *end, int ch)
{
	if (*p == end || **p != ch)
		return false;
	(*p)++;
	return true;
}

static bool
parse_clock(const char **p, const char *end, struct clock_civil *c)
{
	int n = 0;

	if (!digits(p, end, 1, 2, &c->hour) || !mark(p, end, ':') ||
	    !digits(p, end, 1, 2, &c->minute) || !mark(p, end, ':') ||
	    !digits(p, end, 1, 2, &c->second))
		return false;
	if (mark(p, end, '.'))
		for (; *p < end && **p >= '0' && **p <= '9'; (*p)++, n++)
			if (n < 6)
				c->micro = c->micro * 10 + (**p - '0');
	for (; n > 0 && n < 6; n++)
		c->micro *= 10;
	return c->hour < 24 && c->minute < 60 && c->second < 60;
}

bool
cell_time_parse(const char *p, size_t n, int64_t *us)
{
	const char *end = p + n;
	struct clock_civil c;

	memset(&c, 0, sizeof(c));
	if (!digits(&p, end, 4, 4, &c.year) || !mark(&p, end, '-') ||
	    !digits(&p, end, 1, 2, &c.month) || !mark(&p, end, '-') ||
	    !digits(&p, end, 1, 2, &c.day) ||
	    !clock_date_exists(c.year, c.month, c.day))
		return false;
	if (p < end && (*p == ' ' || *p == 'T')) {
		p++;
		if (!parse_clock(&p, end, &c))
			return false;
		mark(&p, end, 'Z');
	}
	*us = clock_us(&c);
	return p == end;
}

unsigned
cell_time_nano(const char *p, size_t n)
{
	const char *point = memchr(p, '.', n);
	unsigned nano = 0;
	size_t i;

	for (i = 7; point != NULL && i <= 9; i++) {
		nano *= 10;
		if (point + i < p + n && point[i] >= '0' && point[i] <= '9')
			nano += (unsigned)(point[i] - '0');
		else
			n = 0; /* the digits have ended */
	}
	return nano;
}

/* Sign, digits and where the point stands among them. */
struct number {
	bool minus;
	char digit[CELL_TEXT];
	int n, point;
};

static bool
number_parse(struct number *d, const char *p, size_t n)
{
	const char *end = p + n;
	char exponent[8], *rest;
	bool point = false;
	size_t left;
	long e;

	memset(d, 0, sizeof(*d));
	while (p < end && *p == ' ')
		p++;
	while (p < end && end[-1] == ' ')
		end--;
	if (p < end && (*p == '-' || *p == '+'))
		d->minus = *p++ == '-';
	for (; p < end; p++) {
		if (*p == '.' && !point) {
			point = true;
			continue;
		}
		if (*p < '0' || *p > '9')
			break;
		if (d->n >= 100)
			return false;
		d->digit[d->n++] = *p;
		if (!point)
			d->point++;
	}
	if (d->n == 0)
		return false;
	if (p < end && (*p == 'e' || *p == 'E')) {
		left = (size_t)(end - ++p);
		if (left == 0 || left >= sizeof(exponent))
			return false;
		memcpy(exponent, p, left);
		exponent[left] = '\0';
		e = strtol(exponent, &rest, 10);
		if (rest != exponent + left || e < -200 || e > 200)
			return false;
		d->point += (int)e;
		return true;
	}
	return p == end;
}

/* Cut to keep digits behind the point, half up. */
static void
number_round(struct number *d, int keep)
{
	int i, cut = d->point + keep;

	if (cut >= d->n)
		return;
	if (cut < 0) {
		d->n = 1;
		d->digit[0] = '0';
		d->point = 1;
		return;
	}
	i = cut - 1;
	if (d->digit[cut] >= '5') {
		while (i >= 0 && d->digit[i] == '9')
			d->digit[i--] = '0';
		if (i >= 0) {
			d->digit[i]++;
		} else {
			memmove(d->digit + 1, d->digit, (size_t)cut);
			d->digit[0] = '1';
			d->point++;
			cut++;
		}
	}
	d->n = cut;
}

/* How many digits behind the point carry something. */
static int
number_fraction(const struct number *d)
{
	int n = d->n;

	while (n > 0 && d->digit[n - 1] == '0')
		n--;
	return n - d->point;
}

size_t
cell_decimal(char *to, const char *p, size_t n, unsigned precision,
    unsigned scale, bool round)
{
	struct number d;
	int i, first = 0, whole, at = 0;

	if (!number_parse(&d, p, n))
		return 0;
	if (number_fraction(&d) > (int)scale) {
		if (!round)
			return 0;
		number_round(&d, (int)scale);
	}
	while (d.n > d.point + (int)scale && d.n > 1)
		d.n--;
	while (first < d.n && first < d.point && d.digit[first] == '0')
		first++;
	whole = d.point > first ? d.point - first : 0;
	if (whole > (int)(precision - scale))
		return 0;
	for (i = first; i < d.n && d.digit[i] == '0'; i++)
		continue;
	if (d.minus && i < d.n)
		to[at++] = '-';
	if (whole == 0)
		to[at++] = '0';
	for (i = first; i < d.point; i++)
		to[at++] = i < d.n ? d.digit[i] : '0';
	if (d.n > d.point && scale > 0) {
		to[at++] = '.';
		for (i = d.point; i < d.n; i++)
			to[at++] = i < 0 ? '0' : d.digit[i];
	}
	to[at] = '\0';
	return (size_t)at;
}

/* The number in a text, as far as doubles go.  false when there is none. */
static bool
text_double(const char *p, size_t n, double *d)
{
	char text[CELL_TEXT], *end;

	while (n > 0 && *p == ' ') {
		p++;
		n--;
	}
	while (n > 0 && p[n - 1] == ' ')
		n--;
	if (n == 0 || n >= sizeof(text))
		return false;
	memcpy(text, p, n);
	text[n] = '\0';
	if (strpbrk(text, "xXpP") != NULL)
		return false;
	*d = strtod(text, &end);
	return end == text + n;
}

static const char *
cast_int(struct cell *c, const struct row_dest_column *to)
{
	static const int64_t high[] = { [ROW_MC_TINYINT] = 127,
		[ROW_MC_SMALLINT] = 32767,
		[ROW_MC_INT] = INT32_MAX,
		[ROW_MC_BIGINT] = INT64_MAX };
	char text[CELL_TEXT];
	size_t n;

	if (c->type == SQLITE_TEXT) {
		/* the exact way, for a double ends at 53 bits */
		n = cell_decimal(text, c->p, c->n, 60, 20, true);
		if (n == 0 && !text_double(c->p, c->n, &c->d))
			return "the text is no number";
		c->type = SQLITE_FLOAT;
		if (n != 0) {
			text[strcspn(text, ".")] = '\0';
			if (strlen(text) <= 18) {
				c->type = SQLITE_INTEGER;
				c->i = strtoll(text, NULL, 10);
			} else {
				c->d = strtod(text, NULL);
				if (fabs(c->d) < 9.3e18) {
					c->type = SQLITE_INTEGER;
					c->i = strtoll(text, NULL, 10);
				}
			}
		}
	}
	if (c->type == SQLITE_FLOAT) {
		if (isnan(c->d) || fabs(c->d) >= 9223372036854775808.0)
			return "the number is out of range";
		c->type = SQLITE_INTEGER;
		c->i = (int64_t)c->d;
	}
	if (to->type == ROW_MC_BOOLEAN)
		c->i = c->i != 0;
	else if (c->i > high[to->type] || c->i < -high[to->type] - 1)
		return "the number is out of range";
	return NULL;
}

static const char *
cast_bool(struct cell *c, const struct row_dest_column *to)
{
	char w[8];
	size_t i;

	if (c->type != SQLITE_TEXT)
		return cast_int(c, to);
	for (i = 0; i < c->n && i < sizeof(w) - 1; i++)
		w[i] = (char)(c->p[i] | 0x20);
	w[i] = '\0';
	c->type = SQLITE_INTEGER;
	c->i = strcmp(w, "true") == 0;
	if (c->i == 0 && strcmp(w, "false") != 0)
		return "the text is no boolean";
	return NULL;
}

/* Any cell as text; numbers into c->text. */
static void
cast_text(struct cell *c)
{
	struct row_dest_column plain = { .type = ROW_MC_BIGINT };
	struct buf b;

	if (c->type == SQLITE_BLOB)
		c->type = SQLITE_TEXT;
	if (c->type == SQLITE_TEXT)
		return;
	buf_init(&b);
	cell_show(&b, c, &plain, false);
	c->n = b.len < sizeof(c->text) ? b.len : sizeof(c->text) - 1;
	memcpy(c->text, b.data, c->n);
	buf_release(&b);
	cell_set_text(c, c->text, c->n);
}

static const char *
cast_time(struct cell *c, const struct row_dest_column *to)
{
	unsigned nano = 0;
	int64_t us;

	if (c->type == SQLITE_INTEGER) /* seconds, as TIMESTAMP has it */
		us = c->i > 253402300799 || c->i < -62135596800
			 ? INT64_MIN
			 : c->i * CLOCK_SECOND;
	else if (c->type == SQLITE_FLOAT && fabs(c->d) < 253402300800.0)
		us = (int64_t)(c->d * 1e6);
	else if (c->type != SQLITE_TEXT || !cell_time_parse(c->p, c->n, &us))
		return "the text is no time";
	else
		nano = cell_time_nano(c->p, c->n);
	if (us == INT64_MIN)
		return "the time is out of range";
	c->n = cell_time_text(c->text, to->type, us, nano);
	cell_set_text(c, c->text, c->n);
	return NULL;
}

static const char *
cast_string(struct cell *c, const struct row_dest_column *to)
{
	size_t i, count = 0;

	cast_text(c);
	if (c->n > CELL_MAX)
		return "the text is longer than 8 MB";
	if (to->length == 0 || c->n <= to->length)
		return NULL;
	for (i = 0; i < c->n; i++)
		if (((unsigned char)c->p[i] & 0xc0) != 0x80 &&
		    count++ == to->length)
			break;
	c->n = i;
	return NULL;
}

static const char *
cast_number(struct cell *c, const struct row_dest_column *to)
{
	char text[CELL_TEXT];

	if (to->class == ROW_C_DECIMAL) {
		cast_text(c);
		c->n = cell_decimal(
		    text, c->p, c->n, to->precision, to->scale, true);
		memcpy(c->text, text, c->n + 1);
		cell_set_text(c, c->text, c->n);
		return c->n == 0 ? "the decimal does not fit" : NULL;
	}
	if (c->type == SQLITE_INTEGER)
		c->d = (double)c->i;
	else if (c->type != SQLITE_FLOAT && !text_double(c->p, c->n, &c->d))
		return "the text is no number";
	if (to->class == ROW_C_FLOAT)
		c->d = (double)(float)c->d;
	c->type = SQLITE_FLOAT;
	if (isnan(c->d))
		cell_set_text(c, "NaN", 3);
	return NULL;
}

const char *
cell_cast(struct cell *c, const struct row_dest_column *to)
{
	const char *why;

	if (c->type == SQLITE_NULL)
		return NULL;
	switch (to->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
		why = to->type == ROW_MC_BOOLEAN ? cast_bool(c, to)
						 : cast_int(c, to);
		break;
	case ROW_C_FLOAT:
	case ROW_C_DOUBLE:
	case ROW_C_DECIMAL:
		why = cast_number(c, to);
		break;
	case ROW_C_TIME:
		why = cast_time(c, to);
		break;
	case ROW_C_BYTES:
		cast_text(c);
		c->type = SQLITE_BLOB;
		why = c->n > CELL_MAX ? "the value is longer than 8 MB" : NULL;
		break;
	default:
		why = cast_string(c, to);
		break;
	}
	if (why != NULL)
		c->type = SQLITE_NULL;
	return why;
}
