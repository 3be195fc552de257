/*
 * names.h: names as the target has them.
 */
#ifndef ROW_NAMES_H
#define ROW_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "row/shape.h"
#include "row/table.h"

enum {
	NAMES_MAX = 128,      /* bytes of a table's or column's name */
	NAMES_COLUMNS = 1200, /* columns of a table */
	NAMES_ADDED = 5       /* columns we put in front of every log's */
};

/* What we add: NAMES_ADDED columns, SHAPE_LEVELS partition columns, and
 * columns of enum shape_metadata behind the first. */
enum names_added {
	NAMES_RECORD_ID,
	NAMES_OPERATION_FLAG,
	NAMES_UTC_TIMESTAMP,
	NAMES_BEFORE_FLAG,
	NAMES_AFTER_FLAG,
	NAMES_MODIFYTIME,                                /* + level */
	NAMES_METADATA = NAMES_MODIFYTIME + SHAPE_LEVELS /* + shape_metadata */
};

/* How many columns are in front of those of the source. */
unsigned names_front(const struct shape *s);

/* The name under the rule of s, static; "new_dts_sync_record_id". */
const char *names_added(const struct shape *s, unsigned which);

/* Is it, under either rule, that of a column of shape.metadata? */
bool names_is_metadata(const char *name);

/* name in the case that s wants (ASCII letters): name itself where that is
 * its case, else a copy that lives with t. */
const char *names_fold(
    struct row_table *t, const struct shape *s, const char *name);

/* Is it a legal name?  NULL, or why not, static. */
const char *names_check_table(const char *name);
const char *names_check_column(const char *name);

/*
 * Names of destination tables and whose they are.  The target does not know
 * case, so neither do we here.
 */
struct names {
	struct names_owner {
		char *name, *owner;
	} * item; /* sorted */
	size_t n;
};

/* Take name for owner ("db.table").  NULL when it is owner's now or already;
 * else who has it, borrowed. */
const char *names_take(struct names *s, const char *name, const char *owner);
void names_release(struct names *s);

#endif
