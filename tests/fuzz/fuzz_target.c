/* uses: mc row rec base */
/*
 * fuzz_target.c: whole conversations with a target played from bytes.  The
 * first byte chooses what is done; the rest is answers, parted by form feeds:
 * a digit (2: good), a line for the Location header, the body.  Behind the
 * last answer the target is gone.
 */
#include <stdio.h>
#include <sysexits.h>

#include "mc/call.h"

int real_start(struct mc_client *c, struct mc_call *call);
void real_run(struct mc_client *c, int ms);
int real_finish(struct mc_client *c, struct mc_call *call);
int real_do(struct mc_client *c, struct mc_call *call);
void real_rest(struct mc_client *c, int64_t ms);

/* Its calls, but none of its waiting. */
#define mc_start  real_start
#define mc_run    real_run
#define mc_finish real_finish
#define mc_do     real_do
#define mc_rest   real_rest
#include "mc/client.c"
#undef mc_start
#undef mc_run
#undef mc_finish
#undef mc_do
#undef mc_rest

#include "fuzz.h"
#include "mc/result.h"
#include "mc/session.h"
#include "mc/sql.h"
#include "mc/stream.h"
#include "mc/table.h"
#include "mc/upsert.h"

static const char *next, *end;

static void
take(struct mc_call *call, const char *p, size_t n)
{
	const char *nl;
	size_t len;

	call->status = n > 0 && *p >= '2' && *p <= '5' ? (*p - '0') * 100 : 500;
	call->good = call->status == 200;
	p += n > 0;
	n -= n > 0;
	nl = n == 0 ? NULL : memchr(p, '\n', n);
	len = nl == NULL ? n : (size_t)(nl - p);
	snprintf(call->location, sizeof(call->location), "%.*s",
	    (int)(len < 1000 ? len : 1000), p);
	snprintf(
	    call->now_slots, sizeof(call->now_slots), "%.15s", call->location);
	snprintf(call->now_server, sizeof(call->now_server), "%.100s",
	    call->location);
	if (nl != NULL) {
		buf_put(&call->answer, nl + 1, n - len - 1);
	}
	if (!call->good) {
		mc_error_read(
		    &call->error, call->answer.data, call->answer.len);
		mc_error_class(&call->error, call->status, &call->code);
		mc_error_line(
		    &call->error, call->status, call->why, sizeof(call->why));
	}
}

/* --- in the place of the client's ----------------------------------------- */

int
mc_start(struct mc_client *c, struct mc_call *call)
{
	const char *ff;

	assert(c->project != NULL && call->path.len > 0);
	mc_call_param(call, "curr_project", c->project);
	if (c->schema != NULL && !(call->flags & MC_NO_SCHEMA))
		mc_call_param(call, "curr_schema", c->schema);
	call->done = true;
	call->tries = 1;
	call->code = EX_TEMPFAIL;
	if (next >= end)
		return 0;
	if ((ff = memchr(next, '\f', (size_t)(end - next))) == NULL)
		ff = end;
	take(call, next, (size_t)(ff - next));
	next = ff + 1;
	return 0;
}

void
mc_run(struct mc_client *c, int ms)
{
	assert(c != NULL && ms >= 0);
}

int
mc_finish(struct mc_client *c, struct mc_call *call)
{
	return call->good ? 0 : real_finish(c, call);
}

int
mc_do(struct mc_client *c, struct mc_call *call)
{
	mc_start(c, call);
	return mc_finish(c, call);
}

void
mc_rest(struct mc_client *c, int64_t ms)
{
	assert(c != NULL && ms >= 0);
}

/* --- conversations ---------------------------------------------------------
 */

static void
sessions(struct mc_client *c)
{
	char id[2][MC_SESSION_ID + 1];
	struct mc_commit list[2];
	struct buf blocks = { 0 };
	enum mc_state state;

	for (int i = 0; i < 2; i++) {
		if (mc_session_create(c, "t", i == 0 ? "" : "p=1", id[i]) == -1)
			return;
		assert(id[i][0] != '\0' &&
		       memchr(id[i], '\0', sizeof(id[i])) != NULL);
		list[i] = (struct mc_commit){ "t", i == 0 ? "" : "p=1", id[i],
			MC_S_NORMAL };
	}
	if (mc_session_status(c, "t", "", id[0], &state, &blocks) == 0)
		assert(state >= MC_S_NORMAL && state <= MC_S_GONE &&
		       blocks.len % 4 == 0);
	buf_release(&blocks);
	if (mc_session_commit(c, list, 2) == 0)
		for (int i = 0; i < 2; i++)
			assert(list[i].state == MC_S_CLOSED ||
			       list[i].state == MC_S_GONE);
}

static void
streams(struct mc_client *c)
{
	struct mc_stream s;
	struct mc_call call;

	if (mc_stream_open(c, "t", "p=1", &s) == -1)
		return;
	for (int i = 0; i < 3; i++) {
		assert(s.nslots > 0 && s.nslots <= MC_SLOTS);
		mc_pack_call(&call, c, "t", "p=1", &s, NULL);
		if (mc_do(c, &call) == 0)
			mc_pack_done(&s, &call);
		else
			(void)mc_stream_over(&call);
		mc_call_release(&call);
		if (s.stale && mc_stream_reload(c, "t", "p=1", &s) == -1)
			break;
	}
}

static void
upserts(struct mc_client *c)
{
	struct mc_upsert u;
	struct mc_call call;

	if (mc_upsert_open(c, "t", &u) == -1)
		return;
	assert(u.nbuckets > 0 && u.nbuckets <= MC_UPSERT_BUCKETS);
	for (unsigned i = 0; i < u.nbuckets; i++)
		assert(u.of[i] < u.nslots);
	mc_bucket_call(&call, c, "t", &u, u.nbuckets - 1, 7, "deflate");
	mc_do(c, &call);
	mc_call_release(&call);
	mc_upsert_commit(c, "t", &u);
	mc_upsert_abort(c, "t", &u);
}

static void
nothing(void *arg, const struct row_value *value)
{
	assert(arg == NULL && value != NULL);
}

static void
results(struct mc_client *c, const struct mc_sql *q)
{
	struct mc_result r;

	if (mc_result_open(c, q, &r) == -1)
		return;
	assert(r.ncolumns > 0);
	mc_result_read(c, q, &r, 0, 10, nothing, NULL);
	mc_result_release(&r);
}

static void
statements(struct mc_client *c)
{
	static const struct mc_setting setting = { "a", "b" };
	struct mc_sql q = { 0 };
	struct mc_progress progress;
	struct buf field = { 0 };
	const char *p, *stop;
	enum mc_csv kind;
	bool last;

	if (mc_sql_run(c, &q, "SELECT 1", 8, &setting, 1) == 0 && q.csv) {
		p = buf_str(&q.result);
		stop = p + q.result.len;
		while (mc_csv_field(&p, stop, &field, &kind, &last) == 1)
			assert(p <= stop);
	}
	buf_release(&field);
	if (q.id[0] != '\0') {
		mc_sql_progress(c, &q, &progress);
		mc_sql_logview(c, &q, &field);
		mc_sql_kill(c, &q);
		results(c, &q);
	}
	mc_sql_release(&q);
	buf_release(&field);
}

static void
tables(struct mc_client *c)
{
	static struct row_dest_column column[] = {
		{ .name = "id", .type = ROW_MC_BIGINT, .nullable = true },
		{ .name = "d",
		    .type = ROW_MC_DECIMAL,
		    .precision = 10,
		    .scale = 2,
		    .nullable = true },
	};
	static const char *part[] = { "p" };
	struct row_dest d = { .table = "t",
		.ncolumns = 2,
		.column = column,
		.nparts = 1,
		.part = part };

	mc_table_check(c, &d);
	mc_discover(c);
	mc_retry_after(c->tunnel == NULL ? "" : c->tunnel);
	free(c->tunnel);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char endpoint[] = "http://t/api";
	struct mc_client c = {
		.project = "p", .endpoint = endpoint, .heed_stop = true
	};

	if (size == 0)
		return 0;
	next = (const char *)data + 1;
	end = (const char *)data + size;
	if (data[0] & 8)
		c.schema = c.quota = "s";
	/* waiting for the end of a statement ends at once */
	stop_wanted = 1;
	switch (data[0] & 7) {
	case 0:
		sessions(&c);
		break;
	case 1:
		streams(&c);
		break;
	case 2:
		upserts(&c);
		break;
	case 3:
		statements(&c);
		break;
	default:
		tables(&c);
		break;
	}
	stop_wanted = 0;
	assert(memchr(c.why, '\0', sizeof(c.why)) != NULL);
	return 0;
}
