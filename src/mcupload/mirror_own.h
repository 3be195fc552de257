/*
 * mirror_own.h: between mirror.c (rows, batches) and mirror_table.c (tables,
 * their sessions and buckets).
 */
#ifndef MCUPLOAD_MIRROR_OWN_H
#define MCUPLOAD_MIRROR_OWN_H

#include "mc/upsert.h"

#include "mcupload/mirror.h"

struct bucket {
	struct mc_encoder encoder;
	struct buf raw;
	struct mc_call call;
	bool sending;
};

struct mtable {
	struct mtable *next;
	char *name;
	unsigned ncolumns, skip;        /* skip: columns that a log adds */
	struct row_dest_column *column; /* names are ours */
	struct row_value *value;        /* of a row, the added ones first */
	struct row_value *other;        /* the same, of the new image */
	bool open;
	struct mc_upsert session;
	unsigned key[MC_UPSERT_KEYS];
	struct bucket *bucket;
	struct buf old; /* image of an UPDATE whose new one must come */
	uint64_t old_id;
	bool has_old;
	uint64_t rows;
};

struct mirror {
	struct mtable *tables;
	struct mtable **known; /* by ref of the TABLE; NULL: to be found */
	size_t nknown;
	uint64_t seq; /* MARK behind which the last row was */
	size_t held;
	unsigned calls;
	struct position start; /* of a copy */
};

/* The client's reason becomes ours. */
int mirror_client_fail(struct upload *up);
/* The table for rows of t, checked.  NULL. */
struct mtable *mirror_table(struct upload *up, const struct row_table *t);
/* Its session, opened if it is not. */
int mirror_open(struct upload *up, struct mtable *t);
/* Forget what the session holds; calls under way are given up. */
void mirror_close(struct upload *up, struct mtable *t);
/* Add a row of t->value to its bucket: MC_UPSERT or MC_DELETE. */
int mirror_put(struct upload *up, struct mtable *t, int op, uint64_t record_id);
/* Send all buckets; and wait until they are answered. */
int mirror_send(struct upload *up);
int mirror_drain(struct upload *up);

#endif
