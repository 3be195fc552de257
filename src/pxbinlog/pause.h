/*
 * pause.h: waiting that a signal can end, and pauses that grow.
 */
#ifndef PXBINLOG_PAUSE_H
#define PXBINLOG_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Wait at most us microseconds until fd (-1: none) can be read or written.
 * 1: it can; 0: the time is over; -1: errno EINTR when a stop is wanted, also
 * one that came just before.
 */
int pause_io(int fd, bool reading, int64_t us);

struct backoff {
	int64_t limit; /* microseconds from the first failure on */
	int64_t since; /* monotonic, 0: no failure yet */
	int64_t next;  /* the next pause */
};

void backoff_init(struct backoff *b, uint64_t seconds);
/* It works again: the clock starts anew with the next failure. */
void backoff_reset(struct backoff *b);
/* Pause: 1 s, doubling to 60 s, each made uneven by up to a half.  False when
 * the limit is reached. */
bool backoff_pause(struct backoff *b);

#endif
