/*
 * net.c: the log of a server; see net.h.
 *
 * connect, find the start, then: dump, hand events to the feed, and after a
 * break begin again at the feed's mark.  The waiting is our own (wait_io):
 * it writes out what is buffered before it waits, ends the wait when a stop
 * was asked for, and knows that a source silent for three heartbeats is dead.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/msg.h"
#include "base/stop.h"
#include "pxbinlog/net_own.h"
#include "pxbinlog/refused.h"

enum {
	STOP_WAIT = 10 /* seconds for the rest of a transaction */
};

/* The library's function for waiting has no argument of ours. */
static struct net *the_net;

/* --- waiting ------------------------------------------------------------ */

/* Is it time to leave?  Takes the wish over from the signal's flag. */
static bool
leave(struct net *n)
{
	struct feed *f = n->feed;

	if (stop_wanted && !f->stopping) {
		f->stopping = true;
		n->deadline = clock_monotonic() + STOP_WAIT * CLOCK_SECOND;
	}
	stop_wanted = 0;
	if (!f->stopping)
		return false;
	return !n->dumping || feed_may_end(f) ||
	       clock_monotonic() >= n->deadline;
}

/* How long the source may be silent, in microseconds. */
static int64_t
patience(const struct net *n)
{
	int64_t beats = 3 * (int64_t)conf_number(n->conf, "source.heartbeat");

	/* PolarDB-X's log service takes half a minute to answer when it comes
	 * back; from then on it beats like others. */
	if (n->conn.product == CONN_POLARDBX && !n->heard)
		beats += 60;
	return beats * CLOCK_SECOND;
}

static int
wait_io(my_socket fd, my_bool reading, int ms)
{
	struct net *n = the_net;
	int64_t end = clock_monotonic();
	int rc;

	end += n->dumping ? patience(n) : (ms < 0 ? 3600000 : ms) * 1000LL;
	if (n->dumping && n->feed->out != NULL &&
	    rec_flush(n->feed->out) == -1) {
		n->out_error = errno;
		return -1;
	}
	for (;;) {
		int64_t left = end - clock_monotonic();

		if (leave(n))
			return -1;
		if (n->feed->stopping && n->deadline - clock_monotonic() < left)
			left = n->deadline - clock_monotonic();
		rc = pause_io(fd, reading, left);
		if (rc != -1 || errno != EINTR)
			return rc;
	}
}

/* --- connecting --------------------------------------------------------- */

int
net_fail(struct net *n)
{
	return feed_fail(n->feed, n->conn.code, "%s", n->conn.why);
}

int
net_connect(struct net *n)
{
	n->dumping = false;
	n->heard = n->alive = false;
	memset(&n->conn, 0, sizeof(n->conn));
	if (conn_open_waiting(&n->conn, n->conf,
		60 + (unsigned)(patience(n) / CLOCK_SECOND), wait_io) == -1)
		return net_fail(n);
	/* an offset means nothing before it is known whose it is */
	n->origin.has_log |= n->feed->described;
	if (origin_server(&n->origin, &n->conn, n->conf) == -1)
		return net_fail(n);
	return 0;
}

int
net_dump(struct net *n, const struct pos *at)
{
	if (dump_start(&n->conn, n->conf, n->server_id, at) == -1)
		return net_fail(n);
	n->dumping = true;
	return 0;
}

/* --- reading ------------------------------------------------------------ */

/* Where an artificial ROTATE says the following events lie. */
static int
rotate(struct feed *f, const uint8_t *event, size_t len)
{
	size_t body = FRAME_HEADER + 8, n = len;
	char name[POS_FILE_MAX + 1];
	uint64_t offset;

	/* Before any description only the bytes tell whether it has one. */
	if (frame_crc_ok(event, len))
		n -= FRAME_CHECKSUM;
	if (n <= body || n - body > POS_FILE_MAX)
		return feed_fail(
		    f, EX_PROTOCOL, "a rotation without a file name");
	offset = le64dec(event + FRAME_HEADER);
	memcpy(name, event + body, n - body);
	name[n - body] = '\0';
	if (offset < FRAME_MAGIC)
		offset = FRAME_MAGIC;
	feed_at(f, name, offset);
	return 1;
}

static int
heartbeat(struct net *n)
{
	struct feed *f = n->feed;
	int64_t now = clock_now();
	int64_t until = f->range->until_time;

	if (feed_heartbeat(f, now) == -1)
		return feed_fail(
		    f, EX_IOERR, "%s: %s", f->out->name, strerror(errno));
	/* silent, and the time has come: nothing older can be meant */
	if (until != 0 && now > until && feed_may_end(f)) {
		f->done = true;
		return 0;
	}
	return 1;
}

static int
one_event(struct net *n, const uint8_t *event, size_t len)
{
	struct frame_header h;

	if (frame_header(event, len, &h) == -1)
		return feed_fail(n->feed, EX_PROTOCOL, "a packet too short");
	if (h.type == EV_ROTATE &&
	    (h.time == 0 || (h.flags & FRAME_ARTIFICIAL) != 0))
		return rotate(n->feed, event, len);
	n->heard = true;
	/* Only what is new is success: a server that breaks off at the same
	 * place each time does not come back by that. */
	if (h.type == EV_HEARTBEAT || h.type == EV_HEARTBEAT_V2) {
		n->alive = true;
		return heartbeat(n);
	}
	n->alive |= h.type != EV_FORMAT && !n->feed->again;
	return feed_event(n->feed, event, len);
}

/*
 * A packet is one event.  PolarDB-X forgets the empty packet behind one that
 * fills the protocol's 16 MB exactly: the next event is then glued on, with
 * its status byte.
 */
static int
one_packet(struct net *n, const uint8_t *p, size_t len)
{
	struct frame_header h;
	int rc = 1;

	while (rc == 1 && len >= FRAME_HEADER &&
	       frame_header(p, len, &h) == 0 && h.size < len &&
	       (h.size + 1) % 0xffffff == 0 && p[h.size] == 0) {
		rc = one_event(n, p, h.size);
		p += h.size + 1;
		len -= h.size + 1;
	}
	return rc == 1 ? one_event(n, p, len) : rc;
}

/* Read until the end that is wanted (0), an error of ours (-1), or until the
 * connection is of no use any more (1, conn.why and conn.code set). */
static int
drain(struct net *n)
{
	const uint8_t *event;
	unsigned count = 0;
	size_t len;
	int rc;

	for (;;) {
		rc = dump_next(&n->conn, &event, &len);
		if (n->out_error != 0)
			return feed_fail(n->feed, EX_IOERR, "%s: %s",
			    n->feed->out->name, strerror(n->out_error));
		if (rc == 0) {
			n->conn.why = "the server ended the log";
			n->conn.code = EX_TEMPFAIL;
			return 1;
		}
		if (rc == -1)
			return 1;
		if ((rc = one_packet(n, event, len)) != 1)
			return rc;
		/* a look at the clock for every event would be dear */
		if ((stop_wanted ||
			(n->feed->stopping && ++count % 256 == 0)) &&
		    leave(n))
			return 1;
	}
}

/* --- beginning ---------------------------------------------------------- */

static int
hello(struct net *n)
{
	const char *stream = conf_text(n->conf, "source.stream");
	struct rec_hello h = { .producer = "pxbinlog " VERSION };

	snprintf(h.job, sizeof(h.job), "%s", conf_job(n->conf));
	if (stream != NULL)
		snprintf(h.stream, sizeof(h.stream), "%s", stream);
	snprintf(h.source, sizeof(h.source), "%s",
	    conn_product_name(n->conn.product));
	snprintf(h.server, sizeof(h.server), "%s", n->origin.server);
	if (rec_put_hello(n->feed->out, &h) == 0)
		return 0;
	return feed_fail(
	    n->feed, EX_IOERR, "%s: %s", n->feed->out->name, strerror(errno));
}

/* Logs of PolarDB-X have the name of their stream in front, up to the last
 * underscore: from one stream no other is reached. */
static bool
same_stream(const struct pos *a, const struct pos *b)
{
	const char *x = strrchr(a->file, '_'), *y = strrchr(b->file, '_');
	size_t n = x == NULL ? 0 : (size_t)(x - a->file);

	return n == (y == NULL ? 0 : (size_t)(y - b->file)) &&
	       memcmp(a->file, b->file, n) == 0;
}

/* The range's end when not following: what the log holds now. */
static int
begin(struct net *n, enum start start, struct range *r)
{
	struct pos now, at;

	if (net_connect(n) == -1)
		return -1;
	if (conn_position(&n->conn, n->conf, &now) == -1)
		return net_fail(n);
	if (!n->follow && (!r->has_until || pos_cmp(&now, &r->until) < 0)) {
		r->until = now;
		r->has_until = true;
	}
	if (start_find(n, start, r, &now, &at) == -1)
		return -1;
	if (n->conn.product == CONN_POLARDBX && !same_stream(&at, &now))
		return feed_fail(n->feed, EX_CONFIG,
		    "'%s' is not of the stream that '%s' is of\n"
		    "see source.stream of the job file",
		    at.file, now.file);
	if (hello(n) == -1)
		return -1;
	feed_at(n->feed, at.file, at.offset);
	/* These are other places the next time: who keeps the position is
	 * told before anything happens. */
	if ((start == START_NOW || start == START_EARLIEST) &&
	    feed_heartbeat(n->feed, clock_now()) == -1)
		return feed_fail(n->feed, EX_IOERR, "%s: %s",
		    n->feed->out->name, strerror(errno));
	tellx("reading from '%s:%llu'", at.file, (unsigned long long)at.offset);
	return 0;
}

/* --- breaks ------------------------------------------------------------- */

/*
 * PolarDB-X says the same whatever it does not like.  Perhaps the place is
 * none because the log is another one: its beginning tells.  0; -1.
 */
static int
same_log(struct net *n)
{
	struct pos at = { .offset = FRAME_MAGIC };
	struct frame_header h;
	const uint8_t *event;
	size_t len;
	int rc = 0;

	snprintf(at.file, sizeof(at.file), "%s", n->feed->mark.file);
	if (net_dump(n, &at) == -1)
		return 0;
	while (dump_next(&n->conn, &event, &len) == 1)
		if (frame_header(event, len, &h) == 0 && h.type == EV_FORMAT) {
			rc = feed_same_log(n->feed, event, len);
			break;
		}
	n->dumping = false;
	return rc;
}

/* The server refused the position.  0: ask once more; -1. */
static int
refused(struct net *n)
{
	uint64_t limit = conf_number(n->conf, "job.retry_other");
	struct feed *f = n->feed;
	struct pos at = f->mark;
	char text[256];

	snprintf(text, sizeof(text), "%s", mysql_error(n->conn.mysql));
	conn_close(&n->conn);
	if (net_connect(n) == -1)
		return f->code == EX_TEMPFAIL ? 0 : -1;
	switch (refused_why(&n->conn, n->conf, text, &at)) {
	case REFUSED_FOR_GOOD:
		return net_fail(n);
	case REFUSED_MOVED:
		feed_at(f, at.file, at.offset);
		break;
	case REFUSED_RETRY:
		/* once may be a restart */
		return n->lost.since != 0 ? same_log(n) : 0;
	case REFUSED_BEHIND:
		if (n->lost.since != 0 && same_log(n) == -1)
			return -1;
		if (n->lost.since == 0 || clock_monotonic() - n->lost.since <
					      (int64_t)limit * CLOCK_SECOND)
			break;
		return feed_fail(f, EX_UNAVAILABLE,
		    "the log ends before '%s:%llu', and it stays so", at.file,
		    (unsigned long long)at.offset);
	}
	return 0;
}

/* Connect and ask again, with growing pauses.  0; 1: stopped; -1. */
static int
again(struct net *n)
{
	struct feed *f = n->feed;
	char why[512];

	if (n->conn.code != EX_TEMPFAIL)
		return net_fail(n);
	if (n->alive)
		backoff_reset(&n->lost);
	n->dumping = false;
	snprintf(why, sizeof(why), "%s", n->conn.why);
	if (mysql_errno(n->conn.mysql) == 1236 && refused(n) == -1)
		return -1;
	warnx("lost the source at '%s:%llu': %s", f->at.file,
	    (unsigned long long)f->at.offset, why);
	feed_rewind(f);
	for (;;) {
		conn_close(&n->conn);
		if (leave(n))
			return 1;
		if (!backoff_pause(&n->lost))
			return feed_fail(f, EX_TEMPFAIL,
			    "the source did not come back in time");
		if (leave(n))
			return 1;
		if (net_connect(n) == 0 && net_dump(n, &f->mark) == 0)
			break;
		if (leave(n))
			return 1;
		if (f->code != EX_TEMPFAIL)
			return -1;
		tellx("not yet: %s", f->why);
	}
	sayx("reading again from '%s:%llu'", f->mark.file,
	    (unsigned long long)f->mark.offset);
	return 0;
}

void
net_init(struct net *n, struct feed *f, const struct conf *conf, bool follow)
{
	memset(n, 0, sizeof(*n));
	n->feed = f;
	n->conf = conf;
	n->follow = follow;
	n->server_id = dump_server_id(conf, follow);
	backoff_init(&n->lost, conf_number(conf, "job.retry_connect"));
	the_net = n;
}

int
net_run(struct feed *f, const struct conf *conf, const struct origin *origin,
    enum start start, struct range *range, bool follow)
{
	struct net n;
	int rc;

	net_init(&n, f, conf, follow);
	n.origin = *origin;
	rc = begin(&n, start, range);
	if (rc == 0)
		rc = net_dump(&n, &f->mark);
	while (rc == 0 && (rc = drain(&n)) == 1 && !f->stopping)
		rc = again(&n);
	conn_close(&n.conn);
	if (rc == 1 && !feed_may_end(f))
		return feed_fail(
		    f, EX_TEMPFAIL, "stopped inside a transaction");
	return rc == -1 ? -1 : 0;
}
