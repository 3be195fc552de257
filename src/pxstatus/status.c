/*
 * status.c: gather the state of a job; see status.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#include "pxstatus/status.h"

void
status_init(struct status *s, const struct conf *conf, const char *dir)
{
	memset(s, 0, sizeof(*s));
	s->conf = conf;
	s->dir = dir;
	copy_init(&s->copy, dir);
	journal_init(&s->journal, dir);
}

void
status_release(struct status *s)
{
	copy_release(&s->copy);
	journal_release(&s->journal);
	driver_release(&s->driver);
}

/* The lock is held while the driver or any stage lives. */
static bool
is_locked(const char *dir)
{
	char *path = xasprintf("%s/lock", dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool held = false;

	free(path);
	if (fd == -1)
		return false;
	if (flock(fd, LOCK_SH | LOCK_NB) == -1)
		held = errno == EWOULDBLOCK;
	close(fd);
	return held;
}

static int
read_position(struct status *s)
{
	char *path = xasprintf("%s/position", s->dir);
	int rc = position_read(&s->position, path);

	free(path);
	if (rc == -1 && errno == ENOTDIR)
		rc = 0;
	return rc == -1 ? -1 : 0;
}

static int
fail(const char *name, char *why, size_t size, int *code)
{
	*code = errno == EINVAL ? EX_DATAERR : EX_IOERR;
	snprintf(why, size, "cannot read '%s': %s", name,
	    errno == EINVAL ? "it is damaged" : strerror(errno));
	return -1;
}

int
status_read(struct status *s, char *why, size_t size, int *code)
{
	s->now = clock_now();
	s->running = is_locked(s->dir);
	if (driver_read(&s->driver, s->dir) == -1)
		return fail("status/driver", why, size, code);
	if (read_position(s) == -1)
		return fail("position", why, size, code);
	if (copy_read(&s->copy) == -1)
		return fail("copy", why, size, code);
	if (journal_read(&s->journal) == -1)
		return fail("journal", why, size, code);
	stages_read(s);
	return 0;
}
