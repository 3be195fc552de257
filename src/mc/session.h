/*
 * session.h: upload sessions of the tunnel.
 *
 * One session writes to one table or one partition; nothing is visible until
 * its commit, which is atomic.  A session lives 24 hours.
 */
#ifndef MC_SESSION_H
#define MC_SESSION_H

#include "mc/client.h"

enum {
	MC_SESSION_ID = 128
};

enum mc_state {
	MC_S_NORMAL = 1,
	MC_S_CLOSING,
	MC_S_CLOSED,
	MC_S_GONE /* expired, cancelled, broken, not known any more */
};

/* partition: "dt=20240101,hh=01", or "". */
int mc_session_create(struct mc_client *c, const char *table,
    const char *partition, char id[MC_SESSION_ID + 1]);

struct mc_opening {
	const char *table, *partition; /* borrowed */
	char *id; /* gets MC_SESSION_ID + 1 bytes; left alone on failure */
};

/* The same for n of them, several at a time. */
int mc_session_create_all(
    struct mc_client *c, struct mc_opening *list, size_t n);

/* A call that puts a block; the caller adds body, and starts it. */
void mc_block_call(struct mc_call *call, const struct mc_client *c,
    const char *table, const char *partition, const char *id, unsigned block,
    const char *encoding);

/* The session's state, and its blocks if wanted: numbers, 32 bits each.
 * "Not known" is no failure but MC_S_GONE. */
int mc_session_status(struct mc_client *c, const char *table,
    const char *partition, const char *id, enum mc_state *state,
    struct buf *blocks);

struct mc_commit {
	const char *table, *partition, *id; /* borrowed */
	enum mc_state state;                /* what came of it */
};

/*
 * Commit n sessions, several at a time, and settle what came of each: an
 * answer lost is asked for, never guessed.  0 with every state CLOSED (done)
 * or GONE (only the table can tell); -1 when that could not be learnt of all
 * of them: they must be settled later.
 */
int mc_session_commit(struct mc_client *c, struct mc_commit *list, size_t n);

#endif
