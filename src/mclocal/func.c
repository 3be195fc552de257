/*
 * func.c: the collation of decimals, exact sums, CAST, texts.  What deals
 * with times stands in func_time.c.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "mclocal/cell.h"
#include "mclocal/func.h"

/* Digits in front of the point without leading zeros; *fraction behind. */
static size_t
split(const char **p, size_t n, const char **fraction, size_t *nfraction)
{
	const char *point;
	size_t whole;

	point = memchr(*p, '.', n);
	whole = point == NULL ? n : (size_t)(point - *p);
	*fraction = point == NULL ? *p + n : point + 1;
	*nfraction = point == NULL ? 0 : n - whole - 1;
	while (*nfraction > 0 && (*fraction)[*nfraction - 1] == '0')
		--*nfraction;
	while (whole > 0 && **p == '0') {
		++*p;
		whole--;
	}
	return whole;
}

int
func_decimal_cmp(const char *a, size_t na, const char *b, size_t nb)
{
	const char *fa, *fb;
	size_t wa, wb, nfa, nfb;
	bool ma = na > 0 && *a == '-', mb = nb > 0 && *b == '-';
	int r;

	a += ma;
	na -= ma;
	b += mb;
	nb -= mb;
	wa = split(&a, na, &fa, &nfa);
	wb = split(&b, nb, &fb, &nfb);
	if (ma != mb) /* there is no -0 among stored decimals */
		return ma ? -1 : 1;
	if (wa != wb)
		r = wa < wb ? -1 : 1;
	else if ((r = memcmp(a, b, wa)) == 0 &&
		 (r = memcmp(fa, fb, nfa < nfb ? nfa : nfb)) == 0)
		r = nfa < nfb ? -1 : nfa > nfb;
	return ma ? -r : r;
}

static int
collate_decimal(void *unused, int na, const void *a, int nb, const void *b)
{
	(void)unused;
	return func_decimal_cmp(a, (size_t)na, b, (size_t)nb);
}

static void
free_type(void *p)
{
	free(p);
}

/* mc_cast(value, 'type') */
static void
f_cast(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct row_dest_column *to = sqlite3_get_auxdata(ctx, 1);
	struct cell c;

	(void)n;
	if (to == NULL) {
		to = xcalloc(1, sizeof(*to));
		if (!row_mc_parse((const char *)sqlite3_value_text(v[1]), to)) {
			free(to);
			sqlite3_result_error(ctx, "no such type", -1);
			return;
		}
		sqlite3_set_auxdata(ctx, 1, to, free_type);
		/* where SQLite keeps nothing, it is gone already */
		if ((to = sqlite3_get_auxdata(ctx, 1)) == NULL) {
			sqlite3_result_error_nomem(ctx);
			return;
		}
	}
	cell_of_value(&c, v[0]);
	cell_cast(&c, to);
	cell_result(ctx, &c);
}

/* A value as text, into b; false when it is NULL. */
static bool
put_text(struct buf *b, sqlite3_value *v)
{
	struct row_dest_column plain = { .type = ROW_MC_STRING };
	struct cell c;

	cell_of_value(&c, v);
	if (c.type == SQLITE_NULL)
		return false;
	if (c.type == SQLITE_BLOB)
		c.type = SQLITE_TEXT;
	cell_show(b, &c, &plain, false);
	return true;
}

static void
give_text(sqlite3_context *ctx, struct buf *b, bool null)
{
	if (null)
		sqlite3_result_null(ctx);
	else
		sqlite3_result_text64(
		    ctx, buf_str(b), b->len, SQLITE_TRANSIENT, SQLITE_UTF8);
	buf_release(b);
}

static void
f_concat(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;
	bool null = false;
	int i;

	buf_init(&b);
	for (i = 0; i < n && !null; i++)
		null = !put_text(&b, v[i]);
	give_text(ctx, &b, null);
}

static void
f_concat_ws(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;
	bool any = false;
	int i;

	buf_init(&b);
	for (i = 1; i < n; i++) {
		if (sqlite3_value_type(v[i]) == SQLITE_NULL)
			continue;
		if (any)
			put_text(&b, v[0]);
		put_text(&b, v[i]);
		any = true;
	}
	give_text(ctx, &b, sqlite3_value_type(v[0]) == SQLITE_NULL);
}

static void
f_lengthb(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;

	(void)n;
	buf_init(&b);
	if (put_text(&b, v[0]))
		sqlite3_result_int64(ctx, (int64_t)b.len);
	buf_release(&b);
}

static int
nibble(int ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch |= 0x20;
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

static void
f_unhex(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const unsigned char *p = sqlite3_value_text(v[0]);
	size_t i, len = (size_t)sqlite3_value_bytes(v[0]);
	struct buf b;

	(void)n;
	if (p == NULL || len % 2 != 0)
		return;
	buf_init(&b);
	for (i = 0; i < len; i += 2) {
		int h = nibble(p[i]), l = nibble(p[i + 1]);

		if (h < 0 || l < 0)
			break;
		buf_putc(&b, h << 4 | l);
	}
	if (i == len)
		sqlite3_result_blob64(
		    ctx, buf_str(&b), b.len, SQLITE_TRANSIENT);
	buf_release(&b);
}

static void
f_base64(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const void *p = sqlite3_value_blob(v[0]);
	struct buf b;

	(void)n;
	buf_init(&b);
	if (p != NULL)
		jsonw_base64(&b, p, (size_t)sqlite3_value_bytes(v[0]));
	give_text(ctx, &b, sqlite3_value_type(v[0]) == SQLITE_NULL);
}

static void
f_reverse(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const char *p = (const char *)sqlite3_value_text(v[0]);
	size_t len = (size_t)sqlite3_value_bytes(v[0]), end = len;
	struct buf b;

	(void)n;
	buf_init(&b);
	while (p != NULL && len > 0)
		if (((unsigned char)p[--len] & 0xc0) != 0x80) {
			buf_put(&b, p + len, end - len);
			end = len;
		}
	give_text(ctx, &b, p == NULL);
}

/* --- sum: exact over integers and decimals -------------------------------- */

enum {
	SUM_WHOLE = 60,
	SUM_DIGITS = 100
};

struct sum {
	int64_t n, reals, decimals;
	double real;
	int64_t digit[SUM_DIGITS]; /* carried only at the end */
};

static void
sum_digits(struct sum *s, const char *p, size_t n, int sign)
{
	const char *point;
	size_t i, whole;
	int at;

	if (n > 0 && *p == '-') {
		sign = -sign;
		p++;
		n--;
	}
	point = memchr(p, '.', n);
	whole = point == NULL ? n : (size_t)(point - p);
	at = SUM_WHOLE - (int)(whole < SUM_WHOLE ? whole : SUM_WHOLE);
	for (i = 0; i < n && at < SUM_DIGITS; i++)
		if (p[i] >= '0' && p[i] <= '9')
			s->digit[at++] += sign * (p[i] - '0');
}

static void
sum_add(sqlite3_context *ctx, sqlite3_value *v, int sign)
{
	struct sum *s = sqlite3_aggregate_context(ctx, sizeof(*s));
	int type = sqlite3_value_type(v);
	char text[CELL_TEXT];
	size_t n;

	if (s == NULL || type == SQLITE_NULL)
		return;
	s->n += sign;
	if (type == SQLITE_FLOAT) {
		s->reals += sign;
		s->real += sign * sqlite3_value_double(v);
		return;
	}
	n = cell_decimal(text, (const char *)sqlite3_value_text(v),
	    (size_t)sqlite3_value_bytes(v), 60, 20, true);
	if (type != SQLITE_INTEGER)
		s->decimals += sign;
	sum_digits(s, text, n, sign);
}

static void
sum_step(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	sum_add(ctx, v[0], 1);
}

static void
sum_inverse(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	sum_add(ctx, v[0], -1);
}

/* Carry; the sign of the whole is that of the first digit that is not 0. */
static bool
sum_carry(int64_t *digit)
{
	bool minus = false;
	int64_t carry = 0;
	int i, turn;

	for (turn = 0; turn < 2; turn++) {
		for (carry = 0, i = SUM_DIGITS - 1; i >= 0; i--) {
			int64_t v = digit[i] + carry;

			carry = v / 10;
			if (v % 10 < 0)
				carry--;
			digit[i] = v - carry * 10;
		}
		if (carry >= 0)
			break;
		for (i = 0; i < SUM_DIGITS; i++)
			digit[i] = -digit[i];
		minus = true;
	}
	return minus;
}

static void
sum_value(sqlite3_context *ctx)
{
	struct sum *s = sqlite3_aggregate_context(ctx, 0);
	int64_t digit[SUM_DIGITS];
	char text[SUM_DIGITS + 3];
	int i, at = 0, last = SUM_DIGITS;

	if (s == NULL || s->n == 0)
		return;
	memcpy(digit, s->digit, sizeof(digit));
	if (sum_carry(digit))
		text[at++] = '-';
	for (i = 0; i < SUM_WHOLE - 1 && digit[i] == 0; i++)
		continue;
	while (last > SUM_WHOLE && digit[last - 1] == 0)
		last--;
	for (; i < last; i++) {
		if (i == SUM_WHOLE)
			text[at++] = '.';
		text[at++] = (char)('0' + digit[i]);
	}
	text[at] = '\0';
	if (s->reals > 0)
		sqlite3_result_double(ctx, s->real + strtod(text, NULL));
	else if (s->decimals > 0)
		sqlite3_result_text(ctx, text, at, SQLITE_TRANSIENT);
	else if (at > 19 || fabs(strtod(text, NULL)) > 9.2233720368547e18)
		sqlite3_result_error(ctx, "the sum is out of range", -1);
	else
		sqlite3_result_int64(ctx, strtoll(text, NULL, 10));
}

static const struct {
	const char *name;
	int args;
	void (*call)(sqlite3_context *, int, sqlite3_value **);
} functions[] = {
	{ "mc_cast", 2, f_cast },
	{ "concat", -1, f_concat },
	{ "concat_ws", -1, f_concat_ws },
	{ "lengthb", 1, f_lengthb },
	{ "unhex", 1, f_unhex },
	{ "base64", 1, f_base64 },
	{ "reverse", 1, f_reverse },
};

int
func_register(sqlite3 *db)
{
	const int how = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
	size_t i;

	if (sqlite3_create_collation(
		db, "DECIMAL", SQLITE_UTF8, NULL, collate_decimal) != SQLITE_OK)
		return -1;
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (sqlite3_create_function(db, functions[i].name,
			functions[i].args, how, NULL, functions[i].call, NULL,
			NULL) != SQLITE_OK)
			return -1;
	if (sqlite3_create_window_function(db, "mc_sum", 1, how, NULL, sum_step,
		sum_value, sum_value, sum_inverse, NULL) != SQLITE_OK)
		return -1;
	return func_register_times(db);
}

const char *
func_name(const char *name)
{
	static const char *const map[][2] = {
		{ "nvl", "ifnull" },
		{ "if", "iif" },
		{ "substring", "substr" },
		{ "ucase", "upper" },
		{ "lcase", "lower" },
		{ "toupper", "upper" },
		{ "tolower", "lower" },
		{ "greatest", "max" },
		{ "least", "min" },
		{ "pow", "power" },
		{ "char_length", "length" },
		{ "character_length", "length" },
		{ "octet_length", "lengthb" },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (strcmp(name, map[i][0]) == 0)
			return map[i][1];
	return NULL;
}
