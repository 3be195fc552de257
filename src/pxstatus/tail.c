/*
 * tail.c: see tail.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"

#include "pxstatus/tail.h"

enum {
	PIECE = 65536,
	LINE = 1024 * 1024 /* a longer one is none of ours: it is left out */
};

void
tail_init(struct tail *t, const char *dir, const char *name)
{
	memset(t, 0, sizeof(*t));
	t->path = xasprintf("%s/%s", dir, name);
}

void
tail_release(struct tail *t)
{
	free(t->path);
	buf_release(&t->rest);
}

static void
give(struct tail *t, tail_take *take, void *arg)
{
	uint8_t *s = t->rest.data, *end = s + t->rest.len, *nl;

	while (s < end && (nl = memchr(s, '\n', (size_t)(end - s))) != NULL) {
		*nl = '\0';
		if (memchr(s, '\0', (size_t)(nl - s)) == NULL)
			take(arg, (char *)s);
		s = nl + 1;
	}
	t->rest.len = (size_t)(end - s);
	memmove(t->rest.data, s, t->rest.len);
	if (t->rest.len > LINE)
		buf_clear(&t->rest);
}

static void
start_over(struct tail *t, tail_take *take, void *arg, ino_t inode)
{
	if (t->inode != 0)
		take(arg, NULL);
	t->inode = inode;
	t->at = 0;
	buf_clear(&t->rest);
}

static int
read_on(struct tail *t, int fd, tail_take *take, void *arg)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) == -1)
		return -1;
	if (st.st_ino != t->inode || (uint64_t)st.st_size < t->at)
		start_over(t, take, arg, st.st_ino);
	if (lseek(fd, (off_t)t->at, SEEK_SET) == -1)
		return -1;
	while ((got = io_read(fd, buf_reserve(&t->rest, PIECE), PIECE)) > 0) {
		t->rest.len += (size_t)got;
		t->at += (uint64_t)got;
		give(t, take, arg);
	}
	return got == -1 ? -1 : 0;
}

int
tail_read(struct tail *t, tail_take *take, void *arg)
{
	int fd = open(t->path, O_RDONLY | O_CLOEXEC), rc, e;

	if (fd == -1) {
		if (errno != ENOENT && errno != ENOTDIR)
			return -1;
		start_over(t, take, arg, 0);
		return 0;
	}
	rc = read_on(t, fd, take, arg);
	e = errno;
	close(fd);
	errno = e;
	return rc;
}
