/*
 * options.h: what the command line and the job file ask of mcupload.
 */
#ifndef MCUPLOAD_OPTIONS_H
#define MCUPLOAD_OPTIONS_H

#include <stdbool.h>

#include "base/conf.h"

enum mode {
	MODE_BATCH,
	MODE_STREAM,
	MODE_UPSERT
};

struct options {
	const char *conf, *state, *to_dir;
	bool show;
	enum mode mode;
	bool told; /* the mode, by the command line */
};

/* Dies on what makes no sense. */
void options_read(struct options *a, int argc, char *argv[]);
/* What the job file says where the command line does not. */
void options_take(struct options *a, const struct conf *conf);

#endif
