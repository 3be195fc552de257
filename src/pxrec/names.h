/*
 * names.h: the words for flags and small numbers of the stream, both ways.
 * One table serves printing and reading, so they cannot differ.
 */
#ifndef PXREC_NAMES_H
#define PXREC_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name {
	unsigned value;
	const char *name;
};

/* Ended by a NULL name. */
extern const struct name names_table_flag[];
extern const struct name names_column_flag[];
extern const struct name names_mark_flag[];
extern const struct name names_partial[]; /* of row flags */
extern const struct name names_role[];
extern const struct name names_chunk[];
extern const struct name names_ddl[];
extern const struct name names_act[];
extern const struct name names_op[];

/* The word of a value, NULL when it has none. */
const char *names_of(const struct name *names, unsigned value);
/* The value of a word; false when it is none of them. */
bool names_value(const struct name *names, const char *word, unsigned *value);

#endif
