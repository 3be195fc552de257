/*
 * file.c: logs from files; see file.h.
 *
 * Events are handed on where they lie in one large buffer.  It grows with
 * the bytes that really arrive, never by what a length in them claims.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/stop.h"
#include "pxbinlog/file.h"

enum {
	READ_SIZE = 1 << 20,
	STOP_WAIT = 10 /* seconds for the rest of a transaction */
};

static const uint8_t magic_plain[] = { 0xfe, 'b', 'i', 'n' };
static const uint8_t magic_secret[] = { 0xfd, 'b', 'i', 'n' };

struct file {
	struct feed *feed;
	int fd;
	struct buf buf;
	size_t pos; /* of the next event in buf */
	int64_t deadline;
};

/*
 * A wish to stop is taken over from the signal's flag, for io_read refuses
 * to read while that is set, and the rest of a transaction is still wanted.
 * Returns 0: may stop now; 1: go on; -1: has waited too long.
 */
static int
mind_stop(struct file *in)
{
	int64_t now;

	if (!stop_wanted && !in->feed->stopping)
		return 1;
	now = clock_monotonic();
	if (stop_wanted)
		in->deadline = now + STOP_WAIT * CLOCK_SECOND;
	stop_wanted = 0;
	in->feed->stopping = true;
	if (feed_may_end(in->feed)) {
		in->feed->done = true;
		return 0;
	}
	if (now >= in->deadline)
		return feed_fail(
		    in->feed, EX_TEMPFAIL, "stopped inside a transaction");
	return 1;
}

/* Read until n bytes lie behind pos.  1; 0 at the end of the file, or when
 * stopped; -1. */
static int
fill(struct file *in, size_t n)
{
	struct feed *f = in->feed;
	struct buf *b = &in->buf;
	ssize_t got;
	int rc;

	while (b->len - in->pos < n) {
		if (in->pos > 0) {
			b->len -= in->pos;
			memmove(b->data, b->data + in->pos, b->len);
			in->pos = 0;
		}
		if (!io_ready(in->fd) && rec_flush(f->out) == -1)
			return feed_fail(f, EX_IOERR, "%s: %s", f->out->name,
			    strerror(errno));
		if ((rc = mind_stop(in)) != 1)
			return rc;
		if (b->cap - b->len < READ_SIZE / 2)
			buf_reserve(b, READ_SIZE);
		got = io_read(in->fd, b->data + b->len, b->cap - b->len);
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			return feed_fail(f, EX_IOERR, "cannot read '%s': %s",
			    f->at.file, strerror(errno));
		if (got == 0)
			return 0;
		b->len += (size_t)got;
	}
	return 1;
}

static int
check_magic(struct file *in)
{
	struct feed *f = in->feed;
	const uint8_t *p;
	int rc = fill(in, FRAME_MAGIC);

	if (rc == -1 || f->done)
		return rc;
	p = in->buf.data + in->pos;
	if (rc == 0 || memcmp(p, magic_plain, FRAME_MAGIC) != 0) {
		if (rc == 1 && memcmp(p, magic_secret, FRAME_MAGIC) == 0)
			return feed_fail(f, EX_DATAERR,
			    "'%s' is an encrypted log\n"
			    "read it from the server: it decrypts what it "
			    "sends",
			    f->at.file);
		return feed_fail(f, EX_DATAERR,
		    "'%s' is not a binary log: "
		    "it does not begin with fe 62 69 6e",
		    f->at.file);
	}
	in->pos += FRAME_MAGIC;
	return 1;
}

static int
cut(struct feed *f, size_t have, size_t want)
{
	return feed_fail(f, EX_DATAERR,
	    "%s:%llu: the log is cut: %zu of %zu bytes of an event", f->at.file,
	    (unsigned long long)f->at.offset, have, want);
}

/* One event.  1; 0 at the end, or where it was told to end; -1. */
static int
one_event(struct file *in)
{
	struct feed *f = in->feed;
	struct frame_header h;
	size_t left;
	int rc = 1;

	if (in->buf.len - in->pos < FRAME_HEADER)
		rc = fill(in, FRAME_HEADER);
	left = in->buf.len - in->pos;
	if (rc == 0 && !f->done && left > 0)
		return cut(f, left, FRAME_HEADER);
	if (rc != 1)
		return rc;
	if (frame_header(in->buf.data + in->pos, FRAME_HEADER, &h) == -1 ||
	    h.size > REC_MAX - FRAME_HEADER - POS_FILE_MAX)
		return feed_fail(f, EX_DATAERR,
		    "%s:%llu: no event begins here (size %lu)", f->at.file,
		    (unsigned long long)f->at.offset, (unsigned long)h.size);
	if (left < h.size) {
		rc = fill(in, h.size);
		if (rc == 0 && !f->done)
			return cut(f, in->buf.len - in->pos, h.size);
		if (rc != 1)
			return rc;
	}
	rc = feed_event(f, in->buf.data + in->pos, h.size);
	in->pos += h.size;
	return rc;
}

/* The name of a log without its folder; stdin's is what --from says. */
static int
name_of(struct feed *f, const char *path, char name[POS_FILE_MAX + 1])
{
	const char *base = strrchr(path, '/');

	base = base == NULL ? path : base + 1;
	if (strcmp(path, "-") == 0)
		base =
		    f->range->has_from ? f->range->from.file : "stdin.000000";
	if (strlen(base) > POS_FILE_MAX)
		return feed_fail(
		    f, EX_USAGE, "the name '%.60s...' is too long", base);
	snprintf(name, POS_FILE_MAX + 1, "%s", base);
	return 0;
}

/* 1: go on with the next file; 0: the end that was wanted; -1 */
static int
one_file(struct file *in, const char *path, const char *name)
{
	struct feed *f = in->feed;
	int rc;

	in->fd = STDIN_FILENO;
	if (strcmp(path, "-") != 0 &&
	    (in->fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return feed_fail(f, EX_NOINPUT, "cannot open '%s': %s", path,
		    strerror(errno));
	in->pos = 0;
	buf_clear(&in->buf);
	feed_at(f, name, FRAME_MAGIC);
	if ((rc = check_magic(in)) == 1)
		while ((rc = one_event(in)) == 1)
			if (stop_wanted && (rc = mind_stop(in)) != 1)
				break;
	if (in->fd != STDIN_FILENO)
		close(in->fd);
	if (rc == -1 || f->done)
		return rc;
	return feed_file_end(f) == -1 ? -1 : 1;
}

int
files_run(struct feed *f, char *const *paths, int n)
{
	struct file in = { .feed = f };
	const struct range *r = f->range;
	char name[POS_FILE_MAX + 1];
	bool met = !r->has_from;
	int i, rc = 1;

	for (i = 0; i < n && rc == 1; i++) {
		if ((rc = name_of(f, paths[i], name)) == -1)
			break;
		rc = 1;
		if (!met && strcmp(name, r->from.file) != 0)
			continue;
		met = true;
		rc = one_file(&in, paths[i], name);
	}
	buf_release(&in.buf);
	if (rc != -1 && !met)
		return feed_fail(f, EX_USAGE,
		    "--from is in '%s', which is not given", r->from.file);
	return rc == -1 ? -1 : 0;
}
