/*
 * hash.h: the bucket of a key, as clients of the upsert tunnel compute it.
 */
#ifndef MC_HASH_H
#define MC_HASH_H

#include <stdbool.h>
#include <stdint.h>

#include "row/row.h"
#include "row/table.h"

/* May columns of this type be part of a key?  (binary may not: clients do not
 * agree on it) */
bool mc_hash_knows(const struct row_dest_column *c);
/*
 * The hash of one value of a key; NULL has 0.  legacy: the hasher that some
 * tables name instead of "default".  A TIMESTAMP's len is the nanoseconds
 * below its microsecond, as mc_decode gives them.
 */
int32_t mc_hash_value(
    bool legacy, const struct row_dest_column *c, const struct row_value *v);
/* The sum of two hashes: of the columns of a key, in any order. */
int32_t mc_hash_add(int32_t a, int32_t b);
/* The bucket of a sum, below buckets (not 0). */
uint32_t mc_hash_bucket(int32_t sum, uint32_t buckets);

#endif
