/*
 * logs.c: the names of logs, and their newest position.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem.h"
#include "base/num.h"
#include "mysql/logs.h"

/* " WITH 'stream'" where the product has streams and one is chosen. */
static void
put_stream(struct conn *c, struct buf *sql, const struct conf *conf)
{
	const char *stream = conf_text(conf, "source.stream");

	if (c->product != CONN_POLARDBX || stream == NULL || *stream == '\0')
		return;
	buf_puts(sql, " WITH ");
	conn_put_text(c, sql, stream, strlen(stream));
}

static int
fail(struct conn *c, int code, const char *why)
{
	c->code = code;
	snprintf(c->whybuf, sizeof(c->whybuf), "%s", why);
	c->why = c->whybuf;
	return -1;
}

static MYSQL_RES *
show(struct conn *c, const struct conf *conf, const char *what)
{
	struct buf sql = { 0 };
	MYSQL_RES *res;

	buf_puts(&sql, what);
	put_stream(c, &sql, conf);
	res = conn_query(c, "%s", buf_str(&sql));
	buf_release(&sql);
	if (res != NULL && mysql_num_fields(res) < 2) {
		mysql_free_result(res);
		fail(c, EX_PROTOCOL, "the list of logs has too few columns");
		return NULL;
	}
	return res;
}

/* Name and number of a row; false when they are none. */
static bool
take(MYSQL_ROW row, char *name, uint64_t *size)
{
	if (row[0] == NULL || row[1] == NULL || strlen(row[0]) > POS_FILE_MAX ||
	    !num_u64(row[1], 0, UINT64_MAX, size))
		return false;
	snprintf(name, POS_FILE_MAX + 1, "%s", row[0]);
	return true;
}

/* Without its log service a PolarDB-X server lets one data node answer, and
 * that one's log is not ours: the global one is called binlog.NNNNNN. */
static bool
is_global(const char *file)
{
	const char *p = strrchr(file, '_');

	p = p == NULL ? file : p + 1;
	return strncmp(p, "binlog.", 7) == 0;
}

int
conn_position(struct conn *c, const struct conf *conf, struct pos *pos)
{
	bool polardbx = c->product == CONN_POLARDBX, ok;
	MYSQL_RES *res;
	MYSQL_ROW row;

	res = show(c, conf,
	    c->product == CONN_MYSQL && c->version >= 80400
		? "SHOW BINARY LOG STATUS"
		: "SHOW MASTER STATUS");
	if (res == NULL)
		return -1;
	row = mysql_fetch_row(res);
	ok = row != NULL && take(row, pos->file, &pos->offset);
	mysql_free_result(res);
	if (ok && polardbx && *pos->file != '\0' && !is_global(pos->file))
		return fail(c, EX_CONFIG,
		    "the server has no global binary log (CDC is missing)");
	if (ok && *pos->file != '\0' && pos->offset >= 4 &&
	    !(polardbx && pos->offset == 4))
		return 0;
	if (polardbx)
		return fail(c, EX_TEMPFAIL, "the log service is not ready");
	return fail(c, EX_CONFIG, "the server writes no binary log");
}

int
logs_newest(struct conn *c, const struct conf *conf, struct pos *pos,
    char tso[LOGS_TSO + 1])
{
	MYSQL_RES *res = show(c, conf, "SHOW FULL MASTER STATUS");
	struct pos at;
	MYSQL_ROW row;
	bool ok;

	if (res == NULL)
		return -1;
	row = mysql_fetch_row(res);
	ok = row != NULL && mysql_num_fields(res) >= 3 &&
	     take(row, at.file, &at.offset) && at.offset > 4 &&
	     is_global(at.file) && row[2] != NULL &&
	     strlen(row[2]) == LOGS_TSO &&
	     strspn(row[2], "0123456789") == LOGS_TSO;
	if (ok) {
		*pos = at;
		snprintf(tso, LOGS_TSO + 1, "%s", row[2]);
	}
	mysql_free_result(res);
	return ok ? 0 : fail(c, EX_TEMPFAIL, "the log has no TSO yet");
}

int
logs_read(struct logs *l, struct conn *c, const struct conf *conf)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	size_t room;

	memset(l, 0, sizeof(*l));
	if ((res = show(c, conf, "SHOW BINARY LOGS")) == NULL)
		return -1;
	room = (size_t)mysql_num_rows(res);
	l->file = xcalloc(room + 1, sizeof(*l->file));
	while ((row = mysql_fetch_row(res)) != NULL && l->n < room) {
		struct logs_file *f = &l->file[l->n];

		if (!take(row, f->name, &f->size)) {
			mysql_free_result(res);
			return fail(c, EX_PROTOCOL,
			    "a strange name in the list of logs");
		}
		l->n++;
	}
	mysql_free_result(res);
	return 0;
}

void
logs_release(struct logs *l)
{
	free(l->file);
	memset(l, 0, sizeof(*l));
}

long
logs_find(const struct logs *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->file[i].name, name) == 0)
			return (long)i;
	return -1;
}
