/*
 * io.h: the only place that calls read(2) and write(2).  It knows short
 * counts and EINTR; and EPIPE on a pipe: there it restores SIGPIPE's default
 * and raises it, so that the driver sees the honest cause (141) even from
 * programs that ignore the signal for the sake of their sockets.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

/* Some bytes, 0 at the end, -1 with errno.  Goes on after EINTR unless a
 * stop was asked for (stop.h): then -1 with EINTR. */
ssize_t io_read(int fd, void *p, size_t n);

/* All n bytes; -1 with errno.  A zero write counts as ENOSPC. */
int io_write(int fd, const void *p, size_t n);

/* Is there something to read at once?  (true also at end or error) */
bool io_ready(int fd);

/* All of a file, at most max bytes; -1 with errno (EFBIG when longer). */
int io_slurp(const char *path, size_t max, struct buf *out);

/* Replace path: temporary file beside it, fsync, rename, fsync of the
 * directory.  After a crash there is the old content or the new.  -1 errno. */
int io_replace(const char *path, const void *p, size_t n);

/* The same without syncing, for what a power cut may take: -1 errno. */
int io_renew(const char *path, const void *p, size_t n, unsigned mode);

/* Append one piece and fsync the file; -1 with errno. */
int io_append(int fd, const void *p, size_t n);

/* Make the names in the directory of path durable; -1 with errno. */
int io_sync_dir_of(const char *path);

/* A new unlinked file for spilling, in dir (NULL: TMPDIR or /tmp); -1. */
int io_spool(const char *dir);

#endif
