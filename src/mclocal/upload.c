/*
 * upload.c: upload sessions of the tunnel.
 *
 * A block's rows are written when the block is whole and proven right, in
 * one transaction, but no segment shows them.  The commit gives each block
 * its segment, in the order of the block ids, together with the state
 * closed: so it is atomic and fast whatever the size.
 */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "base/num.h"
#include "mclocal/cell.h"
#include "mclocal/handlers.h"
#include "mclocal/ingest.h"

enum {
	BLOCKS_MAX = 20000
};

struct upload {
	char id[64], status[16];
	int64_t tbl, part, created;
	bool overwrite;
};

static void
put_schema_columns(
    struct buf *b, const struct table *t, unsigned from, unsigned to)
{
	char type[32];
	unsigned i;

	for (i = from; i < to; i++) {
		const struct table_column *c = &t->column[i];

		row_mc_text(&c->type, type);
		buf_printf(b,
		    "%s{\"column_id\":\"%u\",\"name\":", i > from ? "," : "",
		    i);
		jsonw_cstr(b, c->name);
		buf_printf(b,
		    ",\"type\":\"%s\",\"nullable\":%s,\"comment\":", type,
		    c->type.nullable ? "true" : "false");
		jsonw_cstr(b, c->comment);
		buf_puts(b, ",\"default_value\":\"\"}");
	}
}

void
schema_json(struct buf *b, const struct table *t)
{
	buf_puts(b, "{\"IsVirtualView\":false,\"columns\":[");
	put_schema_columns(b, t, 0, t->ncolumns);
	buf_puts(b, "],\"partitionKeys\":[");
	put_schema_columns(b, t, t->ncolumns, t->ncolumns + t->nparts);
	buf_puts(b, "]}");
}

/* The blocks of a session, as its JSON lists them. */
static int
put_blocks(struct buf *b, struct store *s, const char *id)
{
	sqlite3_stmt *q;
	char date[32];
	bool first = true;

	q = store_query(s,
	    "SELECT block, hi - lo + 1, created FROM mc_block"
	    " WHERE upload = ?1 ORDER BY block",
	    "s", id);
	if (q == NULL)
		return -1;
	for (; sqlite3_step(q) == SQLITE_ROW; first = false) {
		http_date(date, sqlite3_column_int64(q, 2));
		buf_printf(b,
		    "%s{\"BlockID\":%lld,\"RecordCount\":%lld,"
		    "\"CreateTime\":%lld,\"Date\":\"%s\",\"FileName\":\"\","
		    "\"Version\":0}",
		    first ? "" : ",", (long long)sqlite3_column_int64(q, 0),
		    (long long)sqlite3_column_int64(q, 1),
		    (long long)sqlite3_column_int64(q, 2), date);
	}
	sqlite3_finalize(q);
	return 0;
}

static void
reply_upload(struct request *rq, unsigned status, const struct table *t,
    const struct upload *u)
{
	struct buf *b = reply(rq, status, "application/json");
	char date[32];

	reply_header(rq, "odps-tunnel-date-transform", "false");
	http_date(date, u->created);
	buf_puts(b, "{\"UploadID\":");
	jsonw_cstr(b, u->id);
	buf_printf(b,
	    ",\"Initiated\":\"%s\",\"Owner\":\"ALIYUN$local\","
	    "\"IsOverwrite\":%s,\"MaxFieldSize\":%d,\"QuotaName\":\"\","
	    "\"Status\":\"%s\",\"Schema\":",
	    date, u->overwrite ? "true" : "false", CELL_MAX, u->status);
	schema_json(b, t);
	buf_puts(b, ",\"UploadedBlockList\":[");
	if (put_blocks(b, rq->store, u->id) == -1) {
		reply_broken(rq);
		return;
	}
	buf_puts(b, "]}");
}

/* The session a request names; false when the answer is set. */
static bool
upload_find(struct request *rq, const struct table *t, struct upload *u)
{
	const char *id = request_param(rq, "uploadid");
	sqlite3_stmt *q;
	bool found = false;

	if (id == NULL) /* PUT ?uploads */
		id = "";
	q = store_query(rq->store,
	    "SELECT tbl, part, overwrite, status, created FROM mc_upload"
	    " WHERE id = ?1 AND tbl = ?2",
	    "si", id, t->id);
	if (q == NULL) {
		reply_broken(rq);
		return false;
	}
	memset(u, 0, sizeof(*u));
	if (strlen(id) < sizeof(u->id) && sqlite3_step(q) == SQLITE_ROW) {
		found = true;
		memcpy(u->id, id, strlen(id));
		u->tbl = sqlite3_column_int64(q, 0);
		u->part = sqlite3_column_int64(q, 1);
		u->overwrite = sqlite3_column_int(q, 2) != 0;
		strncat(u->status, store_text(q, 3), sizeof(u->status) - 1);
		u->created = sqlite3_column_int64(q, 4);
		if (store_expired(u->created) &&
		    strcmp(u->status, "normal") == 0)
			memcpy(u->status, "expired", 8);
	}
	sqlite3_finalize(q);
	if (!found)
		reply_error(rq, 404, "NoSuchUpload",
		    "The specified upload id does not exist.");
	return found;
}

static bool
true_param(const struct request *rq, const char *name)
{
	const char *text = request_param(rq, name);

	return text != NULL && strcasecmp(text, "false") != 0;
}

void
upload_create(struct request *rq, const struct table *t)
{
	struct store *s = rq->store;
	struct upload u = { .status = "normal" };

	u.overwrite = true_param(rq, "overwrite");
	if (u.overwrite && t->nkeys > 0) {
		reply_error(rq, 400, "OverwriteModeNotAllowed",
		    "a table with a primary key cannot be overwritten by the"
		    " tunnel");
		return;
	}
	if (store_begin(s) == -1) {
		reply_broken(rq);
		return;
	}
	u.part = handler_partition(rq, t, true_param(rq, "create_partition"));
	if (u.part == -1) {
		store_undo(s);
		return;
	}
	u.tbl = t->id;
	u.created = clock_now() / CLOCK_SECOND;
	store_new_id(u.id);
	if (store_run(s, "INSERT INTO mc_upload VALUES (?1,?2,?3,?4,?5,?6)",
		"siiisi", u.id, u.tbl, u.part, (int64_t)u.overwrite, u.status,
		u.created) == -1) {
		store_undo(s);
		reply_broken(rq);
	} else if (store_commit(s) == -1) {
		reply_broken(rq);
	} else {
		reply_upload(rq, 201, t, &u);
	}
}

void
upload_status(struct request *rq, const struct table *t)
{
	struct upload u;

	if (upload_find(rq, t, &u))
		reply_upload(rq, 200, t, &u);
}

/* --- blocks --------------------------------------------------------------- */

struct block {
	const struct upload *u;
	int64_t no;
};

/* The same block again replaces the one before. */
static int
keep_block(struct store *s, const struct ingest *g, const void *arg, int64_t lo,
    int64_t hi)
{
	const struct block *k = arg;
	const char *id = k->u->id;
	int64_t old_lo, old_hi;

	old_lo = store_number(s, 1,
	    "SELECT lo FROM mc_block WHERE upload = ?1 AND block = ?2", "si",
	    id, k->no);
	old_hi = store_number(s, 0,
	    "SELECT hi FROM mc_block WHERE upload = ?1 AND block = ?2", "si",
	    id, k->no);
	if (table_delete_rows(s, g->t, old_lo, old_hi) == -1)
		return -1;
	return store_run(s,
	    "INSERT OR REPLACE INTO mc_block VALUES (?1,?2,?3,?4,?5)", "siiii",
	    id, k->no, lo, hi, clock_now() / CLOCK_SECOND);
}

void
upload_block(struct request *rq, const struct table *t)
{
	const char *id = request_param(rq, "blockid");
	struct ingest g = { .t = t };
	struct block k;
	struct upload u;
	uint64_t no;

	if (!upload_find(rq, t, &u))
		return;
	if (strcmp(u.status, "normal") != 0) {
		reply_error(rq, 409, "StatusConflict",
		    "You cannot complete the specified operation under the"
		    " current upload or download status.");
	} else if (id == NULL || !num_u64(id, 0, BLOCKS_MAX - 1, &no)) {
		reply_error(rq, 400, "InvalidBlockID",
		    "The block id must be between 0 and %d.", BLOCKS_MAX - 1);
	} else {
		k.u = &u;
		k.no = (int64_t)no;
		ingest_put(&g, rq, keep_block, &k);
	}
}

/* --- commit --------------------------------------------------------------- */

static int
show_blocks(struct store *s, const struct table *t, const struct upload *u)
{
	int64_t last = table_last_segment(s, t);
	sqlite3_stmt *q;
	int rc = 0;

	q = store_query(s,
	    "SELECT lo, hi FROM mc_block WHERE upload = ?1 ORDER BY block", "s",
	    u->id);
	if (q == NULL)
		return -1;
	while (rc == 0 && sqlite3_step(q) == SQLITE_ROW)
		rc = table_show(s, t, u->part, sqlite3_column_int64(q, 0),
		    sqlite3_column_int64(q, 1));
	sqlite3_finalize(q);
	if (rc == 0 && u->overwrite)
		rc = table_empty(s, t, u->part, last);
	return rc;
}

void
upload_commit(struct request *rq, const struct table *t)
{
	struct store *s = rq->store;
	struct upload u;

	if (!upload_find(rq, t, &u))
		return;
	if (strcmp(u.status, "closed") == 0) {
		reply_upload(rq, 200, t, &u);
		return;
	}
	if (strcmp(u.status, "normal") != 0) {
		reply_error(
		    rq, 409, "StatusConflict", "The session has expired.");
		return;
	}
	if (u.part != 0 &&
	    store_number(s, 0, "SELECT 1 FROM mc_partition WHERE id = ?1", "i",
		u.part) == 0) {
		reply_error(rq, 404, "NoSuchPartition",
		    "The partition of the session was dropped.");
		return;
	}
	if (store_begin(s) == -1) {
		reply_broken(rq);
		return;
	}
	if (show_blocks(s, t, &u) == -1 || table_touch(s, t, false) == -1 ||
	    store_run(s, "UPDATE mc_upload SET status = 'closed' WHERE id = ?1",
		"s", u.id) == -1) {
		store_undo(s);
		reply_broken(rq);
	} else if (store_commit(s) == -1) {
		reply_broken(rq);
	} else {
		memcpy(u.status, "closed", 7);
		reply_upload(rq, 200, t, &u);
	}
}
