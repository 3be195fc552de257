/*
 * reader.h: one connection that reads chunks.  It belongs to a process of
 * its own and ends that when a chunk cannot be read.
 */
#ifndef PXSNAPSHOT_READER_H
#define PXSNAPSHOT_READER_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/conf.h"
#include "mysql/conn.h"
#include "pxsnapshot/plan.h"
#include "pxsnapshot/throttle.h"
#include "rec/rec.h"
#include "row/table.h"

struct reader {
	struct conn conn;
	const struct conf *conf;
	struct rec_out *out;
	struct throttle *throttle; /* NULL: none; not ours */
	bool once; /* another connection would not see the same */
	struct buf sql;
};

/* In a process of its own; parent's end is noticed, and ends it. */
void reader_init(struct reader *r, const struct conf *conf, struct rec_out *out,
    pid_t parent);
void reader_release(struct reader *r);
/* In this process, over the connection of c, which stays the caller's: take
 * it back from r->conn; r->sql is to be released. */
void reader_use(struct reader *r, const struct conn *c, struct rec_out *out);

/* Write CHUNK (begin), the rows, CHUNK (done). */
void reader_chunk(struct reader *r, const struct row_table *t,
    const struct chunk *chunk, uint32_t total);

/* Connect and set the session up for long reads.  -1 with c->why. */
int reader_open(struct conn *c, const struct conf *conf);

#endif
