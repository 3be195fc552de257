/*
 * options.h: what the command line and the job file say.
 */
#ifndef ROWFILTER_OPTIONS_H
#define ROWFILTER_OPTIONS_H

#include "row/objects.h"
#include "rowfilter/etl.h"

struct options {
	char *script; /* the text, or NULL */
	char *script_name;
	struct etl_how how;
};

/* Fills *opt and o; dies when they make no sense. */
void options_take(
    struct options *opt, struct objects *o, int argc, char *argv[]);
void options_release(struct options *opt);

#endif
