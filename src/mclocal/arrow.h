/*
 * arrow.h: rows as Arrow record batches (columnar format 1.0, IPC stream).
 */
#ifndef MCLOCAL_ARROW_H
#define MCLOCAL_ARROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "row/row.h"
#include "row/table.h"

struct arrow;

/* The columns are borrowed.  wide: timestamps as seconds and nanoseconds, as
 * previews and results of queries have them; those of tables are nanoseconds
 * alone, which end in 2262. */
struct arrow *arrow_new(
    const struct row_dest_column *column, unsigned n, bool wide);
void arrow_free(struct arrow *a);
/* One row, as for mc_encode_values. */
void arrow_row(struct arrow *a, const struct row_value *value);
/* How many bytes its rows have, about. */
size_t arrow_size(const struct arrow *a);
/* Append the rows as a batch and forget them; nothing when there are none. */
void arrow_batch(struct arrow *a, struct buf *out);
/* Append the schema; the end of a stream. */
void arrow_schema(const struct arrow *a, struct buf *out);
void arrow_end(struct buf *out);

/* The tunnel's chunks with their sums around a run of batches. */
struct arrow_chunks {
	bool begun;
	uint32_t sum, all;
	size_t n; /* bytes of the chunk that was begun */
};
void arrow_chunk(
    struct arrow_chunks *c, struct buf *out, const void *p, size_t n);
void arrow_chunk_end(struct arrow_chunks *c, struct buf *out);

#endif
