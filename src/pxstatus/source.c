/*
 * source.c: see source.h.
 *
 * A child process asks, for connecting may take its time.
 *
 * What is needed next from the log is where reading would begin again: the
 * position, or, while the first copy runs, where that began.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/io.h"
#include "base/stop.h"
#include "mysql/conn.h"
#include "mysql/logs.h"

#include "pxstatus/source.h"

enum {
	PATIENCE = 5, /* seconds; somebody waits for the answer */
	SLICE = 100   /* milliseconds */
};

/* The password has to be ours alone: conn_secret would end the program. */
static bool
has_password(const struct conf *conf)
{
	const char *path = conf_text(conf, "source.password_file");
	struct stat st;

	return path == NULL ||
	       (access(path, R_OK) == 0 && stat(path, &st) == 0 &&
		   (st.st_mode & 077) == 0);
}

/* How much log lies between there and the newest. */
static void
measure(struct source *r, const struct logs *l, const struct pos *at)
{
	long from = logs_find(l, at->file), to = logs_find(l, r->newest.file);
	long i;

	r->purged = l->n > 0 && from == -1 && pos_cmp(at, &r->newest) < 0;
	if (from == -1 || to < from)
		return;
	for (i = from; i < to; i++)
		r->behind += l->file[i].size;
	r->behind += r->newest.offset;
	r->behind -= at->offset < r->behind ? at->offset : r->behind;
	r->behind_known = true;
}

/* A file goes when its last change is older than the retention.  That of the
 * needed file is not older than the last change before the position; and the
 * newest file stays in any case. */
static void
find_slack(struct status *s, const struct position *p)
{
	struct source *r = &s->source;
	int64_t since = p->time != 0 ? p->time : p->alive;

	if (r->kept.kind != RETENTION_SECONDS)
		return;
	if (strcmp(p->resume.file, r->newest.file) == 0)
		since = s->now;
	if (since == 0)
		return;
	r->slack = since + (int64_t)(r->kept.seconds * CLOCK_SECOND) - s->now;
	if (r->slack < 0 || r->purged)
		r->slack = 0;
	r->slack_known = true;
}

static int
ask(struct conn *c, struct status *s)
{
	struct source *r = &s->source;
	const struct position *p = &s->position;
	struct logs l;
	int rc;

	if (conn_position(c, s->conf, &r->newest) == -1)
		return -1;
	retention_read(&r->kept, c);
	if (p->at.file[0] == '\0' && s->copy.started)
		p = &s->copy.start;
	if (p->at.file[0] == '\0')
		return 0;
	if ((rc = logs_read(&l, c, s->conf)) == 0)
		measure(r, &l, &p->resume);
	logs_release(&l);
	find_slack(s, p);
	return rc;
}

/* The child's part. */
static void
answer(struct status *s)
{
	struct source *r = &s->source;
	struct conn c = { 0 };

	if (conf_text(s->conf, "source.user") == NULL)
		snprintf(r->why, sizeof(r->why), "source.user is not set");
	else if (!has_password(s->conf))
		snprintf(r->why, sizeof(r->why),
		    "source.password_file cannot be read, or is open to "
		    "others");
	else if (conn_open(&c, s->conf) == -1 || ask(&c, s) == -1)
		snprintf(r->why, sizeof(r->why), "%s", c.why);
	else {
		r->reached = true;
		r->product = conn_product_name(c.product);
	}
	conn_close(&c);
}

/* Wait for the answer, not for long, and not when told to stop. */
static bool
await(int fd, struct source *r)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t until = clock_monotonic() + PATIENCE * CLOCK_SECOND;

	while (!stop_wanted && clock_monotonic() < until)
		if (poll(&p, 1, SLICE) == 1)
			return io_read(fd, r, sizeof(*r)) == sizeof(*r);
	return false;
}

void
source_ask(struct status *s)
{
	struct source *r = &s->source;
	int pair[2];
	pid_t pid;

	memset(r, 0, sizeof(*r));
	r->asked = true;
	if (pipe(pair) == -1 || (pid = fork()) == -1) {
		snprintf(r->why, sizeof(r->why), "%s", strerror(errno));
		return;
	}
	if (pid == 0) {
		answer(s);
		_exit(io_write(pair[1], r, sizeof(*r)) == -1);
	}
	close(pair[1]);
	if (!await(pair[0], r)) {
		(void)kill(pid, SIGKILL);
		snprintf(
		    r->why, sizeof(r->why), "no answer within %d s", PATIENCE);
	}
	close(pair[0]);
	waitpid(pid, NULL, 0);
}
