/*
 * planfile.c: append "db.table number total lower upper word" lines, the
 * bounds left empty; pxsnapshot(1) says how they are read.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"

#include "mcupload/planfile.h"

enum {
	PLAN_MAX = 256 * 1024 * 1024
};

void
planfile_init(struct planfile *p, const char *path)
{
	p->path = path == NULL ? NULL : xstrdup(path);
	p->fd = -1;
}

void
planfile_release(struct planfile *p)
{
	free(p->path);
	if (p->fd != -1)
		close(p->fd);
}

static void
put_name(struct buf *b, const char *s)
{
	static const char bare[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_$-";

	if (s[strspn(s, bare)] == '\0') {
		buf_puts(b, s);
		return;
	}
	buf_putc(b, '`');
	for (; *s != '\0'; s++) {
		if (*s == '`')
			buf_putc(b, '`');
		buf_putc(b, *s);
	}
	buf_putc(b, '`');
}

/* Open it; a line cut by a crash is taken away. */
static int
open_plan(struct planfile *p)
{
	struct buf text = { 0 };
	size_t n;
	int rc = -1;

	p->fd = open(p->path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (p->fd == -1)
		return errno == ENOENT ? 0 : -1;
	if (io_slurp(p->path, PLAN_MAX, &text) == 0) {
		for (n = text.len; n > 0 && text.data[n - 1] != '\n';)
			n--;
		rc = n == text.len ? 0 : ftruncate(p->fd, (off_t)n);
	}
	buf_release(&text);
	return rc;
}

static int
append(struct planfile *p, const char *db, const char *name, uint32_t number,
    uint32_t total, const char *word)
{
	struct buf line = { 0 };
	int rc;

	if (p->path == NULL || (p->fd == -1 && open_plan(p) == -1))
		return p->path == NULL ? 0 : -1;
	if (p->fd == -1)
		return 0;
	put_name(&line, db);
	buf_putc(&line, '.');
	put_name(&line, name);
	buf_printf(
	    &line, "\t%" PRIu32 "\t%" PRIu32 "\t\t\t%s\n", number, total, word);
	rc = io_append(p->fd, line.data, line.len);
	buf_release(&line);
	return rc;
}

int
planfile_done(struct planfile *p, const char *db, const char *name,
    uint32_t number, uint32_t total)
{
	return append(p, db, name, number, total, "done");
}

int
planfile_again(struct planfile *p, const char *db, const char *name,
    uint32_t number, uint32_t total)
{
	return append(p, db, name, number, total, "again");
}
