/*
 * journal.c: appended lines; see journal.h.
 *
 *   batch N from=FILE:OFFSET sessions=K
 *   session ID table=T partition=P column=C blocks=B rows=R low=L high=H
 *                               K times
 *   pxpos 1 ...
 *   ready N crc=XXXXXXXX        over the lines of this batch
 *   done N
 *
 * Lines without their "ready" were cut by a crash: nothing was committed.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/io.h"
#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"

#include "mcupload/journal.h"

enum {
	JOURNAL_MAX = 64 * 1024 * 1024,
	JOURNAL_KEEP = 1024 * 1024, /* started anew when longer */
	SESSIONS_MAX = 1000000
};

/* A batch being read. */
struct reading {
	struct journal_batch batch;
	uint64_t sessions; /* that its first line promised */
	bool to;           /* its position was there */
	const char *start; /* of its first line */
};

void
journal_batch_release(struct journal_batch *b)
{
	free(b->session);
	memset(b, 0, sizeof(*b));
}

static bool
read_batch(struct reading *r, char **word, size_t n)
{
	memset(&r->batch, 0, sizeof(r->batch));
	r->to = false;
	return n == 4 && num_u64(word[1], 1, UINT64_MAX, &r->batch.number) &&
	       line_is(&word[2], "from=") &&
	       position_get_place(word[2], &r->batch.from) &&
	       line_number(word[3], "sessions=", SESSIONS_MAX, &r->sessions);
}

static bool
read_session(struct reading *r, char **word, size_t n)
{
	struct journal_batch *b = &r->batch;
	struct journal_session *s;

	if (n != 9 || b->nsessions >= r->sessions)
		return false;
	b->session = xreallocarray(b->session, b->nsessions + 1, sizeof(*s));
	s = &b->session[b->nsessions++];
	memset(s, 0, sizeof(*s));
	return line_text(word[1], s->id, sizeof(s->id)) &&
	       line_is(&word[2], "table=") &&
	       line_text(word[2], s->table, sizeof(s->table)) &&
	       line_is(&word[3], "partition=") &&
	       line_text(word[3], s->partition, sizeof(s->partition)) &&
	       line_is(&word[4], "column=") &&
	       line_text(word[4], s->column, sizeof(s->column)) &&
	       line_number(word[5], "blocks=", UINT64_MAX, &s->blocks) &&
	       line_number(word[6], "rows=", UINT64_MAX, &s->rows) &&
	       line_number(word[7], "low=", UINT64_MAX, &s->low) &&
	       line_number(word[8], "high=", UINT64_MAX, &s->high);
}

static bool
read_ready(struct journal *j, struct reading *r, char **word, size_t n,
    const char *line)
{
	uint32_t crc;
	uint64_t number;
	char text[16];

	if (r->start == NULL || n != 3 ||
	    !num_u64(word[1], 1, UINT64_MAX, &number) ||
	    number != r->batch.number || !r->to ||
	    r->batch.nsessions != r->sessions)
		return false;
	crc = crc32c(0, r->start, (size_t)(line - r->start));
	snprintf(text, sizeof(text), "crc=%08" PRIx32, crc);
	if (strcmp(word[2], text) != 0)
		return false;
	journal_batch_release(&j->batch);
	j->batch = r->batch;
	j->last = number;
	j->open = true;
	memset(&r->batch, 0, sizeof(r->batch));
	r->start = NULL;
	return true;
}

static bool
read_done(struct journal *j, char **word, size_t n)
{
	uint64_t number;

	if (n != 2 || !num_u64(word[1], 1, UINT64_MAX, &number))
		return false;
	if (j->open && number == j->last) {
		journal_batch_release(&j->batch);
		j->open = false;
	}
	if (number > j->last)
		j->last = number;
	return true;
}

static bool
read_line(struct journal *j, struct reading *r, const char *line, size_t n)
{
	char text[4096], *word[10];
	size_t words;

	if (n >= sizeof(text) || memchr(line, '\0', n) != NULL)
		return false;
	memcpy(text, line, n);
	text[n] = '\0';
	if (strncmp(text, "pxpos ", 6) == 0)
		return r->to = position_parse(&r->batch.to, line, n);
	words = line_split(text, word, 9);
	if (words == 0)
		return false;
	if (strcmp(word[0], "batch") == 0) {
		journal_batch_release(&r->batch);
		r->start = line;
		return read_batch(r, word, words);
	}
	if (strcmp(word[0], "session") == 0)
		return r->start != NULL && read_session(r, word, words);
	if (strcmp(word[0], "ready") == 0)
		return read_ready(j, r, word, words, line);
	return strcmp(word[0], "done") == 0 && read_done(j, word, words);
}

/* Does anything complete follow?  Then nonsense is damage, else it is what a
 * crash left of the last append. */
static bool
more_behind(const char *s, const char *end)
{
	for (; s != NULL && end - s > 6; s = memchr(s, '\n', (size_t)(end - s)))
		if (memcmp(++s, "ready ", 6) == 0 || memcmp(s, "done ", 5) == 0)
			return true;
	return false;
}

/* Bytes of whole lines; a line cut by a crash is forgotten. */
static int
parse(struct journal *j, const struct buf *text, size_t *whole)
{
	const char *s = (const char *)text->data, *end, *nl;
	struct reading r = { 0 };
	unsigned line = 0;
	int rc = 0;

	*whole = 0;
	if (text->len == 0) /* there may be no memory at all */
		return 0;
	end = s + text->len;
	while (s < end && (nl = memchr(s, '\n', (size_t)(end - s))) != NULL) {
		line++;
		if (!read_line(j, &r, s, (size_t)(nl - s))) {
			if (!more_behind(nl, end))
				break;
			snprintf(j->why, sizeof(j->why),
			    "line %u makes no sense", line);
			j->code = EX_DATAERR;
			rc = -1;
			break;
		}
		s = nl + 1;
		if (r.start == NULL)
			*whole = (size_t)(s - (const char *)text->data);
	}
	journal_batch_release(&r.batch);
	return rc;
}

static int
fail(struct journal *j)
{
	snprintf(j->why, sizeof(j->why), "%s", strerror(errno));
	j->code = EX_IOERR;
	return -1;
}

static int
load(struct journal *j, const char *path, size_t *whole, size_t *size)
{
	struct buf text = { 0 };
	int rc;

	memset(j, 0, sizeof(*j));
	j->fd = -1;
	*whole = 0;
	if (io_slurp(path, JOURNAL_MAX, &text) == -1)
		rc = errno == ENOENT ? 0 : fail(j);
	else
		rc = parse(j, &text, whole);
	*size = text.len;
	buf_release(&text);
	return rc;
}

int
journal_read(struct journal *j, const char *path)
{
	size_t whole, size;

	return load(j, path, &whole, &size);
}

/* One writer: a second run of the job must not come in between. */
static int
lock(int fd)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_SETLK, &l);
}

/* Reading behind the lock would give it up, so it was read before: is it
 * still the same? */
static bool
same(int fd, const char *path, size_t size)
{
	struct stat mine, there;

	return fstat(fd, &mine) == 0 && stat(path, &there) == 0 &&
	       mine.st_ino == there.st_ino && mine.st_dev == there.st_dev &&
	       (size_t)mine.st_size == size;
}

int
journal_open(struct journal *j, const char *path)
{
	size_t whole, size;

	if (load(j, path, &whole, &size) == -1)
		return -1;
	j->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (j->fd == -1)
		return fail(j);
	if (lock(j->fd) == -1) {
		if (errno != EACCES && errno != EAGAIN)
			return fail(j);
		goto busy;
	}
	if (!same(j->fd, path, size))
		goto busy;
	if (ftruncate(j->fd, (off_t)whole) == -1 || io_sync_dir_of(path) == -1)
		return fail(j);
	j->size = whole;
	j->path = xstrdup(path);
	return 0;
busy:
	j->code = EX_TEMPFAIL;
	snprintf(j->why, sizeof(j->why), "another mcupload works with it");
	return -1;
}

void
journal_close(struct journal *j)
{
	journal_batch_release(&j->batch);
	free(j->path);
	if (j->fd != -1)
		close(j->fd);
	j->fd = -1;
	j->path = NULL;
}

int
journal_begin(struct journal *j, struct journal_batch *b)
{
	struct buf out = { 0 };
	size_t i;
	int rc;

	b->number = j->last + 1;
	buf_printf(&out, "batch %" PRIu64 " from=", b->number);
	position_put_place(&out, &b->from);
	buf_printf(&out, " sessions=%zu\n", b->nsessions);
	for (i = 0; i < b->nsessions; i++) {
		const struct journal_session *s = &b->session[i];

		buf_puts(&out, "session ");
		line_put(&out, s->id);
		buf_puts(&out, " table=");
		line_put(&out, s->table);
		buf_puts(&out, " partition=");
		line_put(&out, s->partition);
		buf_puts(&out, " column=");
		line_put(&out, s->column);
		buf_printf(&out,
		    " blocks=%" PRIu64 " rows=%" PRIu64 " low=%" PRIu64
		    " high=%" PRIu64 "\n",
		    s->blocks, s->rows, s->low, s->high);
	}
	position_put(&out, &b->to);
	buf_putc(&out, '\n');
	buf_printf(&out, "ready %" PRIu64 " crc=%08" PRIx32 "\n", b->number,
	    crc32c(0, out.data, out.len));
	if ((rc = io_append(j->fd, out.data, out.len)) == 0) {
		j->last = b->number;
		j->size += out.len;
		j->open = true;
	}
	buf_release(&out);
	return rc;
}

int
journal_end(struct journal *j, uint64_t number)
{
	char line[64];
	int n;

	n = snprintf(line, sizeof(line), "done %" PRIu64 "\n", number);
	j->open = false;
	if (j->size > JOURNAL_KEEP) {
		/* Only the last number matters now. */
		if (io_replace(j->path, line, (size_t)n) == -1)
			return -1;
		close(j->fd);
		j->fd = open(j->path, O_WRONLY | O_APPEND | O_CLOEXEC);
		j->size = (uint64_t)n;
		return j->fd == -1 ? -1 : lock(j->fd);
	}
	j->size += (uint64_t)n;
	return io_append(j->fd, line, (size_t)n);
}
