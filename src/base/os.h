/*
 * os.h: what POSIX does not have, each with its answer where it is missing.
 */
#ifndef BASE_OS_H
#define BASE_OS_H

/*
 * Make the pipe of fd hold a MiB instead of 64 KiB, where the system can:
 * whole batches of records change hands at each switch of processes, which
 * makes a pair of stages three times as fast.  Nothing happens to other
 * descriptors.
 */
void os_widen_pipe(int fd);

#endif
