/*
 * stream.h: the rows of a record stream: those of a copy, as mcpartition
 * would give them to a base.
 */
#ifndef PXVERIFY_STREAM_H
#define PXVERIFY_STREAM_H

#include "pxverify/side.h"

/* Read standard input to its end.  Dies of what makes no sense. */
void stream_read(struct side *s);

#endif
