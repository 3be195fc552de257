/*
 * copylog.h: the journal of a copy: which chunk is in which session, and how
 * the sessions ended; pxsync.state(5).
 */
#ifndef MCUPLOAD_COPYLOG_H
#define MCUPLOAD_COPYLOG_H

#include "mc/session.h"
#include "rec/position.h"

#define COPYLOG_EMPTY UINT32_MAX /* a chunk without rows is nowhere */

enum {
	COPYLOG_CHUNKS_MAX = 100000000 /* of one table */
};

enum copylog_state {
	COPYLOG_OPEN = 1,
	COPYLOG_ASKED, /* for its commit; only forward from here */
	COPYLOG_CLOSED,
	COPYLOG_LOST /* expired before that: its chunks are to do again */
};

struct copylog_session {
	char id[MC_SESSION_ID + 1];
	uint32_t table; /* index */
	uint32_t part;  /* chunk numbers part * 20000 and on */
	enum copylog_state state;
	int64_t created;
	uint64_t rows;
};

struct copylog_table {
	char *name; /* destination */
	uint32_t total, done;
	uint32_t *chunk; /* 0 = to do, session index + 1, or EMPTY */
	/* not in the file: */
	unsigned sending;
	int planned; /* is it in the plan file?  -1 no, 0 unknown, 1 yes */
};

struct copylog {
	char why[256]; /* after -1 */
	int code;      /* then, of open and read: of sysexits */
	struct position start, end;
	bool started, ended;
	struct copylog_table *table;
	size_t ntables;
	struct copylog_session *session;
	size_t nsessions;
	int fd; /* -1: nothing is kept */
};

/* path NULL: in memory alone. */
int copylog_open(struct copylog *l, const char *path);
/* Read only; an end cut by a writer is not looked at. */
int copylog_read(struct copylog *l, const char *path);
void copylog_release(struct copylog *l);

/* The table of this name, or ntables. */
size_t copylog_find(const struct copylog *l, const char *name);

/* Each writes its line, fsynced, before anything is changed in memory; -1
 * with errno, or EINVAL and why. */
int copylog_start(struct copylog *l, const struct position *p);
int copylog_end(struct copylog *l, const struct position *p);
int copylog_table(struct copylog *l, const char *name, uint32_t total);
int copylog_session(
    struct copylog *l, const char *id, size_t table, uint32_t part);
int copylog_chunk(struct copylog *l, size_t table, uint32_t number,
    uint32_t place, uint64_t rows);
int copylog_state(struct copylog *l, size_t session, enum copylog_state state);

#endif
