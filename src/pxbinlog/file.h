/*
 * file.h: log files, pipes and sockets, read from front to back.
 */
#ifndef PXBINLOG_FILE_H
#define PXBINLOG_FILE_H

#include "pxbinlog/feed.h"

/*
 * Read the logs of paths, in this order, into f; "-" is stdin.  0 at their
 * end or where the range or a signal ends it; -1 with f->why and f->code.
 */
int files_run(struct feed *f, char *const *paths, int n);

#endif
