/*
 * judge.c: what follows from what was gathered: the states as DTS names them,
 * lag, forecasts, the number of partitions.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "row/shape.h"

#include "pxstatus/status.h"

const char *const status_names[] = {
	[STATUS_NOT_STARTED] = "NotStarted",
	[STATUS_PRECHECKING] = "Prechecking",
	[STATUS_PRECHECK_FAILED] = "PrecheckFailed",
	[STATUS_INITIALIZING] = "Initializing",
	[STATUS_INITIALIZE_FAILED] = "InitializeFailed",
	[STATUS_SYNCHRONIZING] = "Synchronizing",
	[STATUS_FAILED] = "Failed",
	[STATUS_SUSPENDING] = "Suspending",
	[STATUS_MODIFYING] = "Modifying",
	[STATUS_FINISHED] = "Finished",
};

const char *const phase_state_names[] = {
	[PHASE_NOT_STARTED] = "NotStarted",
	[PHASE_MIGRATING] = "Migrating",
	[PHASE_FAILED] = "Failed",
	[PHASE_FINISHED] = "Finished",
};

const char *const phase_names[PHASES] = {
	[PHASE_SCHEMA] = "schema",
	[PHASE_FULL] = "full",
	[PHASE_INCR] = "incremental",
};

static bool
is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool
follows(const struct driver *d)
{
	return is(d->phase, "incr") || is(d->phase, "once");
}

/* --- states ------------------------------------------------------------- */

static enum status_state
working(const struct driver *d)
{
	if (is(d->state, "modifying"))
		return STATUS_MODIFYING;
	if (is(d->phase, "check"))
		return STATUS_PRECHECKING;
	return follows(d) ? STATUS_SYNCHRONIZING : STATUS_INITIALIZING;
}

static enum status_state
failed(const struct driver *d)
{
	if (is(d->phase, "check"))
		return STATUS_PRECHECK_FAILED;
	return follows(d) ? STATUS_FAILED : STATUS_INITIALIZE_FAILED;
}

static void
judge_state(struct status *s)
{
	const struct driver *d = &s->driver;

	s->why = "";
	if (is(d->state, "")) {
		s->state = s->running ? STATUS_PRECHECKING : STATUS_NOT_STARTED;
	} else if (is(d->state, "failed")) {
		s->state = failed(d);
		s->why = d->reason;
	} else if (is(d->state, "done")) {
		s->state = STATUS_FINISHED;
	} else if (is(d->state, "stopped") || is(d->state, "suspended") ||
		   is(d->state, "resumed")) {
		s->state = STATUS_SUSPENDING;
	} else if (s->running) {
		s->state = working(d);
	} else {
		s->state = failed(d);
		s->why = "the driver is gone, it did not say why";
	}
}

/* Does job.phases have this word? */
static bool
chosen(const struct status *s, const char *word)
{
	const char *p = conf_text(s->conf, "job.phases");
	size_t n = strlen(word);

	for (p = strstr(p, word); p != NULL; p = strstr(p + n, word))
		if (strspn(p + n, " ,\t") > 0 || p[n] == '\0')
			return true;
	return false;
}

static enum phase_state
state_of(const struct status *s, bool now, bool done)
{
	if (done)
		return PHASE_FINISHED;
	if (!now)
		return PHASE_NOT_STARTED;
	return s->why[0] != '\0' ? PHASE_FAILED : PHASE_MIGRATING;
}

static void
judge_phases(struct status *s)
{
	const struct driver *d = &s->driver;
	bool full = d->full || s->position.at.file[0] != '\0';
	uint64_t chunks = s->copy.chunks;
	struct phase *p = s->phase;

	if (s->copy.planned > chunks)
		chunks = s->copy.planned;
	p[PHASE_SCHEMA].chosen = chosen(s, "schema");
	p[PHASE_SCHEMA].state = state_of(s, is(d->phase, "schema"), d->schema);
	p[PHASE_SCHEMA].percent = d->schema ? 100 : 0;
	p[PHASE_SCHEMA].progress = s->copy.ntables;
	p[PHASE_FULL].chosen = chosen(s, "full");
	p[PHASE_FULL].state =
	    state_of(s, is(d->phase, "full"), full && p[PHASE_FULL].chosen);
	p[PHASE_FULL].percent =
	    p[PHASE_FULL].state == PHASE_FINISHED ? 100
	    : chunks > 0 ? 100.0 * (double)s->copy.done / (double)chunks
			 : 0;
	p[PHASE_FULL].progress = s->copy.rows;
	p[PHASE_INCR].chosen = chosen(s, "incr");
	p[PHASE_INCR].state =
	    state_of(s, follows(d), s->state == STATUS_FINISHED && follows(d));
	p[PHASE_INCR].percent = -1;
	p[PHASE_INCR].progress = s->journal.total;
}

/* --- numbers ------------------------------------------------------------ */

/* Where all of the log is committed nothing lags, however long ago the last
 * change was; DTS's delay does not know that. */
static void
judge_lag(struct status *s)
{
	const struct position *p = &s->position;

	if (s->source.reached && p->at.file[0] != '\0')
		s->source.caught_up = pos_cmp(&p->at, &s->source.newest) >= 0;
	s->lag_known = p->time != 0 || s->source.caught_up;
	s->delay = s->lag =
	    p->time != 0 && s->now > p->time ? s->now - p->time : 0;
	if (s->source.caught_up)
		s->lag = 0;
	s->alive_known = p->alive != 0;
	s->alive = s->alive_known && s->now > p->alive ? s->now - p->alive : 0;
}

int64_t
status_forecast(double seconds)
{
	return seconds < 3650.0 * 86400 ? (int64_t)(seconds * CLOCK_SECOND)
					: -1;
}

/* Chunks have about the same number of rows. */
static void
judge_copy(struct status *s)
{
	const struct copy *c = &s->copy;
	const struct stage *sink = NULL;
	uint64_t chunks = c->planned > c->chunks ? c->planned : c->chunks;
	double rows;

	s->copy_rows_s = 0;
	s->copy_left = -1;
	if (!is(s->driver.phase, "full") || !s->running)
		return;
	if (s->nstages > 0)
		sink = &s->stage[s->nstages - 1];
	if (sink != NULL && sink->counts)
		s->copy_rows_s = sink->in.rows_s;
	if (c->done == 0 || chunks < c->done || s->copy_rows_s < 1)
		return;
	rows = (double)c->rows / (double)c->done * (double)(chunks - c->done);
	s->copy_left = status_forecast(rows / s->copy_rows_s);
}

/* What a table of this shape can have by now, when it changed all the time
 * for so many days: a partition for each step of time. */
static void
add_shape(struct status *s, const struct shape *sh, double days)
{
	/* a day: by the year, month, day, hour, minute */
	static const double per_day[SHAPE_LEVELS + 1] = { 0, 1.0 / 365,
		12.0 / 365, 1, 24, 1440 };
	double n = per_day[sh->levels], kept = sh->lifecycle, left;
	uint64_t most;

	if (n == 0)
		return;
	if (kept > 0 && days > kept)
		days = kept;
	most = (uint64_t)(days * n) + 2;
	if (most > s->partitions)
		s->partitions = most;
	if (kept > 0 && kept * n <= STATUS_PARTITIONS)
		return;
	left = STATUS_PARTITIONS / n - days;
	if (s->partition_days < 0 || left < s->partition_days)
		s->partition_days = left > 0 ? left : 0;
}

/* No table can have more; the target itself is not asked. */
static void
judge_partitions(struct status *s)
{
	struct shapes shapes = { 0 };
	char *why;
	double days;
	size_t i;

	s->partitions = 0;
	s->partition_days = -1;
	if (s->first == 0 || s->position.time < s->first)
		return;
	days = (double)(s->position.time - s->first) / CLOCK_DAY;
	if ((why = shapes_from_conf(&shapes, s->conf)) == NULL) {
		add_shape(s, &shapes.all, days);
		for (i = 0; i < shapes.n; i++)
			add_shape(s, &shapes.table[i].shape, days);
	}
	free(why);
	shapes_release(&shapes);
}

void
status_judge(struct status *s)
{
	judge_state(s);
	judge_phases(s);
	judge_lag(s);
	judge_copy(s);
	judge_partitions(s);
}
