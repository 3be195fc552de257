/*
 * reader.c: reading chunks by one connection; see reader.h.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/msg.h"
#include "base/stop.h"
#include "pxsnapshot/encode.h"
#include "pxsnapshot/reader.h"
#include "pxsnapshot/sql.h"
#include "rec/body.h"

enum {
	TRIES = 3, /* for a chunk of which no row came yet */
	SLICE_MS = 250,
	LOOK_EACH = 1 << 12 /* rows between looks at the parent */
};

/* The library's wait for the server: in slices, so that a stop is noticed,
 * and by a reader that nobody wants its rows any more. */
static pid_t wanted_by; /* 0: by ourselves */

/* Is nobody there any more who wants the rows? */
static bool
orphan(void)
{
	return wanted_by != 0 && getppid() != wanted_by;
}

static int
wait_io(my_socket fd, my_bool reading, int ms)
{
	struct pollfd p = { .fd = fd, .events = reading ? POLLIN : POLLOUT };
	int64_t end = clock_monotonic() + (ms < 0 ? 3600000 : ms) * 1000LL;
	int rc;

	do {
		rc = poll(&p, 1, SLICE_MS);
		if (stop_wanted || orphan())
			return -1;
		if (rc > 0 || (rc == -1 && errno != EINTR))
			return rc;
	} while (clock_monotonic() < end);
	return 0;
}

int
reader_open(struct conn *c, const struct conf *conf)
{
	if (conn_open_waiting(c, conf, 0, wait_io) == -1)
		return -1;
	/* Constants of bounds may be dates that do not exist, and CHAR must
	 * come without its padding. */
	if (conn_run(c, "SET autocommit = 1") == -1 ||
	    conn_run(c, "SET sql_mode = 'ALLOW_INVALID_DATES'") == -1)
		return -1;
	/* Whoever reads from us may be slow, and a scan may take long.  Not
	 * all versions have these; those that lack them lack the limit. */
	switch (c->product) {
	case CONN_MARIADB:
		conn_run(c, "SET net_write_timeout = 3600");
		conn_run(c, "SET max_statement_time = 0");
		break;
	case CONN_MYSQL:
		conn_run(c, "SET net_write_timeout = 3600");
		conn_run(c, "SET max_execution_time = 0");
		conn_run(c, "SET information_schema_stats_expiry = 0");
		break;
	case CONN_POLARDBX:
		break;
	}
	return 0;
}

void
reader_init(struct reader *r, const struct conf *conf, struct rec_out *out,
    pid_t parent)
{
	memset(r, 0, sizeof(*r));
	r->conf = conf;
	r->out = out;
	wanted_by = parent;
	if (reader_open(&r->conn, conf) == -1)
		diex(r->conn.code, "%s", r->conn.why);
}

void
reader_use(struct reader *r, const struct conn *c, struct rec_out *out)
{
	memset(r, 0, sizeof(*r));
	r->conn = *c;
	r->once = true;
	r->out = out;
}

void
reader_release(struct reader *r)
{
	conn_close(&r->conn);
	buf_release(&r->sql);
}

/* PolarDB-X may compute in front of its data nodes, where an ENUM is nothing
 * but its label: no index is to be asked for there. */
static bool
want_labels(const struct reader *r)
{
	return r->conn.product == CONN_POLARDBX;
}

static void
put_select(
    struct reader *r, const struct row_table *t, const struct chunk *chunk)
{
	struct buf *b = &r->sql;

	buf_clear(b);
	buf_puts(b, "SELECT ");
	sql_put_columns(b, t, want_labels(r));
	buf_puts(b, " FROM ");
	sql_put_table(b, t);
	if (chunk->lower[0] != '\0')
		buf_printf(b, " WHERE (%s)", chunk->lower);
	if (chunk->upper[0] != '\0')
		buf_printf(b, " %s (%s)",
		    chunk->lower[0] != '\0' ? "AND" : "WHERE", chunk->upper);
}

/*
 * Run the SELECT and fetch its first row (NULL: there is none).  A
 * connection that proves to be lost here is opened again: nothing of the
 * chunk was written yet.
 */
static MYSQL_RES *
start(struct reader *r, const struct row_table *t, MYSQL_ROW *row)
{
	struct conn *c = &r->conn;
	MYSQL_RES *res;

	for (int tries = 1;; tries++) {
		res = conn_columns(c,
		    conn_stream(c, (const char *)r->sql.data, r->sql.len),
		    t->ncolumns);
		if (res != NULL && ((*row = mysql_fetch_row(res)) != NULL ||
				       conn_fetched(c) == 0))
			return res;
		if (c->code != EX_TEMPFAIL || tries == TRIES || r->once)
			return NULL;
		tellx("%s: connecting again", c->why);
		if (res != NULL)
			mysql_free_result(res);
		conn_close(c);
		if (reader_open(c, r->conf) == -1)
			return NULL;
	}
}

static void
put_chunk(struct reader *r, const struct row_table *t,
    const struct chunk *chunk, uint32_t total, uint8_t state, uint64_t rows)
{
	struct rec_chunk body = { .table = t->ref,
		.number = chunk->number,
		.total = total,
		.state = state,
		.rows = rows,
		.lower = chunk->lower,
		.upper = chunk->upper,
		.lower_len = strlen(chunk->lower),
		.upper_len = strlen(chunk->upper) };

	if (rec_put_chunk(r->out, &body) == -1)
		die(EX_IOERR, "%s", r->out->name);
}

/* The parent is gone, or there is a wish to end. */
static bool
unwanted(void)
{
	return stop_wanted || orphan();
}

/* Not faster than the job allows. */
static void
hold_back(
    struct reader *r, const struct row_table *t, const unsigned long *lengths)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < t->ncolumns; i++)
		bytes += lengths[i];
	throttle_row(r->throttle, bytes, unwanted);
}

/* All rows from the first on; how many. */
static uint64_t
put_rows(struct reader *r, const struct row_table *t, uint32_t number,
    MYSQL_RES *res, MYSQL_ROW row)
{
	struct row head = { .table = t->ref,
		.part = number,
		.op = ROW_SNAPSHOT,
		.flags = ROW_HAS_AFTER };
	struct encode e = { .table = t, .labels = want_labels(r) };
	const unsigned long *lengths;
	uint64_t n = 0;

	for (; row != NULL; row = mysql_fetch_row(res)) {
		lengths = mysql_fetch_lengths(res);
		if (encode_row(&e, r->out, &head, row, lengths) == -1) {
			if (e.why == NULL)
				die(EX_IOERR, "%s", r->out->name);
			diex(EX_DATAERR,
			    "'%s.%s', column '%s': the server sent a value "
			    "that is %s",
			    t->db, t->name, t->column[e.column].name, e.why);
		}
		if (r->throttle != NULL)
			hold_back(r, t, lengths);
		if (++n % LOOK_EACH == 0 && orphan())
			_exit(EX_TEMPFAIL);
	}
	return n;
}

void
reader_chunk(struct reader *r, const struct row_table *t,
    const struct chunk *chunk, uint32_t total)
{
	MYSQL_RES *res;
	MYSQL_ROW row;
	uint64_t n;

	put_select(r, t, chunk);
	if ((res = start(r, t, &row)) == NULL)
		diex(r->conn.code, "cannot read '%s.%s': %s", t->db, t->name,
		    r->conn.why);
	put_chunk(r, t, chunk, total, REC_CHUNK_BEGIN, 0);
	n = put_rows(r, t, chunk->number, res, row);
	if (conn_fetched(&r->conn) == -1)
		diex(r->conn.code, "cannot read '%s.%s' to the end: %s", t->db,
		    t->name, r->conn.why);
	mysql_free_result(res);
	put_chunk(r, t, chunk, total, REC_CHUNK_DONE, n);
	if (rec_flush(r->out) == -1) /* what is done can be stored now */
		die(EX_IOERR, "%s", r->out->name);
	tellx("'%s.%s': chunk %lu of %lu, %llu rows", t->db, t->name,
	    (unsigned long)chunk->number + 1, (unsigned long)total,
	    (unsigned long long)n);
}
