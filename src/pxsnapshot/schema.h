/*
 * schema.h: the definitions of the chosen tables, from INFORMATION_SCHEMA.
 */
#ifndef PXSNAPSHOT_SCHEMA_H
#define PXSNAPSHOT_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include "mysql/conn.h"
#include "row/objects.h"
#include "row/table.h"

/* A table of the source, and what planning its copy needs. */
struct source {
	struct row_table *def; /* ref is not set yet */
	uint64_t rows;         /* the server's estimate */
	uint64_t row_bytes;    /* its average, 0 = not known */
	unsigned nbound; /* columns of the key, from the first on, that can
			    bound a chunk: 0 = one scan */
};

struct schema {
	struct source *table; /* by schema and name */
	size_t n;
	const char *why; /* after -1 */
	int code;
	char whybuf[512];
};

/*
 * Read the definitions of all tables that both choices name (also may be
 * NULL).  Views among them give a warning.  0; -1 with s->why, s->code.
 * schema_release in either case.
 */
int schema_read(struct schema *s, struct conn *c, struct objects *chosen,
    struct objects *also);
void schema_release(struct schema *s);

/* The table of this name, or NULL. */
struct source *schema_find(
    const struct schema *s, const char *db, const char *name);

#endif
