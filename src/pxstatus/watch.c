/*
 * watch.c: see watch.h.
 *
 * Each second the files are read, for the bar; every ten seconds the source
 * is asked, the rules are applied, and what others read is written:
 * status/metrics.prom, history, tables, alerts; by one watcher a job, the
 * others only draw.  Whatever fails here is said and is no reason
 * to end: the job goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/stop.h"

#include "pxstatus/bar.h"
#include "pxstatus/deliver.h"
#include "pxstatus/history.h"
#include "pxstatus/show.h"
#include "pxstatus/source.h"
#include "pxstatus/watch.h"

enum {
	BEAT = 10,    /* seconds between two long looks */
	AGAIN = 600,  /* the longest pause before an alert is told again */
	PATIENCE = 5, /* with the watcher before */
	READABLE = 0644
};

struct watcher {
	struct status s;
	struct history history;
	struct alerts alerts;
	struct delivery delivery;
	char *metrics;
	int lock;
	int64_t started;
	int64_t retry_at, pause; /* of telling */
	bool complained;
	bool first; /* nobody else watches: this one writes and tells */
	bool once;
};

static void
complain(struct watcher *w, const char *what)
{
	if (!w->complained)
		warnx("cannot write '%s': %s", what, strerror(errno));
	w->complained = true;
}

/* status/watch is locked by the one that writes here.  (Not by flock: children
 * would hold it, too.) */
static void
open_lock(struct watcher *w, const char *dir)
{
	char *path = xasprintf("%s/status", dir);

	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		die(EX_IOERR, "cannot make '%s'", path);
	free(path);
	path = xasprintf("%s/status/watch", dir);
	w->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (w->lock == -1)
		die(EX_IOERR, "cannot open '%s'", path);
	free(path);
}

static bool
take_lock(struct watcher *w)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(w->lock, F_SETLK, &l) == 0;
}

/* What the one before left. */
static void
open_files(struct watcher *w)
{
	history_open(&w->history, w->s.dir);
	if (alerts_open(&w->alerts, w->s.conf, w->s.dir) == -1)
		warnx("cannot read '%s': %s", w->alerts.path,
		    errno == EINVAL ? "it is damaged" : strerror(errno));
}

static void
close_files(struct watcher *w)
{
	alerts_release(&w->alerts);
	history_release(&w->history);
}

static void
start(struct watcher *w, const struct conf *conf, const char *dir)
{
	memset(w, 0, sizeof(*w));
	w->started = clock_monotonic();
	open_lock(w, dir);
	w->first = take_lock(w);
	w->metrics = xasprintf("%s/status/metrics.prom", dir);
	status_init(&w->s, conf, dir);
	open_files(w);
}

/* Whoever watched before, for a driver that was killed, ends within a second.
 * false when it did not. */
static bool
succeed(struct watcher *w)
{
	if (w->first ||
	    clock_monotonic() - w->started > PATIENCE * CLOCK_SECOND)
		return w->first;
	if (take_lock(w)) {
		close_files(w);
		open_files(w);
		w->first = true;
	}
	return true;
}

static void
end(struct watcher *w)
{
	close_files(w);
	status_release(&w->s);
	free(w->metrics);
	close(w->lock);
}

static bool
look(struct watcher *w)
{
	char why[300];
	int code;

	if (status_read(&w->s, why, sizeof(why), &code) == -1) {
		if (!w->complained)
			warnx("%s", why);
		w->complained = true;
		return false;
	}
	status_judge(&w->s);
	history_judge(&w->history, &w->s);
	return true;
}

/* --- alerts ------------------------------------------------------------- */

static void
keep_alerts(struct watcher *w)
{
	if (alerts_keep(&w->alerts) == -1)
		complain(w, w->alerts.path);
}

/* Settle the one on its way. */
static void
settle(struct watcher *w, bool wait)
{
	enum delivered how;

	if (w->delivery.pid == 0)
		return;
	how = deliver_look(&w->delivery, wait);
	if (how == DELIVER_BUSY)
		return;
	if (how == DELIVER_OK) {
		alerts_told(&w->alerts, w->delivery.kind, w->delivery.way);
		(void)alerts_judge(&w->alerts, &w->s);
		keep_alerts(w);
		w->pause = 0;
		w->retry_at = 0;
		return;
	}
	w->pause = w->pause == 0 ? BEAT : 2 * w->pause;
	if (w->pause > AGAIN)
		w->pause = AGAIN;
	w->retry_at = clock_monotonic() + w->pause * CLOCK_SECOND;
}

/* Send the next one on its way, when it is time. */
static void
tell(struct watcher *w)
{
	enum alert_kind kind;
	unsigned way;

	if (w->delivery.pid != 0 || clock_monotonic() < w->retry_at ||
	    !alerts_next(&w->alerts, &kind, &way))
		return;
	if (deliver_start(&w->delivery, &w->alerts, &w->s, kind, way) == -1)
		warnx("alert: %s", strerror(errno));
}

/* All that are due, and wait for it; a way that fails is left. */
static bool
tell_all(struct watcher *w)
{
	enum alert_kind kind;
	unsigned way;

	settle(w, true);
	w->retry_at = 0;
	while (alerts_next(&w->alerts, &kind, &way)) {
		tell(w);
		if (w->delivery.pid == 0)
			return false;
		settle(w, true);
		if (w->retry_at != 0)
			return false;
	}
	return true;
}

/* --- the long look ------------------------------------------------------ */

static void
write_metrics(struct watcher *w)
{
	struct buf b = { 0 };

	show_prom(&b, &w->s, &w->alerts);
	if (io_renew(w->metrics, b.data, b.len, READABLE) == -1)
		complain(w, w->metrics);
	(void)chmod(w->metrics, READABLE);
	buf_release(&b);
}

static void
beat(struct watcher *w)
{
	if (!look(w))
		return;
	source_ask(&w->s);
	status_judge(&w->s);
	if (!w->first) {
		history_see(&w->history, &w->s);
		history_judge(&w->history, &w->s);
		return;
	}
	if (history_add(&w->history, &w->s, w->once) == -1)
		complain(w, w->history.path);
	history_judge(&w->history, &w->s);
	if (alerts_judge(&w->alerts, &w->s))
		keep_alerts(w);
	if (journal_keep(&w->s.journal) == -1)
		complain(w, w->s.journal.sums);
	write_metrics(w);
}

/* On a terminal, unless it is to be quiet or a program reads along. */
static bool
wants_bar(void)
{
	const char *log = getenv("PX_LOG");

	return isatty(STDERR_FILENO) == 1 && msg_level >= 0 &&
	       (log == NULL || strcmp(log, "json") != 0);
}

void
watch(const struct conf *conf, const char *dir)
{
	bool shown = wants_bar();
	pid_t parent = getppid();
	struct watcher w;
	int64_t next = 0;

	start(&w, conf, dir);
	stop_install();
	while (!stop_wanted && getppid() == parent) {
		if (!succeed(&w) && !shown)
			diex(EX_TEMPFAIL, "somebody else watches '%s'", dir);
		settle(&w, false);
		if (clock_monotonic() >= next) {
			beat(&w);
			next = clock_monotonic() + BEAT * CLOCK_SECOND;
		} else if (shown)
			(void)look(&w);
		if (w.first)
			tell(&w);
		if (shown)
			bar_draw(&w.s);
		if (!stop_wanted)
			(void)poll(NULL, 0, 1000);
	}
	if (shown)
		bar_clear();
	settle(&w, true);
	end(&w);
}

bool
watch_once(const struct conf *conf, const char *dir)
{
	struct watcher w;
	bool ok = true;

	start(&w, conf, dir);
	w.once = true;
	if (w.first) {
		beat(&w);
		ok = tell_all(&w);
	} else
		tellx("somebody watches '%s' and tells", dir);
	end(&w);
	return ok;
}
