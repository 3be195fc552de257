/*
 * text.h: values as text and back, in MySQL's own form: what `pxrec --json`
 * prints (without quotes) and what the server's text protocol sends.
 *
 *   integers, BIT, YEAR   decimal digits; YEAR four of them
 *   DECIMAL               as it is; FLOAT, DOUBLE shortest round trip
 *   times                 row/time.h
 *   ENUM, SET             labels, SET joined by ","; index 0 of ENUM is ""
 *   TEXT, JSON, BYTES     the bytes themselves
 */
#ifndef ROW_TEXT_H
#define ROW_TEXT_H

#include "base/buf.h"
#include "row/row.h"
#include "row/table.h"

/* Append the text of v (not NULL, not absent).  -1 when an ENUM index or SET
 * bit has no member. */
int row_text_put(
    struct buf *out, const struct row_column *c, const struct row_value *v);

/*
 * The server's text of n bytes to a value in the image being built in b.
 * charset conversion is the caller's.  BIT comes as raw big-endian bytes.
 * -1 when the text is no value of the column; *why is a static text.
 */
int row_text_get(struct buf *b, const struct row_column *c, const char *s,
    size_t n, const char **why);

#endif
