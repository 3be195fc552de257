/*
 * wire.h: packets of the client/server protocol, as far as they are needed.
 */
#ifndef FAKEPX_WIRE_H
#define FAKEPX_WIRE_H

#include "base/buf.h"

/* What goes out, packet by packet, numbered from seq on. */
struct wire {
	struct buf buf;
	uint8_t seq;
};

/*
 * One packet, in pieces of 16 MB.  As on PolarDB-X the empty piece is missing
 * behind a packet that fills its last one.
 */
void wire_packet(struct wire *w, const void *p, size_t n);
void wire_ok(struct wire *w);
void wire_error(struct wire *w, unsigned code, const char *text);

/* A result: columns, then rows, then the end. */
void wire_columns(struct wire *w, const char *const *name, unsigned n);
/* NULL in text is SQL's NULL. */
void wire_row(struct wire *w, const char *const *text, unsigned n);
void wire_end(struct wire *w);

#endif
