/*
 * dts.h: words of DTS and ours, read one way by from.c and the other way by
 * request.c.
 */
#ifndef PXPLAN_DTS_H
#define PXPLAN_DTS_H

#include <stddef.h>

struct dts_word {
	const char *theirs, *ours;
};

/* dbListCaseChangeMode, shape.case; ends with NULLs. */
static const struct dts_word dts_cases[] = { { "default", "default" },
	{ "source", "source" }, { "dest_upper", "upper" },
	{ "dest_lower", "lower" }, { NULL, NULL } };

#endif
