/*
 * throttle.h: how fast a copy may read, all its connections together.
 */
#ifndef PXSNAPSHOT_THROTTLE_H
#define PXSNAPSHOT_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

struct throttle;

/* For this process and those it will fork; 0: without limit.  NULL when both
 * are 0.  Dies when there is no memory to share. */
struct throttle *throttle_new(uint64_t rows_a_second, uint64_t bytes_a_second);
void throttle_free(struct throttle *t);

/* A row of so many bytes was read; waits when that was too early.  stop is
 * asked in between, and ends the wait. */
void throttle_row(struct throttle *t, uint64_t bytes, bool (*stop)(void));

#endif
