/*
 * calls.c: the functions of the C library that inject.c watches, each by the
 * system call alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inject.h"

/* Where a call is given bytes: how many of them get through, -1 fails. */
static ssize_t
bytes(enum how how, size_t n)
{
	if (how == FAIL)
		return -1;
	return (ssize_t)(how == TORN ? n / 2 : n);
}

static long
fails(int error)
{
	errno = error;
	return -1;
}

/* Why something cannot be changed on disk. */
static long
fails_on_disk(int error)
{
	return fails(inject_readonly() ? EROFS : error);
}

static void
over(enum how how)
{
	if (how == AFTER || how == TORN)
		inject_die();
}

ssize_t
write(int fd, const void *p, size_t n)
{
	enum how how = inject_strike(WRITE, fd);
	ssize_t some = bytes(how, n);

	if (some == -1)
		return fails_on_disk(ENOSPC);
	cut_writing(fd);
	some = syscall(SYS_write, fd, p, (size_t)some);
	over(how);
	return some;
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off_t at)
{
	enum how how = inject_strike(PWRITE, fd);
	ssize_t some = bytes(how, n);

	if (some == -1)
		return fails_on_disk(ENOSPC);
	some = syscall(SYS_pwrite64, fd, p, (size_t)some, at);
	over(how);
	return some;
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

static int
sync_of(int fd)
{
	enum how how = inject_strike(FSYNC, fd);

	if (how == FAIL)
		return (int)fails_on_disk(EIO);
	cut_synced(fd);
	over(how);
	return 0;
}

int
fsync(int fd)
{
	return sync_of(fd);
}

int
fdatasync(int fd)
{
	return sync_of(fd);
}

int
rename(const char *from, const char *to)
{
	enum how how = inject_strike(RENAME, -1);
	int rc;

	if (how == FAIL)
		return (int)fails_on_disk(ENOSPC);
	cut_renaming(from, to);
	rc = (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
	over(how);
	return rc;
}

int
ftruncate64(int fd, off_t n)
{
	enum how how = inject_strike(FTRUNCATE, fd);
	int rc;

	if (how == FAIL)
		return (int)fails_on_disk(EIO);
	rc = (int)syscall(SYS_ftruncate, fd, n);
	over(how);
	return rc;
}

int
ftruncate(int fd, off_t n)
{
	return ftruncate64(fd, n);
}

int
unlink(const char *path)
{
	enum how how = inject_strike(UNLINK, -1);
	int rc;

	if (how == FAIL)
		return (int)fails_on_disk(EIO);
	rc = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	over(how);
	return rc;
}

int
close(int fd)
{
	enum how how = inject_strike(CLOSE, fd);
	int rc = (int)syscall(SYS_close, fd);

	over(how);
	return how == FAIL ? (int)fails(EIO) : rc;
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	enum how how = inject_strike(SEND, fd);
	ssize_t some = bytes(how, n);

	if (some == -1)
		return fails(ECONNRESET);
	some = syscall(SYS_sendto, fd, p, (size_t)some, flags, NULL, (size_t)0);
	over(how);
	return some;
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	enum how how = inject_strike(SEND, fd);
	ssize_t some;

	if (how == FAIL)
		return fails(ECONNRESET);
	some = syscall(SYS_sendmsg, fd, m, flags);
	over(how);
	return some;
}

ssize_t
recv(int fd, void *p, size_t n, int flags)
{
	enum how how = inject_strike(RECV, fd);
	ssize_t some;

	if (how == FAIL)
		return fails(ECONNRESET);
	some = syscall(SYS_recvfrom, fd, p, n, flags, NULL, NULL);
	over(how);
	return some;
}

ssize_t
read(int fd, void *p, size_t n)
{
	enum how how = inject_strike(READ, fd);
	ssize_t some;

	if (how == FAIL)
		return fails(EIO);
	some = syscall(SYS_read, fd, p, n);
	over(how);
	return some;
}

static int
open_of(const char *path, int flags, mode_t mode)
{
	if (inject_readonly() && (flags & (O_ACCMODE | O_CREAT)) != 0)
		return (int)fails(EROFS);
	cut_opening(path, flags);
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return open_of(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	return open_of(path, flags, mode);
}
