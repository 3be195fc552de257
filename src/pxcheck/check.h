/*
 * check.h: the checks of a job, each by name.
 */
#ifndef PXCHECK_CHECK_H
#define PXCHECK_CHECK_H

#include <stddef.h>

#include "base/conf.h"

struct check {
	const char *name;
	/* NULL when all is well; else the reason: yours, free it. */
	char *(*run)(const struct conf *c);
};

/* In the order in which they are made and printed. */
extern const struct check checks[];
extern const size_t nchecks;

#endif
