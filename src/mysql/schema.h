/*
 * schema.h: the definitions of the chosen tables, from INFORMATION_SCHEMA.
 */
#ifndef MYSQL_SCHEMA_H
#define MYSQL_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include "mysql/conn.h"
#include "row/objects.h"
#include "row/table.h"

/* A table of the source, and what planning its copy needs. */
struct schema_table {
	struct row_table *def; /* ref is not set yet */
	uint64_t rows;         /* the server's estimate */
	uint64_t row_bytes;    /* its average, 0 = not known */
	unsigned nbound; /* columns of the key, from the first on, that can
			    bound a chunk: 0 = one scan */
};

/* What was chosen and is no table: a view, a sequence. */
struct schema_other {
	char *db, *name, *type;
};

struct schema {
	struct schema_table *table; /* by schema and name */
	size_t n;
	struct schema_other *other;
	size_t nother;
	const char *why; /* after -1 */
	int code;
	char whybuf[512];
};

/*
 * Read the definitions of all tables that both choices name (also may be
 * NULL); views and the like among them go to s->other.  0; -1 with s->why,
 * s->code. schema_release in either case.
 */
int schema_read(struct schema *s, struct conn *c, struct objects *chosen,
    struct objects *also);
void schema_release(struct schema *s);

/* The table of this name, or NULL. */
struct schema_table *schema_find(
    const struct schema *s, const char *db, const char *name);

#endif
