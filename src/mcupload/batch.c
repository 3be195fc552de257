/*
 * batch.c: exactly once, incremental.
 *
 *   1. rows go to sessions as blocks
 *   2. journal: from, to, and every session; fsync.  From here on only
 *      forward
 *   3. commit every session; what came of it is asked for, not guessed
 *   4. position := to, then the journal's batch is closed
 *
 * Killed before 2: nothing is visible, reading starts at from again.  Killed
 * behind it: recovery commits what is not.  Rows up to the position that
 * come once more are dropped at the MARK that ends them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/msg.h"

#include "mcupload/mirror.h"

enum {
	ALIVE_SECONDS = 5 /* between positions without rows */
};

/* --- sessions --------------------------------------------------------------
 */

/* Of a session that is gone only the table can tell.  true = rows there. */
static int
ask_table(struct upload *up, const struct journal_session *s, bool *there)
{
	uint64_t rows;

	if (up->sink->ops->count(up->sink, s, &rows) == -1)
		return up_sink_fail(up);
	if (rows != 0 && rows != s->rows)
		return up_fail(up, EX_UNAVAILABLE,
		    "'%s/%s' holds %" PRIu64 " of the %" PRIu64
		    " rows with record_id %" PRIu64 " to %" PRIu64
		    "\nsession %s is gone; somebody else wrote or deleted them",
		    s->table, s->partition, rows, s->rows, s->low, s->high,
		    s->id);
	*there = rows != 0;
	return 0;
}

/* Commit all sessions of b; there[i] says whether the rows are in the table
 * now. */
static int
settle(struct upload *up, const struct journal_batch *b, bool *there)
{
	struct mc_commit *list = xcalloc(b->nsessions + 1, sizeof(*list));
	const struct journal_session *s = b->session;
	size_t i;
	int rc;

	for (i = 0; i < b->nsessions; i++)
		list[i] = (struct mc_commit){ s[i].table, s[i].partition,
			s[i].id, MC_S_NORMAL };
	rc = up->sink->ops->commit(up->sink, list, b->nsessions);
	if (rc == -1)
		up_sink_fail(up);
	for (i = 0; i < b->nsessions && rc == 0; i++) {
		there[i] = list[i].state == MC_S_CLOSED;
		if (!there[i])
			rc = ask_table(up, &s[i], &there[i]);
	}
	free(list);
	return rc;
}

int
up_write_position(struct upload *up, const struct position *p)
{
	char *path = up_path(up, "position");
	int rc = 0;

	if (ddlfile_save(&up->ddl, &p->at) == -1)
		rc = up_fail(up, EX_IOERR, "cannot write '%s': %s",
		    up->ddl.path, strerror(errno));
	else if (position_write(p, path) == -1)
		rc = up_fail(up, EX_IOERR, "cannot write '%s': %s", path,
		    strerror(errno));
	free(path);
	if (rc == 0) {
		up->base = *p;
		up->written = clock_monotonic();
	}
	return rc;
}

static int
journal_fail(struct upload *up)
{
	return up_fail(up, EX_IOERR, "cannot write '%s/journal': %s", up->state,
	    strerror(errno));
}

/* --- recovery ---------------------------------------------------------------
 */

static void
add_skip(struct upload *up, const struct journal_session *s)
{
	up->skip = xreallocarray(up->skip, up->nskips + 1, sizeof(up->skip[0]));
	up->skip[up->nskips++] = (struct skip){ .range = *s };
}

int
batch_open(struct upload *up)
{
	char *path = up_path(up, "journal");
	int rc;

	if ((rc = journal_open(&up->journal, path)) == -1)
		up_fail(up, up->journal.code, "cannot use '%s': %s", path,
		    up->journal.why);
	free(path);
	return rc;
}

/* Roll the open batch forward; missing: sessions that must be sent again. */
static int
roll_forward(struct upload *up, size_t *missing)
{
	const struct journal_batch *b = &up->journal.batch;
	bool *there = xcalloc(b->nsessions + 1, sizeof(*there));
	size_t i;
	int rc;

	*missing = 0;
	rc = settle(up, b, there);
	for (i = 0; i < b->nsessions && rc == 0; i++)
		if (there[i])
			add_skip(up, &b->session[i]);
		else
			++*missing;
	free(there);
	return rc;
}

int
batch_recover(struct upload *up)
{
	struct journal_batch *b = &up->journal.batch;
	size_t missing;

	if (!up->journal.open)
		return 0;
	sayx("batch %" PRIu64 " was being committed: %zu sessions to settle",
	    b->number, b->nsessions);
	if (roll_forward(up, &missing) == -1)
		return -1;
	if (missing > 0 && (up->sink->direct || up->mirror != NULL))
		return up_fail(up, EX_CONFIG,
		    "batch %" PRIu64 " was not committed to its end\n"
		    "let it be finished without --stream or --upsert",
		    b->number);
	if (missing > 0) {
		/* Read from the old position again, for what is missing. */
		warnx("%zu sessions of batch %" PRIu64
		      " expired: their rows are read again",
		    missing, b->number);
		up->skip_end = b->to.at;
		return 0;
	}
	up->nskips = 0;
	if (up_write_position(up, &b->to) == -1)
		return -1;
	up->fresh = true;
	return journal_end(&up->journal, b->number) == -1 ? journal_fail(up)
							  : 0;
}

bool
batch_skips(struct upload *up, const struct target *t, const struct row *row)
{
	size_t i;

	for (i = 0; i < up->nskips; i++) {
		const struct journal_session *s = &up->skip[i].range;

		if (row->record_id >= s->low && row->record_id <= s->high &&
		    strcmp(s->table, t->table) == 0 &&
		    strcmp(s->partition, t->partition) == 0)
			return true;
	}
	return false;
}

/* --- the batch under way -----------------------------------------------------
 */

void
batch_abandon(struct upload *up)
{
	struct target *t;

	up->sink->ops->drop(up->sink);
	if (up->mirror != NULL)
		mirror_abandon(up);
	for (t = up->targets; t != NULL; t = t->next) {
		t->sending = 0;
		if (!t->chunk)
			target_reset(up, t);
	}
	up->rows -= up->batch_rows;
	up->batch_rows = 0;
	up->opened = 0;
	up->batch_held = 0;
}

int
batch_rewind(struct upload *up)
{
	struct target *t;

	if (up->mirror != NULL)
		return mirror_torn(up) ? -1 : 0;
	for (t = up->targets; t != NULL; t = t->next)
		if (!t->chunk && target_rewind(up, t) == -1)
			return -1;
	return 0;
}

/* Rows behind the last MARK? */
static bool
torn(const struct upload *up)
{
	const struct target *t;

	if (up->mirror != NULL)
		return mirror_torn(up);
	for (t = up->targets; t != NULL; t = t->next)
		if (!t->chunk && t->seq == up->seq)
			return true;
	return false;
}

static bool
due(const struct upload *up)
{
	/* Rows read again belong to one batch. */
	if (up->opened == 0 || up->nskips > 0)
		return false;
	return up->batch_held >= up->batch_bytes ||
	       clock_monotonic() - up->opened >= up->batch_time;
}

static int commit_nothing(struct upload *up);

/* After a restart on an idle source marks do not know when the newest
 * transaction before them was; the position does. */
static void
take_mark(struct upload *up, const struct rec_mark *m)
{
	struct position old = up->mark.time != 0 ? up->mark : up->base;

	position_of_mark(&up->mark, m);
	if (m->time != 0)
		return;
	up->mark.time = old.time;
	memcpy(up->mark.txid, old.txid, sizeof(old.txid));
}

int
batch_mark(struct upload *up, const struct rec_mark *m)
{
	/* What ends at or before the position was committed long ago. */
	if (up->fresh && m->at.file[0] != '\0' && up->base.at.file[0] != '\0') {
		if (pos_cmp(&m->at, &up->base.at) <= 0) {
			if (up->opened != 0)
				batch_abandon(up);
			up->seq++;
			if (pos_cmp(&m->at, &up->base.at) == 0)
				take_mark(up, m);
			return 0;
		}
		up->fresh = false;
	}
	up->seq++;
	take_mark(up, m);
	/* Where it began, before anything is sent: "now" is another place
	 * the next time. */
	if (up->state != NULL && up->base.at.file[0] == '\0' &&
	    up->opened == 0 && up->copy == NULL && !up->journal.open)
		return commit_nothing(up);
	if (up->nskips > 0 && pos_cmp(&m->at, &up->skip_end) >= 0)
		return batch_commit(up);
	return due(up) ? batch_commit(up) : 0;
}

bool
batch_half_read(const struct upload *up)
{
	return up->nskips > 0 && pos_cmp(&up->mark.at, &up->skip_end) < 0;
}

/* The sessions of the batch, for the journal; if it is read again, also those
 * that are done, for it may have to be read once more. */
static void
collect(struct upload *up, struct journal_batch *b)
{
	struct journal_session *s;
	struct target *t;
	size_t i;

	memset(b, 0, sizeof(*b));
	b->from = up->base.at;
	b->to = up->mark;
	if (up->nskips > 0)
		b->session = xreallocarray(b->session, up->nskips, sizeof(*s));
	for (i = 0; i < up->nskips; i++)
		b->session[b->nsessions++] = up->skip[i].range;
	for (t = up->targets; t != NULL; t = t->next) {
		if (t->chunk || t->rows == 0)
			continue;
		b->session =
		    xreallocarray(b->session, b->nsessions + 1, sizeof(*s));
		s = &b->session[b->nsessions++];
		memset(s, 0, sizeof(*s));
		memcpy(s->id, t->id, sizeof(s->id));
		strncat(s->table, t->table, sizeof(s->table) - 1);
		strncat(s->partition, t->partition, sizeof(s->partition) - 1);
		strncat(s->column, t->column, sizeof(s->column) - 1);
		s->blocks = t->blocks;
		s->rows = t->rows;
		s->low = t->low;
		s->high = t->high;
	}
}

static int
send_rest(struct upload *up)
{
	struct target *t;

	if (targets_open(up) == -1)
		return -1;
	for (t = up->targets; t != NULL; t = t->next)
		if (!t->chunk && t->encoder.count > 0 &&
		    target_cut(up, t) == -1)
			return -1;
	return sink_drain(up->sink) == -1 ? up_sink_fail(up) : 0;
}

static int
commit_sessions(struct upload *up, const struct journal_batch *b)
{
	bool *there = xcalloc(b->nsessions + 1, sizeof(*there));
	size_t i;
	int rc;

	rc = settle(up, b, there);
	for (i = 0; i < b->nsessions && rc == 0; i++)
		if (!there[i])
			rc = up_fail(up, EX_TEMPFAIL,
			    "upload session of '%s/%s' is gone before its "
			    "commit",
			    b->session[i].table, b->session[i].partition);
	free(there);
	return rc;
}

int
up_save_schema(struct upload *up)
{
	char *path;
	int rc = 0;

	if (!up->schema.changed || up->state == NULL)
		return 0;
	path = up_path(up, "schema/tables.rec");
	if (schema_save(&up->schema, path) == -1)
		rc = up_fail(up, EX_IOERR, "cannot write '%s': %s", path,
		    strerror(errno));
	free(path);
	return rc;
}

/* No rows since the position: only the sign of life, now and then. */
static int
commit_nothing(struct upload *up)
{
	if (up->state == NULL || up->mark.at.file[0] == '\0')
		return 0;
	if (up_save_schema(up) == -1 || up_write_position(up, &up->mark) == -1)
		return -1;
	if (up->journal.open && up->nskips == 0 &&
	    journal_end(&up->journal, up->journal.last) == -1)
		return journal_fail(up);
	return 0;
}

static int
commit_rows(struct upload *up, struct journal_batch *b)
{
	if (up->state == NULL)
		return commit_sessions(up, b);
	if (up_save_schema(up) == -1)
		return -1;
	if (journal_begin(&up->journal, b) == -1)
		return journal_fail(up);
	if (commit_sessions(up, b) == -1 || up_write_position(up, &b->to) == -1)
		return -1;
	return journal_end(&up->journal, b->number) == -1 ? journal_fail(up)
							  : 0;
}

int
batch_commit(struct upload *up)
{
	struct journal_batch b;
	struct target *t;
	bool some;
	int rc;

	if (send_rest(up) == -1)
		return -1;
	collect(up, &b);
	some = b.nsessions > 0;
	if (up->mirror != NULL && up->batch_rows > 0) {
		sink_heed_stop(up->sink, false);
		rc = mirror_commit(up);
		sink_heed_stop(up->sink, true);
		if (rc == -1)
			return -1;
		up->batches++;
	}
	if (up->sink->direct) /* seen already: only the position is left */
		b.nsessions = 0;
	/* Begun is begun: a wish to stop waits until the batch is settled. */
	sink_heed_stop(up->sink, false);
	rc = b.nsessions == 0 ? commit_nothing(up) : commit_rows(up, &b);
	sink_heed_stop(up->sink, true);
	if (rc == 0) {
		if (some) {
			up->nskips = 0;
			up->batches++;
			tellx(
			    "batch of %zu sessions committed up to %s:%" PRIu64,
			    b.nsessions, up->mark.at.file, up->mark.at.offset);
		}
		for (t = up->targets; t != NULL; t = t->next)
			if (!t->chunk)
				target_reset(up, t);
		up->opened = 0;
		up->batch_held = 0;
		up->batch_rows = 0;
	}
	journal_batch_release(&b);
	return rc;
}

/* Called while the input is silent. */
int
batch_idle(struct upload *up)
{
	if (up->copy != NULL || up->state == NULL)
		return 0;
	if (up->mirror != NULL && mirror_step(up) == -1)
		return -1;
	if (up->opened != 0)
		return (due(up) || up->sink->direct) && !torn(up)
			   ? batch_commit(up)
			   : 0;
	if (up->mark.alive == up->base.alive &&
	    pos_cmp(&up->mark.at, &up->base.at) == 0)
		return 0;
	if (up->written != 0 &&
	    clock_monotonic() - up->written < ALIVE_SECONDS * CLOCK_SECOND)
		return 0;
	return up->mark.at.file[0] == '\0' ? 0 : commit_nothing(up);
}
