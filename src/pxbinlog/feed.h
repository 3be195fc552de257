/*
 * feed.h: events of a log, from a server or a file, into EVENT records.
 *
 * Both sources hand their events to one feed, so both give the same bytes.
 * It checks sizes and checksums, counts offsets, drops what a server makes up
 * for the dump, brings format descriptions into their normal form, knows
 * where transactions end, and where to begin and to stop.  It keeps nothing
 * of an event but a running checksum since the last boundary: after a
 * reconnect the same bytes must come again, and are dropped.
 */
#ifndef PXBINLOG_FEED_H
#define PXBINLOG_FEED_H

#include "base/pos.h"
#include "binlog/frame.h"
#include "rec/body.h"

/* Where to begin and to stop.  Unset: the first event, the last one. */
struct range {
	bool has_from, has_until;
	struct pos from, until;
	int64_t from_time, until_time; /* microseconds, 0 when not set */
	bool has_log;                  /* the file of from is known: */
	uint32_t log;                  /* ... so its description begins it */
};

struct feed {
	const char *why; /* after -1 */
	int code;        /* ... and the exit code */
	struct pos at;   /* where the next event begins */
	struct pos mark; /* the newest boundary: go on reading from here */
	int64_t mark_time;
	bool stopping; /* end at the next boundary */
	bool done;     /* the end that was wanted is reached */
	/* own */
	struct rec_out *out;
	const struct range *range;
	bool stored; /* a file: what is in it takes up room in it */
	bool skipping;
	struct frame_format format;
	struct frame_boundary txn;
	struct buf description; /* of the file at, in its normal form */
	uint64_t describe_at;   /* ... where it lies */
	bool described;         /* ... and was written out */
	uint32_t crc;           /* of what came since mark */
	bool again;             /* it is coming once more, until */
	struct pos again_until;
	uint32_t again_crc;
	char whybuf[512];
};

void feed_init(struct feed *f, struct rec_out *out, const struct range *range,
    bool stored);
void feed_release(struct feed *f);

/* Set why and code: -1. */
int feed_fail(struct feed *f, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A file begins, or the server goes on at this place. */
void feed_at(struct feed *f, const char *file, uint64_t offset);

/*
 * One whole event of len bytes, header to checksum.  1: go on; 0: the end
 * that was wanted is reached; -1 with why and code.
 */
int feed_event(struct feed *f, const uint8_t *event, size_t len);

/* Has everything that was begun been delivered?  Then it may end here. */
bool feed_may_end(const struct feed *f);

/* The file at is over: was --from in it met?  0; -1 with why and code. */
int feed_file_end(struct feed *f);

/* The source is alive and silent: a MARK record, written out at once.  -1
 * with errno. */
int feed_heartbeat(struct feed *f, int64_t now);

/* A server refuses the place mark, and this is the description of its file
 * there: is it the one we know?  0, also when none is known; -1. */
int feed_same_log(struct feed *f, const uint8_t *event, size_t len);

/* The connection is lost: expect the events since mark once more. */
void feed_rewind(struct feed *f);

#endif
