/*
 * ingest.c: bodies of blocks, packs and buckets; see ingest.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/ingest.h"

/* How the body is packed; false when the answer is set: we cannot read it. */
static bool
ingest_coding(struct request *rq, enum body_coding *coding)
{
	if (request_param(rq, "arrow") != NULL) {
		reply_error(rq, 400, "NotImplemented",
		    "mclocal takes records, no Arrow batches");
		return false;
	}
	if (body_coding_of(request_header(rq, "content-encoding"), coding))
		return true;
	reply_error(rq, 400, "InvalidArgument",
	    "Content-Encoding must be deflate, zstd, x-snappy-framed,"
	    " x-lz4-frame or none");
	return false;
}

static int
store_failed(struct ingest *g, sqlite3_stmt *q)
{
	snprintf(g->why, sizeof(g->why), "the store failed: %.120s",
	    sqlite3_errmsg(sqlite3_db_handle(q)));
	return -2;
}

/* A delete needs no more than its key. */
static const char *
ingest_cell(struct ingest *g, unsigned i, bool gone)
{
	const struct row_value *v = &g->d.value[i];
	unsigned k;

	if (gone && v->null) {
		for (k = 0; k < g->t->nkeys && g->t->key[k] != i; k++)
			continue;
		if (k == g->t->nkeys) {
			g->cell[i].type = SQLITE_NULL;
			return NULL;
		}
	}
	return cell_of_wire(&g->cell[i], &g->t->column[i].type, v);
}

static int
note_gone(struct ingest *g)
{
	sqlite3_bind_text(g->gone, 1, g->upsert, -1, SQLITE_STATIC);
	sqlite3_bind_int64(g->gone, 2, g->row - 1);
	if (sqlite3_step(g->gone) != SQLITE_DONE)
		return store_failed(g, g->gone);
	sqlite3_reset(g->gone);
	return 0;
}

static int
ingest_row(struct ingest *g)
{
	bool gone = g->upsert != NULL && g->d.operation == MC_DELETE;
	const char *why = NULL;
	unsigned i;

	sqlite3_bind_int64(g->insert, 1, g->row++);
	for (i = 0; i < g->t->ncolumns; i++) {
		if ((why = ingest_cell(g, i, gone)) != NULL)
			break;
		cell_bind(g->insert, (int)i + 2, &g->cell[i]);
	}
	if (why != NULL) {
		snprintf(g->why, sizeof(g->why), "record %llu, column %s: %s",
		    (unsigned long long)g->d.count, g->t->column[i].name, why);
		return -1;
	}
	if (sqlite3_step(g->insert) != SQLITE_DONE)
		return store_failed(g, g->insert);
	sqlite3_reset(g->insert);
	return gone ? note_gone(g) : 0;
}

/* Decode what is there.  0, -1 malformed, -2 the store failed. */
static int
ingest_decode(struct ingest *g)
{
	size_t n;
	int rc;

	while (!g->d.ended) {
		n = mc_decode(&g->d, g->buf.data + g->used,
		    g->buf.len - g->used, CELL_MAX);
		if (n == SIZE_MAX) {
			snprintf(g->why, sizeof(g->why), "record %llu: %s",
			    (unsigned long long)g->d.count + 1, g->d.why);
			return -1;
		}
		if (n == 0)
			return 0;
		g->used += n;
		if (!g->d.ended && (rc = ingest_row(g)) != 0)
			return rc;
	}
	if (g->used == g->buf.len)
		return 0;
	snprintf(g->why, sizeof(g->why), "bytes stand behind the trailer");
	return -1;
}

static int
ingest_all(struct ingest *g)
{
	int more, rc;

	for (;;) {
		memmove(
		    g->buf.data, g->buf.data + g->used, g->buf.len - g->used);
		g->buf.len -= g->used;
		g->used = 0;
		more = body_in_more(&g->in, &g->buf);
		if (more == -1) {
			snprintf(g->why, sizeof(g->why), "%s", g->in.why);
			return -1;
		}
		if ((rc = ingest_decode(g)) != 0)
			return rc;
		if (more == 0)
			break;
	}
	if (!g->d.ended) {
		snprintf(g->why, sizeof(g->why), "the trailer is missing");
		return -1;
	}
	return 0;
}

/* -2, with what the store said. */
static int
ingest_broken(struct ingest *g, const struct store *s)
{
	snprintf(g->why, sizeof(g->why), "%.150s", s->why);
	return -2;
}

/* 0; -1 malformed, -2 the store failed, with why. */
static int
ingest_run(struct ingest *g, struct request *rq, enum body_coding coding)
{
	int rc;

	buf_reserve(&g->buf, 1);
	g->cell = xcalloc(g->t->ncolumns + 1, sizeof(*g->cell));
	body_in_init(&g->in, &rq->body, coding);
	mc_decoder_init(&g->d, g->t->data, g->t->ncolumns);
	g->d.upsert = g->upsert != NULL;
	g->insert = table_insert(rq->store, g->t);
	if (g->insert != NULL && g->upsert != NULL)
		g->gone = store_query(
		    rq->store, "INSERT INTO mc_gone VALUES (?1, ?2)", "");
	if (g->insert == NULL || (g->upsert != NULL && g->gone == NULL))
		rc = ingest_broken(g, rq->store);
	else
		rc = ingest_all(g);
	sqlite3_finalize(g->insert);
	sqlite3_finalize(g->gone);
	mc_decoder_release(&g->d);
	body_in_release(&g->in);
	free(g->cell);
	buf_release(&g->buf);
	return rc;
}

void
ingest_put(struct ingest *g, struct request *rq,
    int (*keep)(struct store *s, const struct ingest *g, const void *arg,
	int64_t lo, int64_t hi),
    const void *arg)
{
	struct store *s = rq->store;
	enum body_coding coding;
	int64_t lo;
	int rc;

	if (!ingest_coding(rq, &coding))
		return;
	if (store_begin(s) == -1) {
		reply_broken(rq);
		return;
	}
	g->row = lo = table_next_row(s, g->t);
	rc = ingest_run(g, rq, coding);
	if (rc == 0 &&
	    (table_set_next_row(s, g->t, g->row) == -1 ||
		keep(s, g, arg, lo, g->row - 1) == -1 || store_commit(s) == -1))
		rc = ingest_broken(g, s);
	if (rc != 0)
		store_undo(s);
	if (rc == -1)
		reply_error(rq, 400, "MalformedDataStream", "%s", g->why);
	else if (rc == -2)
		reply_error(rq, 500, "DataStoreError", "%s", g->why);
	else
		reply(rq, 200, NULL);
}
