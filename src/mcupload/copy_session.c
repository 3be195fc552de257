/*
 * copy_session.c: the sessions of a copy: opened, rolled before their day is
 * over, compared, committed, settled after a crash.
 */
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/msg.h"

#include "mcupload/copy.h"

#define ROLL_AFTER (INT64_C(20) * 3600 * CLOCK_SECOND) /* of 24 hours */

/* --- sessions ---------------------------------------------------------------
 */

/* Rows of the table that are committed. */
static uint64_t
committed_rows(const struct copylog *l, size_t table)
{
	uint64_t rows = 0;
	size_t i;

	for (i = 0; i < l->nsessions; i++)
		if (l->session[i].table == table &&
		    l->session[i].state == COPYLOG_CLOSED)
			rows += l->session[i].rows;
	return rows;
}

/* The session is gone after we asked for its commit: count. */
static int
ask_table(struct upload *up, size_t i)
{
	struct copylog *l = &up->copy->log;
	struct copylog_session *s = &l->session[i];
	const char *table = l->table[s->table].name;
	uint64_t rows, before = committed_rows(l, s->table);
	enum copylog_state state;

	if (up->sink->ops->count_all(up->sink, table, &rows) == -1)
		return up_sink_fail(up);
	if (rows == before + s->rows)
		state = COPYLOG_CLOSED;
	else if (rows == before)
		state = COPYLOG_LOST;
	else
		return up_fail(up, EX_UNAVAILABLE,
		    "'%s' has %" PRIu64 " rows, %" PRIu64 " or %" PRIu64
		    " were expected: the end of session %s is not known\n"
		    "empty the table and start its copy anew",
		    table, rows, before, before + s->rows, s->id);
	return copylog_state(l, i, state) == -1 ? copy_log_fail(up) : 0;
}

static int
commit(struct upload *up, size_t i)
{
	struct copylog *l = &up->copy->log;
	struct mc_commit k = { l->table[l->session[i].table].name, "",
		l->session[i].id, MC_S_NORMAL };

	if (l->session[i].state == COPYLOG_OPEN &&
	    copylog_state(l, i, COPYLOG_ASKED) == -1)
		return copy_log_fail(up);
	if (up->sink->ops->commit(up->sink, &k, 1) == -1)
		return up_sink_fail(up);
	if (k.state != MC_S_CLOSED)
		return ask_table(up, i);
	return copylog_state(l, i, COPYLOG_CLOSED) == -1 ? copy_log_fail(up)
							 : 0;
}

static void
nothing(void *arg)
{
	(void)arg;
}

/* Replace a block that is not ours by one without rows. */
static int
put_empty(struct upload *up, const struct copylog_session *s, unsigned number)
{
	struct sink_block b = { .table = up->copy->log.table[s->table].name,
		.partition = "",
		.id = s->id,
		.number = number,
		.spool = -1,
		.done = nothing };
	struct mc_encoder e;

	mc_encoder_init(&e, NULL, 0);
	mc_encode_end(&e, &b.body);
	if (up->sink->ops->put(up->sink, &b) == -1 ||
	    sink_drain(up->sink) == -1)
		return up_sink_fail(up);
	return 0;
}

/* The server's blocks must be ours, all of them and no other. */
static int
reconcile(struct upload *up, size_t i, const struct buf *blocks)
{
	struct copylog *l = &up->copy->log;
	const struct copylog_session *s = &l->session[i];
	struct copylog_table *t = &l->table[s->table];
	uint32_t first = s->part * MC_BLOCKS_MAX, number, chunk, ours = 0;
	uint32_t found = 0;
	size_t k;

	for (chunk = first; chunk < t->total && chunk - first < MC_BLOCKS_MAX;
	     chunk++)
		ours += t->chunk[chunk] == i + 1;
	for (k = 0; k + 4 <= blocks->len; k += 4) {
		number = le32dec(blocks->data + k);
		if (number < MC_BLOCKS_MAX && first + number < t->total &&
		    t->chunk[first + number] == i + 1)
			found++;
		else if (put_empty(up, s, number) == -1)
			return -1;
	}
	if (found != ours)
		return up_fail(up, EX_UNAVAILABLE,
		    "upload session %s of '%s' has %" PRIu32 " of our %" PRIu32
		    " blocks",
		    s->id, t->name, found, ours);
	return 0;
}

int
copy_close_session(struct upload *up, size_t i)
{
	struct copylog *l = &up->copy->log;
	const char *table = l->table[l->session[i].table].name;
	struct buf blocks = { 0 };
	enum mc_state state;
	int rc;

	if (sink_drain(up->sink) == -1)
		return up_sink_fail(up);
	rc = up->sink->ops->status(
	    up->sink, table, "", l->session[i].id, &state, &blocks);
	if (rc == -1)
		up_sink_fail(up);
	else if (state == MC_S_GONE)
		rc = copylog_state(l, i, COPYLOG_LOST) == -1 ? copy_log_fail(up)
							     : 0;
	else if (state == MC_S_NORMAL)
		rc = reconcile(up, i, &blocks);
	if (rc == 0 && l->session[i].state == COPYLOG_OPEN)
		rc = commit(up, i);
	buf_release(&blocks);
	return rc;
}

int
copy_find_session(
    struct upload *up, size_t table, uint32_t number, uint32_t *place)
{
	struct copylog *l = &up->copy->log;
	uint32_t part = number / MC_BLOCKS_MAX;
	char id[MC_SESSION_ID + 1];
	size_t i;

	for (i = l->nsessions; i > 0; i--) {
		struct copylog_session *s = &l->session[i - 1];

		if (s->table != table || s->part != part ||
		    s->state != COPYLOG_OPEN)
			continue;
		if (clock_now() - s->created < ROLL_AFTER) {
			*place = (uint32_t)i;
			return 0;
		}
		if (copy_close_session(up, i - 1) == -1)
			return -1;
	}
	if (up->sink->ops->open(up->sink, l->table[table].name, "", id) == -1)
		return up_sink_fail(up);
	if (copylog_session(l, id, table, part) == -1)
		return copy_log_fail(up);
	*place = (uint32_t)l->nsessions;
	return 0;
}

int
copy_recover(struct upload *up)
{
	struct copylog *l = &up->copy->log;
	enum mc_state state;
	size_t i;

	for (i = 0; i < l->nsessions; i++) {
		struct copylog_session *s = &l->session[i];
		const char *table = l->table[s->table].name;

		if (s->state == COPYLOG_ASKED && commit(up, i) == -1)
			return -1;
		if (s->state != COPYLOG_OPEN)
			continue;
		if (up->sink->ops->status(
			up->sink, table, "", s->id, &state, NULL) == -1)
			return up_sink_fail(up);
		if (state == MC_S_GONE) {
			warnx("upload session %s of '%s' expired: its chunks "
			      "are copied again",
			    s->id, table);
			if (copylog_state(l, i, COPYLOG_LOST) == -1)
				return copy_log_fail(up);
		}
	}
	return 0;
}
