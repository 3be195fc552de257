/*
 * decoder.h: event records in, row changes out.  See src/README.md for what
 * stands in which order, and pxrec(5) for the bytes.
 */
#ifndef ROWDECODE_DECODER_H
#define ROWDECODE_DECODER_H

#include "base/pos.h"
#include "binlog/ddl.h"
#include "binlog/frame.h"
#include "binlog/unpack.h"
#include "rec/body.h"
#include "rec/rec.h"
#include "rowdecode/tables.h"
#include "rowdecode/txn.h"

struct decoder {
	struct rec_out *out;
	struct tables tables;
	struct txn txn;
	char why[640]; /* after -1; "FILE:OFFSET: reason" */
	int code;
	/* the file, the event, the place */
	struct frame_format format;
	bool formatted;
	struct frame_boundary boundary;
	struct pos at;                   /* of the event */
	size_t file_len;                 /* of its file's name */
	uint64_t end;                    /* offset behind it */
	size_t size;                     /* bytes of it in the file */
	char stream[REC_NAME_MAX + 1];   /* HELLO's, "" is the global one */
	char server[REC_NAME_MAX + 1];   /* HELLO's, "" is not known */
	char origin[REC_ORIGIN_MAX + 1]; /* of the file, see rec/body.h */
	uint64_t stream_id;              /* top bits of every record_id */
	uint64_t file_id;                /* and those of the file */
	bool numbered;                   /* the file's name has a number */
	uint32_t ordinal;                /* rows so far of a compressed event */
	bool packed;                     /* inside a TRANSACTION_PAYLOAD */
	bool no_change;  /* MariaDB: an ALTER that is not done yet, or undone */
	struct pos done; /* the reader has everything up to here */
	/* the last MARK */
	struct rec_mark mark;
	bool marked;
	char tso[FRAME_CTS + 1];   /* of the last CTS */
	char after[FRAME_CTS + 1]; /* the first one must be above this */
	/* work */
	struct unpack_payload *payload;
	struct buf block; /* an inflated event */
	struct buf text;  /* a statement in UTF-8 */
	struct ddl ddl;
};

void decoder_init(struct decoder *d, struct rec_out *out);
void decoder_release(struct decoder *d);

/* The stream's HELLO says which of several logs this is. */
int decoder_hello(struct decoder *d, const struct rec_hello *h);
/* Take a record; -1 with d->why and d->code. */
int decoder_feed(struct decoder *d, const struct rec *r);
/* The input is at its proper end: an open transaction is let fall. */
int decoder_end(struct decoder *d);

#endif
