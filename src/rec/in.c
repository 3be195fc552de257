/*
 * in.c: reading a record stream; see rec.h.
 *
 * Records are given out where they lie in the buffer.  The buffer grows with
 * the bytes that really arrive, never by what a length claims.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/io.h"
#include "rec/rec.h"
#include "rec/stat.h"

enum {
	READ_SIZE = 256 * 1024
};

void
rec_in_init(struct rec_in *in, int fd, const char *name)
{
	memset(in, 0, sizeof(*in));
	in->fd = fd;
	in->name = name;
	in->kept = rec_kept_new();
}

void
rec_in_release(struct rec_in *in)
{
	buf_release(&in->buf);
	rec_kept_free(in->kept);
}

void
rec_in_tie(struct rec_in *in, struct rec_out *out)
{
	in->tie = out;
}

__attribute__((format(printf, 3, 4))) static int
fail(struct rec_in *in, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(in->whybuf, sizeof(in->whybuf), fmt, ap);
	va_end(ap);
	in->why = in->whybuf;
	in->code = code;
	return -1;
}

static int
flush_tie(struct rec_in *in)
{
	if (in->tie == NULL || io_ready(in->fd))
		return 0;
	if (rec_flush(in->tie) == 0)
		return 0;
	return fail(
	    in, EX_IOERR, "writing %s: %s", in->tie->name, strerror(errno));
}

/* Bytes until n lie behind pos.  1; 0 when the input ended before; -1. */
static int
fill(struct rec_in *in, size_t n)
{
	struct buf *b = &in->buf;
	ssize_t got;

	while (b->len - in->pos < n) {
		if (in->pos > 0) {
			b->len -= in->pos;
			memmove(b->data, b->data + in->pos, b->len);
			in->pos = 0;
		}
		if (flush_tie(in) == -1)
			return -1;
		if (b->cap - b->len < READ_SIZE)
			buf_reserve(b, READ_SIZE);
		got = io_read(in->fd, b->data + b->len, b->cap - b->len);
		if (got == -1 && errno == EINTR)
			return fail(in, EX_TEMPFAIL, "stopped");
		if (got == -1)
			return fail(in, EX_IOERR, "%s", strerror(errno));
		if (got == 0)
			return 0;
		b->len += (size_t)got;
		in->bytes += (uint64_t)got;
		rec_stat_in(in, (size_t)got);
	}
	return 1;
}

static int
cut(struct rec_in *in)
{
	if (in->bytes == 0)
		return fail(in, EX_NOINPUT, "empty, not even a first record");
	return fail(in, EX_NOINPUT,
	    "cut after record %llu: no end record (byte %llu)",
	    (unsigned long long)in->seq, (unsigned long long)in->bytes);
}

static int
check_hello(struct rec_in *in, const struct rec *r)
{
	struct cur c = cur_of(r->data, r->len);

	if (r->kind != REC_HELLO || cur_le32(&c) != REC_MAGIC)
		return fail(in, EX_DATAERR, "not a record stream");
	if (cur_le16(&c) != REC_VERSION)
		return fail(in, EX_PROTOCOL,
		    "record stream of another version (ours is %d)",
		    REC_VERSION);
	return 1;
}

static int
check_end(struct rec_in *in, const struct rec *r)
{
	uint64_t count[REC_KINDS] = { 0 }, records;
	struct cur c = cur_of(r->data, r->len);
	unsigned n, kind;
	uint8_t extra;
	ssize_t got;

	records = cur_le64(&c);
	for (n = cur_le16(&c); n > 0 && !c.bad; n--) {
		kind = cur_u8(&c);
		if (kind < REC_KINDS)
			count[kind] = cur_le64(&c);
		else
			cur_le64(&c);
	}
	if (c.bad || cur_left(&c) != 0)
		return fail(in, EX_DATAERR, "end record makes no sense");
	if (records != r->seq - 1 ||
	    memcmp(count, in->count, sizeof(count)) != 0)
		return fail(in, EX_DATAERR,
		    "counts of the end record are wrong: records were lost");
	got = in->buf.len - in->pos > 0 ? 1 : io_read(in->fd, &extra, 1);
	if (got > 0)
		return fail(in, EX_DATAERR, "bytes behind the end record");
	in->ended = true;
	rec_stat_read(in);
	return 0;
}

static int
check_kind(struct rec_in *in, const struct rec *r)
{
	if (r->seq == 1)
		return check_hello(in, r);
	if (r->kind == REC_HELLO)
		return fail(in, EX_DATAERR, "record %llu: second hello",
		    (unsigned long long)r->seq);
	if (rec_kind_name(r->kind) == NULL && !(r->flags & REC_MAY_SKIP))
		return fail(in, EX_PROTOCOL,
		    "record %llu: unknown kind %u, from a newer version?",
		    (unsigned long long)r->seq, r->kind);
	return 1;
}

int
rec_read(struct rec_in *in, struct rec *r)
{
	const uint8_t *p;
	int rc;

	if (in->ended)
		return 0;
	in->pos = in->release;
	if (in->buf.len - in->pos < REC_HEADER &&
	    (rc = fill(in, REC_HEADER)) != 1) {
		in->release = in->pos;
		return rc == 0 ? cut(in) : -1;
	}
	p = in->buf.data + in->pos;
	r->len = le32dec(p);
	r->kind = p[4];
	r->flags = p[5];
	r->seq = in->seq + 1;
	if (r->len > REC_MAX || p[6] != 0 || p[7] != 0 || r->kind == 0 ||
	    (r->seq == 1 && (r->kind != REC_HELLO || r->len > 4096)))
		return fail(in, EX_DATAERR,
		    r->seq == 1 ? "not a record stream"
				: "record %llu: frame makes no sense",
		    (unsigned long long)r->seq);
	if (in->buf.len - in->pos < REC_HEADER + r->len &&
	    (rc = fill(in, REC_HEADER + r->len)) != 1) {
		in->release = in->pos;
		return rc == 0 ? cut(in) : -1;
	}
	r->data = in->buf.data + in->pos + REC_HEADER;
	in->seq = r->seq;
	in->pos += REC_HEADER + r->len;
	in->release = in->pos;
	if (r->kind == REC_END && r->seq > 1)
		return check_end(in, r);
	if (r->kind < REC_KINDS)
		in->count[r->kind]++;
	if (r->kind == REC_ROW && r->seq > 1)
		return 1;
	if (in->kept != NULL)
		rec_kept_see(in->kept, r);
	return check_kind(in, r);
}

int
rec_wait(struct rec_in *in, int ms)
{
	struct pollfd p = { .fd = in->fd, .events = POLLIN };

	if (rec_ready(in))
		return 1;
	if (flush_tie(in) == -1)
		return 1; /* rec_read will meet it again */
	return poll(&p, 1, ms) > 0;
}
