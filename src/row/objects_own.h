/*
 * objects_own.h: how the choice of objects is kept; for objects*.c only.
 */
#ifndef ROW_OBJECTS_OWN_H
#define ROW_OBJECTS_OWN_H

#include "base/buf.h"
#include "row/objects.h"

struct name {
	char *text;
	bool quoted; /* literally, case and all */
	bool glob;
};

struct rule {
	struct name db, table, column; /* column.text NULL: of the table */
	struct name newdb, newname;    /* map */
	struct name *list;             /* columns: these */
	size_t nlist;
	bool without; /* columns: all but these */
	unsigned ops; /* bits of objects_op */
	char *text;   /* as written; where: the condition */
	bool met;
};

struct objects {
	struct rule *rule[OBJECTS_LISTS];
	size_t n[OBJECTS_LISTS];
	struct buf db, name; /* what a map with a glob made last */
	char why[512];
};

/* The bit of 'I', 'u'..., 0 when there is none. */
unsigned objects_op(int op);

#endif
