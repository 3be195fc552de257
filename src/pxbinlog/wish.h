/*
 * wish.h: what the command line asks for.
 */
#ifndef PXBINLOG_WISH_H
#define PXBINLOG_WISH_H

#include "pxbinlog/net.h"

struct wish {
	const char *config; /* job file; NULL: files */
	int nfiles;
	enum start start;
	struct range range;
	struct origin origin; /* of range.from */
	bool from_set, origin_set, until_now, follow, logs;
};

/* Parse and check the command line; dies of what is wrong in it.  Returns
 * the names of the files. */
char **wish_parse(struct wish *w, int argc, char *argv[]);

#endif
