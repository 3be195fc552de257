/*
 * func_date.c: parts of times, and days of the calendar.
 */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "mclocal/cell.h"
#include "mclocal/func_own.h"

/* Days since 1970, towards the past. */
static int64_t
day_of(int64_t us)
{
	return us / CLOCK_DAY - (us % CLOCK_DAY < 0);
}

static int64_t
day_from(int year, int month, int day)
{
	struct clock_civil c = { .year = year, .month = month, .day = day };

	return day_of(clock_us(&c));
}

/* 0 is Monday. */
static int
weekday(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

static int
month_days(int year, int month)
{
	int d = 31;

	while (!clock_date_exists(year, month, d))
		d--;
	return d;
}

/* The week with the year's first Thursday is the first. */
static int
week_of(int64_t day)
{
	struct clock_civil c;
	int64_t thursday = day - weekday(day) + 3;

	clock_civil(thursday * CLOCK_DAY, &c);
	return (int)((thursday - day_from(c.year, 1, 1)) / 7) + 1;
}

/* What a name asks for. */
static bool
part(int64_t us, const char *name, int64_t *v)
{
	struct clock_civil c;
	int64_t day = day_of(us);

	clock_civil(us, &c);
	if (strcasecmp(name, "yyyy") == 0 || strcasecmp(name, "year") == 0)
		*v = c.year;
	else if (strcasecmp(name, "mm") == 0 || strcasecmp(name, "mon") == 0 ||
		 strcasecmp(name, "month") == 0)
		*v = c.month;
	else if (strcasecmp(name, "dd") == 0 || strcasecmp(name, "day") == 0)
		*v = c.day;
	else if (strcasecmp(name, "hh") == 0 || strcasecmp(name, "hour") == 0)
		*v = c.hour;
	else if (strcasecmp(name, "mi") == 0 || strcasecmp(name, "minute") == 0)
		*v = c.minute;
	else if (strcasecmp(name, "ss") == 0 || strcasecmp(name, "second") == 0)
		*v = c.second;
	else if (strcasecmp(name, "ff3") == 0)
		*v = c.micro / 1000;
	else if (strcasecmp(name, "quarter") == 0)
		*v = (c.month + 2) / 3;
	else if (strcasecmp(name, "weekday") == 0)
		*v = weekday(day);
	else if (strcasecmp(name, "week") == 0)
		*v = week_of(day);
	else if (strcasecmp(name, "dayofweek") == 0)
		*v = (weekday(day) + 1) % 7 + 1;
	else if (strcasecmp(name, "dayofyear") == 0)
		*v = day - day_from(c.year, 1, 1) + 1;
	else
		return false;
	return true;
}

static void
f_datepart(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t us, value;

	if (func_null(n, v) || !func_time(v[0], &us))
		return;
	if (part(us, (const char *)sqlite3_value_text(v[1]), &value))
		sqlite3_result_int64(ctx, value);
	else
		sqlite3_result_error(ctx, "there is no such part", -1);
}

/* year(t), month(t)...: the user data is the name of the part. */
static void
f_part(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const char *const *name = sqlite3_user_data(ctx);
	int64_t us, value;

	(void)n;
	if (func_time(v[0], &us) && part(us, *name, &value))
		sqlite3_result_int64(ctx, value);
}

static void
f_last_day(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct clock_civil c;
	int64_t us;

	(void)n;
	if (!func_time(v[0], &us))
		return;
	clock_civil(us, &c);
	us = day_from(c.year, c.month, month_days(c.year, c.month)) * CLOCK_DAY;
	func_give_time(ctx,
	    sqlite3_user_data(ctx) == NULL ? ROW_MC_DATE : ROW_MC_DATETIME, us);
}

/* A day that the month does not have is its last one. */
static void
f_add_months(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t us, m;
	struct clock_civil c;
	int year, month, days;

	if (func_null(n, v) || !func_time(v[0], &us))
		return;
	clock_civil(us, &c);
	m = sqlite3_value_int64(v[1]);
	if (m < -120000 || m > 120000)
		return;
	m += (int64_t)c.year * 12 + c.month - 1;
	if (m < 12 || m >= 120000)
		return;
	year = (int)(m / 12);
	month = (int)(m % 12) + 1;
	days = month_days(year, month);
	func_give_time(ctx, ROW_MC_DATE,
	    day_from(year, month, c.day < days ? c.day : days) * CLOCK_DAY);
}

/* next_day(time, "MO"): the first such day after it. */
static void
f_next_day(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	static const char *const names[] = { "mo", "tu", "we", "th", "fr", "sa",
		"su" };
	const char *name = (const char *)sqlite3_value_text(v[1]);
	int64_t us, day;
	int i;

	if (func_null(n, v) || !func_time(v[0], &us))
		return;
	for (i = 0; i < 7; i++)
		if (strncasecmp(name, names[i], 2) == 0)
			break;
	if (i == 7)
		return;
	day = day_of(us);
	day += (i - weekday(day) + 6) % 7 + 1;
	func_give_time(ctx, ROW_MC_DATE, day * CLOCK_DAY);
}

/* Whole months between equal days and last days, else with 31sts. */
static void
f_months_between(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct clock_civil a, b;
	int64_t ua, ub;
	double months, seconds;

	(void)n;
	if (!func_time(v[0], &ua) || !func_time(v[1], &ub))
		return;
	clock_civil(ua, &a);
	clock_civil(ub, &b);
	months = (a.year - b.year) * 12 + a.month - b.month;
	if (a.day != b.day && (a.day != month_days(a.year, a.month) ||
				  b.day != month_days(b.year, b.month))) {
		seconds = (a.day - b.day) * 86400.0 +
			  (a.hour - b.hour) * 3600.0 +
			  (a.minute - b.minute) * 60.0 + (a.second - b.second);
		months += seconds / (31 * 86400.0);
	}
	sqlite3_result_double(ctx, months);
}

/* SQLite wants a pointer that is not const; nobody writes there. */
static int
add_with(sqlite3 *db, const char *name, const char *const *data,
    void (*call)(sqlite3_context *, int, sqlite3_value **))
{
	union {
		const char *const *in;
		void *out;
	} p = { data };

	return sqlite3_create_function(db, name, 1,
		   SQLITE_UTF8 | SQLITE_DETERMINISTIC, p.out, call, NULL,
		   NULL) == SQLITE_OK
		   ? 0
		   : -1;
}

int
func_register_dates(sqlite3 *db)
{
	static const struct func f[] = {
		{ "datepart", 2, f_datepart },
		{ "last_day", 1, f_last_day },
		{ "add_months", 2, f_add_months },
		{ "next_day", 2, f_next_day },
		{ "months_between", 2, f_months_between },
	};
	static const char *const parts[] = { "year", "quarter", "month", "day",
		"hour", "minute", "second", "weekday", "dayofweek",
		"dayofyear" };
	static const char *const week = "week";
	size_t i;

	if (func_add(db, f, sizeof(f) / sizeof(f[0]), true) == -1 ||
	    add_with(db, "lastday", &week, f_last_day) == -1 ||
	    add_with(db, "weekofyear", &week, f_part) == -1)
		return -1;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (add_with(db, parts[i], &parts[i], f_part) == -1)
			return -1;
	return 0;
}
