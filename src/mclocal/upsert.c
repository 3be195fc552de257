/*
 * upsert.c: upserts of the tunnel, into tables with a primary key.
 *
 * Buckets are written as they come, unseen; the commit lets each row replace
 * the one that has its key, in the order of arrival over all buckets, for
 * clients do not agree on the bucket of a key.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/jsonw.h"
#include "base/num.h"
#include "mclocal/handlers.h"
#include "mclocal/ingest.h"
#include "mclocal/session.h"

enum {
	BUCKETS = 16, /* when the table does not say */
	BUCKETS_MAX = 4096
};

static unsigned
buckets(const struct table *t)
{
	json_t *o = json_loads(t->properties, 0, NULL);
	const char *text =
	    json_string_value(json_object_get(o, "write.bucket.num"));
	uint64_t n;

	if (text == NULL || !num_u64(text, 1, BUCKETS_MAX, &n))
		n = BUCKETS;
	json_decref(o);
	return (unsigned)n;
}

static void
reply_upsert(struct request *rq, const struct table *t, const struct session *u)
{
	struct buf *b = reply(rq, 200, "application/json");
	unsigned i, n = buckets(t);

	reply_header(rq, "odps-tunnel-date-transform", "false");
	buf_puts(b, "{\"id\":");
	jsonw_cstr(b, u->id);
	buf_puts(b, ",\"schema\":");
	schema_json(b, t);
	for (i = 0; i < t->nkeys; i++) {
		buf_puts(b, i == 0 ? ",\"hash_key\":[" : ",");
		jsonw_cstr(b, t->column[t->key[i]].name);
	}
	buf_puts(b, "],\"hasher\":\"default\",\"slots\":[{\"slot_id\":\"0\","
		    "\"buckets\":[");
	for (i = 0; i < n; i++)
		buf_printf(b, "%s%u", i > 0 ? "," : "", i);
	buf_puts(b, "],\"worker_addr\":");
	jsonw_cstr(b, rq->host);
	buf_printf(b,
	    "}],\"status\":\"%s\",\"quota_name\":\"\","
	    "\"enable_partial_update\":false}",
	    u->status);
}

void
upsert_create(struct request *rq, const struct table *t)
{
	struct session u;

	if (t->nkeys == 0)
		reply_error(rq, 400, "InvalidArgument",
		    "the table '%s' has no primary key", t->name);
	else if (session_make(rq, t, "upsert", false, &u))
		reply_upsert(rq, t, &u);
}

static bool
upsert_find(struct request *rq, const struct table *t, struct session *u)
{
	return session_find(rq, t, "upsert", request_param(rq, "upsertid"), u);
}

void
upsert_status(struct request *rq, const struct table *t)
{
	struct session u;

	if (upsert_find(rq, t, &u))
		reply_upsert(rq, t, &u);
}

static int
keep_bucket(struct store *s, const struct ingest *g, const void *arg,
    int64_t lo, int64_t hi)
{
	(void)arg;
	return lo > hi ? 0
		       : store_run(s, "INSERT INTO mc_pack VALUES (?1, ?2, ?3)",
			     "sii", g->upsert, lo, hi);
}

void
upsert_bucket(struct request *rq, const struct table *t)
{
	const char *bucket = request_param(rq, "bucketid");
	struct ingest g = { .t = t };
	struct session u;
	uint64_t n;

	if (!upsert_find(rq, t, &u) || !session_open(rq, &u))
		return;
	if (bucket == NULL || !num_u64(bucket, 0, buckets(t) - 1, &n)) {
		reply_error(rq, 400, "InvalidArgument",
		    "bucketid must be between 0 and %u", buckets(t) - 1);
		return;
	}
	g.upsert = u.id;
	ingest_put(&g, rq, keep_bucket, NULL);
	reply_header(rq, "odps-tunnel-routed-server", rq->host);
}

static int
show_packs(struct store *s, const struct table *t, const struct session *u)
{
	sqlite3_stmt *q;
	int rc = 0;

	q = store_query(s,
	    "SELECT lo, hi FROM mc_pack WHERE session = ?1 ORDER BY lo", "s",
	    u->id);
	if (q == NULL)
		return -1;
	while (rc == 0 && sqlite3_step(q) == SQLITE_ROW)
		rc = delta_show(s, t, u->part, sqlite3_column_int64(q, 0),
		    sqlite3_column_int64(q, 1), u->id);
	sqlite3_finalize(q);
	return rc;
}

static int
forget_packs(struct store *s, const struct table *t, const struct session *u)
{
	sqlite3_stmt *q;
	int rc = 0;

	q = store_query(
	    s, "SELECT lo, hi FROM mc_pack WHERE session = ?1", "s", u->id);
	if (q == NULL)
		return -1;
	while (rc == 0 && sqlite3_step(q) == SQLITE_ROW)
		rc = table_delete_rows(s, t, sqlite3_column_int64(q, 0),
		    sqlite3_column_int64(q, 1));
	sqlite3_finalize(q);
	return rc;
}

/* The session has ended, one way or the other. */
static int
upsert_end(struct store *s, struct session *u, const char *status)
{
	u->status[0] = '\0';
	strncat(u->status, status, sizeof(u->status) - 1);
	if (store_run(s, "DELETE FROM mc_pack WHERE session = ?1", "s",
		u->id) == -1 ||
	    store_run(
		s, "DELETE FROM mc_gone WHERE session = ?1", "s", u->id) == -1)
		return -1;
	return store_run(s, "UPDATE mc_session SET status = ?2 WHERE id = ?1",
	    "ss", u->id, u->status);
}

/* Again and again: the answer is the same. */
void
upsert_commit(struct request *rq, const struct table *t)
{
	struct store *s = rq->store;
	struct session u;

	if (!upsert_find(rq, t, &u))
		return;
	if (strcmp(u.status, "normal") != 0) {
		reply_upsert(rq, t, &u);
		return;
	}
	if (!session_partition(rq, &u))
		return;
	if (store_begin(s) == -1) {
		reply_broken(rq);
		return;
	}
	if (show_packs(s, t, &u) == -1 || table_touch(s, t, false) == -1 ||
	    upsert_end(s, &u, "committed") == -1) {
		store_undo(s);
		reply_broken(rq);
	} else if (store_commit(s) == -1) {
		reply_broken(rq);
	} else {
		reply_upsert(rq, t, &u);
	}
}

void
upsert_abort(struct request *rq, const struct table *t)
{
	struct store *s = rq->store;
	struct session u;

	if (!upsert_find(rq, t, &u))
		return;
	if (strcmp(u.status, "aborted") == 0) {
		reply_upsert(rq, t, &u);
		return;
	}
	if (!session_open(rq, &u))
		return;
	if (store_begin(s) == -1) {
		reply_broken(rq);
		return;
	}
	if (forget_packs(s, t, &u) == -1 ||
	    upsert_end(s, &u, "aborted") == -1) {
		store_undo(s);
		reply_broken(rq);
	} else if (store_commit(s) == -1) {
		reply_broken(rq);
	} else {
		reply_upsert(rq, t, &u);
	}
}
