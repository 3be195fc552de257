/*
 * out.c: writing a record stream; see rec.h.
 *
 * Records are built in place at the end of buf.  What lies before the record
 * being built, and outside a hold, may be flushed at any time.
 */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"
#include "base/os.h"
#include "rec/rec.h"
#include "rec/stat.h"

enum {
	HOLD_SIZE = 16 * 1024 * 1024
};

void
rec_out_init(struct rec_out *out, int fd, const char *name)
{
	if (isatty(fd))
		diex(EX_USAGE, "refusing to write records to a terminal\n"
			       "pipe them into pxrec to see them");
	memset(out, 0, sizeof(*out));
	out->fd = fd;
	out->name = name;
	out->start = REC_NOT_BEGUN;
	out->spool = -1;
	out->lock[0] = out->lock[1] = -1;
	os_widen_pipe(fd);
	buf_reserve(&out->buf, REC_FLUSH + 65536);
}

void
rec_out_release(struct rec_out *out)
{
	buf_release(&out->buf);
	if (out->spool != -1)
		close(out->spool);
	if (out->lock[0] != -1) {
		close(out->lock[0]);
		close(out->lock[1]);
	}
}

static int
failed(struct rec_out *out)
{
	if (!out->failed) {
		out->failed = true;
		out->error = errno;
	}
	errno = out->error;
	return -1;
}

/* Take the first n bytes of buf away. */
static void
drop_front(struct rec_out *out, size_t n)
{
	struct buf *b = &out->buf;

	b->len -= n;
	memmove(b->data, b->data + n, b->len);
	if (out->holding)
		out->hold_at -= n;
	if (out->start != REC_NOT_BEGUN)
		out->start -= n;
}

static int
write_front(struct rec_out *out, size_t n)
{
	char token;
	int rc;

	if (out->failed)
		return failed(out);
	if (n == 0)
		return 0;
	if (out->lock[0] != -1 && io_read(out->lock[0], &token, 1) != 1)
		return failed(out);
	rc = io_write(out->fd, out->buf.data, n);
	if (rc == -1)
		failed(out);
	if (out->lock[0] != -1)
		(void)io_write(out->lock[1], &token, 1);
	if (rc == -1)
		return failed(out);
	drop_front(out, n);
	rec_stat_out(out, n);
	return 0;
}

int
rec_flush(struct rec_out *out)
{
	size_t n = out->holding                  ? out->hold_at
		   : out->start != REC_NOT_BEGUN ? out->start
						 : out->buf.len;

	return write_front(out, n);
}

void
rec_drop(struct rec_out *out)
{
	out->buf.len = out->start;
	out->start = REC_NOT_BEGUN;
}

/* Move what is held from memory to the spool file. */
static int
spill(struct rec_out *out)
{
	size_t n;

	if (rec_flush(out) == -1)
		return -1;
	n = out->buf.len - out->hold_at;
	if (out->spool == -1 && (out->spool = io_spool(NULL)) == -1)
		return failed(out);
	if (lseek(out->spool, (off_t)out->spilled, SEEK_SET) == -1 ||
	    io_write(out->spool, out->buf.data + out->hold_at, n) == -1)
		return failed(out);
	out->spilled += n;
	out->buf.len = out->hold_at;
	return 0;
}

/* A whole record was added to the end of buf: send if that is enough. */
static int
added(struct rec_out *out)
{
	if (out->failed)
		return failed(out);
	if (out->buf.len < REC_FLUSH)
		return 0;
	if (!out->holding)
		return rec_flush(out);
	if (out->buf.len - out->hold_at >= HOLD_SIZE)
		return spill(out);
	return 0;
}

int
rec_end_slowly(struct rec_out *out, size_t len)
{
	if (len > REC_MAX) {
		errno = EMSGSIZE;
		return failed(out);
	}
	return added(out);
}

int
rec_pass(struct rec_out *out, const struct rec *r)
{
	uint8_t *p = buf_reserve(&out->buf, REC_HEADER + r->len);

	assert(out->start == REC_NOT_BEGUN);
	le32enc(p, (uint32_t)r->len);
	p[4] = r->kind;
	p[5] = r->flags;
	p[6] = p[7] = 0;
	memcpy(p + REC_HEADER, r->data, r->len);
	out->buf.len += REC_HEADER + r->len;
	out->count[r->kind < REC_KINDS ? r->kind : 0]++;
	return added(out);
}

int
rec_finish(struct rec_out *out)
{
	uint64_t records = 0;
	struct buf *b;
	unsigned i, n = 0;

	for (i = 1; i < REC_KINDS; i++) {
		records += out->count[i];
		n += out->count[i] > 0 ? 1 : 0;
	}
	b = rec_begin(out, REC_END, 0);
	buf_put64(b, records + out->count[0]);
	buf_put16(b, (uint16_t)n);
	for (i = 1; i < REC_KINDS; i++)
		if (out->count[i] > 0) {
			buf_putc(b, (int)i);
			buf_put64(b, out->count[i]);
		}
	if (rec_end(out) == -1 || rec_flush(out) == -1)
		return -1;
	rec_stat_end(out);
	return 0;
}

void
rec_hold(struct rec_out *out)
{
	assert(!out->holding && out->start == REC_NOT_BEGUN);
	out->holding = true;
	out->hold_at = out->buf.len;
	out->spilled = 0;
}

void
rec_tell(const struct rec_out *out, struct rec_point *p)
{
	assert(out->holding && out->start == REC_NOT_BEGUN);
	p->at = out->spilled + (out->buf.len - out->hold_at);
	memcpy(p->count, out->count, sizeof(p->count));
}

int
rec_cut(struct rec_out *out, const struct rec_point *p)
{
	assert(out->holding && out->start == REC_NOT_BEGUN);
	memcpy(out->count, p->count, sizeof(out->count));
	if (p->at >= out->spilled) {
		out->buf.len = out->hold_at + (size_t)(p->at - out->spilled);
		return 0;
	}
	out->spilled = p->at;
	out->buf.len = out->hold_at;
	if (ftruncate(out->spool, (off_t)p->at) == -1)
		return failed(out);
	return 0;
}

/* Send the spool file, before what is still in memory. */
static int
unspill(struct rec_out *out)
{
	uint64_t left = out->spilled;
	struct buf rest;
	ssize_t got;

	if (rec_flush(out) == -1)
		return -1;
	rest = out->buf; /* the tail of the hold, kept aside */
	buf_init(&out->buf);
	out->holding = false;
	if (lseek(out->spool, 0, SEEK_SET) == -1)
		goto bad;
	while (left > 0) {
		size_t n = left < REC_FLUSH ? (size_t)left : REC_FLUSH;

		got = io_read(out->spool, buf_reserve(&out->buf, n), n);
		if (got <= 0) {
			if (got == 0)
				errno = EIO;
			goto bad;
		}
		out->buf.len += (size_t)got;
		left -= (uint64_t)got;
		if (rec_flush(out) == -1)
			goto bad;
	}
	if (ftruncate(out->spool, 0) == -1)
		goto bad;
	buf_release(&out->buf);
	out->buf = rest;
	out->spilled = 0;
	return 0;
bad:
	failed(out);
	buf_release(&out->buf);
	out->buf = rest;
	return failed(out);
}

int
rec_let_go(struct rec_out *out)
{
	assert(out->holding && out->start == REC_NOT_BEGUN);
	if (out->spilled > 0 && unspill(out) == -1)
		return -1;
	out->holding = false;
	if (out->buf.len >= REC_FLUSH)
		return rec_flush(out);
	return out->failed ? failed(out) : 0;
}

int
rec_out_share(struct rec_out *out)
{
	if (rec_flush(out) == -1 || pipe(out->lock) == -1)
		return failed(out);
	if (io_write(out->lock[1], "", 1) == -1)
		return failed(out);
	return 0;
}

void
rec_add_counts(struct rec_out *out, const uint64_t count[REC_KINDS])
{
	unsigned i;

	for (i = 0; i < REC_KINDS; i++)
		out->count[i] += count[i];
	rec_stat_other(count);
}
