/*
 * types.h: which MaxCompute type a source column gets, and what has to be
 * done to its values on the way.  The table for people: mctypes(7); the same
 * as data: share/types/{exact,dts}.tsv.
 */
#ifndef ROW_TYPES_H
#define ROW_TYPES_H

#include "row/row.h"
#include "row/shape.h"
#include "row/table.h"

/* What is done to a value that is not NULL. */
enum type_act {
	TYPE_COPY = 1,    /* the same bytes */
	TYPE_SIGNED = 2,  /* the same bytes when below 2^63 */
	TYPE_BOOL = 3,    /* the same bytes when 0 or 1 */
	TYPE_INSTANT = 4, /* the same bytes when a date that the target has */
	TYPE_MILLI = 5,   /* so, with microseconds cut off */
	TYPE_DROP = 6,    /* no column of the destination */
	TYPE_UDEC = 7,    /* u64 to decimal digits */
	TYPE_DOUBLE = 8,  /* DECIMAL to the nearest double */
	TYPE_WIDEN = 9,   /* float to double */
	TYPE_TEXT = 10,   /* the server's text */
	TYPE_BITS = 11,   /* BIT as zeros and ones */
	TYPE_BASE64 = 12,
	TYPE_WKT = 13,
	TYPE_VECTOR = 14
};

enum {
	TYPE_CELL_MAX = 8388608 /* bytes in a STRING or BINARY */
};

/* 0001-01-01 and 9999-12-31T23:59:59.999999, what dates must lie between. */
#define TYPE_TIME_MIN INT64_C(-62135596800000000)
#define TYPE_TIME_MAX INT64_C(253402300799999999)

static inline bool
type_time_fits(int64_t v)
{
	return v >= TYPE_TIME_MIN && v <= TYPE_TIME_MAX;
}

/*
 * The destination of source column c: sets type, class, precision, scale,
 * length, nullable of *d.  Returns the act (TYPE_DROP leaves *d alone).
 */
enum type_act type_map(const struct shape *s, const struct row_column *c,
    struct row_dest_column *d);

#endif
