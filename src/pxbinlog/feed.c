/*
 * feed.c: events into EVENT records; see feed.h.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/crc32c.h"
#include "pxbinlog/feed.h"

void
feed_init(
    struct feed *f, struct rec_out *out, const struct range *range, bool stored)
{
	memset(f, 0, sizeof(*f));
	f->out = out;
	f->range = range;
	f->stored = stored;
	f->skipping = range->from_time != 0 || (stored && range->has_from);
	frame_boundary_init(&f->txn);
}

void
feed_release(struct feed *f)
{
	buf_release(&f->description);
}

int
feed_fail(struct feed *f, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->whybuf, sizeof(f->whybuf), fmt, ap);
	va_end(ap);
	f->why = f->whybuf;
	f->code = code;
	return -1;
}

/* The same of the event at hand. */
static int
fail(struct feed *f, const char *why)
{
	return feed_fail(f, EX_DATAERR, "%.150s:%llu: %s", f->at.file,
	    (unsigned long long)f->at.offset, why);
}

void
feed_at(struct feed *f, const char *file, uint64_t offset)
{
	if (strcmp(f->at.file, file) != 0) {
		buf_clear(&f->description);
		f->described = false;
		memset(&f->format, 0, sizeof(f->format));
	}
	snprintf(f->at.file, sizeof(f->at.file), "%s", file);
	f->at.offset = offset;
	if (!f->again && f->txn.at)
		f->mark = f->at;
}

/* --- out ---------------------------------------------------------------- */

static int
put(struct feed *f, const struct pos *at, unsigned crc, const uint8_t *p,
    size_t len)
{
	if (rec_put_event(f->out, at, crc, p, len) == 0)
		return 1;
	f->code = EX_IOERR;
	snprintf(f->whybuf, sizeof(f->whybuf), "%s: %s", f->out->name,
	    strerror(errno));
	f->why = f->whybuf;
	return -1;
}

/* The description goes before the first event of its file. */
static int
describe(struct feed *f)
{
	struct pos at;

	if (f->described)
		return 1;
	f->described = true;
	at = f->at;
	at.offset = f->describe_at;
	return put(
	    f, &at, f->format.own, f->description.data, f->description.len);
}

int
feed_heartbeat(struct feed *f, int64_t now)
{
	struct rec_mark m;

	memset(&m, 0, sizeof(m));
	m.at = m.resume = f->mark;
	m.time = f->mark_time;
	m.alive = now;
	m.flags = REC_MARK_HEARTBEAT;
	if (rec_put_mark(f->out, &m) == -1)
		return -1;
	return rec_flush(f->out);
}

/* --- coming again ------------------------------------------------------- */

void
feed_rewind(struct feed *f)
{
	/* Lost again while it was coming again: the old end stands. */
	if (!f->again && pos_cmp(&f->at, &f->mark) != 0) {
		f->again = true;
		f->again_until = f->at;
		f->again_crc = f->crc;
	}
	f->at = f->mark;
	f->crc = 0;
	frame_boundary_init(&f->txn);
}

/* Feed the running checksum; where events carry one, that stands for all. */
static void
sum(struct feed *f, const uint8_t *event, size_t len)
{
	size_t n = f->format.trailer != 0 ? FRAME_CHECKSUM : len;

	f->crc = crc32c(f->crc, event + len - n, n);
}

/* An event that was delivered before the connection broke. */
static int
check_again(struct feed *f)
{
	int order = pos_cmp(&f->at, &f->again_until);

	if (order < 0 && !f->txn.at)
		return 1;
	if (order != 0 || f->crc != f->again_crc)
		return feed_fail(f, EX_TEMPFAIL,
		    "'%s:%llu': the source sends other events than before "
		    "the break",
		    f->at.file, (unsigned long long)f->at.offset);
	f->again = false;
	return 1;
}

/* --- in ----------------------------------------------------------------- */

/* The same file goes on after a break: is it the same one? */
static int
same_description(struct feed *f, const uint8_t *event, size_t len)
{
	struct buf again = { 0 };
	bool same;

	buf_put(&again, event, len);
	frame_format_normal(again.data, len, &f->format, FRAME_MAGIC);
	same = len == f->description.len &&
	       memcmp(again.data, f->description.data, len) == 0;
	buf_release(&again);
	if (same)
		return 1;
	return feed_fail(f, EX_TEMPFAIL,
	    "'%s' begins otherwise than before the break", f->at.file);
}

/* What a log is known by: its description, in normal form. */
static uint32_t
log_of(const uint8_t *event, size_t len, const struct frame_format *format)
{
	return frame_crc(event, len - format->own);
}

static int
other_log(struct feed *f, const char *file, uint32_t want, uint32_t log)
{
	return feed_fail(f, EX_CONFIG,
	    "'%s' is not the log that the position is in: that one begins with "
	    "%08lx, this one with %08lx\n"
	    "another server answers at this address, or its logs were reset: "
	    "lead it back, or begin with a new copy (pxsync reset)",
	    file, (unsigned long)want, (unsigned long)log);
}

/* Where --from says so, its file must be the one it was. */
static int
same_log(struct feed *f)
{
	const struct range *r = f->range;
	uint32_t log =
	    log_of(f->description.data, f->description.len, &f->format);

	if (!r->has_log || !r->has_from || log == r->log ||
	    strcmp(f->at.file, r->from.file) != 0)
		return 1;
	return other_log(f, f->at.file, r->log, log);
}

int
feed_same_log(struct feed *f, const uint8_t *event, size_t len)
{
	const struct range *r = f->range;
	const char *file = f->mark.file, *why;
	struct frame_format format;
	struct buf d = { 0 };
	uint32_t want, log;

	if (f->description.len > 0 && strcmp(f->at.file, file) == 0)
		want =
		    log_of(f->description.data, f->description.len, &f->format);
	else if (r->has_log && r->has_from && strcmp(file, r->from.file) == 0)
		want = r->log;
	else
		return 0;
	if (frame_format(event, len, &format, &why) == -1)
		return 0; /* that is for the reader to say */
	buf_put(&d, event, len);
	frame_format_normal(d.data, len, &format, FRAME_MAGIC);
	log = log_of(d.data, len, &format);
	buf_release(&d);
	return log == want ? 0 : other_log(f, file, want, log);
}

/* Does --from name this file?  Then it is described at once, as a server
 * does, even when nothing follows. */
static void
from_here(struct feed *f)
{
	const struct pos *from = &f->range->from;

	if (!f->skipping || !f->range->has_from ||
	    strcmp(f->at.file, from->file) != 0)
		return;
	if (from->offset == FRAME_MAGIC || from->offset == f->at.offset)
		f->skipping = false;
}

static int
format(struct feed *f, const uint8_t *event, size_t len)
{
	struct buf *d = &f->description;
	uint64_t offset = f->stored ? f->at.offset : FRAME_MAGIC;
	const char *why;

	if (frame_format(event, len, &f->format, &why) == -1)
		return fail(f, why);
	/* Without checksums a server changes it for the dump and leaves the
	 * checksum it has nevertheless as it was. */
	if (f->format.own != 0 && (f->stored || f->format.trailer != 0) &&
	    !frame_crc_ok(event, len))
		return fail(f, "checksum is wrong");
	if (f->described && !f->stored) {
		if (f->at.offset == FRAME_MAGIC)
			f->at.offset += len;
		return same_description(f, event, len);
	}
	buf_clear(d);
	buf_put(d, event, len);
	frame_format_normal(d->data, len, &f->format, offset);
	if (same_log(f) == -1)
		return -1;
	f->describe_at = offset;
	f->described = false;
	if (f->at.offset == offset)
		f->at.offset += len;
	if (f->again)
		return 1;
	frame_boundary_init(&f->txn);
	f->mark = f->at;
	from_here(f);
	return f->skipping ? 1 : describe(f);
}

/* A server may leave events out; the next ones tell their true offset. */
static int
mind_hole(struct feed *f, const struct frame_header *h)
{
	uint32_t behind = (uint32_t)(f->at.offset + h->size);
	uint32_t hole = h->next - behind;

	if (f->stored || h->next == 0 || hole == 0)
		return 1;
	if (hole > INT32_MAX)
		return feed_fail(f, EX_PROTOCOL,
		    "'%s:%llu': the server's positions go back, to %lu",
		    f->at.file, (unsigned long long)f->at.offset,
		    (unsigned long)h->next);
	f->at.offset += hole;
	return 1;
}

/* Made up by the dump, or by a replica for its relay log: not log content. */
static bool
made_up(const struct frame_header *h)
{
	return h->type == EV_HEARTBEAT || h->type == EV_HEARTBEAT_V2 ||
	       (h->flags & FRAME_ARTIFICIAL) != 0 ||
	       (h->type == EV_ROTATE && h->time == 0);
}

/* Does this event, at a boundary, begin something with a time of its own? */
static bool
begins(const struct frame_header *h)
{
	switch (h->type) {
	case EV_ROTATE:
	case EV_STOP:
	case EV_PREVIOUS_GTIDS:
	case EV_GTID_LIST:
	case EV_BINLOG_CHECKPOINT:
	case EV_START_ENCRYPTION:
		return false;
	default:
		return h->time != 0;
	}
}

/* Begin, or end, before this event?  1: go on; 0: the end; -1 */
static int
mind_range(struct feed *f, const struct frame_header *h)
{
	const struct range *r = f->range;
	int64_t time = (int64_t)h->time * CLOCK_SECOND;
	int order;

	if (f->txn.at && begins(h)) {
		if (r->until_time != 0 && time >= r->until_time) {
			f->done = true;
			return 0;
		}
		if (r->from_time != 0 && time >= r->from_time)
			f->skipping = false;
	}
	if (!f->skipping || !r->has_from)
		return 1;
	order = pos_cmp(&f->at, &r->from);
	if (order < 0)
		return 1;
	if (order > 0)
		return fail(f, "--from is inside the event before this");
	if (!f->txn.at)
		return fail(f, "--from is inside a transaction");
	f->skipping = false;
	return 1;
}

/* The event is done with: where are we now? */
static int
step(struct feed *f, const struct frame_header *h, const uint8_t *event,
    size_t len)
{
	size_t body = FRAME_HEADER + f->format.post[EV_ROTATE];
	size_t tail = f->format.trailer;

	f->at.offset += len;
	if (h->type == EV_ROTATE && len > body + tail &&
	    len - body - tail <= POS_FILE_MAX && !f->stored) {
		/* The end of a closed file is no place to begin at. */
		char name[POS_FILE_MAX + 1];

		memcpy(name, event + body, len - body - tail);
		name[len - body - tail] = '\0';
		feed_at(f, name, FRAME_MAGIC);
	}
	if (f->again && check_again(f) == -1)
		return -1;
	if (!f->txn.at)
		return 1;
	if (!f->again) {
		pos_copy(&f->mark, &f->at);
		if (begins(h))
			f->mark_time = (int64_t)h->time * CLOCK_SECOND;
		f->crc = 0;
	}
	return 1;
}

bool
feed_may_end(const struct feed *f)
{
	return f->txn.at && !f->again;
}

static int
ended(struct feed *f)
{
	const struct range *r = f->range;

	if (feed_may_end(f) &&
	    (f->stopping || (r->has_until && pos_cmp(&f->at, &r->until) >= 0)))
		f->done = true;
	return f->done ? 0 : 1;
}

static int
event_in_file(struct feed *f, const struct frame_header *h,
    const uint8_t *event, size_t len)
{
	size_t tail = f->format.trailer;
	int rc;

	if (f->format.product == 0)
		return fail(f, "no format description before this");
	if (h->type == EV_START_ENCRYPTION)
		return fail(f,
		    "the log is encrypted\n"
		    "read it from the server: it decrypts what it sends");
	if (len < FRAME_HEADER + tail ||
	    (tail != 0 && !frame_crc_ok(event, len)))
		return fail(f, "checksum is wrong");
	if ((h->type == EV_ROTATE || h->type == EV_STOP) && f->txn.begun)
		return fail(f, "the file ends inside a transaction\n"
			       "relay logs may do so: read the source's log");
	if (mind_hole(f, h) == -1)
		return -1;
	if ((rc = mind_range(f, h)) != 1)
		return rc;
	if (!f->skipping && !f->again &&
	    (describe(f) == -1 ||
		put(f, &f->at, (unsigned)tail, event, len) == -1))
		return -1;
	sum(f, event, len);
	if (frame_boundary_feed(&f->txn, &f->format, h, event, len - tail) ==
	    -1)
		return fail(f, f->txn.why);
	if (step(f, h, event, len) == -1)
		return -1;
	return ended(f);
}

int
feed_file_end(struct feed *f)
{
	const struct pos *from = &f->range->from;

	if (!f->skipping || !f->range->has_from ||
	    strcmp(f->at.file, from->file) != 0)
		return 0;
	if (f->at.offset != from->offset || !f->txn.at)
		return fail(f, "the log ends before --from");
	f->skipping = false;
	return describe(f) == -1 ? -1 : 0;
}

int
feed_event(struct feed *f, const uint8_t *event, size_t len)
{
	struct frame_header h;

	if (frame_header(event, len, &h) == -1 || h.size != len)
		return fail(f, "event with a wrong size");
	if (h.type == EV_FORMAT ||
	    (h.type == EV_START_V3 && f->at.offset == FRAME_MAGIC))
		return format(f, event, len) == -1 ? -1 : ended(f);
	if (made_up(&h)) {
		if (!f->stored)
			return 1;
		/* a flag turned over must not make rows disappear */
		if (f->format.trailer != 0 && !frame_crc_ok(event, len))
			return fail(f, "checksum is wrong");
		f->at.offset += len;
		return 1;
	}
	/* MariaDB sends it before what it has decrypted. */
	if (h.type == EV_START_ENCRYPTION && !f->stored) {
		if (h.next == (uint32_t)(f->at.offset + len))
			f->at.offset += len;
		if (feed_may_end(f))
			f->mark = f->at;
		return ended(f);
	}
	return event_in_file(f, &h, event, len);
}
