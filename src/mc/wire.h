/*
 * wire.h: the tunnel record stream: blocks as uploads, packs and downloads
 * carry them.  Encoder and decoder; no I/O.
 *
 *   stream := record* trailer      record := field* END_RECORD crc
 *
 * Record and stream checksums are CRC-32C; the rules and worked examples
 * stand in wire.c and in tests/unit/wire.
 */
#ifndef MC_WIRE_H
#define MC_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "row/row.h"
#include "row/table.h"

/* --- encoding ------------------------------------------------------------ */

struct mc_encoder {
	const struct row_dest_column *column; /* borrowed */
	unsigned ncolumns;
	uint64_t count;
	uint32_t crccrc;
};

void mc_encoder_init(struct mc_encoder *e, const struct row_dest_column *column,
    unsigned ncolumns);
/*
 * Append the record of an image (row.h) that follows the columns.  0; -1
 * when the image makes no sense or a value cannot be carried: *why static,
 * *bad the column's index.  Times of class TIME must be instants, not fields.
 */
int mc_encode_image(struct mc_encoder *e, struct buf *out, const uint8_t *image,
    size_t len, const char **why, unsigned *bad);
/* Append the trailer. */
void mc_encode_end(struct mc_encoder *e, struct buf *out);

/* --- decoding ------------------------------------------------------------ */

struct mc_decoder {
	const struct row_dest_column *column; /* borrowed */
	unsigned ncolumns;
	uint64_t count;
	uint32_t crc, crccrc;
	const char *why;
	bool ended;
	/* own: values of the record under way, by column */
	struct row_value *value;
	struct buf mem; /* decimals normalised */
};

void mc_decoder_init(struct mc_decoder *d, const struct row_dest_column *column,
    unsigned ncolumns);
void mc_decoder_release(struct mc_decoder *d);
/*
 * Take one record from p..p+len (of which more may come).  Returns the bytes
 * used, d->value[] holding the values until the next call (texts borrowed
 * from p); 0 when the record is not whole yet; SIZE_MAX on malformed data
 * with d->why.  When the trailer was taken d->ended is set and no value is
 * given.  A value above max_field bytes is malformed.
 */
size_t mc_decode(
    struct mc_decoder *d, const uint8_t *p, size_t len, size_t max_field);

#endif
