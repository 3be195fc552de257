/*
 * hash.h: rows as numbers that do not care on which side they were read: the
 * values as the target stores them, typed, one after the other, hashed.
 */
#ifndef PXVERIFY_HASH_H
#define PXVERIFY_HASH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "row/row.h"
#include "row/table.h"

/* 128 bits; sums are modulo 2^128, so the order of rows does not matter. */
struct hash {
	uint64_t high, low;
};

void hash_add(struct hash *sum, const struct hash *h);

/* Append the value in the one form it has: -0 is 0, there is one NaN, and a
 * decimal has no zeros at its ends. */
void hash_put(
    struct buf *b, const struct row_dest_column *c, const struct row_value *v);
/* Of n bytes: 0; -1 when the library refuses. */
int hash_of(const void *p, size_t n, struct hash *h);
void hash_release(void);

#endif
