/*
 * stat.c: see stat.h.
 *
 * Beside the sums stands an older point of them, 5 to 10 seconds back, so
 * that one look at the file is enough for a rate.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "rec/stat.h"

enum {
	EVERY = 1, /* seconds */
	STEP = 5
};

/* Records, rows, bytes. */
struct flow {
	uint64_t records, rows, bytes;
};

struct point {
	int64_t at; /* wall clock */
	struct flow in, out;
};

/* One a process: there is one stdin, and one stdout. */
static struct {
	bool asked;
	char *path;                      /* NULL: nobody wants to know */
	int64_t since, written, stepped; /* the last two: monotonic */
	struct point now, last, before;
	struct flow other; /* of out, what stands in another's file */
} stat;

static void
add_counts(struct flow *f, const uint64_t count[REC_KINDS])
{
	unsigned i;

	for (i = 0; i < REC_KINDS; i++)
		f->records += count[i];
	f->rows += count[REC_ROW];
}

static void
start(void)
{
	stat.since = clock_now();
	stat.now.at = stat.last.at = stat.before.at = stat.since;
	stat.written = stat.stepped = clock_monotonic();
}

/* Does anybody want to know? */
static bool
wanted(void)
{
	const char *dir;

	if (!stat.asked) {
		stat.asked = true;
		dir = getenv("PX_STAT");
		if (dir == NULL || dir[0] == '\0')
			return false;
		stat.path = xasprintf("%s/%s.stat", dir, msg_prog());
		start();
	}
	return stat.path != NULL;
}

static void
put_flow(struct buf *b, const char *key, const struct flow *f)
{
	buf_printf(b, "%s=%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", key,
	    f->records, f->rows, f->bytes);
}

static void
leave(void)
{
	struct buf b = { 0 };
	char since[32], at[32], before[32];

	stat.now.at = clock_now();
	clock_rfc3339(stat.since, since);
	clock_rfc3339(stat.now.at, at);
	clock_rfc3339(stat.before.at, before);
	buf_printf(&b, "since=%s\nat=%s\n", since, at);
	put_flow(&b, "in", &stat.now.in);
	put_flow(&b, "out", &stat.now.out);
	buf_printf(&b, "before=%s\n", before);
	put_flow(&b, "before_in", &stat.before.in);
	put_flow(&b, "before_out", &stat.before.out);
	(void)io_renew(stat.path, b.data, b.len, 0600);
	buf_release(&b);
}

/* Once in a while, by a clock that nobody sets. */
static void
look(void)
{
	int64_t now = clock_monotonic();

	if (now - stat.written < EVERY * CLOCK_SECOND)
		return;
	stat.written = now;
	leave();
	if (now - stat.stepped < STEP * CLOCK_SECOND)
		return;
	stat.stepped = now;
	stat.before = stat.last;
	stat.last = stat.now;
}

static void
sum_in(const struct rec_in *in)
{
	memset(&stat.now.in, 0, offsetof(struct flow, bytes));
	add_counts(&stat.now.in, in->count);
}

void
rec_stat_in(const struct rec_in *in, size_t n)
{
	if (in->fd != STDIN_FILENO || !wanted())
		return;
	sum_in(in);
	stat.now.in.bytes += n;
	look();
}

void
rec_stat_read(const struct rec_in *in)
{
	if (in->fd != STDIN_FILENO || !wanted())
		return;
	sum_in(in);
	leave();
}

static void
sum_out(const struct rec_out *out)
{
	struct flow *f = &stat.now.out;

	memset(f, 0, offsetof(struct flow, bytes));
	add_counts(f, out->count);
	f->records -= stat.other.records;
	f->rows -= stat.other.rows;
}

void
rec_stat_out(const struct rec_out *out, size_t n)
{
	if (out->fd != STDOUT_FILENO || !wanted())
		return;
	sum_out(out);
	stat.now.out.bytes += n;
	look();
}

void
rec_stat_other(const uint64_t count[REC_KINDS])
{
	if (wanted())
		add_counts(&stat.other, count);
}

void
rec_stat_child(const struct rec_out *out)
{
	char *path;

	if (!wanted())
		return;
	memset(&stat.now, 0, sizeof(stat.now));
	memset(&stat.before, 0, sizeof(stat.before));
	memset(&stat.last, 0, sizeof(stat.last));
	memset(&stat.other, 0, sizeof(stat.other));
	add_counts(&stat.other, out->count);
	start();
	path = xasprintf("%.*s-%ld.stat", (int)(strlen(stat.path) - 5),
	    stat.path, (long)getpid());
	free(stat.path);
	stat.path = path;
}

void
rec_stat_end(const struct rec_out *out)
{
	if (!wanted() || out->fd != STDOUT_FILENO)
		return;
	sum_out(out);
	leave();
}
