/*
 * copy.h: how far the copy is, from its journal ("copy") and its plan
 * ("chunks"); pxsync.state(5), pxsnapshot(1).
 */
#ifndef PXSTATUS_COPY_H
#define PXSTATUS_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pxstatus/tail.h"
#include "rec/position.h"

struct copy_table {
	char *name; /* in the target */
	uint32_t total, done;
	uint64_t rows;
};

struct copy_session {
	char *id;
	size_t table;
	uint32_t chunks;
	uint64_t rows;
	bool open, lost;
};

struct copy {
	bool begun, started, ended, bad;
	struct position start, end;
	int64_t first; /* when the first session was opened, 0 = not yet */
	struct copy_table *table;
	size_t ntables;
	struct copy_session *session;
	size_t nsessions;
	/* sums */
	uint64_t rows, chunks, done, open;
	/* of the plan */
	uint64_t planned, planned_tables;
	/* own */
	struct tail log, plan;
	char **seen; /* tables of the plan */
	size_t nseen;
};

void copy_init(struct copy *c, const char *dir);
void copy_release(struct copy *c);
/* 0; -1 with errno, EINVAL when a line makes no sense. */
int copy_read(struct copy *c);

#endif
