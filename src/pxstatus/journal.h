/*
 * journal.h: the batch that is being committed, and how many rows went to each
 * log table; pxsync.state(5).
 *
 * The journal itself is started anew now and then, so the sums are kept in
 * status/tables by whoever watches.
 */
#ifndef PXSTATUS_JOURNAL_H
#define PXSTATUS_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "pxstatus/tail.h"

struct journal_table {
	char *name; /* in the target */
	uint64_t rows;
};

struct journal {
	uint64_t batch;    /* the newest */
	bool open;         /* it is being committed */
	uint64_t sessions; /* of it */
	uint64_t rows;     /* of it */
	uint64_t total;    /* rows of all batches seen */
	struct journal_table *table;
	size_t ntables;
	bool missed; /* batches went by that nobody saw: sums are too low */
	/* own */
	uint64_t through; /* counted up to this batch */
	struct journal_table *pending;
	size_t npending;
	uint64_t reading, ready; /* number of the batch being read, complete */
	uint64_t lines;          /* sessions of it */
	struct tail log;
	char *sums;
	bool loaded;
};

void journal_init(struct journal *j, const char *dir);
void journal_release(struct journal *j);
/* Read on; -1 with errno. */
int journal_read(struct journal *j);
/* Keep the sums; -1 with errno. */
int journal_keep(const struct journal *j);

#endif
