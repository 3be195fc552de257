/*
 * upsert.h: rows into a table with a primary key, where each replaces, or
 * takes away, the one that has its key.
 *
 * A session takes rows in buckets, by the key; they are seen with its commit,
 * which may be asked for again and again.
 */
#ifndef MC_UPSERT_H
#define MC_UPSERT_H

#include "mc/client.h"
#include "mc/session.h"

enum {
	MC_UPSERT_SLOTS = 64,
	MC_UPSERT_KEYS = 32,
	MC_UPSERT_BUCKETS = 4096
};

struct mc_upsert {
	char id[MC_SESSION_ID + 1];
	bool legacy; /* which hasher */
	unsigned nkeys, nslots, nbuckets;
	char key[MC_UPSERT_KEYS][MC_SERVER + 1]; /* names of columns */
	struct {
		char id[32], server[MC_SERVER];
	} slot[MC_UPSERT_SLOTS];
	uint8_t of[MC_UPSERT_BUCKETS]; /* the slot of a bucket */
};

int mc_upsert_open(struct mc_client *c, const char *table, struct mc_upsert *u);
/* A call that puts rows into a bucket; the caller adds body, and starts it.
 * The next one of the same bucket must wait for it. */
void mc_bucket_call(struct mc_call *call, const struct mc_client *c,
    const char *table, const struct mc_upsert *u, unsigned bucket,
    uint64_t rows, const char *encoding);
/* 0 when it is committed; -1 with why. */
int mc_upsert_commit(
    struct mc_client *c, const char *table, const struct mc_upsert *u);
/* Give it up; should that fail it expires. */
void mc_upsert_abort(
    struct mc_client *c, const char *table, const struct mc_upsert *u);

#endif
