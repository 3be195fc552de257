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

/* Are the tables there ours?  pxsync notes what is done; who pastes its plan
 * leaves the files of the stages. */
static bool
has_begun(const char *state)
{
	static const char *const files[] = { "position", "copy",
		"schema/source.rec" };
	struct buf text = { 0 };
	bool begun = false;
	char *path;

	for (size_t i = 0; i < 3 && !begun; i++) {
		path = xasprintf("%s/%s", state, files[i]);
		begun = access(path, F_OK) == 0;
		free(path);
	}
	path = xasprintf("%s/status/driver", state);
	if (!begun && io_slurp(path, MIB, &text) == 0)
		begun = strstr(buf_str(&text), "\nschema=done\n") != NULL;
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
