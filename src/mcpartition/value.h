/*
 * value.h: values in the form of the destination's class.
 */
#ifndef MCPARTITION_VALUE_H
#define MCPARTITION_VALUE_H

#include "row/types.h"

/*
 * Append the value v of column c (not NULL, act not one of those that keep
 * the bytes) to b in the form of the destination's class.  NULL, or why it
 * cannot be held, static; with the reason type_too_long it is there, as a
 * whole, but longer than a cell.
 */
extern const char type_too_long[];
const char *type_put(struct buf *b, enum type_act act,
    const struct row_column *c, const struct row_value *v);

#endif
