/*
 * inject.c: a library for LD_PRELOAD that ends or disturbs one program at its
 * Nth call of one kind.  For the tests in tests/crash alone.
 *
 * PX_CRASH is a folder.  Of its files 1, 2, ... 9 the first one that is there
 * is armed: "PROGRAM CALL N HOW", for processes of that name that start then.
 * When it strikes, the file is removed, so that the next one is armed for
 * those that start later, and a line goes to the file fired.
 *
 *   CALL  write pwrite fsync rename ftruncate unlink close send recv read
 *   HOW   before, after  KILL, before or after the call
 *         torn           half of what was to be written, then KILL
 *         fail           the call fails: no room, no disk, no connection
 *         hangup         the connection is shut down under it
 *         driver, stop   KILL or TERM for the process in the file driver
 *         cut            KILL, and what was not synced is lost
 *         all            KILL, for the driver as well
 *         full           from here on some writes to files find no room
 *         readonly       from here on nothing can be changed on disk
 *
 * The file clock has seconds that are added to the time of day.  If there is a
 * file count, a process adds its calls to it at its end.  Nothing is ever
 * really synced: KILL does not need it, and it takes long.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "inject.h"

extern char *program_invocation_short_name;

static const char *const calls[] = { "write", "pwrite", "fsync", "rename",
	"ftruncate", "unlink", "close", "send", "recv", "read" };

static const char *const hows[] = { "before", "after", "torn", "fail", "hangup",
	"driver", "stop", "cut", "all", "full", "readonly" };

_Static_assert(sizeof(calls) / sizeof(calls[0]) == CALLS, "calls");
_Static_assert(sizeof(hows) / sizeof(hows[0]) == NONE, "hows");

static char dir[200], fuse[240];
static enum call armed = CALLS;
static enum how way = NONE;
static unsigned long nth, seen[CALLS];
static unsigned fail_next;
static bool readonly;
static long ahead;

/* Without the functions below, which count. */
static long
slurp(const char *path, char *to, size_t size)
{
	long n = -1;
	int fd;

	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
	if (fd != -1) {
		n = syscall(SYS_read, fd, to, size - 1);
		syscall(SYS_close, fd);
	}
	to[n > 0 ? n : 0] = '\0';
	return n;
}

static void
append(const char *name, const char *line)
{
	char path[240];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND);
	if (fd == -1)
		return;
	syscall(SYS_write, fd, line, strlen(line));
	syscall(SYS_close, fd);
}

static int
word_of(const char *word, const char *const *words, int n)
{
	int i;

	for (i = 0; i < n && strcmp(word, words[i]) != 0; i++)
		;
	return i;
}

static void
arm(void)
{
	char text[100], *prog, *call, *n, *how, *rest;
	int i;

	for (i = 1; i <= 9; i++) {
		snprintf(fuse, sizeof(fuse), "%s/%d", dir, i);
		if (slurp(fuse, text, sizeof(text)) > 0)
			break;
	}
	if (i > 9)
		return;
	prog = strtok_r(text, " \n", &rest);
	call = strtok_r(NULL, " \n", &rest);
	n = strtok_r(NULL, " \n", &rest);
	how = strtok_r(NULL, " \n", &rest);
	if (how == NULL || strcmp(prog, program_invocation_short_name) != 0)
		return;
	armed = (enum call)word_of(call, calls, CALLS);
	way = (enum how)word_of(how, hows, NONE);
	nth = strtoul(n, NULL, 10);
	if (way == CUT)
		cut_begin();
}

__attribute__((constructor)) static void
begin(void)
{
	char path[240], text[32];
	const char *s = getenv("PX_CRASH");

	if (s == NULL || strlen(s) >= sizeof(dir))
		return;
	snprintf(dir, sizeof(dir), "%s", s);
	snprintf(path, sizeof(path), "%s/clock", dir);
	if (slurp(path, text, sizeof(text)) > 0)
		ahead = strtol(text, NULL, 10);
	arm();
}

__attribute__((destructor)) static void
end(void)
{
	char line[100];
	int i;

	for (i = 0; dir[0] != '\0' && i < CALLS; i++)
		if (seen[i] > 0) {
			snprintf(line, sizeof(line), "%s %s %lu\n",
			    program_invocation_short_name, calls[i], seen[i]);
			append("count", line);
		}
}

void
inject_die(void)
{
	if (way == CUT)
		cut_power();
	syscall(SYS_kill, getpid(), SIGKILL);
}

static void
tell_driver(int sig)
{
	char path[240], text[32];
	long pid;

	snprintf(path, sizeof(path), "%s/driver", dir);
	if (slurp(path, text, sizeof(text)) > 0 &&
	    (pid = strtol(text, NULL, 10)) > 1)
		syscall(SYS_kill, pid, sig);
}

bool
inject_readonly(void)
{
	return readonly;
}

static bool
no_room(enum call call, int fd)
{
	struct stat st;

	if (readonly && (call == RENAME || call == UNLINK))
		return true;
	if (readonly && call != CLOSE && call != READ && call != RECV &&
	    call != SEND)
		return fstat(fd, &st) == -1 || S_ISREG(st.st_mode);
	if (fail_next == 0 || (call != WRITE && call != PWRITE) ||
	    fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return false;
	fail_next--;
	return true;
}

enum how
inject_strike(enum call call, int fd)
{
	char line[128];

	if (no_room(call, fd))
		return FAIL;
	if (dir[0] == '\0' || ++seen[call] != nth || call != armed)
		return NONE;
	if (syscall(SYS_unlinkat, AT_FDCWD, fuse, 0) == -1)
		return NONE; /* another process of this name was first */
	snprintf(line, sizeof(line), "%s %s %lu %s\n",
	    program_invocation_short_name, calls[call], nth, hows[way]);
	append("fired", line);
	switch (way) {
	case ALL:
		tell_driver(SIGKILL);
		inject_die();
		break;
	case BEFORE:
	case CUT:
		inject_die();
		break;
	case FULL:
		fail_next = 4;
		return no_room(call, fd) ? FAIL : NONE;
	case READONLY:
		readonly = true;
		return no_room(call, fd) ? FAIL : NONE;
	case HANGUP:
		syscall(SYS_shutdown, fd, SHUT_RDWR);
		break;
	case DRIVER:
		tell_driver(SIGKILL);
		break;
	case STOP:
		tell_driver(SIGTERM);
		break;
	default:
		break;
	}
	return way;
}

/* --- the time of day ------------------------------------------------------ */

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, clock, t);

	if (rc == 0 && clock == CLOCK_REALTIME)
		t->tv_sec += ahead;
	return rc;
}

int
gettimeofday(struct timeval *restrict t, void *restrict zone)
{
	struct timespec now;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &now);
	t->tv_sec = now.tv_sec;
	t->tv_usec = now.tv_nsec / 1000;
	return 0;
}

time_t
time(time_t *to)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (to != NULL)
		*to = now.tv_sec;
	return now.tv_sec;
}
