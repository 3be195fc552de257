/*
 * schema.h: the source definitions in force, kept for the next start as a
 * record stream that rowdecode --schema reads.
 */
#ifndef MCUPLOAD_SCHEMA_H
#define MCUPLOAD_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rec/rec.h"
#include "row/table.h"

struct schema {
	struct row_table **table; /* without destinations */
	/* what each replaced since it was written: a crash in front of the
	 * position needs it once more; NULL: nothing */
	struct row_table **before;
	bool *written;
	uint32_t *sum; /* of the record each came in */
	size_t n;
	bool changed; /* since it was written */
};

void schema_release(struct schema *s);
/* The definition of r, which is t. */
void schema_take(
    struct schema *s, const struct rec *r, const struct row_table *t);
/* Add what path holds, for tables not known yet.  -1 with *why. */
int schema_load(struct schema *s, const char *path, const char **why);
/* Replace path.  -1 with errno. */
int schema_save(struct schema *s, const char *path);

#endif
