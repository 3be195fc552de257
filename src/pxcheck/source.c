/*
 * source.c: the server: can it be had, is it one of ours, what time is it.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/num.h"
#include "pxcheck/check.h"

enum {
	READ_TIMEOUT = 30,
	SKEW_MAX = 60 /* seconds */
};

char *
check_variable(struct check *k, const char *name)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	char *value = NULL;

	res = conn_query(&k->conn, "SHOW GLOBAL VARIABLES LIKE '%s'", name);
	if (res == NULL)
		return NULL;
	/* in LIKE the '_' stands for any character */
	while (value == NULL && (row = mysql_fetch_row(res)) != NULL)
		if (mysql_num_fields(res) > 1 && row[0] != NULL &&
		    strcasecmp(row[0], name) == 0)
			value = xstrdup(row[1] != NULL ? row[1] : "");
	mysql_free_result(res);
	return value != NULL ? value : xstrdup("");
}

bool
check_chosen(struct check *k, const char *db, const char *name)
{
	return schema_find(&k->tables, db, name) != NULL;
}

/* "5.4.19" behind -TDDL- or -PXC- as 50419; 0 when it is not there. */
static unsigned
product_version(const char *server)
{
	const char *at = strstr(server, "-TDDL-");
	unsigned long part[3] = { 0, 0, 0 };
	char *end;

	if (at != NULL)
		at += 6;
	else if ((at = strstr(server, "-PXC-")) != NULL)
		at += 5;
	for (int i = 0; at != NULL && i < 3; i++) {
		part[i] = strtoul(at, &end, 10) % 100;
		at = *end == '.' ? end + 1 : NULL;
	}
	return (unsigned)(part[0] * 10000 + part[1] * 100 + part[2]);
}

static void
check_version(struct check *k)
{
	const struct conn *c = &k->conn;
	unsigned version = c->version, oldest = 50600, better = 50700;

	report_pass(k->r, SOURCE_VERSION, "%s %s",
	    conn_product_name(c->product), c->server);
	if (c->product == CONN_MARIADB)
		oldest = better = 100200;
	else if (c->product == CONN_POLARDBX) {
		version = product_version(c->server);
		oldest = better = 50413;
		if (version == 0) {
			report_warn(k->r, SOURCE_VERSION,
			    "%s: no version of PolarDB-X in it", c->server);
			return;
		}
	}
	if (version < oldest)
		report_fail(k->r, SOURCE_VERSION, "%s %s is too old",
		    conn_product_name(c->product), c->server);
	else if (version < better)
		report_warn(k->r, SOURCE_VERSION, "%s %s is old",
		    conn_product_name(c->product), c->server);
}

static void
check_clock(struct check *k)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	int64_t there, off;
	bool ok;

	res = conn_query(&k->conn, "SELECT UNIX_TIMESTAMP()");
	row = res == NULL ? NULL : mysql_fetch_row(res);
	ok = row != NULL && row[0] != NULL &&
	     num_i64(row[0], 0, INT64_MAX / CLOCK_SECOND, &there);
	if (res != NULL)
		mysql_free_result(res);
	if (!ok) {
		report_warn(k->r, SOURCE_CLOCK, "the server does not say");
		return;
	}
	off = there - clock_now() / CLOCK_SECOND;
	report_pass(k->r, SOURCE_CLOCK, "less than %d s apart", SKEW_MAX);
	if (off >= SKEW_MAX || -off >= SKEW_MAX)
		report_warn(k->r, SOURCE_CLOCK, "the server is %lld s %s",
		    (long long)(off < 0 ? -off : off),
		    off < 0 ? "behind" : "ahead");
}

void
check_source(struct check *k)
{
	struct conn *c = &k->conn;

	if (conn_open_waiting(c, k->conf, READ_TIMEOUT, NULL) == -1) {
		report_fail(k->r, SOURCE_CONNECT, "%s", c->why);
		k->r->code = c->code;
		return;
	}
	k->open = true;
	report_pass(k->r, SOURCE_CONNECT, "%s", conn_product_name(c->product));
	check_version(k);
	check_clock(k);
}
