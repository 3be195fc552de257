/*
 * shape.h: how the destination is to look: the [shape] section of the job
 * file, and the options of the same names, which win.
 */
#ifndef ROW_SHAPE_H
#define ROW_SHAPE_H

#include <stdbool.h>

#include "base/conf.h"

enum shape_case {
	SHAPE_LOWER = 1, /* also the default for MaxCompute */
	SHAPE_UPPER = 2,
	SHAPE_SOURCE = 3
};

enum shape_zero {
	SHAPE_ZERO_ERROR = 1,
	SHAPE_ZERO_NULL = 2,
	SHAPE_ZERO_STRING = 3
};

enum {
	SHAPE_LEVELS = 5 /* year month day hour minute */
};

struct shape {
	bool previous;        /* plain names for what we add */
	bool dts;             /* the vendor's type map, with its losses */
	enum shape_case fold; /* of table and column names */
	enum shape_zero zero; /* dates that do not exist */
	unsigned levels;      /* partition levels of the log, 0 = none */
	unsigned lifecycle;   /* days a partition of the log lives, 0 = ever */
};

/* The defaults of the job file's table. */
void shape_init(struct shape *s);
/* Take over [shape] of c.  NULL, or what is wrong with shape.partition, the
 * one key of it whose text the job file's table does not check. */
const char *shape_from_conf(struct shape *s, const struct conf *c);
/* One setting by its key in [shape] and its text.  NULL, or the reason. */
const char *shape_set(struct shape *s, const char *key, const char *text);
/* What contradicts itself: NULL, or the reason. */
const char *shape_check(const struct shape *s);

#endif
