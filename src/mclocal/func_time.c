/*
 * func_time.c: MaxCompute's functions of times.  All of it is UTC.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "mclocal/cell.h"
#include "mclocal/func.h"
#include "mclocal/func_own.h"

bool
func_time(sqlite3_value *v, int64_t *us)
{
	const char *p;

	if (sqlite3_value_type(v) != SQLITE_TEXT)
		return false;
	p = (const char *)sqlite3_value_text(v);
	return cell_time_parse(p, (size_t)sqlite3_value_bytes(v), us);
}

void
func_give_time(sqlite3_context *ctx, unsigned type, int64_t us)
{
	char text[40];
	size_t n;

	if (us < INT64_C(-62167219200) * CLOCK_SECOND ||
	    us >= INT64_C(253402300800) * CLOCK_SECOND)
		return;
	n = cell_time_text(text, type, us, 0);
	sqlite3_result_text(ctx, text, (int)n, SQLITE_TRANSIENT);
}

static void
f_now(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	func_give_time(ctx, ROW_MC_DATETIME, clock_now());
}

static void
f_today(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	func_give_time(ctx, ROW_MC_DATE, clock_now());
}

/* Whole units since 1970, towards the past. */
static int64_t
floor_div(int64_t v, int64_t unit)
{
	return v / unit - (v % unit < 0);
}

static void
f_unix_timestamp(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t us;

	if (n == 0)
		sqlite3_result_int64(ctx, clock_now() / CLOCK_SECOND);
	else if (func_time(v[0], &us))
		sqlite3_result_int64(ctx, floor_div(us, CLOCK_SECOND));
}

static void
f_to_millis(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t us;

	(void)n;
	if (func_time(v[0], &us))
		sqlite3_result_int64(ctx, floor_div(us, 1000));
}

/* The patterns of to_char, to_date and date_format, longest first. */
static const struct {
	const char *pattern;
	size_t digits;
	size_t at; /* which field of struct clock_civil */
} fields[] = {
	{ "yyyy", 4, offsetof(struct clock_civil, year) },
	{ "ff3", 3, offsetof(struct clock_civil, micro) },
	{ "sss", 3, offsetof(struct clock_civil, micro) },
	{ "SSS", 3, offsetof(struct clock_civil, micro) },
	{ "mi", 2, offsetof(struct clock_civil, minute) },
	{ "MM", 2, offsetof(struct clock_civil, month) },
	{ "mm", 2, offsetof(struct clock_civil, month) },
	{ "dd", 2, offsetof(struct clock_civil, day) },
	{ "hh", 2, offsetof(struct clock_civil, hour) },
	{ "HH", 2, offsetof(struct clock_civil, hour) },
	{ "ss", 2, offsetof(struct clock_civil, second) },
};

/* What a pattern means besides. */
enum {
	MM_MINUTE = 1, /* mm is the minute, MM the month */
	HH_TWELVE = 2  /* hh goes to 12, HH to 23 */
};

/* mm is the month; where MM stands, too, it is the minute. */
static int
by_format(const char *format)
{
	return strstr(format, "MM") != NULL ? MM_MINUTE : 0;
}

/* The field that begins at p, or -1. */
static int
field_at(const char *p, int how, size_t *at)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strncmp(p, fields[i].pattern, strlen(fields[i].pattern)) ==
		    0) {
			*at = fields[i].at;
			if (strncmp(p, "mm", 2) == 0 && (how & MM_MINUTE) != 0)
				*at = offsetof(struct clock_civil, minute);
			return (int)i;
		}
	return -1;
}

static void
give_by(sqlite3_context *ctx, int64_t us, const char *format, int how)
{
	struct clock_civil c;
	struct buf b;
	const char *p;
	size_t at;
	int f, value;

	clock_civil(us, &c);
	buf_init(&b);
	for (p = format; *p != '\0';) {
		if ((f = field_at(p, how, &at)) == -1) {
			buf_putc(&b, *p++);
			continue;
		}
		memcpy(&value, (const char *)&c + at, sizeof(value));
		if (fields[f].digits == 3)
			value /= 1000;
		if ((how & HH_TWELVE) != 0 && strncmp(p, "hh", 2) == 0)
			value = (value + 11) % 12 + 1;
		buf_printf(&b, "%0*d", (int)fields[f].digits, value);
		p += strlen(fields[f].pattern);
	}
	func_give(ctx, &b);
}

/* to_char(time, format) and to_char(anything) */
static void
f_to_char(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const char *format;
	int64_t us;
	struct buf b;

	if (func_null(n, v))
		return;
	if (n == 2) {
		format = (const char *)sqlite3_value_text(v[1]);
		if (func_time(v[0], &us))
			give_by(ctx, us, format, by_format(format));
		return;
	}
	buf_init(&b);
	func_put_text(&b, v[0]);
	func_give(ctx, &b);
}

/* date_format(time, format): all hours go to 23, mm is the month. */
static void
f_date_format(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t us;

	if (!func_null(n, v) && func_time(v[0], &us))
		give_by(ctx, us, (const char *)sqlite3_value_text(v[1]), 0);
}

/* The same with odps.sql.hive.compatible. */
static void
f_date_format_hive(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const char *format = (const char *)sqlite3_value_text(v[1]);
	int64_t us;

	if (!func_null(n, v) && func_time(v[0], &us) &&
	    strstr(format, "mi") == NULL)
		give_by(ctx, us, format, MM_MINUTE | HH_TWELVE);
}

static bool
parse_by(const char *p, const char *format, struct clock_civil *c)
{
	const char *f = format;
	size_t at, i;
	int which, value;

	while (*f != '\0') {
		if ((which = field_at(f, by_format(format), &at)) == -1) {
			if (*p++ != *f++)
				return false;
			continue;
		}
		for (value = 0, i = 0; i < fields[which].digits; i++, p++) {
			if (*p < '0' || *p > '9')
				return false;
			value = value * 10 + (*p - '0');
		}
		if (fields[which].digits == 3)
			value *= 1000;
		memcpy((char *)c + at, &value, sizeof(value));
		f += strlen(fields[which].pattern);
	}
	return *p == '\0' && clock_date_exists(c->year, c->month, c->day) &&
	       c->hour < 24 && c->minute < 60 && c->second < 60;
}

static void
f_to_date(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct clock_civil c = { .year = 1970, .month = 1, .day = 1 };
	const char *p = (const char *)sqlite3_value_text(v[0]), *format;
	int64_t us;

	if (n == 1) {
		if (func_time(v[0], &us))
			func_give_time(ctx, ROW_MC_DATE, us);
		return;
	}
	format = (const char *)sqlite3_value_text(v[1]);
	if (p != NULL && format != NULL && parse_by(p, format, &c))
		func_give_time(ctx, ROW_MC_DATETIME, clock_us(&c));
}

static void
f_isdate(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct clock_civil c = { .year = 1970, .month = 1, .day = 1 };

	if (!func_null(n, v))
		sqlite3_result_int(
		    ctx, parse_by((const char *)sqlite3_value_text(v[0]),
			     (const char *)sqlite3_value_text(v[1]), &c));
}

/* from_unixtime(seconds [, format]) */
static void
f_from_unixtime(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t s = sqlite3_value_int64(v[0]);

	if (func_null(n, v) || s < INT64_C(-62167219200) ||
	    s >= INT64_C(253402300800))
		return;
	if (n == 1)
		func_give_time(ctx, ROW_MC_DATETIME, s * CLOCK_SECOND);
	else
		give_by(ctx, s * CLOCK_SECOND,
		    (const char *)sqlite3_value_text(v[1]),
		    by_format((const char *)sqlite3_value_text(v[1])));
}

/* Units by name; months for the ones without a fixed length. */
static int64_t
unit_of(const char *name, int *months)
{
	static const struct {
		const char *name;
		int64_t us;
		int months;
	} unit[] = {
		{ "yyyy", 0, 12 },
		{ "year", 0, 12 },
		{ "mm", 0, 1 },
		{ "month", 0, 1 },
		{ "mon", 0, 1 },
		{ "dd", CLOCK_DAY, 0 },
		{ "day", CLOCK_DAY, 0 },
		{ "hh", 3600 * CLOCK_SECOND, 0 },
		{ "hour", 3600 * CLOCK_SECOND, 0 },
		{ "mi", 60 * CLOCK_SECOND, 0 },
		{ "ss", CLOCK_SECOND, 0 },
		{ "minute", 60 * CLOCK_SECOND, 0 },
		{ "second", CLOCK_SECOND, 0 },
		{ "ff3", 1000, 0 },
	};
	size_t i;

	for (i = 0; name != NULL && i < sizeof(unit) / sizeof(unit[0]); i++)
		if (sqlite3_stricmp(name, unit[i].name) == 0) {
			*months = unit[i].months;
			return unit[i].us;
		}
	*months = 0;
	return 0;
}

static int64_t
add_months(int64_t us, int64_t months)
{
	struct clock_civil c;
	int64_t m;

	clock_civil(us, &c);
	m = (int64_t)c.year * 12 + c.month - 1 + months;
	if (m < 12 || m >= 120000)
		return INT64_MAX;
	c.year = (int)(m / 12);
	c.month = (int)(m % 12) + 1;
	while (!clock_date_exists(c.year, c.month, c.day))
		c.day--;
	return clock_us(&c);
}

static unsigned
type_of(sqlite3_value *v)
{
	return sqlite3_value_bytes(v) <= 10 ? ROW_MC_DATE : ROW_MC_TIMESTAMP;
}

/* dateadd(time, count, unit), date_add(time, days) */
static void
f_dateadd(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t us, count, unit = CLOCK_DAY;
	int months = 0;

	if (!func_time(v[0], &us) || sqlite3_value_type(v[1]) == SQLITE_NULL)
		return;
	count = sqlite3_value_int64(v[1]);
	if (n == 3)
		unit = unit_of((const char *)sqlite3_value_text(v[2]), &months);
	if (months != 0 && count > -200000 && count < 200000)
		us = add_months(us, count * months);
	else if (unit == 0 || __builtin_mul_overflow(count, unit, &count) ||
		 __builtin_add_overflow(us, count, &us))
		return;
	func_give_time(ctx,
	    n == 2                            ? ROW_MC_DATE
	    : months == 0 && unit < CLOCK_DAY ? ROW_MC_TIMESTAMP
					      : type_of(v[0]),
	    us);
}

static void
f_datediff(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t a, b, unit = CLOCK_DAY;
	struct clock_civil ca, cb;
	int months = 0;

	if (!func_time(v[0], &a) || !func_time(v[1], &b))
		return;
	if (n == 3)
		unit = unit_of((const char *)sqlite3_value_text(v[2]), &months);
	clock_civil(a, &ca);
	clock_civil(b, &cb);
	if (months == 12)
		sqlite3_result_int64(ctx, ca.year - cb.year);
	else if (months == 1)
		sqlite3_result_int64(
		    ctx, (ca.year - cb.year) * 12 + ca.month - cb.month);
	else if (unit != 0)
		sqlite3_result_int64(
		    ctx, floor_div(a, unit) - floor_div(b, unit));
}

static void
f_datetrunc(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct clock_civil c;
	int64_t us, unit;
	int months;

	(void)n;
	unit = unit_of((const char *)sqlite3_value_text(v[1]), &months);
	if (!func_time(v[0], &us))
		return;
	if (months != 0) {
		clock_civil(us, &c);
		c.day = 1;
		if (months == 12)
			c.month = 1;
		us = floor_div(clock_us(&c), CLOCK_DAY) * CLOCK_DAY;
	} else if (unit != 0) {
		us = floor_div(us, unit) * unit;
	} else {
		return;
	}
	func_give_time(ctx, type_of(v[0]), us);
}

int
func_register_times(sqlite3 *db)
{
	static const struct func now[] = {
		{ "getdate", 0, f_now },
		{ "mc_now", 0, f_now },
		{ "mc_today", 0, f_today },
		{ "unix_timestamp", -1, f_unix_timestamp },
	};
	static const struct func f[] = {
		{ "from_unixtime", 1, f_from_unixtime },
		{ "from_unixtime", 2, f_from_unixtime },
		{ "to_millis", 1, f_to_millis },
		{ "to_char", -1, f_to_char },
		{ "date_format", 2, f_date_format },
		{ "mc_date_format_hive", 2, f_date_format_hive },
		{ "to_date", 1, f_to_date },
		{ "to_date", 2, f_to_date },
		{ "isdate", 2, f_isdate },
		{ "dateadd", 3, f_dateadd },
		{ "date_add", 2, f_dateadd },
		{ "datediff", 2, f_datediff },
		{ "datediff", 3, f_datediff },
		{ "datetrunc", 2, f_datetrunc },
	};

	if (func_add(db, now, sizeof(now) / sizeof(now[0]), false) == -1)
		return -1;
	return func_add(db, f, sizeof(f) / sizeof(f[0]), true);
}
