/*
 * machine.c: the state directory on this machine.  It need not be there yet:
 * then the nearest folder above it counts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "pxcheck/check.h"

enum {
	MIB = 1 << 20,
	DISK_FAIL = 64,  /* MiB */
	DISK_WARN = 1024 /* open batches and transactions spill there */
};

/* The nearest folder of path that exists; yours. */
static char *
existing(const char *path)
{
	char *at = xstrdup(path), *slash;

	while (access(at, F_OK) == -1 && errno == ENOENT) {
		slash = strrchr(at, '/');
		if (slash == NULL || slash == at) {
			free(at);
			return xstrdup(slash == NULL ? "." : "/");
		}
		*slash = '\0';
	}
	return at;
}

/* Were our tables made?  pxsync notes what is done. */
static bool
has_begun(const char *state)
{
	char *path = xasprintf("%s/status", state);
	struct buf text = { 0 };
	const char *at;
	bool begun = false;

	if (io_slurp(path, MIB, &text) == 0) {
		at = strstr(buf_str(&text), "schema=done");
		begun =
		    at != NULL && (at == (char *)text.data || at[-1] == '\n');
	}
	buf_release(&text);
	free(path);
	return begun;
}

static void
check_disk(struct check *k, const char *at)
{
	unsigned long long mib;
	struct statvfs fs;

	if (statvfs(at, &fs) == -1) {
		report_fail(k->r, STATE_DISK, "'%s': %s", at, strerror(errno));
		return;
	}
	mib = (unsigned long long)fs.f_bavail * fs.f_frsize / MIB;
	report_pass(k->r, STATE_DISK, "%llu MiB free", mib);
	if (mib < DISK_FAIL)
		report_fail(k->r, STATE_DISK, "%llu MiB free at '%s'", mib, at);
	else if (mib < DISK_WARN)
		report_warn(k->r, STATE_DISK, "%llu MiB free at '%s'", mib, at);
}

void
check_state(struct check *k)
{
	struct stat st;
	char *at;

	if (k->state == NULL) {
		report_skip(k->r, STATE_WRITE, "job.state is not set");
		report_skip(k->r, STATE_DISK, "job.state is not set");
		return;
	}
	k->begun = has_begun(k->state);
	at = existing(k->state);
	report_pass(k->r, STATE_WRITE, "%s", k->state);
	if (stat(at, &st) == -1)
		report_fail(k->r, STATE_WRITE, "'%s': %s", at, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		report_fail(k->r, STATE_WRITE, "'%s' is no directory", at);
	else if (access(at, W_OK | X_OK) == -1)
		report_fail(k->r, STATE_WRITE, "'%s': %s", at, strerror(errno));
	check_disk(k, at);
	free(at);
}
