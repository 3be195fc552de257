/*
 * snapshot.h: one run of the program, from its options on.
 */
#ifndef PXSNAPSHOT_SNAPSHOT_H
#define PXSNAPSHOT_SNAPSHOT_H

#include <stdbool.h>

#include "base/conf.h"
#include "row/objects.h"

struct snapshot {
	struct conf *conf;
	const char *chunks;   /* the plan's file, or NULL */
	struct objects *also; /* --table, or NULL */
	bool schema_only;
	bool at_once; /* --at-once */
	unsigned jobs;
};

/* Write the whole stream; dies when that is not possible. */
void snapshot_run(const struct snapshot *s);

#endif
