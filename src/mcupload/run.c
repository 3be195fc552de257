/*
 * run.c: the loop: records, the clock, blocks on their way, the end.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/msg.h"
#include "base/stop.h"

#include "mcupload/upload.h"

enum {
	IDLE_MS = 250,      /* the clock is looked at so often */
	STEP_MS = 20,       /* while blocks are on their way */
	STEP_BYTES = 262144 /* of input between two looks at them */
};

struct progress {
	bool shown;
	int64_t start, last;
	uint64_t last_rows;
};

/* One line on a terminal, once a second. */
static void
progress(struct upload *up, struct progress *p, bool end)
{
	int64_t now = clock_monotonic(), took = now - p->last;
	char lag[32] = "-";
	struct buf line = { 0 };

	if (!p->shown || (took < CLOCK_SECOND && !end))
		return;
	if (up->mark.time != 0)
		snprintf(lag, sizeof(lag), "%.0f s",
		    (double)(clock_now() - up->mark.time) / 1e6);
	buf_printf(&line,
	    "\r\033[K%" PRIu64
	    " rows, %.1f MB, %.0f rows/s, lag %s, %s:%" PRIu64 "%s",
	    up->rows, (double)up->bytes / 1e6,
	    (double)(up->rows - p->last_rows) * 1e6 /
		(double)(took > 0 ? took : 1),
	    lag, up->mark.at.file, up->mark.at.offset, end ? "\n" : "");
	(void)io_write(STDERR_FILENO, line.data, line.len);
	buf_release(&line);
	p->last = now;
	p->last_rows = up->rows;
}

/* No record is at hand: let time and blocks go on until there is one.  0;
 * -1 failed; 1 a stop was asked for. */
static int
idle(struct upload *up, struct rec_in *in, struct progress *p)
{
	for (;;) {
		bool busy = up->sink->ops->busy(up->sink);

		if (rec_wait(in, busy ? STEP_MS : IDLE_MS) == 1)
			return 0;
		if (stop_wanted)
			return 1;
		if (busy && up->sink->ops->step(up->sink, 0) == -1)
			return up_sink_fail(up);
		if (batch_idle(up) == -1)
			return -1;
		progress(up, p, false);
	}
}

/* All that ends at the last MARK; rows behind it are never committed. */
static int
commit_rest(struct upload *up, bool stopped)
{
	if (stopped)
		sink_hurry(up->sink);
	if (up->copy != NULL)
		return stopped ? 0 : copy_end(up);
	/* A batch that is read again is committed whole or another time:
	 * what is done of it is known by the journal alone. */
	if (batch_half_read(up)) {
		batch_abandon(up);
		return 0;
	}
	if (batch_rewind(up) == -1) {
		batch_abandon(up);
		if (stopped)
			return 0;
		return up_fail(up, EX_NOINPUT,
		    "the input ends within a transaction that was sent in "
		    "part: its batch is given up");
	}
	return batch_commit(up);
}

/* The input failed: what that means for the batch. */
static int
input_failed(struct upload *up, const struct rec_in *in)
{
	if (stop_wanted && in->code == EX_TEMPFAIL)
		return commit_rest(up, true);
	batch_abandon(up);
	return up_fail(up, in->code, "%s: %s", in->name, in->why);
}

/* What is wrong with the input is told with its place. */
static int
at_record(struct upload *up, const struct rec *r)
{
	char why[MC_WHY];

	if (up->code != EX_DATAERR)
		return -1;
	snprintf(why, sizeof(why), "%.1500s", up->why);
	return up_fail(up, EX_DATAERR, "record %" PRIu64 ": %s", r->seq, why);
}

static int
loop(struct upload *up, struct rec_in *in, struct progress *p)
{
	size_t taken = 0;
	struct rec r;
	int rc;

	for (;;) {
		if (!rec_ready(in) && rec_wait(in, 0) == 0 &&
		    (rc = idle(up, in, p)) != 0)
			return rc == -1 ? -1 : commit_rest(up, true);
		if ((rc = rec_read(in, &r)) == 0)
			return commit_rest(up, false);
		if (rc == -1)
			return input_failed(up, in);
		if (upload_take(up, &r) == -1) {
			if (up->code == EX_DATAERR)
				(void)rec_keep(in, &r);
			return at_record(up, &r);
		}
		if ((taken += r.len + REC_HEADER) < STEP_BYTES)
			continue;
		taken = 0;
		if (up->sink->ops->busy(up->sink) &&
		    up->sink->ops->step(up->sink, 0) == -1)
			return up_sink_fail(up);
		progress(up, p, false);
		if (stop_wanted)
			return commit_rest(up, true);
	}
}

int
run(struct upload *up, struct rec_in *in)
{
	struct progress p = { 0 };
	char position[POS_FILE_MAX + 64];
	double seconds;

	p.shown = isatty(STDERR_FILENO) == 1 && msg_level >= 0;
	p.start = p.last = clock_monotonic();
	if (upload_recover(up) == -1 || loop(up, in, &p) == -1) {
		up->sink->ops->drop(up->sink);
		return up->code;
	}
	progress(up, &p, true);
	seconds = (double)(clock_monotonic() - p.start) / 1e6;
	snprintf(position, sizeof(position), ", position %s:%" PRIu64,
	    up->base.at.file, up->base.at.offset);
	sayx("%" PRIu64 " rows, %.1f MB, %" PRIu64
	     " batches in %.1f s (%.0f rows/s)%s",
	    up->rows, (double)up->bytes / 1e6, up->batches, seconds,
	    (double)up->rows / (seconds > 0 ? seconds : 1),
	    up->base.at.file[0] != '\0' ? position : "");
	return 0;
}
