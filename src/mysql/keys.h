/*
 * keys.h: which key of a table identifies its rows, and which of the key's
 * columns can bound a chunk.  No I/O.
 */
#ifndef MYSQL_KEYS_H
#define MYSQL_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "row/table.h"

enum {
	KEYS_PARTS_MAX = 32 /* columns of a key, MariaDB's limit */
};

struct key_part {
	char *table, *index, *column;
	unsigned seq;
	bool prefix; /* of the column, or no order at all (hash) */
	bool nullable;
};

struct keys {
	struct key_part *part;
	size_t n;
};

/* A column of a unique key; those of one key come in the order of seq. */
void keys_add(struct keys *k, const char *table, const char *index,
    const char *column, unsigned seq, bool prefix, bool nullable);
void keys_release(struct keys *k);

/*
 * Give the columns of t their place in its key: PRIMARY, else the UNIQUE one
 * without NULLs that has the fewest columns, then the first by name; and set
 * the flags of t.  The result is how many columns of the key, from the first
 * on, can bound a chunk: those whose values compare with a constant of the
 * same text exactly as they compare with each other.
 */
unsigned keys_apply(const struct keys *k, struct row_table *t);

/* The column at this 1-based place of the key, NULL when there is none. */
const struct row_column *keys_column(const struct row_table *t, unsigned place);

#endif
