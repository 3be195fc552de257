/*
 * tail.h: follow a file of lines that another program appends to or replaces.
 */
#ifndef PXSTATUS_TAIL_H
#define PXSTATUS_TAIL_H

#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"

struct tail {
	char *path;
	ino_t inode;
	uint64_t at;
	struct buf rest; /* of a line that has no end yet */
};

/* A whole line, without its end; it may be changed.  NULL: from here on it is
 * another file. */
typedef void tail_take(void *arg, char *line);

void tail_init(struct tail *t, const char *dir, const char *name);
void tail_release(struct tail *t);
/* Give out what is new.  0, also when there is no file; -1 with errno. */
int tail_read(struct tail *t, tail_take *take, void *arg);

#endif
