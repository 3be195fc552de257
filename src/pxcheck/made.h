/*
 * made.h: the definitions that the target's tables were made for.
 */
#ifndef PXCHECK_MADE_H
#define PXCHECK_MADE_H

#include <stddef.h>

#include "row/table.h"

struct made {
	struct row_table **table;
	size_t n;
};

/* Those of a job's state, none where it has none; made_release. */
void made_read(struct made *m, const char *state);
void made_release(struct made *m);
/* The definition that the table of t was made for: t itself, where another is
 * not known.  Borrowed. */
const struct row_table *made_of(
    const struct made *m, const struct row_table *t);

#endif
