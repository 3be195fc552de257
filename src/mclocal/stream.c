/*
 * stream.c: streams of the tunnel: packs that are seen at once, without a
 * commit and without a promise that none comes twice; and what streams and
 * upserts have in common, their sessions.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/num.h"
#include "mclocal/handlers.h"
#include "mclocal/ingest.h"
#include "mclocal/session.h"

enum {
	SLOTS_MAX = 64
};

bool
session_make(struct request *rq, const struct table *t, const char *kind,
    bool create, struct session *u)
{
	struct store *s = rq->store;

	memset(u, 0, sizeof(*u));
	if (store_begin(s) == -1) {
		reply_broken(rq);
		return false;
	}
	if ((u->part = handler_partition(rq, t, create)) == -1) {
		store_undo(s);
		return false;
	}
	store_new_id(u->id);
	memcpy(u->status, "normal", 7);
	u->created = clock_now() / CLOCK_SECOND;
	if (store_run(s, "INSERT INTO mc_session VALUES (?1,?2,?3,?4,?5,?6)",
		"ssiisi", u->id, kind, t->id, u->part, u->status,
		u->created) == -1) {
		store_undo(s);
	} else if (store_commit(s) == 0) {
		return true;
	}
	reply_broken(rq);
	return false;
}

bool
session_find(struct request *rq, const struct table *t, const char *kind,
    const char *id, struct session *u)
{
	sqlite3_stmt *q;
	bool found = false;

	memset(u, 0, sizeof(*u));
	q = store_query(rq->store,
	    "SELECT part, status, created FROM mc_session"
	    " WHERE id = ?1 AND kind = ?2 AND tbl = ?3",
	    "ssi", id, kind, t->id);
	if (q == NULL) {
		reply_broken(rq);
		return false;
	}
	if (strlen(id) < sizeof(u->id) && sqlite3_step(q) == SQLITE_ROW) {
		found = true;
		memcpy(u->id, id, strlen(id));
		u->part = sqlite3_column_int64(q, 0);
		strncat(u->status, store_text(q, 1), sizeof(u->status) - 1);
		u->created = sqlite3_column_int64(q, 2);
		if (store_expired(u->created) &&
		    strcmp(u->status, "normal") == 0)
			memcpy(u->status, "expired", 8);
	}
	sqlite3_finalize(q);
	if (!found)
		reply_error(rq, 404,
		    *kind == 's' ? "StreamSessionNotFound"
				 : "UpsertSessionNotFound",
		    "The specified session does not exist.");
	return found;
}

bool
session_open(struct request *rq, const struct session *u)
{
	if (strcmp(u->status, "normal") == 0)
		return true;
	reply_error(rq, 409, "StatusConflict", "The session is %s.", u->status);
	return false;
}

/* How many slots the client wants; they all are here. */
static unsigned
slots(const struct request *rq)
{
	const char *text = request_header(rq, "odps-tunnel-slot-num");
	uint64_t n;

	if (text == NULL)
		text = request_header(rq, "odps-slot-num");
	if (text == NULL || !num_u64(text, 1, SLOTS_MAX, &n))
		n = 1;
	return (unsigned)n;
}

static void
reply_stream(struct request *rq, const struct table *t, const struct session *u)
{
	struct buf *b = reply(rq, 200, "application/json");
	unsigned i, n = slots(rq);

	reply_header(rq, "odps-tunnel-date-transform", "false");
	buf_puts(b, "{\"session_name\":");
	jsonw_cstr(b, u->id);
	buf_printf(b, ",\"status\":\"%s\",\"schema\":", u->status);
	schema_json(b, t);
	buf_puts(b, ",\"schema_version\":0,\"slots\":[");
	for (i = 0; i < n; i++) {
		buf_printf(b, "%s[%u,", i > 0 ? "," : "", i);
		jsonw_cstr(b, rq->host);
		buf_putc(b, ']');
	}
	buf_puts(b, "],\"quota_name\":\"\",\"compress_mode\":\"\","
		    "\"file_format\":\"\"}");
}

void
stream_create(struct request *rq, const struct table *t)
{
	struct session u;
	const char *text = request_param(rq, "dynamic_partition");

	if (text != NULL && strcmp(text, "true") == 0)
		reply_error(rq, 400, "NotImplemented",
		    "mclocal has no streams with dynamic partitions");
	else if (session_make(rq, t, "stream",
		     request_param(rq, "create_partition") != NULL, &u))
		reply_stream(rq, t, &u);
}

void
stream_status(struct request *rq, const struct table *t)
{
	struct session u;

	if (session_find(rq, t, "stream", request_param(rq, "uploadid"), &u))
		reply_stream(rq, t, &u);
}

/* Seen at once. */
static int
keep_pack(struct store *s, const struct ingest *g, const void *arg, int64_t lo,
    int64_t hi)
{
	const struct session *u = arg;

	if (table_show(s, g->t, u->part, lo, hi) == -1)
		return -1;
	return table_touch(s, g->t, false);
}

void
stream_pack(struct request *rq, const struct table *t)
{
	struct ingest g = { .t = t };
	struct session u;
	char n[16];

	if (!session_find(rq, t, "stream", request_param(rq, "uploadid"), &u) ||
	    !session_open(rq, &u) || !session_partition(rq, &u))
		return;
	ingest_put(&g, rq, keep_pack, &u);
	snprintf(n, sizeof(n), "%u", slots(rq));
	reply_header(rq, "odps-tunnel-routed-server", rq->host);
	reply_header(rq, "odps-tunnel-slot-num", n);
}

bool
session_partition(struct request *rq, const struct session *u)
{
	if (u->part == 0 ||
	    store_number(rq->store, 0,
		"SELECT 1 FROM mc_partition WHERE id = ?1", "i", u->part) == 1)
		return true;
	reply_error(rq, 404, "NoSuchPartition",
	    "The partition of the session was dropped.");
	return false;
}
