/*
 * json.h: MySQL's binary JSON to the text the server itself would print.
 */
#ifndef BINLOG_JSON_H
#define BINLOG_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Append the text of the document of n bytes at p; no bytes are JSON's null,
 * as old servers write it.  0; -1 when the bytes are no document, then out
 * holds a piece of it.
 */
int json_text(struct buf *out, const uint8_t *p, size_t n);

/* Append a JSON string: quotes, and MySQL's escapes within. */
void json_put_string(struct buf *out, const uint8_t *p, size_t n);
/* Append a double as JSON has it: shortest, and never like an integer. */
void json_put_double(struct buf *out, double v);

#endif
