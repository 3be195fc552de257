/*
 * parts.h: what the parts of the decoder know of each other.
 */
#ifndef ROWDECODE_PARTS_H
#define ROWDECODE_PARTS_H

#include "rowdecode/decoder.h"

/* Keep the reason with the place of the event; -1. */
int decoder_fail(struct decoder *d, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int decoder_txn_failed(struct decoder *d); /* txn's reason */
int decoder_broken(struct decoder *d);     /* errno, of writing */

/* PolarDB-X: which of its streams is the file of?  -1 when it is of another
 * than HELLO says. */
int decoder_stream(struct decoder *d);

/* Is the reader's share of this event done already? */
bool decoder_is_done(const struct decoder *d);

/* events.c: an event of len bytes without checksum, of the log or of a
 * compressed transaction */
int event_take(struct decoder *d, const struct frame_header *h,
    const uint8_t *event, size_t len);

/* rows.c */
int rows_event(struct decoder *d, const struct frame_header *h,
    const uint8_t *event, size_t len);

/* statement.c */
int statement_event(struct decoder *d, const struct frame_header *h,
    const uint8_t *event, size_t len);

#endif
