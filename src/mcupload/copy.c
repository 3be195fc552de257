/*
 * copy.c: chunks of a copy.
 *
 * A chunk is one block; its number within the session follows from the
 * chunk's number, so a chunk sent again replaces itself.  A chunk is noted
 * as done when its block is answered; the session of a table is committed
 * when all of its chunks are there.  What a session holds besides (of a run
 * that was killed) is replaced by empty blocks before the commit.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem.h"

#include "mcupload/copy.h"

/* A block on its way. */
struct sent {
	struct upload *up;
	char *partition; /* "" */
	size_t table;
	uint32_t number, place;
	uint64_t rows;
	char *db, *name; /* of the source, for the plan */
};

int
copy_log_fail(struct upload *up)
{
	return up_fail(up, EX_IOERR, "cannot write '%s/copy': %s",
	    up->state == NULL ? "" : up->state, up->copy->log.why);
}

int
copy_open(struct upload *up)
{
	char *path = up->state == NULL ? NULL : up_path(up, "copy");
	int rc;

	up->copy = xcalloc(1, sizeof(*up->copy));
	if ((rc = copylog_open(&up->copy->log, path)) == -1)
		up_fail(up, up->copy->log.code, "cannot use '%s': %s", path,
		    up->copy->log.why);
	free(path);
	path = up->state == NULL ? NULL : up_path(up, "chunks");
	planfile_init(&up->copy->plan, path);
	free(path);
	return rc == -1 ? -1 : copy_recover(up);
}

void
copy_free(struct upload *up)
{
	if (up->copy == NULL)
		return;
	copylog_release(&up->copy->log);
	planfile_release(&up->copy->plan);
	free(up->copy);
	up->copy = NULL;
}

int
copy_mark(struct upload *up, const struct rec_mark *m)
{
	struct position p;

	if (up->copy == NULL && copy_open(up) == -1)
		return -1;
	position_of_mark(&p, m);
	if (m->flags & REC_MARK_COPY_END) {
		up->copy->end_seen = true;
		up->copy->end = p;
		return 0;
	}
	/* What holds where the log goes on is what the first run saw. */
	if (up->copy->log.started)
		return up_reload_schema(up);
	if (up_save_schema(up) == -1)
		return -1;
	return copylog_start(&up->copy->log, &p) == -1 ? copy_log_fail(up) : 0;
}

/* --- chunks ------------------------------------------------------------------
 */

static void
done_chunk(struct upload *up, const struct sent *s)
{
	struct copy *c = up->copy;

	if (copylog_chunk(&c->log, s->table, s->number, s->place, s->rows) ==
	    -1) {
		copy_log_fail(up);
		c->failed = true;
	} else if (planfile_done(&c->plan, s->db, s->name, s->number,
		       c->log.table[s->table].total) == -1) {
		up_fail(up, EX_IOERR, "cannot write '%s/chunks': %s", up->state,
		    strerror(errno));
		c->failed = true;
	}
}

static void
free_sent(struct sent *s)
{
	free(s->db);
	free(s->name);
	free(s);
}

static void
on_answered(void *arg)
{
	struct sent *s = arg;

	s->up->copy->log.table[s->table].sending--;
	done_chunk(s->up, s);
	free_sent(s);
}

/* All chunks there and none on its way: commit. */
static int
complete(struct upload *up)
{
	struct copylog *l = &up->copy->log;
	size_t i;

	if (up->copy->failed)
		return -1;
	for (i = 0; i < l->nsessions; i++) {
		struct copylog_table *t = &l->table[l->session[i].table];

		if (l->session[i].state == COPYLOG_OPEN &&
		    t->done == t->total && t->sending == 0 &&
		    copy_close_session(up, i) == -1)
			return -1;
	}
	return 0;
}

/* The whole of a chunk is here: its block goes out. */
static int
send_chunk(struct upload *up, struct target *t, struct sent *s)
{
	struct copylog *l = &up->copy->log;
	struct sink_block b = { .table = l->table[s->table].name,
		.partition = "",
		.number = t->number % MC_BLOCKS_MAX,
		.done = on_answered,
		.arg = s };

	if (copy_find_session(up, s->table, t->number, &s->place) == -1)
		return -1;
	b.id = l->session[s->place - 1].id;
	up->held -= t->raw.len;
	mc_encode_end(&t->encoder, &t->raw);
	if (t->spool == -1)
		up->bytes += t->raw.len;
	if (t->spool != -1) {
		/* What began in the file ends there. */
		up->held += t->raw.len;
		if (target_spill(up, t) == -1)
			return -1;
		pack_put(&t->pack, &b.body, NULL, 0, 1);
		b.packed = true;
	} else {
		b.body = t->raw;
		t->raw = (struct buf){ 0 };
	}
	b.spool = t->spool;
	b.spool_len = t->spool_len;
	t->spool = -1;
	l->table[s->table].sending++;
	return up->sink->ops->put(up->sink, &b) == -1 ? up_sink_fail(up) : 0;
}

static struct target *
find_target(struct upload *up, uint32_t ref, uint32_t number)
{
	struct target *t = up->copy->last;

	if (t != NULL && t->ref == ref && t->number == number)
		return t;
	for (t = up->targets; t != NULL; t = t->next)
		if (t->chunk && t->ref == ref && t->number == number)
			break;
	return up->copy->last = t;
}

struct target *
copy_target(struct upload *up, const struct row *row)
{
	struct target *t = NULL;

	if (up->copy != NULL)
		t = find_target(up, row->table, row->part);
	if (t == NULL)
		up_fail(up, EX_DATAERR, "row of chunk %u, which did not begin",
		    row->part);
	return t;
}

static int
begin_chunk(struct upload *up, const struct row_table *table, size_t i,
    const struct rec_chunk *c)
{
	struct target *t;

	if (find_target(up, table->ref, c->number) != NULL)
		return up_fail(up, EX_DATAERR, "chunk %u of '%s' began twice",
		    c->number, table->dest->table);
	t = target_new(up, table, "");
	t->chunk = true;
	t->number = c->number;
	t->total = c->total;
	t->drop = up->copy->log.table[i].chunk[c->number] != 0;
	pack_init(&t->pack, up->sink->pack);
	up->copy->last = t;
	return 0;
}

static int
end_chunk(struct upload *up, const struct row_table *table, size_t i,
    const struct rec_chunk *c)
{
	struct target *t = find_target(up, table->ref, c->number);
	struct sent *s;
	int rc = 0;

	if (t == NULL || (!t->drop && t->rows != c->rows))
		return up_fail(up, EX_DATAERR,
		    "chunk %u of '%s' has not the rows it should have",
		    c->number, table->dest->table);
	if (!t->drop) {
		s = xcalloc(1, sizeof(*s));
		*s = (struct sent){ .up = up,
			.table = i,
			.number = c->number,
			.place = COPYLOG_EMPTY,
			.rows = c->rows,
			.db = xstrdup(table->db),
			.name = xstrdup(table->name) };
		if (c->rows != 0)
			rc = send_chunk(up, t, s);
		else {
			done_chunk(up, s);
			free_sent(s);
		}
	}
	up->copy->last = NULL;
	target_remove(up, t);
	return rc == -1 ? -1 : complete(up);
}

int
copy_chunk(struct upload *up, const struct rec *r)
{
	const struct row_table *table;
	struct copylog *l;
	struct rec_chunk c;
	size_t i;

	if (rec_get_chunk(r, &c) == -1 || c.number >= c.total ||
	    c.total > COPYLOG_CHUNKS_MAX ||
	    (table = row_tables_get(&up->tables, c.table)) == NULL ||
	    table->dest->nparts != 0)
		return up_fail(up, EX_DATAERR, "chunk makes no sense");
	if (up->copy == NULL && copy_open(up) == -1)
		return -1;
	l = &up->copy->log;
	i = copylog_find(l, table->dest->table);
	if (i == l->ntables &&
	    copylog_table(l, table->dest->table, c.total) == -1)
		return copy_log_fail(up);
	if (l->table[i].total != c.total)
		return up_fail(up, EX_CONFIG,
		    "'%s' was planned with %" PRIu32
		    " chunks and comes in %" PRIu32
		    "\nan earlier copy was not finished: go on with its "
		    "plan, or start anew without '%s/copy'",
		    table->dest->table, l->table[i].total, c.total,
		    up->state == NULL ? "" : up->state);
	if (c.state == REC_CHUNK_BEGIN)
		return begin_chunk(up, table, i, &c);
	return end_chunk(up, table, i, &c);
}

/* --- the end
 * ------------------------------------------------------------------ */

/* The table of the source whose copy is called name; NULL: none in this
 * stream. */
static const struct row_table *
source_of(const struct upload *up, const char *name)
{
	const struct row_table *t;
	size_t i;

	for (i = 0; i < up->tables.n; i++) {
		t = up->tables.table[i];
		if (t != NULL && t->dest->nparts == 0 &&
		    strcmp(t->dest->table, name) == 0)
			return t;
	}
	return NULL;
}

/*
 * The stream had all chunks that are to be read, and some are missing: of
 * sessions that were lost.  The plan calls them done; it has to be told.
 */
static int
read_again(struct upload *up, const struct copylog_table *l)
{
	const struct row_table *t = source_of(up, l->name);
	uint32_t i;

	for (i = 0; t != NULL && i < l->total; i++)
		if (l->chunk[i] == 0 && planfile_again(&up->copy->plan, t->db,
					    t->name, i, l->total) == -1)
			return up_fail(up, EX_IOERR,
			    "cannot write '%s/chunks': %s", up->state,
			    strerror(errno));
	return 0;
}

static int
check_whole(struct upload *up)
{
	const struct copylog *l = &up->copy->log;
	const struct copylog_table *lacks = NULL, *t;

	for (t = l->table; t < l->table + l->ntables; t++)
		if (t->done != t->total) {
			lacks = t;
			if (up->copy->end_seen && read_again(up, t) == -1)
				return -1;
		}
	if (lacks == NULL)
		return 0;
	return up_fail(up, EX_TEMPFAIL,
	    "'%s' lacks %" PRIu32 " of %" PRIu32
	    " chunks: the copy has to go on",
	    lacks->name, lacks->total - lacks->done, lacks->total);
}

int
copy_end(struct upload *up)
{
	struct copy *c = up->copy;

	if (sink_drain(up->sink) == -1)
		return up_sink_fail(up);
	if (complete(up) == -1 || check_whole(up) == -1 ||
	    up_save_schema(up) == -1)
		return -1;
	if (!c->end_seen || !c->log.started)
		return 0;
	if (!c->log.ended && copylog_end(&c->log, &c->end) == -1)
		return copy_log_fail(up);
	/* Where the incremental phase starts, unless it has already. */
	if (up->state == NULL || up->base.at.file[0] != '\0')
		return 0;
	return up_write_position(up, &c->log.start);
}
