/*
 * shape.h: how the destination is to look: the [shape] section of the job
 * file, and the options of the same names, which win.
 */
#ifndef ROW_SHAPE_H
#define ROW_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

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

/* What becomes of a value that is longer than a cell. */
enum shape_long {
	SHAPE_LONG_ERROR = 1,
	SHAPE_LONG_NULL = 2,
	SHAPE_LONG_CUT = 3
};

/* What becomes of a statement that changes the columns of a table. */
enum shape_ddl {
	SHAPE_DDL_STOP = 1,
	SHAPE_DDL_SKIP = 2, /* the target stays as it is */
	SHAPE_DDL_ADD = 3   /* columns that are added are added there, too */
};

enum {
	SHAPE_LEVELS = 5 /* year month day hour minute */
};

/* What a row of the log can tell about its change, beside the five columns
 * that it always has. */
enum shape_metadata {
	SHAPE_TRANSACTION_ID,
	SHAPE_BINLOG_FILE,
	SHAPE_BINLOG_POSITION,
	SHAPE_SOURCE_DATABASE,
	SHAPE_SOURCE_TABLE,
	SHAPE_METADATA
};

struct objects;

struct shape {
	bool previous;         /* plain names for what we add */
	bool dts;              /* the vendor's type map, with its losses */
	enum shape_case fold;  /* of table and column names */
	enum shape_zero zero;  /* dates that do not exist */
	enum shape_long longs; /* values above 8 MB */
	unsigned levels;       /* partition levels of the log, 0 = none */
	unsigned lifecycle;    /* days a partition of the log lives, 0 = ever */
	enum shape_ddl on_ddl;
	unsigned metadata; /* bits 1 << enum shape_metadata */
};

/* The defaults of the job file's table. */
void shape_init(struct shape *s);
/* One setting by its key in [shape] and its text.  NULL, or the reason. */
const char *shape_set(struct shape *s, const char *key, const char *text);
/* What contradicts itself: NULL, or the reason. */
const char *shape_check(const struct shape *s);

/*
 * The shape of each table: [shape], and over it, key by key, the first
 * section [table "db.t"] whose pattern names the table.
 */
struct shapes {
	struct shape all;
	struct shape_of {
		struct objects *pattern;
		struct shape shape;
	} * table;
	size_t n;
};

/* Take over [shape] and the tables of c.  NULL, or what is wrong with them:
 * the reason, yours, with file and line. */
char *shapes_from_conf(struct shapes *s, const struct conf *c);
/* One setting for all tables, whatever the job file says. */
const char *shapes_set(struct shapes *s, const char *key, const char *text);
/* What contradicts itself in one of them. */
const char *shapes_check(const struct shapes *s);
/* That of a table by its name in the source; borrowed. */
const struct shape *shapes_of(
    const struct shapes *s, const char *db, const char *table);
void shapes_release(struct shapes *s);

#endif
