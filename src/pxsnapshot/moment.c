/*
 * moment.c: a snapshot and its place in the log; see moment.h.
 *
 * MariaDB knows the place of its own snapshot.  Elsewhere the newest place is
 * asked for before and after the snapshot is made: it is the snapshot's when
 * both are the same.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <time.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/stop.h"
#include "pxsnapshot/moment.h"
#include "pxsnapshot/sql.h"

enum {
	TRIES = 100,
	PAUSE_NS = 20000000
};

/* What MariaDB says of the snapshot: 1; 0 when it says nothing. */
static int
own_place(struct conn *c, struct pos *pos)
{
	MYSQL_RES *res = conn_query(c, "SHOW STATUS LIKE 'binlog_snapshot_%%'");
	bool file = false, offset = false;
	MYSQL_ROW row;

	if (res == NULL)
		return -1;
	while ((row = mysql_fetch_row(res)) != NULL) {
		if (row[0] == NULL || row[1] == NULL)
			continue;
		if (strcasecmp(row[0], "binlog_snapshot_file") == 0) {
			file =
			    *row[1] != '\0' && strlen(row[1]) <= POS_FILE_MAX;
			if (file)
				snprintf(
				    pos->file, sizeof(pos->file), "%s", row[1]);
		} else if (strcasecmp(row[0], "binlog_snapshot_position") ==
			   0) {
			offset = num_u64(row[1], 4, INT64_MAX, &pos->offset);
		}
	}
	mysql_free_result(res);
	return file && offset;
}

/* PolarDB-X makes the snapshot at the first statement that reads a table. */
static int
begin(struct conn *c, const struct row_table *t)
{
	struct buf sql = { 0 };
	int rc;

	if (conn_run(c, "SET SESSION TRANSACTION ISOLATION LEVEL "
			"REPEATABLE READ") == -1 ||
	    conn_run(c, "START TRANSACTION WITH CONSISTENT SNAPSHOT") == -1)
		return -1;
	if (c->product != CONN_POLARDBX)
		return 0;
	buf_puts(&sql, "SELECT 1 FROM ");
	sql_put_table(&sql, t);
	buf_puts(&sql, " LIMIT 1");
	rc = conn_run(c, "%s", buf_str(&sql));
	buf_release(&sql);
	return rc;
}

static int
between(struct conn *c, const struct conf *conf, const struct row_table *t,
    struct pos *pos)
{
	const struct timespec pause = { 0, PAUSE_NS };
	struct pos after;

	for (int tries = 0; tries < TRIES && !stop_wanted; tries++) {
		if (conn_position(c, conf, pos) == -1 || begin(c, t) == -1 ||
		    conn_position(c, conf, &after) == -1)
			return -1;
		if (pos_cmp(pos, &after) == 0)
			return 0;
		if (conn_run(c, "ROLLBACK") == -1)
			return -1;
		nanosleep(&pause, NULL);
	}
	snprintf(c->whybuf, sizeof(c->whybuf),
	    "no pause between two transactions in %d tries\n"
	    "try again when less is written, or read from a replica",
	    TRIES);
	c->why = c->whybuf;
	c->code = EX_TEMPFAIL;
	return -1;
}

int
moment_open(struct conn *c, const struct conf *conf, const struct row_table *t,
    struct pos *pos)
{
	int rc;

	if (c->product == CONN_MARIADB) {
		if (begin(c, t) == -1 || (rc = own_place(c, pos)) == -1)
			return -1;
		if (rc == 1)
			return 0;
		if (conn_run(c, "ROLLBACK") == -1)
			return -1;
	}
	return between(c, conf, t, pos);
}
