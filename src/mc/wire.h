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

enum {
	MC_CELL_MAX = 8388608, /* bytes of one STRING or BINARY value */
	MC_BLOCKS_MAX = 20000, /* blocks of one session */

	MC_UPSERT_FIELDS = 5, /* of an upsert, behind the columns */
	MC_UPSERT = 'U',
	MC_DELETE = 'D'
};

/* --- encoding ------------------------------------------------------------ */

struct mc_encoder {
	const struct row_dest_column *column; /* borrowed */
	unsigned ncolumns;
	uint64_t count;
	uint32_t crccrc;
	bool cpu; /* crc32c_by_cpu() */
};

void mc_encoder_init(struct mc_encoder *e, const struct row_dest_column *column,
    unsigned ncolumns);
/*
 * Append the record of an image (row.h) that follows the columns.  0; -1
 * when the image makes no sense or a value cannot be carried: *why static,
 * *bad the column's index, out as it was.  Times of class TIME must be
 * instants, not fields.  DATETIME carries milliseconds: what is finer is cut.
 */
int mc_encode_image(struct mc_encoder *e, struct buf *out, const uint8_t *image,
    size_t len, const char **why, unsigned *bad);
/*
 * The same of ncolumns values.  A TIMESTAMP's len holds the nanoseconds
 * (0 to 999) below its microsecond, as mc_decode gives them.
 */
int mc_encode_values(struct mc_encoder *e, struct buf *out,
    const struct row_value *value, const char **why, unsigned *bad);
/* The same as an upsert: op is MC_UPSERT or MC_DELETE. */
int mc_encode_upsert(struct mc_encoder *e, struct buf *out,
    const struct row_value *value, int op, const char **why, unsigned *bad);
/* How much room the record of such an image takes at most, and the trailer
 * behind it. */
size_t mc_encode_bound(const struct mc_encoder *e, size_t len);
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
	bool upsert;   /* set by the caller: records carry an operation */
	int operation; /* of the record: MC_UPSERT, MC_DELETE */
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
 * from p or d); 0 when the record is not whole yet; SIZE_MAX on malformed
 * data with d->why.  When the trailer was taken d->ended is set and no value
 * is given.  A value above max_field bytes is malformed.
 *
 * With upsert set each record must have an operation; one that changes only
 * some of its columns is refused.
 *
 * Decimals come in plain digits, exponents resolved.  A TIMESTAMP's len is
 * the nanoseconds (0 to 999) below its microsecond.
 */
size_t mc_decode(
    struct mc_decoder *d, const uint8_t *p, size_t len, size_t max_field);

#endif
