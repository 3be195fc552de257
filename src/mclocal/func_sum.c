/*
 * func_sum.c: aggregates: sums and means of decimals, exact; spread and
 * median of numbers.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/cell.h"
#include "mclocal/func_own.h"

enum {
	SUM_WHOLE = 60,
	SUM_SCALE = SUM_WHOLE + 18, /* behind the last digit of a mean */
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

/* Each digit from 0 to 9; what is left in front of the first, -1 when the
 * whole is negative: then the digits are its complement. */
static int64_t
sum_carry(int64_t *digit)
{
	int64_t carry = 0;
	int i;

	for (i = SUM_DIGITS - 1; i >= 0; i--) {
		int64_t v = digit[i] + carry;

		carry = v / 10;
		if (v % 10 < 0)
			carry--;
		digit[i] = v - carry * 10;
	}
	return carry;
}

/* The digits of the value without its sign; is it negative? */
static bool
sum_settle(int64_t *digit)
{
	int i;

	if (sum_carry(digit) >= 0)
		return false;
	for (i = 0; i < SUM_DIGITS; i++)
		digit[i] = -digit[i];
	sum_carry(digit);
	return true;
}

/* The digits, carried, divided by n. */
static void
sum_divide(int64_t *digit, int64_t n)
{
	int64_t rest = 0;
	int i;

	for (i = 0; i < SUM_DIGITS; i++) {
		rest = rest * 10 + digit[i];
		digit[i] = rest / n;
		rest %= n;
	}
}

static void
sum_give(sqlite3_context *ctx, bool mean)
{
	struct sum *s = sqlite3_aggregate_context(ctx, 0);
	int64_t digit[SUM_DIGITS];
	char text[SUM_DIGITS + 3];
	int i, at = 0, last = SUM_DIGITS;

	if (s == NULL || s->n == 0)
		return;
	memcpy(digit, s->digit, sizeof(digit));
	if (sum_settle(digit))
		text[at++] = '-';
	if (mean)
		sum_divide(digit, s->n);
	for (i = SUM_SCALE; mean && i < SUM_DIGITS; i++)
		digit[i] = 0;
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

static void
sum_value(sqlite3_context *ctx)
{
	sum_give(ctx, false);
}

static void
avg_value(sqlite3_context *ctx)
{
	sum_give(ctx, true);
}

/* --- spread --------------------------------------------------------------- */

/* All values, for sums of squares that are right must know the mean. */
struct spread {
	double *v;
	size_t n, room, first; /* those before first have left the window */
};

static void
spread_step(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct spread *s = sqlite3_aggregate_context(ctx, sizeof(*s));

	(void)n;
	if (s == NULL || sqlite3_value_type(v[0]) == SQLITE_NULL)
		return;
	if (s->n == s->room) {
		s->room = s->room * 2 + 16;
		s->v = xreallocarray(s->v, s->room, sizeof(*s->v));
	}
	s->v[s->n++] = sqlite3_value_double(v[0]);
}

static void
spread_inverse(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct spread *s = sqlite3_aggregate_context(ctx, sizeof(*s));

	(void)n;
	if (s != NULL && sqlite3_value_type(v[0]) != SQLITE_NULL &&
	    s->first < s->n)
		s->first++;
}

/* The sum of squares around the mean. */
static double
squares(const struct spread *s)
{
	double mean = 0, sum = 0;
	size_t i, n = s->n - s->first;

	for (i = s->first; i < s->n; i++)
		mean += s->v[i] / (double)n;
	for (i = s->first; i < s->n; i++)
		sum += (s->v[i] - mean) * (s->v[i] - mean);
	return sum;
}

static void
give_spread(sqlite3_context *ctx, bool sample, bool root)
{
	struct spread *s = sqlite3_aggregate_context(ctx, 0);
	size_t n = s == NULL ? 0 : s->n - s->first;
	double v;

	if (n == 0 || (n == 1 && sample))
		return;
	v = squares(s) / (double)(n - sample);
	sqlite3_result_double(ctx, root ? sqrt(v) : v);
}

static void
variance_value(sqlite3_context *ctx)
{
	give_spread(ctx, false, false);
}

static void
var_samp_value(sqlite3_context *ctx)
{
	give_spread(ctx, true, false);
}

static void
stddev_value(sqlite3_context *ctx)
{
	give_spread(ctx, false, true);
}

static void
stddev_samp_value(sqlite3_context *ctx)
{
	give_spread(ctx, true, true);
}

static int
by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
median_value(sqlite3_context *ctx)
{
	struct spread *s = sqlite3_aggregate_context(ctx, 0);
	size_t n = s == NULL ? 0 : s->n - s->first;
	double *v;

	if (n == 0)
		return;
	v = xreallocarray(NULL, n, sizeof(*v));
	memcpy(v, s->v + s->first, n * sizeof(*v));
	qsort(v, n, sizeof(*v), by_size);
	sqlite3_result_double(
	    ctx, n % 2 == 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2);
	free(v);
}

static void
spread_free(sqlite3_context *ctx)
{
	struct spread *s = sqlite3_aggregate_context(ctx, 0);

	if (s != NULL) {
		free(s->v);
		s->v = NULL;
	}
}

#define SPREAD_FINAL(name)                             \
	static void name##_final(sqlite3_context *ctx) \
	{                                              \
		name##_value(ctx);                     \
		spread_free(ctx);                      \
	}
SPREAD_FINAL(variance)
SPREAD_FINAL(var_samp)
SPREAD_FINAL(stddev)
SPREAD_FINAL(stddev_samp)
SPREAD_FINAL(median)

int
func_register_sums(sqlite3 *db)
{
	static const struct {
		const char *name;
		void (*step)(sqlite3_context *, int, sqlite3_value **);
		void (*final)(sqlite3_context *);
		void (*value)(sqlite3_context *);
		void (*inverse)(sqlite3_context *, int, sqlite3_value **);
	} f[] = {
		{ "mc_sum", sum_step, sum_value, sum_value, sum_inverse },
		{ "mc_avg", sum_step, avg_value, avg_value, sum_inverse },
		{ "mc_variance", spread_step, variance_final, variance_value,
		    spread_inverse },
		{ "mc_var_samp", spread_step, var_samp_final, var_samp_value,
		    spread_inverse },
		{ "mc_stddev", spread_step, stddev_final, stddev_value,
		    spread_inverse },
		{ "mc_stddev_samp", spread_step, stddev_samp_final,
		    stddev_samp_value, spread_inverse },
		{ "mc_median", spread_step, median_final, median_value,
		    spread_inverse },
	};
	size_t i;

	for (i = 0; i < sizeof(f) / sizeof(f[0]); i++)
		if (sqlite3_create_window_function(db, f[i].name, 1,
			SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, f[i].step,
			f[i].final, f[i].value, f[i].inverse,
			NULL) != SQLITE_OK)
			return -1;
	return 0;
}
