/*
 * history.c: see history.h.
 *
 *   TIME STATE reached=TIME lag=S alive=S rows=N bytes=N copied=N logged=N
 *       slack=S
 *
 * The first line of all stays when the others go: it says when the job began.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"

#include "pxstatus/history.h"

enum {
	TEXT = 64 * 1024 * 1024,
	WORDS = 10,
	MINUTE = 60
};

/* --- lines -------------------------------------------------------------- */

static void
put_number(struct buf *b, const char *key, double v)
{
	if (v < 0)
		buf_printf(b, " %s=-", key);
	else
		buf_printf(b, " %s=%.0f", key, v);
}

static void
put_line(struct buf *b, const struct moment *m)
{
	char at[32], reached[32] = "-";

	clock_rfc3339(m->at, at);
	if (m->reached > 0)
		clock_rfc3339(m->reached, reached);
	buf_printf(b, "%s %s reached=%s", at, m->state, reached);
	put_number(b, "lag", m->lag);
	put_number(b, "alive", m->alive);
	put_number(b, "rows", m->rows_s);
	put_number(b, "bytes", m->bytes_s);
	buf_printf(
	    b, " copied=%" PRIu64 " logged=%" PRIu64, m->copied, m->logged);
	put_number(b, "slack", m->slack);
	buf_putc(b, '\n');
}

static bool
get_number(char *word, const char *key, double *v)
{
	uint64_t n;

	*v = -1;
	if (!line_is(&word, key))
		return false;
	if (strcmp(word, "-") == 0)
		return true;
	if (!num_u64(word, 0, UINT64_MAX, &n))
		return false;
	*v = (double)n;
	return true;
}

static bool
get_line(struct moment *m, char *line)
{
	char *word[WORDS];

	memset(m, 0, sizeof(*m));
	if (line_split(line, word, WORDS) != WORDS ||
	    !clock_parse_rfc3339(word[0], &m->at) ||
	    strlen(word[1]) >= sizeof(m->state) ||
	    !line_is(&word[2], "reached="))
		return false;
	snprintf(m->state, sizeof(m->state), "%s", word[1]);
	m->reached = -1;
	if (strcmp(word[2], "-") != 0 &&
	    !clock_parse_rfc3339(word[2], &m->reached))
		return false;
	return get_number(word[3], "lag=", &m->lag) &&
	       get_number(word[4], "alive=", &m->alive) &&
	       get_number(word[5], "rows=", &m->rows_s) &&
	       get_number(word[6], "bytes=", &m->bytes_s) &&
	       line_number(word[7], "copied=", UINT64_MAX, &m->copied) &&
	       line_number(word[8], "logged=", UINT64_MAX, &m->logged) &&
	       get_number(word[9], "slack=", &m->slack);
}

/* --- the file ----------------------------------------------------------- */

static void
keep(struct history *h, const struct moment *m)
{
	if ((h->n & (h->n - 1)) == 0)
		h->line = xreallocarray(
		    h->line, h->n == 0 ? 1 : 2 * h->n, sizeof(*m));
	h->line[h->n++] = *m;
}

void
history_open(struct history *h, const char *dir)
{
	struct buf text = { 0 };
	struct moment m;
	char *line, *end;

	memset(h, 0, sizeof(*h));
	h->path = xasprintf("%s/status/history", dir);
	if (io_slurp(h->path, TEXT, &text) == -1)
		buf_clear(&text);
	for (line = buf_str(&text); (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		*end = '\0';
		if (get_line(&m, line))
			keep(h, &m);
	}
	if (h->n > 0)
		h->written = h->line[h->n - 1].at;
	buf_release(&text);
}

void
history_release(struct history *h)
{
	free(h->path);
	free(h->line);
}

/* Without the days that are over; but not for each line that gets old. */
static int
shorten(struct history *h, int64_t now)
{
	int64_t oldest = now - HISTORY_DAYS * CLOCK_DAY;
	struct buf b = { 0 };
	size_t i, n = 1;
	int rc;

	if (h->n < 2 || h->line[1].at > oldest - CLOCK_DAY)
		return 0;
	put_line(&b, &h->line[0]);
	for (i = 1; i < h->n; i++)
		if (h->line[i].at > oldest) {
			h->line[n++] = h->line[i];
			put_line(&b, &h->line[i]);
		}
	h->n = n;
	rc = io_replace(h->path, b.data, b.len);
	buf_release(&b);
	return rc;
}

static int
append(struct history *h, const struct moment *m)
{
	struct buf b = { 0 };
	int fd, rc;

	if (shorten(h, m->at) == -1)
		return -1;
	fd = open(h->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd == -1)
		return -1;
	put_line(&b, m);
	rc = io_write(fd, b.data, b.len);
	buf_release(&b);
	close(fd);
	keep(h, m);
	h->written = m->at;
	return rc;
}

/* --- moments ------------------------------------------------------------ */

static double
seconds(bool known, int64_t us)
{
	return known ? (double)us / CLOCK_SECOND : -1;
}

static void
see(struct moment *m, const struct status *s)
{
	const struct stage *sink =
	    s->nstages > 0 ? &s->stage[s->nstages - 1] : NULL;
	bool flows = s->running && sink != NULL && sink->counts;

	memset(m, 0, sizeof(*m));
	m->at = s->now;
	m->reached = s->position.time != 0 ? s->position.time : -1;
	m->lag = seconds(s->lag_known, s->lag);
	m->alive = seconds(s->alive_known, s->alive);
	m->rows_s = flows ? sink->in.rows_s : 0;
	m->bytes_s = flows ? sink->in.bytes_s : 0;
	m->slack = seconds(s->source.slack_known, s->source.slack);
	m->copied = s->copy.rows;
	m->logged = s->journal.total;
	snprintf(m->state, sizeof(m->state), "%s", status_names[s->state]);
}

void
history_see(struct history *h, const struct status *s)
{
	if (h->nrecent == HISTORY_RECENT) {
		h->nrecent--;
		memmove(h->recent, h->recent + 1,
		    h->nrecent * sizeof(h->recent[0]));
	}
	see(&h->recent[h->nrecent++], s);
}

int
history_add(struct history *h, const struct status *s, bool last)
{
	struct moment m;

	history_see(h, s);
	m = h->recent[h->nrecent - 1];
	if (!last && m.at - h->written < MINUTE * CLOCK_SECOND &&
	    m.at >= h->written)
		return 0;
	return append(h, &m);
}

/* The newest moment that is old enough to tell a speed. */
static const struct moment *
before(const struct history *h, int64_t now)
{
	size_t i;

	for (i = 0; i < h->nrecent; i++)
		if (now - h->recent[i].at >= 5 * CLOCK_SECOND &&
		    h->recent[i].reached > 0)
			return &h->recent[i];
	for (i = h->n;
	     i > 0 && now - h->line[i - 1].at < 10 * MINUTE * CLOCK_SECOND; i--)
		if (now - h->line[i - 1].at >= MINUTE * CLOCK_SECOND &&
		    h->line[i - 1].reached > 0)
			return &h->line[i - 1];
	return NULL;
}

void
history_judge(const struct history *h, struct status *s)
{
	const struct moment *m = before(h, s->now);
	double speed;
	int64_t t;
	size_t i;

	s->first = s->copy.started ? s->copy.start.time : 0;
	for (i = 0; i < h->n; i++) {
		t = h->line[i].reached > 0 ? h->line[i].reached : h->line[i].at;
		if (s->first == 0 || t < s->first)
			s->first = t;
	}
	s->lag_left = -1;
	if (m == NULL || !s->lag_known || s->lag == 0)
		return;
	speed =
	    (double)(s->position.time - m->reached) / (double)(s->now - m->at);
	if (speed > 1.02)
		s->lag_left = status_forecast(
		    (double)s->lag / CLOCK_SECOND / (speed - 1));
}
