/*
 * target.h: what the tables of the target were made for: a record stream of
 * definitions, --target.  It stands still while the source goes on; so rows
 * are brought into its columns, and its order.
 */
#ifndef ROW_TARGET_H
#define ROW_TARGET_H

#include <stddef.h>

#include "rec/body.h"
#include "row/table.h"

struct target {
	struct rec_hello hello;
	struct row_table **table;
	size_t n;
};

/* Read the definitions of an open file, name it in messages; NULL, or the
 * reason: yours.  fd stays open. */
char *target_read(struct target *g, int fd, const char *path);
void target_release(struct target *g);
/* The table of this name in the source, without regard to case; NULL: none.
 * g may be NULL.  table NULL: any of the database. */
const struct row_table *target_find(
    const struct target *g, const char *db, const char *table);

#endif
