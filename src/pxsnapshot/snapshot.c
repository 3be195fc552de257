/*
 * snapshot.c: the steps of a copy.
 *
 *   position -> definitions -> plan -> rows -> position
 *
 * The position is read before anything else: every change that a row may
 * lack, and every change of a definition, stands behind it in the log.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/stop.h"
#include "mysql/logs.h"
#include "mysql/server.h"
#include "pxsnapshot/copy.h"
#include "pxsnapshot/moment.h"
#include "pxsnapshot/planner.h"
#include "pxsnapshot/reader.h"
#include "pxsnapshot/snapshot.h"
#include "rec/body.h"

enum {
	POSITION_WAIT = 30, /* seconds for a log service that restarts */
	PLAN_MAX = 1 << 30
};

static void
check_stop(void)
{
	if (stop_wanted)
		diex(EX_TEMPFAIL, "stopped before the end");
}

/* A stop breaks the conversation off; then that is the reason. */
static _Noreturn void
die_conn(const struct conn *c)
{
	check_stop();
	diex(c->code, "%s", c->why);
}

static void
connect_to(struct conn *c, const struct conf *conf)
{
	if (reader_open(c, conf) == -1)
		die_conn(c);
}

/* The newest position; a PolarDB-X log service that restarts has none for
 * some seconds. */
static void
read_position(struct conn *c, const struct conf *conf, struct pos *pos)
{
	const struct timespec pause = { 0, 500000000 };
	int64_t end = clock_monotonic() + POSITION_WAIT * CLOCK_SECOND;

	while (conn_position(c, conf, pos) == -1) {
		if (c->code != EX_TEMPFAIL || mysql_errno(c->mysql) != 0 ||
		    clock_monotonic() > end)
			die_conn(c);
		nanosleep(&pause, NULL);
		check_stop();
	}
}

/* --- tables ------------------------------------------------------------- */

static void
read_schema(struct schema *schema, struct conn *c, const struct snapshot *s)
{
	struct objects *chosen = objects_new();
	const char *name;

	if (objects_add_conf(chosen, s->conf) == -1)
		diex(EX_CONFIG, "%s", objects_why(chosen));
	if (schema_read(schema, c, chosen, s->also) == -1) {
		check_stop();
		diex(schema->code, "%s", schema->why);
	}
	for (size_t i = 0; i < schema->nother; i++)
		sayx("'%s.%s' is no table (%s): not copied",
		    schema->other[i].db, schema->other[i].name,
		    schema->other[i].type);
	if (s->also != NULL && (name = objects_unmet(s->also, 0)) != NULL)
		diex(EX_UNAVAILABLE,
		    "no table '%s'\nit is not there, not chosen by the job "
		    "file, or SELECT is not granted",
		    name);
	if (s->also == NULL && (name = objects_unmet(chosen, 0)) != NULL)
		diex(EX_UNAVAILABLE,
		    "no table '%s', which objects.include names\nit is not "
		    "there, or SELECT is not granted",
		    name);
	if (schema->n == 0)
		diex(EX_UNAVAILABLE,
		    "no table is chosen\nsee objects.include in '%s'",
		    conf_path(s->conf));
	objects_free(chosen);
}

/* --- the plan ------------------------------------------------------------ */

static void
make_plan(struct plan *p, struct conn *c, const struct schema *schema,
    const struct snapshot *s)
{
	uint64_t rows = conf_number(s->conf, "copy.chunk_rows");

	for (size_t i = 0; i < schema->n; i++) {
		int rc = planner_add(p, c, &schema->table[i], rows);

		check_stop();
		if (rc == -1)
			diex(c->code, "cannot plan the copy of '%s.%s': %s",
			    schema->table[i].def->db,
			    schema->table[i].def->name, c->why);
	}
	if (s->chunks != NULL && plan_write(p, s->chunks) == -1)
		die(EX_IOERR, "cannot write '%s'", s->chunks);
}

/* The plan in the file of --chunks; false when there is no such file. */
static bool
load_plan(struct plan *p, const char *path)
{
	struct buf text = { 0 };

	if (io_slurp(path, PLAN_MAX, &text) == -1) {
		if (errno != ENOENT)
			die(EX_NOINPUT, "cannot read '%s'", path);
		buf_release(&text);
		return false;
	}
	if (plan_parse(p, buf_str(&text), text.len) == -1)
		diex(EX_DATAERR, "%s: %s", path, p->why);
	buf_release(&text);
	return true;
}

/* The definition of each table of the plan, with its ref. */
static struct schema_table **
match_tables(const struct plan *p, const struct schema *schema)
{
	struct schema_table **source = xcalloc(p->ntables, sizeof(*source));

	for (size_t i = 0; i < p->ntables; i++) {
		const struct plan_table *t = &p->table[i];

		source[i] = schema_find(schema, t->db, t->name);
		if (source[i] == NULL)
			diex(EX_UNAVAILABLE,
			    "table '%s.%s' of the plan is not there any more, "
			    "or not chosen",
			    t->db, t->name);
		source[i]->def->ref = (uint32_t)i + 1;
	}
	for (size_t i = 0; i < schema->n; i++)
		if (schema->table[i].def->ref == 0)
			sayx("'%s.%s' is not in the plan: not copied",
			    schema->table[i].def->db,
			    schema->table[i].def->name);
	return source;
}

/* --- the stream ----------------------------------------------------------- */

static void
check_put(int rc, const struct rec_out *out)
{
	if (rc == -1)
		die(EX_IOERR, "%s", out->name);
}

static void
put_hello(struct rec_out *out, const struct conn *c, const struct conf *conf,
    const char *server)
{
	const char *stream = conf_text(conf, "source.stream");
	struct rec_hello h = { 0 };

	snprintf(h.producer, sizeof(h.producer), "pxsnapshot %s", VERSION);
	snprintf(h.job, sizeof(h.job), "%s", conf_job(conf));
	snprintf(
	    h.stream, sizeof(h.stream), "%s", stream != NULL ? stream : "");
	snprintf(
	    h.source, sizeof(h.source), "%s", conn_product_name(c->product));
	snprintf(h.server, sizeof(h.server), "%s", server);
	check_put(rec_put_hello(out, &h), out);
}

static void
put_mark(struct rec_out *out, const struct pos *at, unsigned flag,
    const char *txid, const char *server)
{
	struct rec_mark m = { .at = *at,
		.resume = *at,
		.alive = clock_now(),
		.flags = (uint8_t)flag };

	snprintf(m.txid, sizeof(m.txid), "%s", txid);
	if (server[0] != '\0')
		snprintf(m.origin, sizeof(m.origin), "%s,-", server);
	check_put(rec_put_mark(out, &m), out);
}

static void
read_server(struct conn *c, char server[SERVER_ID_MAX + 1])
{
	if (server_identity(c, server) == -1)
		die_conn(c);
}

/* The time of PolarDB-X's clock.  Where it is not to be had, the copy of
 * hours is not thrown away for it. */
static void
read_tso(struct conn *c, char *tso, size_t size)
{
	MYSQL_RES *res = conn_query(c, "SELECT TSO_TIMESTAMP()");
	MYSQL_ROW row;

	if (res == NULL && c->code == EX_TEMPFAIL)
		die_conn(c);
	if (res == NULL) {
		sayx("the end of the copy has no TSO: %s", c->why);
		return;
	}
	row = mysql_fetch_row(res);
	if (row != NULL && row[0] != NULL)
		snprintf(tso, size, "%s", row[0]);
	mysql_free_result(res);
}

/*
 * Behind the last row: on PolarDB-X the log lags behind what SELECT sees, so
 * only the TSO tells from when on the copy is exact.
 */
static void
put_end(struct rec_out *out, const struct conf *conf)
{
	char tso[REC_TXID_MAX + 1] = "", server[SERVER_ID_MAX + 1];
	struct conn c;
	struct pos pos;

	connect_to(&c, conf);
	if (c.product == CONN_POLARDBX)
		read_tso(&c, tso, sizeof(tso));
	read_position(&c, conf, &pos);
	read_server(&c, server);
	conn_close(&c);
	put_mark(out, &pos, REC_MARK_COPY_END, tso, server);
}

/* Where the log stands now, or stood when the plan was made; on PolarDB-X with
 * the TSO there, by which reading on from there is checked. */
static void
begin_copy(struct plan *p, struct conn *c, const struct snapshot *s,
    char tso[LOGS_TSO + 1])
{
	tso[0] = '\0';
	if (s->chunks != NULL && load_plan(p, s->chunks))
		return;
	read_position(c, s->conf, &p->start);
	if (c->product == CONN_POLARDBX &&
	    logs_newest(c, s->conf, &p->start, tso) == -1)
		tellx("the start of the copy has no TSO: %s", c->why);
}

static void
put_copy(struct rec_out *out, struct conn *c, const struct snapshot *s)
{
	struct plan plan = { 0 };
	struct copy copy = { .conf = s->conf,
		.plan = &plan,
		.out = out,
		.jobs = s->jobs,
		.throttle = throttle_new(conf_number(s->conf, "copy.max_rows"),
		    conf_number(s->conf, "copy.max_bytes")) };
	char server[SERVER_ID_MAX + 1], tso[LOGS_TSO + 1];
	struct schema schema;

	begin_copy(&plan, c, s, tso);
	read_schema(&schema, c, s);
	if (plan.ntables == 0)
		make_plan(&plan, c, &schema, s);
	copy.source = match_tables(&plan, &schema);
	read_server(c, server);
	put_hello(out, c, s->conf, server);
	conn_close(c); /* it would only grow old meanwhile */
	for (size_t i = 0; i < plan.ntables; i++)
		check_put(row_table_put(out, copy.source[i]->def), out);
	put_mark(out, &plan.start, REC_MARK_COPY_START, tso, server);
	copy_run(&copy);
	throttle_free(copy.throttle);
	put_end(out, s->conf);
	free(copy.source);
	plan_release(&plan);
	schema_release(&schema);
}

/* All of it as it was at one moment, over one connection: where the log stood
 * then is both the start and the end of the copy. */
static void
put_at_once(struct rec_out *out, struct conn *c, const struct snapshot *s)
{
	const struct chunk all = { .lower = "", .upper = "" };
	char server[SERVER_ID_MAX + 1];
	struct schema schema;
	struct reader r;
	struct pos at;

	read_schema(&schema, c, s);
	read_server(c, server);
	if (moment_open(c, s->conf, schema.table[0].def, &at) == -1)
		die_conn(c);
	put_hello(out, c, s->conf, server);
	for (size_t i = 0; i < schema.n; i++) {
		schema.table[i].def->ref = (uint32_t)i + 1;
		check_put(row_table_put(out, schema.table[i].def), out);
	}
	put_mark(out, &at, REC_MARK_COPY_START, "", server);
	reader_use(&r, c, out);
	r.throttle = throttle_new(conf_number(s->conf, "copy.max_rows"),
	    conf_number(s->conf, "copy.max_bytes"));
	for (size_t i = 0; i < schema.n; i++) {
		check_stop();
		reader_chunk(&r, schema.table[i].def, &all, 1);
	}
	throttle_free(r.throttle);
	*c = r.conn;
	buf_release(&r.sql);
	put_mark(out, &at, REC_MARK_COPY_END, "", server);
	schema_release(&schema);
}

static void
put_schema(struct rec_out *out, struct conn *c, const struct snapshot *s)
{
	char server[SERVER_ID_MAX + 1];
	struct schema schema;

	read_server(c, server);
	read_schema(&schema, c, s);
	put_hello(out, c, s->conf, server);
	for (size_t i = 0; i < schema.n; i++) {
		schema.table[i].def->ref = (uint32_t)i + 1;
		check_put(row_table_put(out, schema.table[i].def), out);
	}
	schema_release(&schema);
}

void
snapshot_run(const struct snapshot *s)
{
	struct rec_out out;
	struct conn c;

	rec_out_init(&out, STDOUT_FILENO, "stdout");
	connect_to(&c, s->conf);
	if (s->schema_only)
		put_schema(&out, &c, s);
	else if (s->at_once)
		put_at_once(&out, &c, s);
	else
		put_copy(&out, &c, s);
	conn_close(&c);
	check_put(rec_finish(&out), &out);
	rec_out_release(&out);
}
