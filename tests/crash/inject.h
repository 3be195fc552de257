/*
 * inject.h: what inject.c, calls.c and cut.c tell each other.
 */
#ifndef CRASH_INJECT_H
#define CRASH_INJECT_H

#include <stdbool.h>

enum call {
	WRITE,
	PWRITE,
	FSYNC,
	RENAME,
	FTRUNCATE,
	UNLINK,
	CLOSE,
	SEND,
	RECV,
	READ,
	CALLS
};

enum how {
	BEFORE,
	AFTER,
	TORN,
	FAIL,
	HANGUP,
	DRIVER,
	STOP,
	CUT,
	ALL,
	FULL,
	READONLY,
	NONE
};

/* One more call: is it the one?  Does what comes before it, and tells what
 * there is to do; NONE mostly. */
enum how inject_strike(enum call call, int fd);
void inject_die(void);
/* A file system that is read-only by now. */
bool inject_readonly(void);

/* Bookkeeping of what is not yet safe on disk; does nothing until begun. */
void cut_begin(void);
void cut_opening(const char *path, int flags);
void cut_writing(int fd);
void cut_synced(int fd);
void cut_renaming(const char *from, const char *to);
/* Undo it: the disk as it would be after the power failed. */
void cut_power(void);

#endif
