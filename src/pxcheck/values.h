/*
 * values.h: what --print prints.
 */
#ifndef PXCHECK_VALUES_H
#define PXCHECK_VALUES_H

#include "base/buf.h"
#include "base/conf.h"

/* Append the values of these keys (until NULL), each on a line; without any
 * all, as KEY=VALUE.  Dies when a key is not known. */
void print_values(const struct conf *c, char *const *keys, struct buf *out);

#endif
