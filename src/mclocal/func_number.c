/*
 * func_number.c: functions of numbers: exact ones, rounding, bases.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/rand.h>

#include "base/jsonw.h"
#include "mclocal/decimal.h"
#include "mclocal/func.h"
#include "mclocal/func_own.h"

static bool
parse(struct decimal *x, sqlite3_value *v)
{
	size_t n;
	const char *p = func_text(v, &n);

	return decimal_parse(x, p, n);
}

static void
give_decimal(sqlite3_context *ctx, struct decimal *x)
{
	struct buf b;
	int i;

	decimal_trim(x);
	while (x->scale > 0 && (x->n == 0 || x->d[0] == 0)) {
		if (x->n > 0)
			memmove(x->d, x->d + 1, (size_t)--x->n);
		x->scale--;
	}
	if ((x->n > x->scale ? x->n : x->scale) > DECIMAL_PRECISION)
		return; /* too large: NULL */
	buf_init(&b);
	if (x->minus && x->n > 0)
		buf_putc(&b, '-');
	if (x->n <= x->scale)
		buf_putc(&b, '0');
	for (i = x->n - 1; i >= x->scale; i--)
		buf_putc(&b, '0' + x->d[i]);
	for (i = x->scale - 1; i >= 0; i--) {
		if (i == x->scale - 1)
			buf_putc(&b, '.');
		buf_putc(&b, '0' + (i < x->n ? x->d[i] : 0));
	}
	func_give(ctx, &b);
}

/* mc_decimal(operator, a, b, scale) */
static void
f_decimal(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int scale = sqlite3_value_int(v[3]);
	struct decimal a, b;
	bool ok;

	if (func_null(n, v) || !parse(&a, v[1]) || !parse(&b, v[2]))
		return;
	switch (*sqlite3_value_text(v[0])) {
	case '*':
		ok = decimal_multiply(&a, &b);
		break;
	case '/':
		ok = decimal_divide(&a, &b, scale);
		break;
	case '%':
		ok = decimal_modulo(&a, &b);
		break;
	case '-':
		b.minus = !b.minus;
		ok = decimal_add(&a, &b);
		break;
	default:
		ok = decimal_add(&a, &b);
		break;
	}
	if (ok && decimal_round(&a, scale, DECIMAL_HALF_UP))
		give_decimal(ctx, &a);
}

/* --- rounding ------------------------------------------------------------- */

/* A double is taken by its shortest digits, for that is what is meant. */
static bool
rounded(
    struct decimal *x, sqlite3_value *v, int keep, enum decimal_rounding how)
{
	struct buf b;
	double d;
	bool ok;

	if (sqlite3_value_type(v) != SQLITE_FLOAT)
		return parse(x, v) && decimal_round(x, keep, how);
	d = sqlite3_value_double(v);
	if (!isfinite(d) || fabs(d) >= 1e30)
		return false;
	buf_init(&b);
	jsonw_double(&b, d);
	ok = decimal_parse(x, (const char *)b.data, b.len);
	buf_release(&b);
	return ok && decimal_round(x, keep, how);
}

static double
to_double(const struct decimal *x)
{
	char text[DECIMAL_DIGITS + 16];
	int i, at = 0;

	if (x->minus)
		text[at++] = '-';
	text[at++] = '0';
	for (i = x->n - 1; i >= 0; i--)
		text[at++] = (char)('0' + x->d[i]);
	snprintf(text + at, sizeof(text) - (size_t)at, "e%d", -x->scale);
	return strtod(text, NULL);
}

/* The same kind of number that came: text is a decimal. */
static void
give_rounded(
    sqlite3_context *ctx, int n, sqlite3_value **v, enum decimal_rounding how)
{
	int keep = n > 1 ? sqlite3_value_int(v[1]) : 0;
	struct decimal x;

	if (func_null(n, v))
		return;
	keep = keep > 20 ? 20 : keep < -60 ? -60 : keep;
	if (!rounded(&x, v[0], keep, how)) {
		sqlite3_result_value(ctx, v[0]);
	} else if (sqlite3_value_type(v[0]) == SQLITE_TEXT) {
		give_decimal(ctx, &x);
	} else {
		sqlite3_result_double(ctx, to_double(&x));
	}
}

static void
f_round(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	give_rounded(ctx, n, v, DECIMAL_HALF_UP);
}

static void
f_trunc(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	give_rounded(ctx, n, v, DECIMAL_DOWN);
}

static void
whole(sqlite3_context *ctx, sqlite3_value *v, enum decimal_rounding how)
{
	struct decimal x;
	double d;

	if (sqlite3_value_type(v) == SQLITE_INTEGER) {
		sqlite3_result_value(ctx, v);
	} else if (sqlite3_value_type(v) == SQLITE_FLOAT) {
		d = sqlite3_value_double(v);
		d = how == DECIMAL_CEIL ? ceil(d) : floor(d);
		if (fabs(d) < 9.2e18)
			sqlite3_result_int64(ctx, (int64_t)d);
	} else if (parse(&x, v) && decimal_round(&x, 0, how)) {
		give_decimal(ctx, &x);
	}
}

static void
f_ceil(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	whole(ctx, v[0], DECIMAL_CEIL);
}

static void
f_floor(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	whole(ctx, v[0], DECIMAL_FLOOR);
}

static void
f_abs(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct decimal x;

	(void)n;
	if (!parse(&x, v[0]))
		return;
	x.minus = false;
	give_decimal(ctx, &x);
}

/* 1234567.8 with 2 digits: 1,234,567.80 */
static void
f_format_number(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int keep = sqlite3_value_int(v[1]), i;
	struct decimal x;
	struct buf b;

	if (func_null(n, v) || keep < 0 || keep > 20 ||
	    !rounded(&x, v[0], keep, DECIMAL_HALF_UP))
		return;
	if (x.scale < keep && !decimal_shift(&x, keep - x.scale))
		return;
	buf_init(&b);
	if (x.minus && x.n > 0)
		buf_putc(&b, '-');
	if (x.n <= keep)
		buf_putc(&b, '0');
	for (i = x.n - 1; i >= keep; i--) {
		buf_putc(&b, '0' + x.d[i]);
		if (i > keep && (i - keep) % 3 == 0)
			buf_putc(&b, ',');
	}
	for (i = keep - 1; i >= 0; i--) {
		if (i == keep - 1)
			buf_putc(&b, '.');
		buf_putc(&b, '0' + (i < x.n ? x.d[i] : 0));
	}
	func_give(ctx, &b);
}

/* --- others --------------------------------------------------------------- */

static void
put_base(struct buf *b, uint64_t v, unsigned base)
{
	char text[65];
	size_t at = sizeof(text);

	do
		text[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[v % base];
	while ((v /= base) != 0);
	buf_put(b, text + at, sizeof(text) - at);
}

static void
f_bin(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct buf b;

	if (func_null(n, v))
		return;
	buf_init(&b);
	put_base(&b, (uint64_t)sqlite3_value_int64(v[0]), 2);
	func_give(ctx, &b);
}

/* conv(text, from, to); what is below 0 counts as 64 bits. */
static void
f_conv(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int from = sqlite3_value_int(v[1]), to = sqlite3_value_int(v[2]);
	char *end;
	uint64_t x;
	struct buf b;

	if (func_null(n, v) || from < 2 || from > 36 || to < 2 || to > 36)
		return;
	x = strtoull((const char *)sqlite3_value_text(v[0]), &end, from);
	buf_init(&b);
	put_base(&b, x, (unsigned)to);
	func_give(ctx, &b);
}

static void
f_cbrt(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	if (!func_null(n, v))
		sqlite3_result_double(ctx, cbrt(sqlite3_value_double(v[0])));
}

static void
f_factorial(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t i = sqlite3_value_int64(v[0]), r = 1;

	if (func_null(n, v) || i < 0 || i > 20)
		return;
	for (; i > 1; i--)
		r *= i;
	sqlite3_result_int64(ctx, r);
}

static void
f_isnan(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	if (!func_null(n, v)) /* NaN is kept as a text */
		sqlite3_result_int(
		    ctx, sqlite3_value_type(v[0]) == SQLITE_TEXT);
}

static void
f_rand(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	uint32_t r = 0;

	(void)n;
	(void)v;
	if (RAND_bytes((unsigned char *)&r, sizeof(r)) == 1)
		sqlite3_result_double(ctx, r / 4294967296.0);
}

/* NULL is below everything, and so counts for nothing. */
static void
greatest(sqlite3_context *ctx, int n, sqlite3_value **v, bool decimal)
{
	sqlite3_value *best = NULL;
	int i, more;

	for (i = 0; i < n; i++) {
		if (sqlite3_value_type(v[i]) == SQLITE_NULL)
			continue;
		if (best == NULL) {
			best = v[i];
			continue;
		}
		if (sqlite3_value_type(best) != SQLITE_TEXT) {
			more = sqlite3_value_double(v[i]) >
				   sqlite3_value_double(best) ||
			       (sqlite3_value_type(v[i]) == SQLITE_INTEGER &&
				   sqlite3_value_int64(v[i]) >
				       sqlite3_value_int64(best));
		} else {
			size_t a, b;
			const char *x = func_text(v[i], &a);
			const char *y = func_text(best, &b);
			int c = memcmp(x, y, a < b ? a : b);

			more = decimal ? func_decimal_cmp(x, a, y, b) > 0
				       : c > 0 || (c == 0 && a > b);
		}
		if (more)
			best = v[i];
	}
	if (best != NULL)
		sqlite3_result_value(ctx, best);
}

static void
f_greatest(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	greatest(ctx, n, v, false);
}

static void
f_greatest_d(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	greatest(ctx, n, v, true);
}

int
func_register_numbers(sqlite3 *db)
{
	static const struct func f[] = {
		{ "mc_decimal", 4, f_decimal },
		{ "mc_round", -1, f_round },
		{ "mc_trunc", -1, f_trunc },
		{ "mc_ceil", 1, f_ceil },
		{ "mc_floor", 1, f_floor },
		{ "mc_abs", 1, f_abs },
		{ "format_number", 2, f_format_number },
		{ "bin", 1, f_bin },
		{ "conv", 3, f_conv },
		{ "cbrt", 1, f_cbrt },
		{ "factorial", 1, f_factorial },
		{ "isnan", 1, f_isnan },
		{ "mc_greatest", -1, f_greatest },
		{ "mc_greatest_d", -1, f_greatest_d },
	};
	static const struct func random = { "mc_rand", -1, f_rand };

	if (func_add(db, f, sizeof(f) / sizeof(f[0]), true) == -1)
		return -1;
	return func_add(db, &random, 1, false);
}
