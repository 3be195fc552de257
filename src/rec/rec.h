/*
 * rec.h: the record stream, the contract between all programs.
 *
 *   pxbinlog --EVENT--> rowdecode --ROW--> [rowfilter] --ROW--> mcpartition
 *   pxsnapshot ----------------------ROW--->     --routed ROW--> mcupload
 *
 * Bytes: pxrec(5).  Five rules:
 *   1. The first record is HELLO, the last END.  A stream without END was
 *      cut: its reader finishes nothing, commits nothing, and exits 66.
 *   2. A length is checked against REC_MAX before anything is allocated.
 *   3. An unknown kind stops the stream unless its flag says MAY_SKIP; then
 *      filters pass it on and sinks ignore it.
 *   4. MARK means: everything up to this position is complete.  Batches end
 *      only there.
 *   5. A record stream is never written to a terminal.
 */
#ifndef REC_REC_H
#define REC_REC_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cur.h"

enum {
	REC_HEADER = 8,       /* u32 length, u8 kind, u8 flags, u16 zero */
	REC_MAX = 0x7fffff00, /* payload bytes: a 1 GiB row image, twice */
	REC_VERSION = 1,
	REC_FLUSH = 256 * 1024, /* so much is written at once */
	REC_MAGIC = 0x52535850  /* "PXSR", little-endian */
};

enum rec_kind {
	REC_HELLO = 1,
	REC_TABLE = 2, /* definition, row/table.h */
	REC_EVENT = 3, /* raw binlog event */
	REC_BEGIN = 4, /* a transaction begins */
	REC_MARK = 5,  /* everything up to here is complete */
	REC_ROW = 6,   /* row/row.h */
	REC_CHUNK = 7, /* a range of a copy begins or is done */
	REC_DDL = 8,   /* a statement that changes definitions */
	REC_STAT = 9,  /* counters */
	REC_END = 10,  /* the end, with counts */
	REC_PART = 11, /* a partition gets its number (after mcpartition) */
	REC_KINDS = 12 /* one more than the highest known */
};

enum rec_flag {
	REC_MAY_SKIP = 1
};

struct rec {
	uint8_t kind;
	uint8_t flags;
	size_t len;
	const uint8_t *data; /* borrowed until the next rec_read */
	uint64_t seq;        /* 1 for HELLO */
};

struct rec_out;

/* Lower-case name of a kind ("row"), or NULL. */
const char *rec_kind_name(unsigned kind);
/* The kind of a name, 0 when there is none. */
unsigned rec_kind_of(const char *name);

/* --- reading ------------------------------------------------------------ */

struct rec_in {
	const char *name; /* for messages: "stdin", a path */
	const char *why;  /* after -1: the reason, static or in whybuf */
	int code;         /* after -1: the exit code, 65 66 74 */
	/* own */
	int fd;
	struct buf buf;
	size_t pos;     /* next record in buf */
	size_t release; /* where the record given out ends */
	uint64_t seq;
	uint64_t bytes; /* read so far, for messages */
	uint64_t count[REC_KINDS];
	bool ended;
	struct rec_out *tie;
	struct rec_kept *kept; /* see rec_keep; NULL without PX_HELD */
	char whybuf[160];
};

void rec_in_init(struct rec_in *in, int fd, const char *name);
void rec_in_release(struct rec_in *in);

/* Before this input blocks, out is flushed: so a filter holds nothing back
 * from a follower while its own source is silent. */
void rec_in_tie(struct rec_in *in, struct rec_out *out);

/*
 * Read the next record of in into *r.  Returns 1; 0 at the end record (whose
 * counts were found right); -1 with in->why and in->code set.  r->data is
 * borrowed until the next call.  The HELLO record is checked and given out
 * like any other, as the first.
 */
int rec_read(struct rec_in *in, struct rec *r);

/* Is a whole record, or the end, in memory already? */
static inline bool
rec_ready(const struct rec_in *in)
{
	size_t have = in->buf.len - in->release;

	return in->ended ||
	       (have >= REC_HEADER &&
		   have - REC_HEADER >= le32dec(in->buf.data + in->release));
}

/*
 * Wait until rec_read has something to work on, at most ms milliseconds.
 * Returns 1 when it has (also at end or error), 0 when the time is over or a
 * stop was asked for.
 */
int rec_wait(struct rec_in *in, int ms);

/*
 * The record r, read from in, stopped the stream: where the environment's
 * PX_HELD names a directory, put it there as a stream of its own (hello, its
 * table, its begin, r, end) in PROG-SEQ.rec, for pxrec.  0; -1 with errno when
 * that could not be done; the caller ends with the reason it has in any case.
 */
int rec_keep(struct rec_in *in, const struct rec *r);

/* For in.c: what is remembered for that. */
struct rec_kept *rec_kept_new(void);
void rec_kept_see(struct rec_kept *k, const struct rec *r);
void rec_kept_free(struct rec_kept *k);

/* --- writing ------------------------------------------------------------ */

/* A point inside what is held back (see rec_hold). */
struct rec_point {
	uint64_t at; /* bytes behind the hold's start */
	uint64_t count[REC_KINDS];
};

struct rec_out {
	const char *name; /* for messages */
	/* own */
	int fd;
	struct buf buf; /* whole records, and the one being built */
	size_t start;   /* where the record being built starts */
	uint64_t count[REC_KINDS];
	bool failed; /* a write failed; errno was kept in error */
	int error;
	bool holding;
	size_t hold_at;   /* where in buf the held part starts */
	uint64_t spilled; /* held bytes that went to spool */
	int spool;        /* unlinked file, -1 when none */
	int lock[2];      /* see rec_out_share; -1 */
};

/* fd is not closed by us.  Dies with EX_USAGE when it is a terminal. */
void rec_out_init(struct rec_out *out, int fd, const char *name);
void rec_out_release(struct rec_out *out);

/* For rec_end: buf is full, or the record is too long, or writing failed. */
int rec_end_slowly(struct rec_out *out, size_t len);

#define REC_NOT_BEGUN SIZE_MAX

/*
 * Build a record in place: rec_begin gives the buf to append the payload to
 * (and only to append), rec_end closes it.  rec_end returns 0, or -1 when a
 * write failed (errno says why; it stays failed).
 */
static inline struct buf *
rec_begin(struct rec_out *out, enum rec_kind kind, unsigned flags)
{
	uint8_t *p = buf_reserve(&out->buf, REC_HEADER);

	assert(out->start == REC_NOT_BEGUN && kind < REC_KINDS);
	out->start = out->buf.len;
	le32enc(p, 0);
	le32enc(p + 4, (uint32_t)kind | flags << 8);
	out->buf.len += REC_HEADER;
	return &out->buf;
}

static inline int
rec_end(struct rec_out *out)
{
	uint8_t *p = out->buf.data + out->start;
	size_t n = out->buf.len - out->start - REC_HEADER;

	assert(out->start != REC_NOT_BEGUN);
	out->start = REC_NOT_BEGUN;
	le32enc(p, (uint32_t)n);
	out->count[p[4]]++;
	if (out->buf.len >= REC_FLUSH || out->failed)
		return rec_end_slowly(out, n);
	return 0;
}

/* Give up the record begun. */
void rec_drop(struct rec_out *out);

/* Write a record that was read, as it is. */
int rec_pass(struct rec_out *out, const struct rec *r);

/* Write out what is buffered (not what is held). */
int rec_flush(struct rec_out *out);

/* The end record with the counts, and flush.  -1 with errno. */
int rec_finish(struct rec_out *out);

/*
 * Hold back: from rec_hold on, records are kept until rec_let_go sends them,
 * or rec_cut undoes those behind a point.  Held bytes beyond a limit go to an
 * unlinked file in TMPDIR, so memory stays bounded.  rec_hold must not be
 * nested.  rec_cut to a point taken at the start undoes all.
 */
void rec_hold(struct rec_out *out);
void rec_tell(const struct rec_out *out, struct rec_point *p);
int rec_cut(struct rec_out *out, const struct rec_point *p);
int rec_let_go(struct rec_out *out);

/*
 * Several processes write to one descriptor: call once before fork; from
 * then on each flush of whole records happens alone.  Each process has its
 * own counts; the parent adds the children's with rec_add_counts.
 */
int rec_out_share(struct rec_out *out);
void rec_add_counts(struct rec_out *out, const uint64_t count[REC_KINDS]);

#endif
