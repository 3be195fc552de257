/*
 * reader.c: rows out of SQLite; see reader.h.
 *
 * Each piece is a query of its own, by row number.  So no statement stays
 * open between two pieces, and nothing blocks a DROP.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/mem.h"
#include "mc/wire.h"
#include "mclocal/arrow.h"
#include "mclocal/cell.h"
#include "mclocal/reader.h"

enum {
	PIECE_ROWS = 4096,
	PIECE_BYTES = 1 << 20
};

struct range {
	int64_t lo, hi;
};

struct reader {
	struct store *s;
	char *sql;
	struct row_dest_column *column;
	unsigned n;
	struct range *range;
	size_t nranges, at;
	int64_t table, generation; /* pinned; 0: not */
	struct mc_encoder encoder;
	struct cell *cell; /* of one row */
	struct row_value *value;
	struct buf plain;
	z_stream *deflate;   /* NULL: not so */
	ZSTD_CStream *zstd;  /* the same */
	struct arrow *arrow; /* not records */
	struct arrow_chunks chunks;
	bool ended;
};

struct reader *
reader_new(struct store *s, const char *from, const struct table *t,
    const unsigned *pick, unsigned npick)
{
	struct reader *r = xcalloc(1, sizeof(*r));
	struct buf b;
	char name[16];
	unsigned i, k;

	r->s = s;
	r->n = pick == NULL ? t->ncolumns : npick;
	r->column = xcalloc(r->n + 1, sizeof(*r->column));
	buf_init(&b);
	buf_puts(&b, "SELECT \"#\"");
	for (i = 0; i < r->n; i++) {
		k = pick == NULL ? i : pick[i];
		r->column[i] = t->column[k].type;
		buf_putc(&b, ',');
		snprintf(name, sizeof(name), "c%u", k);
		store_put_name(&b, *from == 'q' ? name : t->column[k].name);
	}
	buf_printf(&b,
	    " FROM %s WHERE \"#\" BETWEEN ?1 AND ?2 ORDER BY \"#\" LIMIT %d",
	    from, PIECE_ROWS);
	r->sql = xstrdup(buf_str(&b));
	buf_release(&b);
	r->cell = xcalloc(r->n + 1, sizeof(*r->cell));
	r->value = xcalloc(r->n + 1, sizeof(*r->value));
	mc_encoder_init(&r->encoder, r->column, r->n);
	return r;
}

void
reader_free(void *p)
{
	struct reader *r = p;

	if (r == NULL)
		return;
	if (r->deflate != NULL)
		deflateEnd(r->deflate);
	free(r->deflate);
	ZSTD_freeCStream(r->zstd);
	arrow_free(r->arrow);
	free(r->sql);
	free(r->column);
	free(r->range);
	free(r->cell);
	free(r->value);
	buf_release(&r->plain);
	free(r);
}

void
reader_add(struct reader *r, int64_t lo, int64_t hi)
{
	if (lo > hi)
		return;
	r->range = xreallocarray(r->range, r->nranges + 1, sizeof(*r->range));
	r->range[r->nranges].lo = lo;
	r->range[r->nranges++].hi = hi;
}

uint64_t
reader_rows(const struct reader *r)
{
	uint64_t n = 0;
	size_t i;

	for (i = r->at; i < r->nranges; i++)
		n += (uint64_t)(r->range[i].hi - r->range[i].lo) + 1;
	return n;
}

void
reader_cut(struct reader *r, uint64_t start, uint64_t count)
{
	size_t i;

	for (i = 0; i < r->nranges; i++) {
		struct range *g = &r->range[i];
		uint64_t n = (uint64_t)(g->hi - g->lo) + 1;
		uint64_t skip = start < n ? start : n;
		uint64_t keep = count < n - skip ? count : n - skip;

		g->lo += (int64_t)skip;
		g->hi = g->lo + (int64_t)keep - 1;
		start -= skip;
		count -= keep;
	}
}

void
reader_pin(struct reader *r, int64_t table, int64_t generation)
{
	r->table = table;
	r->generation = generation;
}

/* The next rows, or NULL at the end; *failed when SQLite did. */
static sqlite3_stmt *
reader_piece(struct reader *r, bool *failed)
{
	sqlite3_stmt *q;

	*failed = false;
	while (r->at < r->nranges && r->range[r->at].lo > r->range[r->at].hi)
		r->at++;
	if (r->at == r->nranges)
		return NULL;
	if (r->table != 0 &&
	    store_number(r->s, -1,
		"SELECT generation FROM mc_table WHERE id = ?1", "i",
		r->table) != r->generation) {
		*failed = true;
		return NULL;
	}
	q = store_query(
	    r->s, r->sql, "ii", r->range[r->at].lo, r->range[r->at].hi);
	*failed = q == NULL;
	return q;
}

static int
reader_encode(struct reader *r, sqlite3_stmt *q, struct buf *out)
{
	const char *why;
	unsigned i, bad;

	for (i = 0; i < r->n; i++) {
		cell_of_value(&r->cell[i], sqlite3_column_value(q, (int)i + 1));
		cell_to_wire(&r->cell[i], &r->column[i], &r->value[i]);
	}
	if (r->arrow == NULL)
		return mc_encode_values(&r->encoder, out, r->value, &why, &bad);
	arrow_row(r->arrow, r->value);
	return 0;
}

/* Rows into r->plain until it is large.  1, 0 the trailer is there, -1. */
static int
reader_fill(struct reader *r)
{
	bool failed;
	sqlite3_stmt *q = reader_piece(r, &failed);
	int rc = 0;

	if (failed)
		return -1;
	if (q == NULL) {
		if (r->arrow == NULL)
			mc_encode_end(&r->encoder, &r->plain);
		return 0;
	}
	while (rc == 0 && r->plain.len < PIECE_BYTES &&
	       (r->arrow == NULL || arrow_size(r->arrow) < PIECE_BYTES) &&
	       sqlite3_step(q) == SQLITE_ROW) {
		r->range[r->at].lo = sqlite3_column_int64(q, 0) + 1;
		rc = reader_encode(r, q, &r->plain);
	}
	sqlite3_finalize(q);
	if (r->arrow != NULL)
		arrow_batch(r->arrow, &r->plain);
	return rc == -1 || r->plain.len == 0 ? -1 : 1;
}

static int
reader_deflate(struct reader *r, struct buf *out)
{
	z_stream *z = r->deflate;
	int rc;

	z->next_in = r->plain.data;
	z->avail_in = (uInt)r->plain.len;
	do {
		z->next_out = buf_reserve(out, PIECE_BYTES);
		z->avail_out = PIECE_BYTES;
		rc = deflate(z, r->ended ? Z_FINISH : Z_NO_FLUSH);
		out->len += PIECE_BYTES - z->avail_out;
	} while (rc == Z_OK && z->avail_out == 0);
	return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR ? 0 : -1;
}

static int
reader_zstd(struct reader *r, struct buf *out)
{
	ZSTD_inBuffer in = { r->plain.data, r->plain.len, 0 };
	ZSTD_outBuffer to;
	size_t left;

	do {
		to.dst = buf_reserve(out, PIECE_BYTES);
		to.size = PIECE_BYTES;
		to.pos = 0;
		left = ZSTD_compressStream2(
		    r->zstd, &to, &in, r->ended ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_isError(left))
			return -1;
		out->len += to.pos;
	} while (r->ended ? left != 0 : in.pos < in.size);
	return 0;
}

static int
reader_pack(struct reader *r, struct buf *out)
{
	if (r->arrow != NULL) {
		arrow_chunk(&r->chunks, out, r->plain.data, r->plain.len);
		if (r->ended)
			arrow_chunk_end(&r->chunks, out);
		return 0;
	}
	if (r->zstd != NULL)
		return reader_zstd(r, out);
	if (r->deflate != NULL)
		return reader_deflate(r, out);
	buf_put(out, r->plain.data, r->plain.len);
	return 0;
}

static int
reader_more(void *p, struct buf *out)
{
	struct reader *r = p;
	int rc;

	do {
		buf_clear(&r->plain);
		if ((rc = reader_fill(r)) == -1)
			return -1;
		r->ended = rc == 0;
		if (reader_pack(r, out) == -1)
			return -1;
	} while (rc == 1 && out->len == 0);
	return rc;
}

/* The first of the names in Accept-Encoding that is ours. */
static const char *
coding_wanted(const struct request *rq)
{
	static const char *const names[] = { "deflate", "zstd" };
	const char *text = request_header(rq, "accept-encoding"), *at;
	const char *best = NULL, *name = NULL;
	size_t i;

	for (i = 0; text != NULL && i < 2; i++)
		if ((at = strstr(text, names[i])) != NULL &&
		    (best == NULL || at < best)) {
			best = at;
			name = names[i];
		}
	return name;
}

void
reader_send(struct reader *r, struct request *rq)
{
	const char *coding = coding_wanted(rq);

	reply(rq, 200, "application/octet-stream");
	reply_header(rq, "odps-tunnel-date-transform", "false");
	if (coding != NULL && *coding == 'z') {
		r->zstd = ZSTD_createCStream();
	} else if (coding != NULL) {
		r->deflate = xcalloc(1, sizeof(*r->deflate));
		if (deflateInit(r->deflate, 1) != Z_OK) {
			free(r->deflate);
			r->deflate = NULL;
		}
	}
	if (r->zstd != NULL || r->deflate != NULL)
		reply_header(rq, "Content-Encoding", coding);
	rq->source.more = reader_more;
	rq->source.free = reader_free;
	rq->source.p = r;
}

void
reader_send_arrow(struct reader *r, struct request *rq, bool wide)
{
	reply(rq, 200, "application/octet-stream");
	reply_header(rq, "odps-tunnel-date-transform", "false");
	r->arrow = arrow_new(r->column, r->n, wide);
	rq->source.more = reader_more;
	rq->source.free = reader_free;
	rq->source.p = r;
}

int
reader_csv(struct reader *r, struct buf *out, uint64_t max)
{
	struct cell c;
	sqlite3_stmt *q;
	bool failed, some;
	unsigned i;

	while (max > 0 && (q = reader_piece(r, &failed)) != NULL) {
		some = false;
		for (; max > 0 && sqlite3_step(q) == SQLITE_ROW; max--) {
			some = true;
			r->range[r->at].lo = sqlite3_column_int64(q, 0) + 1;
			for (i = 0; i < r->n; i++) {
				cell_of_value(
				    &c, sqlite3_column_value(q, (int)i + 1));
				if (i > 0)
					buf_putc(out, ',');
				cell_show(out, &c, &r->column[i], true);
			}
			buf_putc(out, '\n');
		}
		sqlite3_finalize(q);
		if (!some)
			return -1;
	}
	return max > 0 && failed ? -1 : 0;
}
