/*
 * io.c: full reads and writes, files that appear whole; see io.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/stop.h"

ssize_t
io_read(int fd, void *p, size_t n)
{
	ssize_t got;

	do {
		if (stop_wanted) {
			errno = EINTR;
			return -1;
		}
		got = read(fd, p, n > SSIZE_MAX ? SSIZE_MAX : n);
	} while (got == -1 && errno == EINTR);
	return got;
}

/* Nobody reads our pipe any more: die of it, as if SIGPIPE had never been
 * ignored.  For a socket EPIPE is an error like others. */
static void
die_of_pipe(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1 || !S_ISFIFO(st.st_mode))
		return;
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

int
io_write(int fd, const void *p, size_t n)
{
	const char *at = p;
	ssize_t put;

	while (n > 0) {
		put = write(fd, at, n > SSIZE_MAX ? SSIZE_MAX : n);
		if (put == -1) {
			if (errno == EINTR)
				continue;
			if (errno == EPIPE) {
				die_of_pipe(fd);
				errno = EPIPE;
			}
			return -1;
		}
		if (put == 0) {
			errno = ENOSPC;
			return -1;
		}
		at += put;
		n -= (size_t)put;
	}
	return 0;
}

bool
io_ready(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

int
io_slurp(const char *path, size_t max, struct buf *out)
{
	ssize_t got;
	int fd, e;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return -1;
	for (;;) {
		uint8_t *p = buf_reserve(out, 65536);

		/* not io_read: a wish to stop does not spoil what is there */
		if ((got = read(fd, p, 65536)) == -1 && errno == EINTR &&
		    !stop_wanted)
			continue;
		if (got <= 0)
			break;
		out->len += (size_t)got;
		if (out->len > max) {
			errno = EFBIG;
			got = -1;
			break;
		}
	}
	e = errno;
	close(fd);
	errno = e;
	return got == -1 ? -1 : 0;
}

int
io_sync_dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int fd, rc, e;

	if (slash == NULL)
		dir = xstrdup(".");
	else if (slash == path)
		dir = xstrdup("/");
	else
		dir = xstrndup(path, (size_t)(slash - path));
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (fd == -1)
		return -1;
	rc = fsync(fd);
	e = errno;
	close(fd);
	errno = e;
	return rc;
}

static int
replace(const char *path, const void *p, size_t n, unsigned mode, bool sync)
{
	char *temp = xasprintf("%s.tmp", path);
	int fd, e;

	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
	if (fd == -1)
		goto err0;
	if (io_write(fd, p, n) == -1 || (sync && fsync(fd) == -1))
		goto err1;
	if (close(fd) == -1)
		goto err2;
	if (rename(temp, path) == -1)
		goto err2;
	free(temp);
	return sync ? io_sync_dir_of(path) : 0;
err1:
	e = errno;
	close(fd);
	errno = e;
err2:
	e = errno;
	unlink(temp);
	errno = e;
err0:
	e = errno;
	free(temp);
	errno = e;
	return -1;
}

int
io_replace(const char *path, const void *p, size_t n)
{
	return replace(path, p, n, 0600, true);
}

int
io_renew(const char *path, const void *p, size_t n, unsigned mode)
{
	return replace(path, p, n, mode, false);
}

int
io_append(int fd, const void *p, size_t n)
{
	if (io_write(fd, p, n) == -1)
		return -1;
	return fsync(fd);
}

int
io_spool(const char *dir)
{
	char *path;
	int fd, e;

	if (dir == NULL && (dir = getenv("TMPDIR")) == NULL)
		dir = "/tmp";
	path = xasprintf("%s/pxspool.XXXXXX", dir);
	if ((fd = mkstemp(path)) != -1) {
		unlink(path);
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	e = errno;
	free(path);
	errno = e;
	return fd;
}
