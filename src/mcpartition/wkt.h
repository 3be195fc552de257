/*
 * wkt.h: a geometry as the server stores it (SRID, then well-known binary)
 * as well-known text.
 */
#ifndef MCPARTITION_WKT_H
#define MCPARTITION_WKT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Append "POINT(1 2)", or "SRID=4326;POINT(1 2)" where the SRID is not 0;
 * axes in the order stored (x y).  Bytes that are no such geometry come out
 * whole as hexadecimal digits: never lost, never a guess.
 */
void wkt_put(struct buf *b, const uint8_t *p, size_t n);

#endif
