/*
 * retention.c: see retention.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "mysql/retention.h"

enum {
	HOUR = 3600,
	NEVER = -1,
	UNKNOWN = -2
};

/* A variable's value, yours; NULL when there is none. */
static char *
variable(struct conn *c, const char *name)
{
	MYSQL_RES *res = conn_query(c, "SHOW GLOBAL VARIABLES LIKE '%s'", name);
	MYSQL_ROW row;
	char *value = NULL;

	if (res == NULL)
		return NULL;
	/* in LIKE the '_' stands for any character */
	while (value == NULL && (row = mysql_fetch_row(res)) != NULL)
		if (mysql_num_fields(res) > 1 && row[0] != NULL &&
		    row[1] != NULL && strcasecmp(row[0], name) == 0)
			value = xstrdup(row[1]);
	mysql_free_result(res);
	return value;
}

/* A variable as a number, which MariaDB writes with a fraction; UNKNOWN. */
static double
number(struct conn *c, const char *name)
{
	char *text = variable(c, name), *end;
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
kept(struct conn *c)
{
	char *purge = variable(c, "binlog_expire_logs_auto_purge");
	bool off = purge != NULL && strcasecmp(purge, "OFF") == 0;
	double seconds = number(c, "binlog_expire_logs_seconds"), days;

	free(purge);
	if (off)
		return NEVER;
	if (seconds > 0)
		return seconds;
	days = number(c, "expire_logs_days");
	if (days > 0)
		return days * 24 * HOUR;
	return seconds == 0 || days == 0 ? NEVER : UNKNOWN;
}

/* Managed MySQL of another cloud removes logs by a setting of its own. */
static bool
managed_hours(struct conn *c, uint64_t *hours)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	bool ok;

	res = conn_query(c, "SELECT value FROM mysql.rds_configuration "
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
oldest_event(struct conn *c)
{
	MYSQL_RES *res = conn_query(c, "SHOW FULL BINARY LOGS");
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

void
retention_read(struct retention *r, struct conn *c)
{
	uint64_t hours;
	double seconds;

	memset(r, 0, sizeof(*r));
	if (c->product == CONN_POLARDBX) {
		r->kind = RETENTION_SIZE;
		r->oldest = oldest_event(c) * CLOCK_SECOND;
		return;
	}
	seconds = kept(c);
	if (c->product == CONN_MYSQL && managed_hours(c, &hours))
		seconds = (double)hours * HOUR;
	if (seconds >= 0) {
		r->kind = RETENTION_SECONDS;
		r->seconds = seconds;
	} else if (seconds == NEVER)
		r->kind = RETENTION_NEVER;
}
