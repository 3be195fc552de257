/* uses: pxbinlog mysql binlog row rec base */
/*
 * feed.c: offsets of a log beyond 4 GiB, whose events say them modulo 2^32,
 * holes, and the log that a position is in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "pxbinlog/feed.h"
#include "../tap.h"

static struct rec_out out;

/* An event without checksum; next: what it says of its end. */
static int
give(struct feed *f, unsigned type, const void *body, size_t n, uint64_t next)
{
	struct buf b = { 0 };
	int rc;

	buf_put32(&b, 1700000000);
	buf_putc(&b, (int)type);
	buf_put32(&b, 1);
	buf_put32(&b, (uint32_t)(FRAME_HEADER + n));
	buf_put32(&b, (uint32_t)next);
	buf_put16(&b, 0);
	buf_put(&b, body, n);
	rc = feed_event(f, b.data, b.len);
	buf_release(&b);
	return rc;
}

/* As a server sends it: its place is not said. */
static int
describe(struct feed *f)
{
	struct buf body = { 0 };
	char text[50] = "5.5.60-log";
	unsigned i;
	int rc;

	buf_put16(&body, 4);
	buf_put(&body, text, sizeof(text));
	buf_put32(&body, 0);
	buf_putc(&body, FRAME_HEADER);
	for (i = 1; i <= 27; i++)
		buf_putc(&body, i == EV_QUERY ? 13 : i == EV_ROTATE ? 8 : 0);
	rc = give(f, EV_FORMAT, body.data, body.len, 0);
	buf_release(&body);
	return rc;
}

static void
begin(struct feed *f, const struct range *r, uint64_t offset)
{
	feed_init(f, &out, r, false);
	feed_at(f, "bin.000001", offset);
	ok(describe(f) == 1, "a description");
	ok(f->at.offset == offset, "... moves nothing");
}

/* XID: 8 bytes */
static int
xid(struct feed *f, uint64_t next)
{
	return give(f, EV_XID, "12345678", 8, next);
}

static void
large(void)
{
	struct range all = { 0 };
	uint64_t at = UINT64_C(0x1fffffff0);
	struct feed f;

	begin(&f, &all, at);
	ok(xid(&f, at + 27) == 1 && f.at.offset == at + 27,
	    "an event over a multiple of 4 GiB");
	at += 27;
	ok(f.mark.offset == at && f.mark.offset > UINT32_MAX,
	    "... whose end is a place to go on from");
	ok(xid(&f, at + 27 + 100) == 1 && f.at.offset == at + 127,
	    "events that a server leaves out count");
	at = UINT64_C(0x2ffffffe0);
	feed_release(&f);
	begin(&f, &all, at);
	ok(xid(&f, at + 27 + 50) == 1 && f.at.offset == at + 77,
	    "... over a multiple of 4 GiB, too");
	ok(xid(&f, 0) == 1 && f.at.offset == at + 104,
	    "one that says nothing is counted by its size");
	ok(xid(&f, at) == -1 && f.code == EX_PROTOCOL,
	    "places that go back are refused");
	feed_release(&f);
}

static void
origin(void)
{
	struct range r = { .has_from = true,
		.from = { "bin.000001", FRAME_MAGIC } };
	struct feed f;

	feed_init(&f, &out, &r, false);
	feed_at(&f, "bin.000001", FRAME_MAGIC);
	ok(describe(&f) == 1, "no origin: every log will do");
	r.log = frame_crc(f.description.data, f.description.len);
	feed_release(&f);
	r.has_log = true;
	feed_init(&f, &out, &r, false);
	feed_at(&f, "bin.000001", FRAME_MAGIC);
	ok(describe(&f) == 1, "its own");
	feed_at(&f, "bin.000002", FRAME_MAGIC);
	ok(describe(&f) == 1, "that of another file is not known");
	feed_release(&f);
	r.log ^= 1;
	feed_init(&f, &out, &r, false);
	feed_at(&f, "bin.000001", FRAME_MAGIC);
	ok(describe(&f) == -1 && f.code == EX_CONFIG && !f.described,
	    "another one is refused");
	feed_release(&f);
}

int
main(void)
{
	rec_out_init(&out, fileno(tmpfile()), "events");
	large();
	origin();
	rec_out_release(&out);
	return done();
}
