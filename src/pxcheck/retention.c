/*
 * retention.c: how long a server keeps its log.  MySQL and MariaDB say so in
 * variables; PolarDB-X keeps its log by size, there only the age of the
 * oldest event tells.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/num.h"
#include "pxcheck/check.h"

enum {
	HOUR = 3600,
	HOURS_FOLLOW = 24,   /* changes alone */
	HOURS_COPY = 7 * 24, /* a copy first */
	NEVER = -1,          /* are they removed */
	UNKNOWN = -2
};

/* A variable as a number, which MariaDB writes with a fraction; UNKNOWN. */
static double
number(struct check *k, const char *name)
{
	char *text = check_variable(k, name), *end;
	double v;

	if (text == NULL)
		return UNKNOWN;
	v = strtod(text, &end);
	if (end == text || !(v >= 0))
		v = UNKNOWN;
	free(text);
	return v;
}

/* Seconds, or one of the words above. */
static double
kept(struct check *k)
{
	char *purge = check_variable(k, "binlog_expire_logs_auto_purge");
	bool off = purge != NULL && strcasecmp(purge, "OFF") == 0;
	double seconds = number(k, "binlog_expire_logs_seconds"), days;

	free(purge);
	if (off)
		return NEVER;
	if (seconds > 0)
		return seconds;
	days = number(k, "expire_logs_days");
	if (days > 0)
		return days * 24 * HOUR;
	return seconds == 0 || days == 0 ? NEVER : UNKNOWN;
}

/* Managed MySQL of another cloud removes logs by a setting of its own. */
static bool
managed_hours(struct check *k, uint64_t *hours)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	bool ok;

	res = conn_query(&k->conn, "SELECT value FROM mysql.rds_configuration "
				   "WHERE name = 'binlog retention hours'");
	if (res == NULL)
		return false;
	row = mysql_fetch_row(res);
	ok = row != NULL;
	*hours = 0;
	if (ok && row[0] != NULL && !num_u64(row[0], 0, 1000000, hours))
		*hours = 0;
	mysql_free_result(res);
	return ok;
}

/* Seconds since 1970 of a number or of "2024-01-02 03:04:05"; 0. */
static int64_t
when(const char *s)
{
	char text[32] = "";
	uint64_t v;
	int64_t us;

	if (num_u64(s, 0, INT64_MAX / CLOCK_SECOND, &v))
		return (int64_t)v;
	if (strlen(s) < 19)
		return 0;
	memcpy(text, s, 19);
	text[10] = 'T';
	text[19] = 'Z';
	return clock_parse_rfc3339(text, &us) ? us / CLOCK_SECOND : 0;
}

/* The first column of this name in the first row of SHOW FULL BINARY LOGS. */
static int64_t
oldest_event(struct check *k)
{
	MYSQL_RES *res = conn_query(&k->conn, "SHOW FULL BINARY LOGS");
	MYSQL_FIELD *field;
	MYSQL_ROW row;
	int64_t at = 0;

	if (res == NULL)
		return 0;
	field = mysql_fetch_fields(res);
	row = mysql_fetch_row(res);
	for (unsigned i = 0; row != NULL && i < mysql_num_fields(res); i++)
		if (strcasecmp(field[i].name, "First_event_time") == 0 &&
		    row[i] != NULL)
			at = when(row[i]);
	mysql_free_result(res);
	return at;
}

static void
check_by_size(struct check *k, unsigned want)
{
	int64_t at = oldest_event(k), hours;

	if (at == 0) {
		report_warn(k->r, SOURCE_RETENTION,
		    "the age of the oldest log cannot be learnt; %u h wanted",
		    want);
		return;
	}
	hours = (clock_now() / CLOCK_SECOND - at) / HOUR;
	report_pass(k->r, SOURCE_RETENTION, "the oldest event is %lld h old",
	    (long long)hours);
	if (hours < want)
		report_warn(k->r, SOURCE_RETENTION,
		    "the oldest event is %lld h old, %u h wanted; logs are "
		    "removed by size",
		    (long long)hours, want);
}

void
check_retention(struct check *k)
{
	unsigned want = k->full ? HOURS_COPY : HOURS_FOLLOW;
	uint64_t hours;
	double seconds;

	if (!k->incr) {
		report_skip(k->r, SOURCE_RETENTION, "no changes are followed");
		return;
	}
	if (k->conn.product == CONN_POLARDBX) {
		check_by_size(k, want);
		return;
	}
	seconds = kept(k);
	if (k->conn.product == CONN_MYSQL && managed_hours(k, &hours))
		seconds = (double)hours * HOUR;
	if (seconds == UNKNOWN)
		report_warn(k->r, SOURCE_RETENTION,
		    "the server does not say; %u h wanted", want);
	else if (seconds == NEVER)
		report_pass(k->r, SOURCE_RETENTION, "logs are never removed");
	else if (seconds >= want * (double)HOUR)
		report_pass(k->r, SOURCE_RETENTION, "logs are kept %.0f h",
		    seconds / HOUR);
	else
		report_fail(k->r, SOURCE_RETENTION,
		    "logs are kept %.1f h, %u h wanted", seconds / HOUR, want);
}
