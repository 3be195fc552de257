/*
 * options.h: what the command line asks for.
 */
#ifndef ROWDECODE_OPTIONS_H
#define ROWDECODE_OPTIONS_H

#include "row/objects.h"
#include "rowdecode/decoder.h"

struct options {
	struct objects *chosen; /* tables of the job, or NULL; yours */
};

/* Set d up as asked; it borrows o->chosen.  Dies on what makes no sense. */
void options_read(struct options *o, struct decoder *d, int argc, char *argv[]);

#endif
