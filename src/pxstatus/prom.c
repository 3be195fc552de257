/*
 * prom.c: a status as metrics, in the text format of Prometheus: HELP and TYPE
 * before each name, all lines of a name together.  What is not known has no
 * line.
 */
#include <inttypes.h>

#include "base/clock.h"

#include "pxstatus/show.h"

static void
put_label(struct buf *b, const char *s)
{
	buf_putc(b, '"');
	for (; *s != '\0'; s++)
		if (*s == '"' || *s == '\\')
			buf_printf(b, "\\%c", *s);
		else if (*s == '\n')
			buf_puts(b, "\\n");
		else
			buf_putc(b, *s);
	buf_putc(b, '"');
}

static void
put_head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP pxsync_%s %s\n# TYPE pxsync_%s %s\n", name, help,
	    name, type);
}

static void
put_name(struct buf *b, const struct status *s, const char *name)
{
	buf_printf(b, "pxsync_%s{job=", name);
	put_label(b, conf_job(s->conf));
}

static void
put_gauge(struct buf *b, const struct status *s, const char *name, bool known,
    double v, const char *help)
{
	if (!known)
		return;
	put_head(b, name, "gauge", help);
	put_name(b, s, name);
	buf_printf(b, "} %.15g\n", v);
}

static void
put_counter(struct buf *b, const struct status *s, const char *name, uint64_t v,
    const char *help)
{
	put_head(b, name, "counter", help);
	put_name(b, s, name);
	buf_printf(b, "} %" PRIu64 "\n", v);
}

static double
seconds(int64_t us)
{
	return (double)us / CLOCK_SECOND;
}

/* --- parts -------------------------------------------------------------- */

static void
put_state(struct buf *b, const struct status *s)
{
	unsigned i;

	put_head(b, "state", "gauge", "State of the job, 1 for the one it is.");
	for (i = 0; i <= STATUS_FINISHED; i++) {
		put_name(b, s, "state");
		buf_printf(
		    b, ",state=\"%s\"} %d\n", status_names[i], i == s->state);
	}
	put_gauge(b, s, "running", true, s->running,
	    "Whether the driver or any stage lives.");
}

static void
put_source(struct buf *b, const struct status *s)
{
	const struct source *r = &s->source;

	put_gauge(b, s, "source_up", r->asked, r->reached,
	    "Whether the source answered.");
	put_gauge(b, s, "log_behind_bytes", r->behind_known, (double)r->behind,
	    "Bytes of log that are not committed.");
	put_gauge(b, s, "log_kept_seconds",
	    r->reached && r->kept.kind == RETENTION_SECONDS, r->kept.seconds,
	    "How long the source keeps its log.");
	put_gauge(b, s, "log_slack_seconds", r->slack_known, seconds(r->slack),
	    "Time until the log needed next may be removed.");
}

static void
put_copy(struct buf *b, const struct status *s)
{
	const struct copy *c = &s->copy;

	if (!c->begun)
		return;
	put_gauge(b, s, "copy_chunks", true,
	    (double)(c->planned > c->chunks ? c->planned : c->chunks),
	    "Chunks of the copy.");
	put_gauge(b, s, "copy_chunks_done", true, (double)c->done,
	    "Chunks that are there.");
	put_gauge(
	    b, s, "copy_rows", true, (double)c->rows, "Rows that are there.");
	put_gauge(b, s, "copy_left_seconds", s->copy_left >= 0,
	    seconds(s->copy_left), "Forecast of the rest of the copy.");
}

/* One name for all stages and both sides. */
static void
put_flow(struct buf *b, const struct status *s, unsigned what)
{
	static const char *const names[] = { "stage_records_total",
		"stage_rows_total", "stage_bytes_total" };
	static const char *const helps[] = { "Records through a stage.",
		"Rows through a stage.", "Bytes through a stage." };
	const struct flow *f;
	size_t i;
	int side;

	put_head(b, names[what], "counter", helps[what]);
	for (i = 0; i < s->nstages; i++)
		for (side = 0; side < 2 && s->stage[i].counts; side++) {
			f = side == 0 ? &s->stage[i].in : &s->stage[i].out;
			put_name(b, s, names[what]);
			buf_printf(b,
			    ",stage=\"%s\",side=\"%s\"} %" PRIu64 "\n",
			    s->stage[i].name, side == 0 ? "in" : "out",
			    what == 0   ? f->records
			    : what == 1 ? f->rows
					: f->bytes);
		}
}

static void
put_alerts(struct buf *b, const struct status *s, const struct alerts *a)
{
	unsigned k;

	put_head(b, "alert", "gauge", "Whether an alert is open.");
	for (k = 0; k < ALERTS; k++) {
		put_name(b, s, "alert");
		buf_printf(b, ",alert=\"%s\"} %d\n", alert_names[k],
		    a->alert[k].kept && a->alert[k].open);
	}
}

void
show_prom(struct buf *b, const struct status *s, const struct alerts *a)
{
	unsigned what;

	put_gauge(b, s, "written_seconds", true, seconds(s->now),
	    "When this was written.");
	put_state(b, s);
	put_gauge(b, s, "lag_seconds", s->lag_known, seconds(s->lag),
	    "Age of the newest change that arrived, 0 when all has.");
	put_gauge(b, s, "delay_seconds", s->position.time != 0,
	    seconds(s->delay), "The same without looking at the source.");
	put_gauge(b, s, "alive_seconds", s->alive_known, seconds(s->alive),
	    "Time since the source gave a sign of life.");
	put_gauge(b, s, "checkpoint_seconds", s->position.time != 0,
	    seconds(s->position.time), "Time of the newest change committed.");
	put_source(b, s);
	put_copy(b, s);
	put_gauge(b, s, "open_sessions", true,
	    (double)(s->copy.open + s->journal.sessions),
	    "Upload sessions that are open.");
	put_counter(b, s, "log_rows_total", s->journal.total,
	    "Rows committed to log tables.");
	put_counter(b, s, "restarts_total", s->driver.restarts,
	    "Pipelines that were started again.");
	for (what = 0; what < 3; what++)
		put_flow(b, s, what);
	put_gauge(b, s, "partitions", s->partitions > 0, (double)s->partitions,
	    "The most partitions that a log table can have.");
	put_alerts(b, s, a);
}
