/*
 * types.h: which type an expression has, as MaxCompute's edition 2.0 says.
 *
 * A type is a struct row_dest_column of which only type, class and the
 * arguments count; type 0 is that of NULL, and of what is not known.
 */
#ifndef MCLOCAL_TYPES_H
#define MCLOCAL_TYPES_H

#include <stdbool.h>

#include "row/table.h"

enum type_kind {
	TYPE_NONE,
	TYPE_INT,
	TYPE_BOOL,
	TYPE_REAL,
	TYPE_DECIMAL,
	TYPE_TEXT, /* STRING, CHAR, VARCHAR, JSON */
	TYPE_BYTES,
	TYPE_TIME
};

enum type_kind type_kind(const struct row_dest_column *t);
bool type_is_number(enum type_kind k);
/* The type of this name; "" gives type 0. */
struct row_dest_column type_of(const char *name);
/* The one that both can become, as CASE, COALESCE and UNION have it. */
struct row_dest_column type_common(
    const struct row_dest_column *a, const struct row_dest_column *b);
/* The same, as GREATEST has it: texts beside numbers are numbers. */
struct row_dest_column type_compared(
    const struct row_dest_column *a, const struct row_dest_column *b);
/* Of a + b and its like: op is one of + - * / %. */
struct row_dest_column type_arith(
    char op, const struct row_dest_column *a, const struct row_dest_column *b);
/* May CAST make b of a? */
bool type_casts(
    const struct row_dest_column *from, const struct row_dest_column *to);

#endif
