/*
 * pause.c: see pause.h.
 */
#include <errno.h>
#include <signal.h>
#include <sys/select.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stop.h"
#include "pxbinlog/pause.h"

enum {
	LONGEST = 60 /* seconds */
};

int
pause_io(int fd, bool reading, int64_t us)
{
	struct timespec t = { 0, 0 };
	sigset_t stops, old;
	fd_set set;
	int rc = -1;

	if (fd >= FD_SETSIZE) {
		errno = EMFILE;
		return -1;
	}
	FD_ZERO(&set);
	if (fd != -1)
		FD_SET(fd, &set);
	if (us > 0) {
		t.tv_sec = (time_t)(us / CLOCK_SECOND);
		t.tv_nsec = (long)(us % CLOCK_SECOND) * 1000;
	}
	/* Between the look at the flag and the wait no signal may slip by. */
	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	sigaddset(&stops, SIGHUP);
	sigprocmask(SIG_BLOCK, &stops, &old);
	if (stop_wanted)
		errno = EINTR;
	else
		rc = pselect(fd + 1, reading ? &set : NULL,
		    reading ? NULL : &set, NULL, &t, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return rc;
}

void
backoff_init(struct backoff *b, uint64_t seconds)
{
	b->limit = (int64_t)seconds * CLOCK_SECOND;
	backoff_reset(b);
}

void
backoff_reset(struct backoff *b)
{
	b->since = 0;
	b->next = CLOCK_SECOND;
}

bool
backoff_pause(struct backoff *b)
{
	int64_t now = clock_monotonic(), uneven;

	if (b->since == 0)
		b->since = now;
	if (now - b->since >= b->limit)
		return false;
	/* Many jobs lose one server at once; let them not come back so. */
	uneven = (now / 7 + getpid() * 7919) % (b->next / 2);
	(void)pause_io(-1, true, b->next - uneven);
	b->next *= 2;
	if (b->next > LONGEST * CLOCK_SECOND)
		b->next = LONGEST * CLOCK_SECOND;
	return true;
}
