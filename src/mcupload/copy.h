/*
 * copy.h: between copy.c (chunks) and copy_session.c (their sessions).
 */
#ifndef MCUPLOAD_COPY_H
#define MCUPLOAD_COPY_H

#include "mcupload/copylog.h"
#include "mcupload/planfile.h"
#include "mcupload/upload.h"

struct copy {
	struct copylog log;
	struct planfile plan;
	struct target *last; /* of the row before */
	bool end_seen;
	struct position end;
	bool failed; /* while a block was answered; the reason is in up */
};

/* The log's reason becomes ours. */
int copy_log_fail(struct upload *up);

/* Settle the sessions of the run before. */
int copy_recover(struct upload *up);
/* The session for a chunk, as index + 1: one that is young, or a new one. */
int copy_find_session(
    struct upload *up, size_t table, uint32_t number, uint32_t *place);
/* End an open session: compare its blocks with ours, commit. */
int copy_close_session(struct upload *up, size_t i);

#endif
