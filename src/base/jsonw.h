/*
 * jsonw.h: writing JSON text into a buf.  (Reading is jansson's work.)
 */
#ifndef BASE_JSONW_H
#define BASE_JSONW_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* A quoted string.  Bytes that are not UTF-8 become U+FFFD. */
void jsonw_str(struct buf *b, const void *p, size_t n);
void jsonw_cstr(struct buf *b, const char *s);
/* {"b64":"..."} */
void jsonw_b64(struct buf *b, const void *p, size_t n);
/* Base64 alone, without quotes (RFC 4648, with padding). */
void jsonw_base64(struct buf *b, const void *p, size_t n);
/* The shortest text that reads back as the same double (or float). */
void jsonw_double(struct buf *b, double v);
void jsonw_float(struct buf *b, float v);

#endif
