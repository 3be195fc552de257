/*
 * binlog.c: is there a log, does it say enough, and may we read it: tried
 * by reading its newest position and by being a replica for a moment.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/num.h"
#include "mysql/dump.h"
#include "mysql/logs.h"
#include "pxcheck/check.h"
#include "rec/position.h"

enum {
	DUMP_TIMEOUT = 10,
	DUMP_EVENTS = 16, /* the description is among the first */
	FORMAT_DESCRIPTION = 15
};

/* --- the log's settings -------------------------------------------------- */

/* A variable that must have one value; servers without it have no choice. */
static void
want_value(struct check *k, enum item i, const char *name, const char *value)
{
	char *is = check_variable(k, name);

	if (is == NULL)
		report_fail(k->r, i, "%s", k->conn.why);
	else if (*is == '\0')
		report_pass(k->r, i, "no %s here", name);
	else if (strcasecmp(is, value) == 0)
		report_pass(k->r, i, "%s is %s", name, is);
	else
		report_fail(k->r, i, "%s is %s", name, is);
	free(is);
}

static void
check_partial(struct check *k)
{
	char *is = check_variable(k, "binlog_row_value_options");

	report_pass(k->r, SOURCE_PARTIAL_JSON, "documents are logged whole");
	if (is == NULL)
		report_fail(k->r, SOURCE_PARTIAL_JSON, "%s", k->conn.why);
	else if (strstr(is, "PARTIAL_JSON") != NULL)
		report_fail(k->r, SOURCE_PARTIAL_JSON,
		    "binlog_row_value_options is %s", is);
	free(is);
}

static void
check_server_id(struct check *k)
{
	uint64_t ours = conf_number(k->conf, "source.server_id"), id;
	char *is = check_variable(k, "server_id");

	if (is == NULL || !num_u64(is, 0, UINT64_MAX, &id)) {
		report_warn(k->r, SOURCE_SERVER_ID, "the server does not say");
		free(is);
		return;
	}
	report_pass(k->r, SOURCE_SERVER_ID, "server_id is %s", is);
	if (id == 0)
		report_fail(k->r, SOURCE_SERVER_ID, "server_id is 0");
	else if (id == ours)
		report_fail(k->r, SOURCE_SERVER_ID,
		    "source.server_id is that of the server, %s", is);
	free(is);
}

/* --- what is not logged -------------------------------------------------- */

static bool
in_list(const char *list, const char *name)
{
	size_t n = strlen(name), len;

	for (; *list != '\0'; list += len + (list[len] != '\0')) {
		list += strspn(list, " ");
		len = strcspn(list, ",");
		if (len == n && strncasecmp(list, name, n) == 0)
			return true;
	}
	return false;
}

static void
check_filter(struct check *k)
{
	const char *only, *never, *db = "";
	MYSQL_RES *res;
	MYSQL_ROW row;

	report_pass(k->r, SOURCE_LOG_FILTER, "all databases are logged");
	res = conn_query(
	    &k->conn, k->conn.product == CONN_MYSQL && k->conn.version >= 80400
			  ? "SHOW BINARY LOG STATUS"
			  : "SHOW MASTER STATUS");
	if (res == NULL || mysql_num_fields(res) < 4 ||
	    (row = mysql_fetch_row(res)) == NULL) {
		mysql_free_result(res);
		return; /* source.position says so */
	}
	only = row[2] != NULL ? row[2] : "";
	never = row[3] != NULL ? row[3] : "";
	for (size_t i = 0; i < k->tables.n; i++) {
		if (strcmp(k->tables.table[i].def->db, db) == 0)
			continue;
		db = k->tables.table[i].def->db;
		if ((*only != '\0' && !in_list(only, db)) || in_list(never, db))
			report_fail(
			    k->r, SOURCE_LOG_FILTER, "'%s' is not logged", db);
	}
	mysql_free_result(res);
}

/* --- reading it ---------------------------------------------------------- */

/* Ask for the log from its end on, until its description comes.  A number of
 * our own: with the job's the server would end the dump that runs. */
static void
check_dump(struct check *k, const struct pos *at)
{
	uint32_t id = ((uint32_t)getpid() & 0x3fffffff) | 0x40000000;
	const uint8_t *event;
	struct conn c;
	size_t len;
	int more = 1;

	if (conn_open_waiting(&c, k->conf, DUMP_TIMEOUT, NULL) == -1 ||
	    dump_start(&c, k->conf, id, at) == -1)
		more = -1;
	for (int i = 0; more == 1 && i < DUMP_EVENTS; i++) {
		more = dump_next(&c, &event, &len);
		if (more == 1 && len > 4 && event[4] == FORMAT_DESCRIPTION) {
			report_pass(k->r, SOURCE_DUMP,
			    "granted, the log came from %s:%llu on", at->file,
			    (unsigned long long)at->offset);
			break;
		}
	}
	if (more == -1)
		report_fail(k->r, SOURCE_DUMP, "%s", c.why);
	else if (k->r->item[SOURCE_DUMP].level == NOT_MADE)
		report_fail(
		    k->r, SOURCE_DUMP, "the log does not begin as a log");
	conn_close(&c);
}

/* Where the log is to be read from: behind what was brought over, else where
 * the job file says.  False: no place is known yet. */
static bool
find_start(const struct check *k, struct pos *pos)
{
	const char *start = conf_text(k->conf, "source.start");
	struct position saved;
	char *path;
	int rc = 0;

	if (k->state != NULL) {
		path = xasprintf("%s/position", k->state);
		rc = position_read(&saved, path);
		free(path);
	}
	if (rc == 1 && saved.resume.file[0] != '\0') {
		*pos = saved.resume;
		return true;
	}
	return start != NULL && pos_parse(start, pos);
}

static void
check_start(struct check *k)
{
	struct logs logs = { 0 };
	struct pos pos;

	if (!find_start(k, &pos)) {
		report_skip(k->r, SOURCE_START, "no position is given");
		return;
	}
	report_pass(k->r, SOURCE_START, "'%s:%llu' is there", pos.file,
	    (unsigned long long)pos.offset);
	if (logs_read(&logs, &k->conn, k->conf) == -1)
		report_fail(k->r, SOURCE_START, "%s", k->conn.why);
	else if (logs_find(&logs, pos.file) == -1)
		report_fail(k->r, SOURCE_START,
		    "the server has no '%s', its oldest log is '%s'", pos.file,
		    logs.n > 0 ? logs.file[0].name : "");
	logs_release(&logs);
}

static void
check_reading(struct check *k)
{
	struct conn *c = &k->conn;
	struct pos pos;

	if (conn_position(c, k->conf, &pos) == 0) {
		report_pass(k->r, SOURCE_BINLOG, "there is a log");
		report_pass(k->r, SOURCE_POSITION, "granted, %s:%llu", pos.file,
		    (unsigned long long)pos.offset);
		if (k->incr)
			check_dump(k, &pos);
		return;
	}
	if (c->code == EX_NOPERM)
		report_fail(k->r, SOURCE_POSITION, "%s", c->why);
	else
		report_fail(k->r, SOURCE_BINLOG, "%s", c->why);
}

void
check_binlog(struct check *k)
{
	static const enum item changes[] = { SOURCE_DUMP, SOURCE_SERVER_ID,
		SOURCE_FORMAT, SOURCE_ROW_IMAGE, SOURCE_PARTIAL_JSON,
		SOURCE_LOG_FILTER, SOURCE_START };

	if (!k->full && !k->incr) {
		report_skip(k->r, SOURCE_BINLOG, "no rows are moved");
		report_skip(k->r, SOURCE_POSITION, "no rows are moved");
	} else {
		check_reading(k);
	}
	if (!k->incr) {
		for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
			report_skip(
			    k->r, changes[i], "no changes are followed");
		return;
	}
	check_server_id(k);
	want_value(k, SOURCE_FORMAT, "binlog_format", "ROW");
	want_value(k, SOURCE_ROW_IMAGE, "binlog_row_image", "FULL");
	check_partial(k);
	check_filter(k);
	check_start(k);
}
