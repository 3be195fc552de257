/*
 * download.c: download sessions of tables and of SQL results, and head.
 *
 * A session is a snapshot: it remembers the last segment there was and the
 * table's generation.  Later additions are not shown; after anything else
 * the data is refused as TableModified.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/mem.h"
#include "base/num.h"
#include "mclocal/handlers.h"
#include "mclocal/reader.h"
#include "mclocal/result.h"

enum {
	HEAD_MAX = 10000
};

struct download {
	int64_t part, generation, last, created;
};

static void
reply_download(struct request *rq, const struct table *t, const char *id,
    int64_t created, uint64_t rows)
{
	struct buf *b = reply(rq, 200, "application/json");
	char date[32];

	reply_header(rq, "odps-tunnel-date-transform", "false");
	http_date(date, created);
	buf_puts(b, "{\"DownloadID\":");
	jsonw_cstr(b, id);
	buf_printf(b,
	    ",\"Initiated\":\"%s\",\"Owner\":\"ALIYUN$local\","
	    "\"RecordCount\":%llu,\"QuotaName\":\"\",\"Status\":\"normal\","
	    "\"SupportReadByRawSize\":false,\"Schema\":",
	    date, (unsigned long long)rows);
	schema_json(b, t);
	buf_putc(b, '}');
}

/* The segments of a partition (0: the table has none) up to last. */
static int
add_segments(struct reader *r, struct store *s, const struct table *t,
    int64_t part, int64_t last)
{
	sqlite3_stmt *q;

	q = store_query(s,
	    "SELECT lo, hi FROM mc_segment"
	    " WHERE tbl = ?1 AND part = ?2 AND seq <= ?3 ORDER BY seq",
	    "iii", t->id, part, last);
	if (q == NULL)
		return -1;
	while (sqlite3_step(q) == SQLITE_ROW)
		reader_add(
		    r, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1));
	sqlite3_finalize(q);
	return 0;
}

static struct reader *
table_reader(struct request *rq, const struct table *t, const unsigned *pick,
    unsigned npick, int64_t part, int64_t last)
{
	struct reader *r;
	char from[32];

	snprintf(from, sizeof(from), "r%lld", (long long)t->id);
	r = reader_new(rq->store, from, t, pick, npick);
	if (add_segments(r, rq->store, t, part, last) == -1) {
		reader_free(r);
		reply_broken(rq);
		return NULL;
	}
	return r;
}

static int
save_download(struct request *rq, const char *id, int64_t tbl, int64_t part,
    int64_t instance, int64_t generation, int64_t last)
{
	if (store_run(rq->store,
		"INSERT INTO mc_download VALUES (?1,?2,?3,?4,?5,?6,?7)",
		"siiiiii", id, tbl, part, instance, generation, last,
		clock_now() / CLOCK_SECOND) == 0)
		return 0;
	reply_broken(rq);
	return -1;
}

void
download_create(struct request *rq, const struct table *t)
{
	int64_t part = handler_partition(rq, t, false);
	int64_t last = table_last_segment(rq->store, t);
	struct reader *r;
	char id[33];

	if (part == -1)
		return;
	if ((r = table_reader(rq, t, NULL, 0, part, last)) == NULL)
		return;
	store_new_id(id);
	if (save_download(rq, id, t->id, part, 0, t->generation, last) == 0)
		reply_download(
		    rq, t, id, clock_now() / CLOCK_SECOND, reader_rows(r));
	reader_free(r);
}

/* The session of the request, for this table or this instance. */
static bool
find_download(
    struct request *rq, int64_t tbl, int64_t instance, struct download *d)
{
	sqlite3_stmt *q;
	bool found;

	q = store_query(rq->store,
	    "SELECT part, generation, last, created FROM mc_download"
	    " WHERE id = ?1 AND tbl = ?2 AND instance = ?3 AND created > ?4",
	    "siii", request_param(rq, "downloadid"), tbl, instance,
	    clock_now() / CLOCK_SECOND - STORE_SESSION_SECONDS);
	if (q == NULL) {
		reply_broken(rq);
		return false;
	}
	if ((found = sqlite3_step(q) == SQLITE_ROW)) {
		d->part = sqlite3_column_int64(q, 0);
		d->generation = sqlite3_column_int64(q, 1);
		d->last = sqlite3_column_int64(q, 2);
		d->created = sqlite3_column_int64(q, 3);
	} else {
		reply_error(rq, 404, "NoSuchDownload",
		    "The specified download id does not exist.");
	}
	sqlite3_finalize(q);
	return found;
}

static int
by_number(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Columns by name, in the wanted order; in batches, whose readers go by the
 * table, in that of the table.  NULL when the answer is set. */
static unsigned *
pick_columns(struct request *rq, const struct table *t, unsigned *n)
{
	const char *p = request_param(rq, "columns");
	unsigned *pick;
	size_t len;
	int i;

	if (p == NULL) /* head calls them so */
		p = request_param(rq, "cols");
	if (p == NULL || *p == '\0') {
		pick = xcalloc(t->ncolumns + 1, sizeof(*pick));
		for (*n = 0; *n < t->ncolumns; ++*n)
			pick[*n] = *n;
		return pick;
	}
	pick = xcalloc(strlen(p) + 1, sizeof(*pick));
	for (*n = 0;; p += len + 1) {
		len = strcspn(p, ",");
		i = table_column(t, p, len);
		if (i == -1 || (unsigned)i >= t->ncolumns ||
		    *n == ROW_DEST_MAX) {
			reply_error(rq, 400, "InvalidColumnSpec",
			    "the table has no column '%.*s'",
			    len > 128 ? 128 : (int)len, p);
			free(pick);
			return NULL;
		}
		pick[(*n)++] = (unsigned)i;
		if (p[len] == '\0')
			break;
	}
	if (request_param(rq, "arrow") != NULL)
		qsort(pick, *n, sizeof(*pick), by_number);
	return pick;
}

/* "(START,COUNT)" */
static bool
row_range(const char *text, uint64_t *start, uint64_t *count)
{
	char mem[64], *comma;
	size_t n = text == NULL ? 0 : strlen(text);

	if (n < 5 || n >= sizeof(mem) || text[0] != '(' || text[n - 1] != ')')
		return false;
	memcpy(mem, text + 1, n - 2);
	mem[n - 2] = '\0';
	if ((comma = strchr(mem, ',')) == NULL)
		return false;
	*comma++ = '\0';
	return num_u64(mem, 0, INT64_MAX, start) &&
	       num_u64(comma, 0, INT64_MAX, count);
}

/* Takes r.  wide: see arrow.h. */
static void
send_range(struct request *rq, struct reader *r, bool wide)
{
	uint64_t start, count;

	if (!row_range(request_param(rq, "rowrange"), &start, &count) ||
	    start > reader_rows(r)) {
		reply_error(rq, 400, "InvalidRowRange",
		    "The specified row range is not valid.");
		reader_free(r);
		return;
	}
	reader_cut(r, start, count);
	if (request_param(rq, "arrow") != NULL)
		reader_send_arrow(r, rq, wide);
	else
		reader_send(r, rq);
}

static bool
modified(struct request *rq, const struct table *t, const struct download *d)
{
	if (d->generation == t->generation)
		return false;
	reply_error(rq, 409, "TableModified",
	    "The specified table has been modified since the download"
	    " initiated.");
	return true;
}

void
download_status(struct request *rq, const struct table *t)
{
	struct download d;
	struct reader *r;

	if (!find_download(rq, t->id, 0, &d) || modified(rq, t, &d))
		return;
	if ((r = table_reader(rq, t, NULL, 0, d.part, d.last)) == NULL)
		return;
	reply_download(
	    rq, t, request_param(rq, "downloadid"), d.created, reader_rows(r));
	reader_free(r);
}

void
download_data(struct request *rq, const struct table *t)
{
	struct download d;
	struct reader *r;
	unsigned *pick, n;

	if (!find_download(rq, t->id, 0, &d) || modified(rq, t, &d))
		return;
	if ((pick = pick_columns(rq, t, &n)) == NULL)
		return;
	if ((r = table_reader(rq, t, pick, n, d.part, d.last)) != NULL) {
		reader_pin(r, t->id, d.generation);
		send_range(rq, r, false);
	}
	free(pick);
}

/* --- results of queries --------------------------------------------------- */

static struct reader *
result_reader(struct request *rq, const struct table *t, int64_t no,
    int64_t rows, const unsigned *pick, unsigned n)
{
	struct reader *r;
	char from[32];

	snprintf(from, sizeof(from), "q%lld", (long long)no);
	r = reader_new(rq->store, from, t, pick, n);
	reader_add(r, 1, rows);
	return r;
}

/* The result table of an instance; NULL when the answer is set. */
static struct table *
find_result(struct request *rq, const char *project, const char *id,
    int64_t *no, int64_t *rows)
{
	struct table *t = NULL;

	*no = store_number(rq->store, 0,
	    "SELECT no FROM mc_instance WHERE id = ?1 AND project = ?2", "ss",
	    id, project);
	*rows = store_number(rq->store, -1,
	    "SELECT nrows FROM mc_instance WHERE no = ?1", "i", *no);
	if (*no == 0)
		reply_error(rq, 404, "NoSuchObject",
		    "ODPS-0420061:Instance not found - '%s'", id);
	else if (*rows < 0)
		reply_error(rq, 400, "InvalidArgument",
		    "InstanceTypeNotSupported: the instance is no query");
	else if ((t = result_table(rq->store, *no)) == NULL)
		reply_broken(rq);
	return t;
}

/* How many of them the client may see. */
static int64_t
limited(const struct request *rq, int64_t rows)
{
	return request_param(rq, "instance_tunnel_limit_enabled") != NULL &&
		       rows > RESULT_SHOWN
		   ? RESULT_SHOWN
		   : rows;
}

void
result_create(struct request *rq, const char *project, const char *id)
{
	int64_t no, rows;
	struct table *t = find_result(rq, project, id, &no, &rows);
	char download[33];

	if (t == NULL)
		return;
	rows = limited(rq, rows);
	store_new_id(download);
	if (save_download(rq, download, 0, 0, no, 0, rows) == 0)
		reply_download(rq, t, download, clock_now() / CLOCK_SECOND,
		    (uint64_t)rows);
	table_free(t);
}

void
result_status(struct request *rq, const char *project, const char *id)
{
	int64_t no, rows;
	struct table *t = find_result(rq, project, id, &no, &rows);
	struct download d;

	if (t != NULL && find_download(rq, 0, no, &d))
		reply_download(rq, t, request_param(rq, "downloadid"),
		    d.created, (uint64_t)d.last);
	table_free(t);
}

void
result_data(struct request *rq, const char *project, const char *id)
{
	int64_t no, rows;
	struct table *t = find_result(rq, project, id, &no, &rows);
	struct download d;
	unsigned *pick = NULL, n;

	if (t != NULL && find_download(rq, 0, no, &d) &&
	    (pick = pick_columns(rq, t, &n)) != NULL)
		send_range(rq, result_reader(rq, t, no, d.last, pick, n), true);
	free(pick);
	table_free(t);
}

/* --- head ----------------------------------------------------------------- */

static int
head_partitions(struct request *rq, const struct table *t, struct reader *r)
{
	sqlite3_stmt *q;
	int64_t part;

	if (t->nparts == 0 || request_param(rq, "partition") != NULL) {
		if ((part = handler_partition(rq, t, false)) == -1)
			return -1;
		return add_segments(r, rq->store, t, part, INT64_MAX);
	}
	q = store_query(rq->store,
	    "SELECT lo, hi FROM mc_segment WHERE tbl = ?1 ORDER BY seq", "i",
	    t->id);
	while (q != NULL && sqlite3_step(q) == SQLITE_ROW)
		reader_add(
		    r, sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1));
	sqlite3_finalize(q);
	return 0;
}

void
download_head(struct request *rq, const struct table *t)
{
	const char *text = request_param(rq, "linenum");
	unsigned i, n, *pick;
	uint64_t max = HEAD_MAX;
	struct reader *r;
	struct buf *b;
	char from[32];

	if (text != NULL && !num_u64(text, 0, HEAD_MAX, &max)) {
		reply_error(rq, 400, "InvalidParameter",
		    "linenum must be between 0 and %d", HEAD_MAX);
		return;
	}
	if ((pick = pick_columns(rq, t, &n)) == NULL)
		return;
	snprintf(from, sizeof(from), "r%lld", (long long)t->id);
	r = reader_new(rq->store, from, t, pick, n);
	if (head_partitions(rq, t, r) == 0) {
		b = reply(rq, 200, "text/plain; charset=utf-8");
		for (i = 0; i < n; i++)
			buf_printf(b, "%s\"%s\"", i > 0 ? "," : "",
			    t->column[pick[i]].name);
		buf_putc(b, '\n');
		if (reader_csv(r, b, max) == -1)
			reply_broken(rq);
	}
	reader_free(r);
	free(pick);
}
