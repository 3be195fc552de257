/*
 * text.c: a status for people, to be read at a glance: the state first, what
 * is wrong next, numbers below.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"

#include "pxstatus/say.h"
#include "pxstatus/show.h"

static void
put_label(struct buf *b, const char *label)
{
	buf_printf(b, "  %-12s ", label);
}

static void
put_pos(struct buf *b, const struct pos *p)
{
	say_safe(b, p->file);
	buf_printf(b, ":%" PRIu64, p->offset);
}

static void
put_head(struct buf *b, const struct status *s, const struct alerts *a)
{
	const struct driver *d = &s->driver;
	unsigned k;

	say_safe(b, conf_job(s->conf));
	buf_printf(b, ": %s, %srunning", status_names[s->state],
	    s->running ? "" : "not ");
	if (strcmp(d->state, "waiting") == 0 && s->running)
		buf_puts(b, ", waits to try again");
	if (s->running && d->since[0] != '\0') {
		buf_puts(b, " since ");
		say_safe(b, d->since);
	}
	buf_putc(b, '\n');
	if (s->why[0] != '\0') {
		put_label(b, "failed");
		if (d->stage[0] != '\0') {
			say_safe(b, d->stage);
			buf_puts(b, ": ");
		}
		say_safe(b, s->why);
		buf_putc(b, '\n');
	}
	for (k = 0; k < ALERTS; k++) {
		if (!a->alert[k].open || k == ALERT_FAILURE)
			continue;
		put_label(b, "ALERT");
		buf_printf(b, "%s: ", alert_names[k]);
		say_safe(b, a->alert[k].text);
		buf_putc(b, '\n');
	}
}

static void
put_full(struct buf *b, const struct status *s)
{
	const struct copy *c = &s->copy;
	uint64_t chunks = c->planned > c->chunks ? c->planned : c->chunks;

	if (!c->begun)
		return;
	buf_printf(b, ", %.1f %%, ", s->phase[PHASE_FULL].percent);
	say_count(b, c->rows);
	buf_puts(b, " rows, ");
	say_count(b, c->done);
	buf_puts(b, " of ");
	say_count(b, chunks);
	buf_puts(b, " chunks");
	if (s->copy_left >= 0) {
		buf_puts(b, ", ");
		say_span(b, s->copy_left);
		buf_puts(b, " left");
	}
}

static void
put_phases(struct buf *b, const struct status *s)
{
	unsigned i;

	for (i = 0; i < PHASES; i++) {
		const struct phase *p = &s->phase[i];

		if (!p->chosen && p->state == PHASE_NOT_STARTED)
			continue;
		put_label(b, phase_names[i]);
		buf_puts(b, phase_state_names[p->state]);
		if (i == PHASE_FULL && p->state != PHASE_NOT_STARTED)
			put_full(b, s);
		if (i == PHASE_INCR && s->journal.total > 0) {
			buf_puts(b, s->journal.missed ? ", at least " : ", ");
			say_count(b, s->journal.total);
			buf_puts(b, " rows logged");
		}
		buf_putc(b, '\n');
	}
}

static void
put_place(struct buf *b, const struct status *s)
{
	const struct position *p = &s->position;

	if (p->at.file[0] == '\0')
		return;
	put_label(b, "position");
	put_pos(b, &p->at);
	if (p->time != 0) {
		buf_puts(b, ", ");
		say_time(b, p->time);
	}
	buf_putc(b, '\n');
	if (p->txid[0] != '\0') {
		put_label(b, "txid");
		say_safe(b, p->txid);
		buf_putc(b, '\n');
	}
	if (s->lag_known) {
		put_label(b, "lag");
		say_span(b, s->lag);
		if (s->source.caught_up)
			buf_puts(b, ", all of the log is there");
		if (s->lag_left >= 0) {
			buf_puts(b, ", caught up in ");
			say_span(b, s->lag_left);
		}
		buf_putc(b, '\n');
	}
	if (s->alive_known) {
		put_label(b, "alive");
		say_span(b, s->alive);
		buf_puts(b, " ago\n");
	}
}

static void
put_slack(struct buf *b, const struct source *r)
{
	if (r->purged)
		buf_puts(b, ", but what is needed next was REMOVED");
	else if (r->slack_known) {
		buf_puts(b, "; what is needed next is kept for ");
		say_span(b, r->slack);
	} else if (r->kept.kind == RETENTION_SIZE)
		buf_puts(b, "; removed by size, nobody knows when");
	else if (r->kept.kind == RETENTION_NEVER)
		buf_puts(b, "; never removed");
}

static void
put_source(struct buf *b, const struct status *s)
{
	const struct source *r = &s->source;

	if (!r->asked)
		return;
	put_label(b, "source");
	if (!r->reached) {
		buf_puts(b, "not reached: ");
		say_safe(b, r->why);
	} else {
		buf_printf(b, "%s at ", r->product);
		put_pos(b, &r->newest);
		if (r->behind_known && !r->caught_up) {
			buf_puts(b, ", ");
			say_bytes(b, (double)r->behind);
			buf_puts(b, " ahead");
		}
		put_slack(b, r);
	}
	buf_putc(b, '\n');
}

static void
put_commit(struct buf *b, const struct status *s)
{
	uint64_t open = s->copy.open + s->journal.sessions;

	if (open > 0) {
		put_label(b, "sessions");
		say_count(b, open);
		buf_puts(b, " open");
		if (s->journal.open) {
			buf_puts(b, ", batch ");
			say_count(b, s->journal.batch);
			buf_puts(b, " with ");
			say_count(b, s->journal.rows);
			buf_puts(b, " rows");
		}
		buf_putc(b, '\n');
	}
	if (s->partitions > STATUS_PARTITIONS / 10) {
		put_label(b, "partitions");
		buf_puts(b, "a log table can have ");
		say_count(b, s->partitions);
		buf_printf(b, " of %d\n", STATUS_PARTITIONS);
	}
}

/* --- stages ------------------------------------------------------------- */

static void
put_right(
    struct buf *b, unsigned width, void (*say)(struct buf *, double), double v)
{
	struct buf text = { 0 };

	say(&text, v);
	buf_printf(b, " %*s", (int)width, buf_str(&text));
	buf_release(&text);
}

static void
put_side(struct buf *b, const struct flow *f)
{
	if (f->records == 0 && f->bytes == 0) {
		buf_printf(b, " %11s %11s", "-", "-");
		return;
	}
	/* before rowdecode there are events, and no rows */
	put_right(b, 11, say_whole, f->rows > 0 ? f->rows_s : f->records_s);
	put_right(b, 11, say_bytes, f->bytes_s);
}

static void
put_stages(struct buf *b, const struct status *s)
{
	bool any = false;
	size_t i;

	for (i = 0; i < s->nstages; i++)
		any = any || s->stage[i].counts;
	if (!any)
		return;
	buf_printf(b, "  %-12s %11s %11s %11s %11s\n", "stage", "in/s", "MB/s",
	    "out/s", "MB/s");
	for (i = 0; i < s->nstages; i++) {
		const struct stage *g = &s->stage[i];

		if (!g->counts)
			continue;
		buf_printf(b, "  %-12s", g->name);
		put_side(b, &g->in);
		put_side(b, &g->out);
		if (g->code > 0)
			buf_printf(b, "  exit %d", g->code);
		buf_putc(b, '\n');
	}
}

static void
put_restarts(struct buf *b, const struct status *s)
{
	const struct driver *d = &s->driver;
	size_t i;

	if (d->restarts == 0)
		return;
	put_label(b, "restarts");
	say_count(b, d->restarts);
	buf_putc(b, '\n');
	for (i = 0; i < 3 && d->restart[i] != NULL; i++) {
		buf_puts(b, "    ");
		say_safe(b, d->restart[i]);
		buf_putc(b, '\n');
	}
}

void
show_text(struct buf *b, const struct status *s, const struct alerts *a)
{
	put_head(b, s, a);
	put_phases(b, s);
	put_place(b, s);
	put_source(b, s);
	put_commit(b, s);
	put_stages(b, s);
	put_restarts(b, s);
}
