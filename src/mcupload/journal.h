/*
 * journal.h: the batches that are being committed; pxsync.state(5).
 *
 * A batch is written, as a whole and fsynced, before the first of its
 * sessions is committed; and closed after the position was moved.  So at
 * start at most one is open, and it only has to be rolled forward.
 */
#ifndef MCUPLOAD_JOURNAL_H
#define MCUPLOAD_JOURNAL_H

#include "mc/session.h"
#include "rec/position.h"

enum {
	JOURNAL_NAME = 1024
};

struct journal_session {
	char id[MC_SESSION_ID + 1];
	char table[JOURNAL_NAME];
	char partition[JOURNAL_NAME];
	char column[JOURNAL_NAME]; /* that holds the record_id */
	uint64_t blocks, rows;
	uint64_t low, high; /* record_id */
};

struct journal_batch {
	uint64_t number;
	struct pos from;
	struct position to;
	struct journal_session *session;
	size_t nsessions;
};

struct journal {
	char why[256]; /* after -1 */
	int code;      /* then: of sysexits */
	/* own */
	char *path;
	int fd;
	uint64_t size;
	uint64_t last;              /* number of the newest batch */
	bool open;                  /* is it open? */
	struct journal_batch batch; /* then this is it */
};

void journal_batch_release(struct journal_batch *b);

/* Open or make the file and read it.  -1 with j->why, j->code. */
int journal_open(struct journal *j, const char *path);
/* The same without making or opening it for writing. */
int journal_read(struct journal *j, const char *path);
void journal_close(struct journal *j);

/*
 * Write a batch; b->number is set.  An open one is superseded by it (its
 * rows that are missing are in b).  -1 with errno.
 */
int journal_begin(struct journal *j, struct journal_batch *b);
/* The position is written: close the batch. */
int journal_end(struct journal *j, uint64_t number);

#endif
