/*
 * tunnel.c: blocks to upload sessions.  A crew sends them; all else this
 * process does by itself.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"

#include "mc/sql.h"
#include "mc/table.h"

#include "mcupload/crew.h"

struct tunnel {
	struct sink sink;
	struct mc_client *client;
	struct crew *crew;
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

static int
tunnel_check(struct sink *s, const struct row_dest *d)
{
	struct tunnel *t = tunnel_of(s);

	return mc_table_check(t->client, d) == -1 ? take_why(t) : 0;
}

/* Streams the carriers open by themselves. */
static int
tunnel_open(struct sink *s, const char *table, const char *partition,
    char id[MC_SESSION_ID + 1])
{
	struct tunnel *t = tunnel_of(s);

	if (s->direct) {
		snprintf(id, MC_SESSION_ID + 1, "stream");
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

static int
tunnel_put(struct sink *s, struct sink_block *b)
{
	return crew_put(tunnel_of(s)->crew, b);
}

static int
tunnel_step(struct sink *s, int ms)
{
	return crew_step(tunnel_of(s)->crew, ms);
}

static bool
tunnel_busy(const struct sink *s)
{
	return crew_busy(((const struct tunnel *)s)->crew);
}

static size_t
tunnel_held(const struct sink *s)
{
	return crew_held(((const struct tunnel *)s)->crew);
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
	crew_end(tunnel_of(s)->crew);
}

static void
tunnel_free(struct sink *s)
{
	crew_free(tunnel_of(s)->crew);
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
	t->client->notice = sink_notice;
	t->client->notice_arg = &t->noticed;
	t->client->heed_stop = true;
	t->crew = crew_new(&t->sink, conf, t->client);
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

void
sink_hurry(struct sink *s)
{
	struct mc_client *c;

	if (s->ops != &tunnel_ops)
		return;
	c = tunnel_of(s)->client;
	c->heed_stop = false;
	mc_hurry(c);
	crew_hurry(tunnel_of(s)->crew);
}
