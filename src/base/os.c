/*
 * os.c: the only file outside POSIX; see os.h.
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include <fcntl.h>

#include "base/os.h"

void
os_widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20);
#else
	(void)fd;
#endif
}
