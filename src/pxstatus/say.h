/*
 * say.h: numbers as people read them.
 */
#ifndef PXSTATUS_SAY_H
#define PXSTATUS_SAY_H

#include <stdint.h>

#include "base/buf.h"

void say_span(struct buf *b, int64_t us);    /* "45 s", "3 h 12 min" */
void say_count(struct buf *b, uint64_t n);   /* "1,234,567" */
void say_whole(struct buf *b, double n);     /* the same of a rate */
void say_bytes(struct buf *b, double n);     /* "12.3 MB" */
void say_time(struct buf *b, int64_t us);    /* "2024-01-02 03:04:05 UTC" */
void say_safe(struct buf *b, const char *s); /* control characters escaped */

#endif
