/*
 * tunnel.c: blocks to upload sessions.  A few are on their way at a time;
 * each is kept until it is answered.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"

#include "mc/sql.h"
#include "mc/table.h"

#include "mcupload/lane.h"
#include "mcupload/sink.h"

enum {
	HURRY_SECONDS = 20,
	PUTS = 2,           /* blocks on their way at a time */
	NOTICE_SECONDS = 10 /* between two messages about retries */
};

struct put {
	bool used;
	struct mc_call call;
	struct sink_block block;
	struct lane *lane; /* of a pack, else NULL */
	bool renewed;      /* its stream was over once */
};

struct tunnel {
	struct sink sink;
	struct mc_client *client;
	struct put put[PUTS];
	struct lane *lanes;
	int64_t noticed;
};

static struct tunnel *
tunnel_of(struct sink *s)
{
	return (struct tunnel *)s;
}

/* The client's reason becomes ours. */
static int
take_why(struct tunnel *t)
{
	return sink_fail(&t->sink, t->client->code, "%s", t->client->why);
}

static void
on_notice(void *arg, const char *text)
{
	struct tunnel *t = arg;
	int64_t now = clock_monotonic();

	if (t->noticed != 0 &&
	    now - t->noticed < NOTICE_SECONDS * CLOCK_SECOND) {
		tellx("%s", text);
		return;
	}
	t->noticed = now;
	warnx("%s", text);
}

static int
tunnel_check(struct sink *s, const struct row_dest *d)
{
	struct tunnel *t = tunnel_of(s);

	return mc_table_check(t->client, d) == -1 ? take_why(t) : 0;
}

static int
tunnel_open(struct sink *s, const char *table, const char *partition,
    char id[MC_SESSION_ID + 1])
{
	struct tunnel *t = tunnel_of(s);
	struct lane *l;

	if (s->direct) {
		l = lane_find(&t->lanes, t->client, table, partition);
		if (l == NULL)
			return take_why(t);
		memcpy(id, l->stream.id, sizeof(l->stream.id));
		return 0;
	}
	return mc_session_create(t->client, table, partition, id) == -1
		   ? take_why(t)
		   : 0;
}

static int
tunnel_open_all(struct sink *s, struct mc_opening *list, size_t n)
{
	struct tunnel *t = tunnel_of(s);

	return mc_session_create_all(t->client, list, n) == -1 ? take_why(t)
							       : 0;
}

/* A pack was refused because its stream is over: into a new one. */
static int
again(struct tunnel *t, struct put *p)
{
	struct mc_call old = p->call;

	p->renewed = true;
	if (lane_renew(p->lane, t->client) == -1 ||
	    lane_call(p->lane, &p->call, t->client,
		pack_encoding(t->sink.pack)) == -1)
		return -1;
	p->call.body = old.body;
	memset(&old.body, 0, sizeof(old.body));
	mc_call_release(&old);
	return mc_start(t->client, &p->call);
}

/* An answered block. */
static int
settle(struct tunnel *t, struct put *p)
{
	struct sink_block *b = &p->block;
	int rc = 0;

	if (p->lane != NULL && !p->call.good && !p->renewed &&
	    mc_stream_over(&p->call))
		return again(t, p) == -1 ? take_why(t) : 0;
	if (p->call.good) {
		if (p->lane != NULL)
			mc_pack_done(&p->lane->stream, &p->call);
		t->sink.sent += p->call.body.len + p->call.spool_len;
		b->done(b->arg);
	} else
		rc = sink_fail(&t->sink, p->call.code,
		    "cannot send block %u of '%s%s%s': %s", b->number, b->table,
		    b->partition[0] != '\0' ? "/" : "", b->partition,
		    p->call.why);
	if (b->spool != -1)
		close(b->spool);
	sink_keep(&t->sink, &p->call.body);
	mc_call_release(&p->call);
	p->used = false;
	return rc;
}

static int
tunnel_step(struct sink *s, int ms)
{
	struct tunnel *t = tunnel_of(s);
	size_t i;

	mc_run(t->client, ms);
	for (i = 0; i < PUTS; i++)
		if (t->put[i].used && t->put[i].call.done &&
		    settle(t, &t->put[i]) == -1)
			return -1;
	return 0;
}

static struct put *
free_put(struct tunnel *t)
{
	size_t i;

	for (;;) {
		for (i = 0; i < PUTS; i++)
			if (!t->put[i].used)
				return &t->put[i];
		if (tunnel_step(&t->sink, 1000) == -1)
			return NULL;
	}
}

static int
tunnel_put(struct sink *s, struct sink_block *b)
{
	struct tunnel *t = tunnel_of(s);
	struct put *p = free_put(t);

	if (p == NULL)
		return -1;
	p->renewed = false;
	p->lane = NULL;
	if (s->direct) {
		p->lane =
		    lane_find(&t->lanes, t->client, b->table, b->partition);
		if (p->lane == NULL || lane_call(p->lane, &p->call, t->client,
					   pack_encoding(s->pack)) == -1)
			return take_why(t);
	} else
		mc_block_call(&p->call, t->client, b->table, b->partition,
		    b->id, b->number, pack_encoding(s->pack));
	p->used = true;
	p->block = *b;
	p->call.body = b->body;
	p->call.spool = b->spool;
	p->call.spool_len = b->spool_len;
	memset(&b->body, 0, sizeof(b->body));
	b->spool = -1;
	if (mc_start(t->client, &p->call) == -1) {
		p->used = false;
		mc_call_release(&p->call);
		return take_why(t);
	}
	return tunnel_step(s, 0);
}

static bool
tunnel_busy(const struct sink *s)
{
	const struct tunnel *t = (const struct tunnel *)s;
	size_t i;

	for (i = 0; i < PUTS; i++)
		if (t->put[i].used)
			return true;
	return false;
}

static size_t
tunnel_held(const struct sink *s)
{
	const struct tunnel *t = (const struct tunnel *)s;
	size_t i, n = 0;

	for (i = 0; i < PUTS; i++)
		if (t->put[i].used)
			n += t->put[i].call.body.len;
	return n;
}

static int
tunnel_commit(struct sink *s, struct mc_commit *list, size_t n)
{
	struct tunnel *t = tunnel_of(s);

	return mc_session_commit(t->client, list, n) == -1 ? take_why(t) : 0;
}

static int
tunnel_status(struct sink *s, const char *table, const char *partition,
    const char *id, enum mc_state *state, struct buf *blocks)
{
	struct tunnel *t = tunnel_of(s);

	return mc_session_status(
		   t->client, table, partition, id, state, blocks) == -1
		   ? take_why(t)
		   : 0;
}

/* The single number a query gives. */
static int
query_number(struct tunnel *t, const char *sql, size_t n, uint64_t *v)
{
	static const struct mc_setting setting[] = {
		{ "odps.sql.allow.fullscan", "true" }
	};
	struct buf field = { 0 };
	struct mc_sql q = { 0 };
	const char *p, *end;
	enum mc_csv kind;
	bool last = false;
	int rc = -1;

	if (mc_sql_run(t->client, &q, sql, n, setting, 1) == -1) {
		take_why(t);
		goto out;
	}
	p = buf_str(&q.result);
	end = p + q.result.len;
	while (!last && mc_csv_field(&p, end, &field, &kind, &last) == 1)
		; /* the line of names */
	if (mc_csv_field(&p, end, &field, &kind, &last) == 1 &&
	    num_u64(buf_str(&field), 0, UINT64_MAX, v))
		rc = 0;
	else
		sink_fail(&t->sink, EX_PROTOCOL,
		    "the answer to a count is no number (instance %s)", q.id);
out:
	buf_release(&field);
	mc_sql_release(&q);
	return rc;
}

/* "a=1,b=2" as a condition. */
static void
put_condition(struct buf *b, const char *partition)
{
	const char *p;
	bool value = false;

	if (partition[0] == '\0')
		return;
	buf_puts(b, " and `");
	for (p = partition; *p != '\0'; p++)
		if (*p == '=' && !value) {
			buf_puts(b, "`='");
			value = true;
		} else if (*p == ',') {
			buf_puts(b, "' and `");
			value = false;
		} else if (*p != '\'' && *p != '`' && *p != '\\')
			buf_putc(b, *p);
	buf_putc(b, '\'');
}

static int
tunnel_count(
    struct sink *s, const struct journal_session *range, uint64_t *rows)
{
	struct tunnel *t = tunnel_of(s);
	struct buf sql = { 0 };
	int rc;

	buf_printf(&sql,
	    "select count(*) from `%s` where `%s` >= %" PRIu64
	    " and `%s` <= %" PRIu64,
	    range->table, range->column, range->low, range->column,
	    range->high);
	put_condition(&sql, range->partition);
	rc = query_number(t, buf_str(&sql), sql.len, rows);
	buf_release(&sql);
	return rc;
}

static int
tunnel_count_all(struct sink *s, const char *table, uint64_t *rows)
{
	struct buf sql = { 0 };
	int rc;

	buf_printf(&sql, "select count(*) from `%s`", table);
	rc = query_number(tunnel_of(s), buf_str(&sql), sql.len, rows);
	buf_release(&sql);
	return rc;
}

static void
tunnel_drop(struct sink *s)
{
	struct tunnel *t = tunnel_of(s);
	size_t i;

	for (i = 0; i < PUTS; i++) {
		if (!t->put[i].used)
			continue;
		if (!t->put[i].call.done)
			mc_abandon(t->client, &t->put[i].call);
		if (t->put[i].block.spool != -1)
			close(t->put[i].block.spool);
		mc_call_release(&t->put[i].call);
		t->put[i].used = false;
	}
}

static void
tunnel_free(struct sink *s)
{
	tunnel_drop(s);
	sink_forget(s);
	lanes_free(tunnel_of(s)->lanes);
	mc_client_free(tunnel_of(s)->client);
	free(s);
}

static const struct sink_ops tunnel_ops = {
	.check = tunnel_check,
	.open = tunnel_open,
	.open_all = tunnel_open_all,
	.put = tunnel_put,
	.step = tunnel_step,
	.busy = tunnel_busy,
	.held = tunnel_held,
	.commit = tunnel_commit,
	.status = tunnel_status,
	.count = tunnel_count,
	.count_all = tunnel_count_all,
	.drop = tunnel_drop,
	.free = tunnel_free,
};

struct sink *
sink_tunnel(const struct conf *conf, bool direct)
{
	struct tunnel *t = xcalloc(1, sizeof(*t));
	char *why;
	int code;

	t->sink.ops = &tunnel_ops;
	t->sink.direct = direct;
	t->sink.pack = pack_kind_of(conf_text(conf, "upload.compress"));
	if ((t->client = mc_client_new(conf, &why, &code)) == NULL)
		diex(code, "%s", why);
	t->client->notice = on_notice;
	t->client->notice_arg = t;
	t->client->heed_stop = true;
	return &t->sink;
}

struct mc_client *
sink_client(struct sink *s)
{
	return tunnel_of(s)->client;
}

void
sink_heed_stop(struct sink *s, bool heed)
{
	if (s->ops == &tunnel_ops)
		tunnel_of(s)->client->heed_stop = heed;
}

static unsigned
at_most(unsigned seconds, unsigned limit)
{
	return seconds < limit ? seconds : limit;
}

void
sink_hurry(struct sink *s)
{
	struct mc_client *c;

	if (s->ops != &tunnel_ops)
		return;
	c = tunnel_of(s)->client;
	c->heed_stop = false;
	c->retry_connect = at_most(c->retry_connect, HURRY_SECONDS);
	c->retry_other = at_most(c->retry_other, HURRY_SECONDS);
}
