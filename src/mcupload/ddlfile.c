/*
 * ddlfile.c: see ddlfile.h.  A statement that comes again, after a crash, is
 * at or before the place of the last line.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/line.h"
#include "base/mem.h"
#include "mcupload/ddlfile.h"

enum {
	FILE_MAX = 1 << 28,
	SQL_MAX = 4096 /* of a statement; it stands whole in the log */
};

/* The place of the last whole line. */
static void
read_last(struct ddlfile *f, struct buf *text)
{
	char *p, *end, *word[2], *copy;

	while (text->len > 0 && text->data[text->len - 1] != '\n')
		text->len--;
	if (text->len == 0)
		return;
	end = (char *)text->data + text->len - 1;
	for (p = end; p > (char *)text->data && p[-1] != '\n'; p--)
		continue;
	copy = xstrndup(p, strcspn(p, " \n"));
	if (line_split(copy, word, 2) == 0 || !pos_parse(word[0], &f->last))
		memset(&f->last, 0, sizeof(f->last));
	free(copy);
}

int
ddlfile_open(struct ddlfile *f, char *path)
{
	struct buf text = { 0 };
	int rc = 0;

	f->path = path;
	if (io_slurp(path, FILE_MAX, &text) == 0)
		read_last(f, &text);
	else if (errno != ENOENT)
		rc = -1;
	buf_release(&text);
	return rc;
}

void
ddlfile_release(struct ddlfile *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->line[i].text);
	free(f->line);
	free(f->path);
	memset(f, 0, sizeof(*f));
}

static void
put_safe(struct buf *b, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_putc(b, (unsigned char)p[i] < ' ' ? ' ' : p[i]);
}

void
ddlfile_take(struct ddlfile *f, const struct rec_ddl *d)
{
	static const char *const act[REC_DDL_ACTS] = {
		[REC_DDL_SAME] = "same",
		[REC_DDL_SKIPPED] = "skipped",
		[REC_DDL_FOLLOWED] = "followed",
	};
	static const char *const kind[] = { "other", "create", "alter", "drop",
		"rename", "truncate", "database", "unknown" };
	struct buf b = { 0 };
	char time[32];

	if (d->act == REC_DDL_PASSED || f->path == NULL)
		return;
	clock_rfc3339(d->time, time);
	line_put(&b, d->at.file);
	buf_printf(&b, ":%" PRIu64 " %s %s %s ", d->at.offset, time,
	    act[d->act], kind[d->kind]);
	for (unsigned i = 0; i < d->ntables; i++) {
		struct buf name = { 0 };

		buf_put(&name, d->table[i].db, d->table[i].db_len);
		if (d->table[i].name_len > 0)
			buf_putc(&name, '.');
		buf_put(&name, d->table[i].name, d->table[i].name_len);
		buf_puts(&b, i == 0 ? "" : ",");
		line_put(&b, buf_str(&name));
		buf_release(&name);
	}
	buf_puts(&b, d->ntables == 0 ? "- " : " ");
	put_safe(&b, d->sql, d->sql_len < SQL_MAX ? d->sql_len : SQL_MAX);
	buf_putc(&b, '\n');
	f->line = xreallocarray(f->line, f->n + 1, sizeof(f->line[0]));
	f->line[f->n].at = d->at;
	f->line[f->n++].text = buf_str(&b); /* the line's now */
}

int
ddlfile_save(struct ddlfile *f, const struct pos *at)
{
	struct buf b = { 0 };
	size_t i;
	int fd, rc = 0;

	for (i = 0; i < f->n && pos_cmp(&f->line[i].at, at) < 0; i++) {
		/* several records of one statement follow each other */
		if (f->last.file[0] == '\0' ||
		    pos_cmp(&f->line[i].at, &f->last) > 0 ||
		    (b.len > 0 && pos_cmp(&f->line[i].at, &f->last) == 0)) {
			buf_puts(&b, f->line[i].text);
			f->last = f->line[i].at;
		}
		free(f->line[i].text);
	}
	if (i > 0) {
		memmove(f->line, f->line + i, (f->n - i) * sizeof(f->line[0]));
		f->n -= i;
	}
	if (b.len > 0) {
		fd = open(
		    f->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		rc = fd == -1 || io_append(fd, b.data, b.len) == -1 ? -1 : 0;
		if (fd != -1)
			close(fd);
		if (rc == 0)
			rc = io_sync_dir_of(f->path);
	}
	buf_release(&b);
	return rc;
}
