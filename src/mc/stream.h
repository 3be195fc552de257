/*
 * stream.h: packs of rows that are seen as soon as they are answered.
 *
 * There are no blocks and no commit, and no number by which a pack that comes
 * twice could be known: at least once.
 */
#ifndef MC_STREAM_H
#define MC_STREAM_H

#include "mc/client.h"
#include "mc/session.h"

enum {
	MC_SLOTS = 64
};

struct mc_stream {
	char id[MC_SESSION_ID + 1];
	char version[24]; /* of the table's schema, "" not said */
	unsigned nslots, next;
	struct {
		uint64_t id;
		char server[MC_SERVER];
	} slot[MC_SLOTS];
	bool stale; /* the slots have changed: read them again */
};

/* Open a session for a table or a partition.  -1 with why. */
int mc_stream_open(struct mc_client *c, const char *table,
    const char *partition, struct mc_stream *s);
/* Read its slots again. */
int mc_stream_reload(struct mc_client *c, const char *table,
    const char *partition, struct mc_stream *s);

/* A call that puts a pack into the next slot; the caller adds body, and
 * starts it. */
void mc_pack_call(struct mc_call *call, const struct mc_client *c,
    const char *table, const char *partition, struct mc_stream *s,
    const char *encoding);
/* Mind what the answer of a good one says about the slots. */
void mc_pack_done(struct mc_stream *s, const struct mc_call *call);
/* Was a pack refused because its session is over?  Nothing of it is there. */
bool mc_stream_over(const struct mc_call *call);

#endif
