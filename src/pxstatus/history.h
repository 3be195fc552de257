/*
 * history.h: status/history, a line a minute for 14 days, and what can be read
 * from it: plots, and how fast the job catches up.  pxsync.state(5).
 */
#ifndef PXSTATUS_HISTORY_H
#define PXSTATUS_HISTORY_H

#include "pxstatus/status.h"

enum {
	HISTORY_DAYS = 14,
	HISTORY_RECENT = 8
};

/* A line; what is not known is -1. */
struct moment {
	int64_t at;
	int64_t reached;   /* time of the newest change committed */
	double lag, alive; /* seconds */
	double rows_s, bytes_s;
	double slack; /* seconds */
	uint64_t copied, logged;
	char state[20];
};

struct history {
	char *path;
	struct moment *line; /* of the file, oldest first */
	size_t n;
	int64_t written;
	struct moment recent[HISTORY_RECENT]; /* newest last, not in the file */
	size_t nrecent;
};

/* Read the file, if there is one; lines that make no sense are left out. */
void history_open(struct history *h, const char *dir);
void history_release(struct history *h);

/* Remember this moment; in the file too once a minute, or when it is the
 * last.  -1 with errno when that cannot be written. */
int history_add(struct history *h, const struct status *s, bool last);
/* The same without the file. */
void history_see(struct history *h, const struct status *s);

/* What the past says: s->first and s->lag_left. */
void history_judge(const struct history *h, struct status *s);

#endif
