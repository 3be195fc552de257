/*
 * options.h: what the command line and the job file ask for.
 */
#ifndef MCPARTITION_OPTIONS_H
#define MCPARTITION_OPTIONS_H

#include "base/pos.h"
#include "mcpartition/sql.h"
#include "row/objects.h"
#include "row/shape.h"

#define OPTIONS_NAME "mcpartition " VERSION

struct options {
	struct shapes shapes;
	struct target target;
	bool targeted; /* --target */
	struct sql sql;
	struct pos past;         /* see route.h */
	struct objects *objects; /* NULL without a job file; yours */
};

/* Dies on what makes no sense. */
void options_read(struct options *o, int argc, char *argv[]);

#endif
