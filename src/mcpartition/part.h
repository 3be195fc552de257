/*
 * part.h: which partition of the log a time belongs to.  Partitions are cut
 * in UTC.
 */
#ifndef MCPARTITION_PART_H
#define MCPARTITION_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "row/row.h"

enum {
	PARTS_WARN = 48000 /* 80 percent of what one table may have */
};

struct parts {
	unsigned levels;
	int64_t unit; /* seconds in the finest piece we divide by */
	int64_t last; /* the piece of the last row */
	uint32_t last_ref;
	/* open addressing, cap is a power of two; ref 0 = free */
	struct parts_item {
		int64_t key;
		uint32_t ref;
	} * item;
	size_t n, cap;
};

void parts_init(struct parts *p, unsigned levels);
void parts_release(struct parts *p);

/*
 * The ref of the partition of this second; 0 without partitions.  A partition
 * that is new gets *next, which is counted up, and *added is set.
 */
uint32_t parts_find(
    struct parts *p, int64_t second, uint32_t *next, bool *added);

/* The values of the partition of this second: n and value of *to. */
void parts_values(unsigned levels, int64_t second, struct row_part *to);

#endif
