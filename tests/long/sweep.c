/*
 * sweep.c: one small log, damaged in every way there is: cut at each length,
 * and each of its bits turned over; each damaged log goes through what
 * pxbinlog and rowdecode are made of.
 *
 *   sweep LOG SCRATCH [STEP]    SCRATCH: an empty directory; STEP: only each
 *                               so-manieth case, for slow builds
 *
 * Every run ends with values or with an error that tells file and offset.
 * What was delivered before the error, or before the cut, is what the whole
 * log gives.  Where events have checksums no turned bit goes unnoticed; in the
 * description of other logs none either, but of those that old servers wrote.
 * Children do the work, so that a crash or an endless loop is seen, too.
 */
#include <assert.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "pxbinlog/file.h"
#include "rowdecode/decoder.h"

enum {
	CHUNK = 2000, /* cases of one child */
	PATIENCE = 5, /* seconds for one case */
	REPORTS = 10, /* failures told of each child */
	LOG_MAX = 1 << 20
};

static char path[4096], where[4096]; /* the damaged log; its name and ':' */
static int log_fd, events_fd, rows_fd, case_fd;
static struct buf whole; /* the log */
static struct buf want;  /* its rows, without the end record */
static bool checked;     /* it has checksums */
static size_t step = 1;
static size_t described; /* where its first event ends; 0: unprotected */
static unsigned reports;

struct outcome {
	int code;
	char why[640];
	struct buf rows;
	bool ended;
};

/* --- the two programs ----------------------------------------------------- */

static void
rewind_to(int fd, size_t n)
{
	int rc = ftruncate(fd, (off_t)n);
	off_t at = lseek(fd, 0, SEEK_SET);

	assert(rc == 0 && at == 0);
}

static void
events(struct outcome *o)
{
	struct rec_hello h = { .producer = "sweep" };
	struct range range = { 0 };
	char *paths[] = { path };
	struct rec_out out;
	struct feed f;

	rewind_to(events_fd, 0);
	rec_out_init(&out, events_fd, "events");
	feed_init(&f, &out, &range, true);
	rec_put_hello(&out, &h);
	o->code = 0;
	if (files_run(&f, paths, 1) == -1) {
		o->code = f.code;
		snprintf(o->why, sizeof(o->why), "%s", f.why);
		rec_flush(&out);
	} else {
		rec_finish(&out);
	}
	feed_release(&f);
	rec_out_release(&out);
}

static void
failed(struct outcome *o, int code, const char *why)
{
	/* the neighbour's fault is the cause, ours only follows */
	if (o->code != 0)
		return;
	o->code = code;
	snprintf(o->why, sizeof(o->why), "%s", why);
}

static void
rows(struct outcome *o)
{
	struct rec_in in;
	struct rec_out out;
	struct decoder d;
	struct rec r;
	off_t at = lseek(events_fd, 0, SEEK_SET);
	int more;

	assert(at == 0);
	rewind_to(rows_fd, 0);
	rec_in_init(&in, events_fd, "events");
	rec_out_init(&out, rows_fd, "rows");
	decoder_init(&d, &out);
	rec_hello_through(&in, &out, "sweep", NULL);
	while ((more = rec_read(&in, &r)) == 1)
		if (decoder_feed(&d, &r) == -1)
			break;
	if (more == 1)
		failed(o, d.code, d.why);
	else if (more == -1)
		failed(o, in.code, in.why);
	if (o->code == 0 && decoder_end(&d) == -1)
		failed(o, d.code, d.why);
	if (o->code == 0)
		rec_finish(&out);
	else
		rec_flush(&out);
	decoder_release(&d);
	rec_out_release(&out);
	rec_in_release(&in);
}

/* The records of rows_fd to o->rows, without the end. */
static void
collect(struct outcome *o)
{
	struct buf *b = &o->rows;
	size_t at = 0, n;
	ssize_t got;
	off_t rc = lseek(rows_fd, 0, SEEK_SET);

	assert(rc == 0);
	buf_clear(b);
	while ((got = io_read(rows_fd, buf_reserve(b, 65536), 65536)) > 0)
		b->len += (size_t)got;
	assert(got == 0);
	o->ended = false;
	for (; at < b->len; at += n) {
		assert(b->len - at >= REC_HEADER);
		n = REC_HEADER + (size_t)le32dec(b->data + at);
		assert(n <= b->len - at);
		if (b->data[at + 4] != REC_END)
			continue;
		assert(at + n == b->len);
		o->ended = true;
		b->len = at;
	}
}

static void
run(struct outcome *o)
{
	o->why[0] = '\0';
	events(o);
	rows(o);
	collect(o);
}

/* --- what must be ----------------------------------------------------------
 */

static void
wrong(const char *what, size_t place, const struct outcome *o, const char *how)
{
	if (reports++ < REPORTS)
		printf("%s at %zu: %s (exit %d, %s)\n", what, place, how,
		    o->code, o->why);
}

static bool
is_start(const struct outcome *o)
{
	return o->rows.len <= want.len &&
	       memcmp(o->rows.data, want.data, o->rows.len) == 0;
}

/* Does the message say where? */
static bool
tells(const struct outcome *o)
{
	const char *p = strstr(o->why, where);

	return p != NULL && isdigit((unsigned char)p[strlen(where)]);
}

static void
judge(const char *what, size_t place, size_t byte, const struct outcome *o)
{
	if ((o->code == 0) != o->ended)
		wrong(what, place, o, "end record and exit code disagree");
	if (o->code != 0 && o->code != 65 && o->code != 78)
		wrong(what, place, o, "exit code");
	/* the four bytes in front are no event's */
	if (o->code != 0 && byte >= FRAME_MAGIC && !tells(o))
		wrong(what, place, o, "no file and offset");
}

/* Does an event begin at this offset? */
static bool
boundary(size_t offset)
{
	size_t at = FRAME_MAGIC;

	while (at < offset)
		at += le32dec(whole.data + at + 9);
	return at == offset;
}

static void
cut(struct outcome *o, size_t n)
{
	rewind_to(log_fd, n);
	if (pwrite(log_fd, whole.data, n, 0) != (ssize_t)n)
		assert(0);
	run(o);
	judge("cut", n, n, o);
	if (!is_start(o))
		wrong("cut", n, o, "rows that the log does not have");
	if (o->code == 0 && !boundary(n))
		wrong("cut", n, o, "not noticed");
}

static void
turn(struct outcome *o, size_t bit)
{
	size_t byte = bit / 8;
	uint8_t was = whole.data[byte], is = was ^ (uint8_t)(1u << bit % 8);
	/* "in use" of the description is outside of its checksum */
	bool in_use = described > 0 && byte == FRAME_MAGIC + 17 && bit % 8 == 0;

	if (pwrite(log_fd, &is, 1, (off_t)byte) != 1)
		assert(0);
	run(o);
	if (pwrite(log_fd, &was, 1, (off_t)byte) != 1)
		assert(0);
	judge("bit", bit, byte, o);
	if (in_use) {
		if (o->code != 0 || o->rows.len != want.len || !is_start(o))
			wrong("bit", bit, o, "'in use' is no damage");
	} else if (checked || byte < described) {
		if (o->code == 0)
			wrong("bit", bit, o, "not noticed");
		if (!is_start(o))
			wrong("bit", bit, o, "rows that the log does not have");
	}
}

/* --- all of it -------------------------------------------------------------
 */

/* Cases from..to in a child; the number that failed. */
static unsigned
child(size_t from, size_t to)
{
	struct outcome o = { 0 };
	size_t i;

	rewind_to(log_fd, whole.len);
	if (pwrite(log_fd, whole.data, whole.len, 0) != (ssize_t)whole.len)
		assert(0);
	for (i = from; i < to; i += step) {
		if (pwrite(case_fd, &i, sizeof(i), 0) != sizeof(i))
			assert(0);
		alarm(PATIENCE);
		if (i < whole.len * 8)
			turn(&o, i);
		else
			cut(&o, i - whole.len * 8);
	}
	buf_release(&o.rows);
	return reports;
}

static bool
chunk(size_t from, size_t to)
{
	size_t last = 0;
	int status;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		unsigned n = child(from, to);

		fflush(stdout);
		_exit(n > 0);
	}
	assert(pid > 0);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) <= 1)
		return WEXITSTATUS(status) == 0;
	if (pread(case_fd, &last, sizeof(last), 0) != sizeof(last))
		last = 0;
	printf("%s at %zu: child ended with status %#x\n",
	    last < whole.len * 8 ? "bit" : "cut",
	    last < whole.len * 8 ? last : last - whole.len * 8,
	    (unsigned)status);
	return false;
}

static int
scratch(const char *dir, const char *name)
{
	char file[4096];
	int fd;

	snprintf(file, sizeof(file), "%s/%s", dir, name);
	fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert(fd != -1);
	return fd;
}

int
main(int argc, char *argv[])
{
	static struct outcome o;
	struct frame_format f;
	const char *base, *why;
	size_t i, cases;
	bool good = true;

	if (argc < 3 || io_slurp(argv[1], LOG_MAX, &whole) == -1)
		return 64;
	if (argc > 3)
		step = strtoul(argv[3], NULL, 10) | 1;
	base = strrchr(argv[1], '/');
	base = base == NULL ? argv[1] : base + 1;
	snprintf(path, sizeof(path), "%s/%s", argv[2], base);
	snprintf(where, sizeof(where), "%s:", base);
	log_fd = scratch(argv[2], base);
	events_fd = scratch(argv[2], "events");
	rows_fd = scratch(argv[2], "rows");
	case_fd = scratch(argv[2], "case");
	if (pwrite(log_fd, whole.data, whole.len, 0) != (ssize_t)whole.len)
		assert(0);
	run(&o);
	if (o.code != 0) {
		printf("%s\n", o.why);
		return o.code;
	}
	buf_put(&want, o.rows.data, o.rows.len);
	described = FRAME_MAGIC + le32dec(whole.data + FRAME_MAGIC + 9);
	if (frame_format(whole.data + FRAME_MAGIC, described - FRAME_MAGIC, &f,
		&why) == -1)
		return 65;
	if (f.own == 0)
		described = 0;
	checked = f.trailer != 0;
	cases = whole.len * 9 + 1;
	for (i = 0; i < cases; i += CHUNK * step)
		good &= chunk(
		    i, i + CHUNK * step < cases ? i + CHUNK * step : cases);
	printf(
	    "%zu cases, %s checksums\n", cases / step, checked ? "with" : "no");
	return !good;
}
