/*
 * os.h: what POSIX does not have, each with its answer where it is missing.
 */
#ifndef BASE_OS_H
#define BASE_OS_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Make the pipe of fd hold a MiB instead of 64 KiB, where the system can:
 * whole batches of records change hands at each switch of processes, which
 * makes a pair of stages three times as fast.  Nothing happens to other
 * descriptors.
 */
void os_widen_pipe(int fd);

/* n bytes of zeros that this process and those it forks all see; a page is
 * there when it is touched.  NULL with errno. */
void *os_shared(size_t n);

/* Close all descriptors from fd on. */
void os_close_from(int fd);

/*
 * A message of n bytes over a socket, with a descriptor beside it (-1: none).
 * Sent whole, or -1 with errno.  What is received is at most size bytes: how
 * many, 0 at the end, -1 with errno (EAGAIN with wait 0 when there is none);
 * *pass is yours.
 */
int os_send(int fd, const void *p, size_t n, int pass);
ssize_t os_recv(int fd, void *p, size_t size, int wait, int *pass);

#endif
