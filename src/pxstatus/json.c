/*
 * json.c: a status as one JSON object.  What is not known is null; the words
 * Checkpoint, Delay, DelayMillis and the names of states are those of DTS.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonw.h"

#include "pxstatus/show.h"

static void
put_key(struct buf *b, const char *key)
{
	if (b->len > 0 && b->data[b->len - 1] != '{' &&
	    b->data[b->len - 1] != '[')
		buf_putc(b, ',');
	if (key != NULL)
		buf_printf(b, "\"%s\":", key);
}

static void
put_text(struct buf *b, const char *key, const char *text)
{
	put_key(b, key);
	if (text == NULL || text[0] == '\0')
		buf_puts(b, "null");
	else
		jsonw_cstr(b, text);
}

static void
put_bool(struct buf *b, const char *key, bool v)
{
	put_key(b, key);
	buf_puts(b, v ? "true" : "false");
}

static void
put_count(struct buf *b, const char *key, uint64_t v)
{
	put_key(b, key);
	buf_printf(b, "%" PRIu64, v);
}

static void
put_number(struct buf *b, const char *key, bool known, double v)
{
	put_key(b, key);
	if (known)
		buf_printf(b, "%.1f", v);
	else
		buf_puts(b, "null");
}

static void
put_seconds(struct buf *b, const char *key, bool known, int64_t us)
{
	put_key(b, key);
	if (known)
		buf_printf(b, "%" PRId64, us / CLOCK_SECOND);
	else
		buf_puts(b, "null");
}

static void
put_time(struct buf *b, const char *key, int64_t us)
{
	char text[32] = "";

	if (us != 0)
		clock_rfc3339(us, text);
	put_text(b, key, text);
}

static void
put_pos(struct buf *b, const char *key, const struct pos *p)
{
	struct buf text = { 0 };

	if (p->file[0] != '\0')
		buf_printf(&text, "%s:%" PRIu64, p->file, p->offset);
	put_text(b, key, buf_str(&text));
	buf_release(&text);
}

static void
open_object(struct buf *b, const char *key)
{
	put_key(b, key);
	buf_putc(b, '{');
}

/* --- parts -------------------------------------------------------------- */

static void
put_phases(struct buf *b, const struct status *s)
{
	unsigned i;

	open_object(b, "phases");
	for (i = 0; i < PHASES; i++) {
		const struct phase *p = &s->phase[i];

		open_object(b, phase_names[i]);
		put_text(b, "state", phase_state_names[p->state]);
		put_bool(b, "chosen", p->chosen);
		put_number(b, "percent", p->percent >= 0, p->percent);
		put_count(b, "progress", p->progress);
		put_text(
		    b, "message", p->state == PHASE_FAILED ? s->why : NULL);
		buf_putc(b, '}');
	}
	buf_putc(b, '}');
}

static void
put_place(struct buf *b, const struct status *s)
{
	const struct position *p = &s->position;

	put_count(
	    b, "Checkpoint", p->time > 0 ? (uint64_t)p->time / 1000000 : 0);
	put_seconds(b, "Delay", p->time != 0, s->delay);
	put_key(b, "DelayMillis");
	buf_printf(b, "%" PRId64, s->delay / 1000);
	put_pos(b, "position", &p->at);
	put_pos(b, "resume", &p->resume);
	put_text(b, "txid", p->txid);
	put_time(b, "time", p->time);
	put_seconds(b, "lag_seconds", s->lag_known, s->lag);
	put_seconds(b, "alive_seconds", s->alive_known, s->alive);
	put_seconds(b, "lag_left_seconds", s->lag_left >= 0, s->lag_left);
}

static const char *
kept_name(const struct retention *r)
{
	static const char *const names[] = {
		[RETENTION_UNKNOWN] = NULL,
		[RETENTION_NEVER] = "for ever",
		[RETENTION_SECONDS] = "by time",
		[RETENTION_SIZE] = "by size",
	};

	return names[r->kind];
}

static void
put_source(struct buf *b, const struct status *s)
{
	const struct source *r = &s->source;

	open_object(b, "source");
	put_bool(b, "reached", r->reached);
	put_text(b, "why", r->why);
	put_text(b, "product", r->product);
	put_pos(b, "newest", &r->newest);
	put_bool(b, "caught_up", r->caught_up);
	put_key(b, "behind_bytes");
	if (r->behind_known)
		buf_printf(b, "%" PRIu64, r->behind);
	else
		buf_puts(b, "null");
	put_text(b, "kept", r->reached ? kept_name(&r->kept) : NULL);
	put_number(b, "kept_seconds",
	    r->reached && r->kept.kind == RETENTION_SECONDS, r->kept.seconds);
	put_seconds(b, "slack_seconds", r->slack_known, r->slack);
	put_bool(b, "purged", r->purged);
	buf_putc(b, '}');
}

static void
put_copy(struct buf *b, const struct status *s)
{
	const struct copy *c = &s->copy;
	uint64_t chunks = c->planned > c->chunks ? c->planned : c->chunks;

	open_object(b, "copy");
	put_bool(b, "begun", c->begun);
	put_bool(b, "ended", c->ended);
	put_count(b, "tables", c->ntables);
	put_count(b, "chunks", chunks);
	put_count(b, "chunks_done", c->done);
	put_count(b, "rows", c->rows);
	put_number(b, "rows_per_second", s->copy_rows_s > 0, s->copy_rows_s);
	put_seconds(b, "left_seconds", s->copy_left >= 0, s->copy_left);
	put_count(b, "open_sessions", c->open);
	put_pos(b, "start", &c->start.at);
	put_pos(b, "end", &c->end.at);
	buf_putc(b, '}');
}

static void
put_flow(struct buf *b, const char *key, const struct flow *f)
{
	open_object(b, key);
	put_count(b, "records", f->records);
	put_count(b, "rows", f->rows);
	put_count(b, "bytes", f->bytes);
	put_number(b, "records_per_second", true, f->records_s);
	put_number(b, "rows_per_second", true, f->rows_s);
	put_number(b, "bytes_per_second", true, f->bytes_s);
	buf_putc(b, '}');
}

static void
put_stages(struct buf *b, const struct status *s)
{
	size_t i;

	put_key(b, "stages");
	buf_putc(b, '[');
	for (i = 0; i < s->nstages; i++) {
		const struct stage *g = &s->stage[i];

		open_object(b, NULL);
		put_text(b, "name", g->name);
		put_count(b, "pid", (uint64_t)g->pid);
		put_key(b, "exit");
		if (g->code >= 0)
			buf_printf(b, "%d", g->code);
		else
			buf_puts(b, "null");
		if (g->counts) {
			put_flow(b, "in", &g->in);
			put_flow(b, "out", &g->out);
		}
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

static void
put_tables(struct buf *b, const struct status *s)
{
	size_t i;

	put_key(b, "base_tables");
	buf_putc(b, '[');
	for (i = 0; i < s->copy.ntables; i++) {
		const struct copy_table *t = &s->copy.table[i];

		open_object(b, NULL);
		put_text(b, "name", t->name);
		put_count(b, "rows", t->rows);
		put_count(b, "chunks", t->total);
		put_count(b, "chunks_done", t->done);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	put_key(b, "log_tables");
	buf_putc(b, '[');
	for (i = 0; i < s->journal.ntables; i++) {
		open_object(b, NULL);
		put_text(b, "name", s->journal.table[i].name);
		put_count(b, "rows", s->journal.table[i].rows);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	put_bool(b, "log_rows_missed", s->journal.missed);
}

static void
put_commit(struct buf *b, const struct status *s)
{
	const struct journal *j = &s->journal;

	open_object(b, "commit");
	put_count(b, "batch", j->batch);
	put_bool(b, "open", j->open);
	put_count(b, "open_sessions", j->sessions);
	put_count(b, "open_rows", j->rows);
	buf_putc(b, '}');
}

static void
put_restarts(struct buf *b, const struct status *s)
{
	const struct driver *d = &s->driver;
	size_t i, n;
	char at[40];

	put_count(b, "restarts", d->restarts);
	put_key(b, "restarts_last");
	buf_putc(b, '[');
	for (i = 0; i < STATUS_RESTARTS && d->restart[i] != NULL; i++) {
		n = strcspn(d->restart[i], " ");
		if (n >= sizeof(at))
			n = sizeof(at) - 1;
		memcpy(at, d->restart[i], n);
		at[n] = '\0';
		open_object(b, NULL);
		put_text(b, "at", at);
		put_text(b, "reason",
		    d->restart[i] + n + strspn(d->restart[i] + n, " "));
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

static void
put_partitions(struct buf *b, const struct status *s)
{
	open_object(b, "partitions");
	put_key(b, "most");
	if (s->partitions > 0)
		buf_printf(b, "%" PRIu64, s->partitions);
	else
		buf_puts(b, "null");
	put_count(b, "limit", STATUS_PARTITIONS);
	put_number(b, "days_left", s->partition_days >= 0, s->partition_days);
	buf_putc(b, '}');
}

static void
put_alerts(struct buf *b, const struct status *s, const struct alerts *a)
{
	unsigned k;

	put_key(b, "alerts");
	buf_putc(b, '[');
	for (k = 0; k < ALERTS; k++)
		if (a->alert[k].kept && a->alert[k].open) {
			put_key(b, NULL);
			alert_json(b, a, (enum alert_kind)k, s);
		}
	buf_putc(b, ']');
}

void
show_json(struct buf *b, const struct status *s, const struct alerts *a)
{
	const struct driver *d = &s->driver;

	buf_putc(b, '{');
	put_count(b, "v", 1);
	put_text(b, "job", conf_job(s->conf));
	put_text(b, "state_dir", s->dir);
	put_time(b, "at", s->now);
	put_text(b, "Status", status_names[s->state]);
	put_text(b, "ErrorMessage", s->why);
	put_bool(b, "running", s->running);
	put_text(b, "driver", d->state);
	put_text(b, "phase", d->phase);
	put_text(b, "since", d->since);
	put_count(b, "exit", d->code);
	put_text(b, "stage", d->stage);
	put_text(b, "past", d->past);
	put_phases(b, s);
	put_place(b, s);
	put_source(b, s);
	put_copy(b, s);
	put_commit(b, s);
	put_stages(b, s);
	put_tables(b, s);
	put_restarts(b, s);
	put_partitions(b, s);
	put_alerts(b, s, a);
	buf_puts(b, "}\n");
}
