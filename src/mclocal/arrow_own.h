/*
 * arrow_own.h: between arrow.c, the rows, and arrow_ipc.c, the messages.
 */
#ifndef MCLOCAL_ARROW_OWN_H
#define MCLOCAL_ARROW_OWN_H

#include "mclocal/arrow.h"

/* Of a text: its offsets and bytes; of a wide timestamp: nanoseconds, and
 * seconds in data. */
struct arrow_column {
	struct buf valid, offset, data;
	int64_t nulls;
};

struct arrow {
	const struct row_dest_column *type;
	struct arrow_column *column;
	unsigned n;
	bool wide;
	int64_t rows;
};

/* A timestamp as seconds and nanoseconds. */
bool arrow_wide(const struct arrow *a, unsigned i);
/* Bytes of an integer. */
unsigned arrow_int_bytes(unsigned type);
void arrow_clear(struct arrow *a);

#endif
