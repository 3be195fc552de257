/*
 * lane.h: with --stream: the streams in use, one for each table and
 * partition.  They outlive batches.
 */
#ifndef MCUPLOAD_LANE_H
#define MCUPLOAD_LANE_H

#include "mc/stream.h"

struct lane {
	struct lane *next;
	char *table, *partition;
	struct mc_stream stream;
};

void lanes_free(struct lane *list);
/* The lane of a table and partition, opened if it is new.  NULL: why in c. */
struct lane *lane_find(struct lane **list, struct mc_client *c,
    const char *table, const char *partition);
/* A new stream in the place of one that is over.  -1. */
int lane_renew(struct lane *l, struct mc_client *c);
/* Begin a call that puts a pack.  -1. */
int lane_call(struct lane *l, struct mc_call *call, struct mc_client *c,
    const char *encoding);

#endif
