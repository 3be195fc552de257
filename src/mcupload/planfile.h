/*
 * planfile.h: the plan of a copy, which pxsnapshot wrote: chunks that are
 * there get a line that says so, and are not read again by a rerun; unless
 * another line says that they are to be read again.
 */
#ifndef MCUPLOAD_PLANFILE_H
#define MCUPLOAD_PLANFILE_H

#include <stdint.h>

struct planfile {
	char *path; /* NULL: there is none */
	int fd;
};

void planfile_init(struct planfile *p, const char *path);
void planfile_release(struct planfile *p);
/* A chunk is done.  0, also when the plan does not know the table; -1 with
 * errno. */
int planfile_done(struct planfile *p, const char *db, const char *name,
    uint32_t number, uint32_t total);
/* It is not any more: its session was lost. */
int planfile_again(struct planfile *p, const char *db, const char *name,
    uint32_t number, uint32_t total);

#endif
