/*
 * request.h: a job as the request that would configure the same DTS task
 * ("Preview OpenAPI parameters").
 */
#ifndef PXPLAN_REQUEST_H
#define PXPLAN_REQUEST_H

#include "base/conf.h"

/* The request as JSON text.  The tables are read from stdin, as rowfilter
 * left them; dies when they cannot be read. */
void request_of(const struct conf *c, struct buf *out);

#endif
