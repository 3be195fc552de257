/*
 * copy.h: the rows of a plan's chunks, by several processes at once.
 */
#ifndef PXSNAPSHOT_COPY_H
#define PXSNAPSHOT_COPY_H

#include "base/conf.h"
#include "mysql/conn.h"
#include "pxsnapshot/plan.h"
#include "pxsnapshot/throttle.h"
#include "mysql/schema.h"
#include "rec/rec.h"

struct copy {
	const struct conf *conf;
	const struct plan *plan;
	struct schema_table **source; /* by index of plan->table */
	struct rec_out *out;
	unsigned jobs;
	struct throttle *throttle; /* NULL: none */
};

/* Write all chunks that are not done.  Dies when one cannot be read; ends
 * the program with 75 when a stop is asked for. */
void copy_run(const struct copy *c);

#endif
