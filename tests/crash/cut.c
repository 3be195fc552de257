/*
 * cut.c: the power fails.  Of every regular file that this process writes it
 * is known how much was synced, of every rename and every new file whether
 * the folder was synced behind it; what was not is taken back.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inject.h"

enum {
	FILES = 64,
	PATH = 300
};

/* Written, not synced. */
static struct dirty {
	char path[PATH];
	off_t size; /* that is safe */
} dirty[FILES];

/* A name that the folder may not know yet. */
static struct fresh {
	char path[PATH], old[PATH]; /* what was there before, or "" */
} fresh[FILES];

static bool on;

void
cut_begin(void)
{
	on = true;
}

static bool
path_of(int fd, char *path)
{
	char link[40];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, PATH - 1);
	path[n > 0 ? n : 0] = '\0';
	return n > 0;
}

static struct dirty *
find_dirty(const char *path)
{
	int i;

	for (i = 0; i < FILES; i++)
		if (strcmp(dirty[i].path, path) == 0)
			return &dirty[i];
	return NULL;
}

static void
absolute(const char *path, char *to)
{
	char cwd[PATH];

	if (path[0] == '/' || getcwd(cwd, sizeof(cwd)) == NULL)
		snprintf(to, PATH, "%s", path);
	else
		snprintf(to, PATH, "%.140s/%.140s", cwd, path);
}

static void
add_fresh(const char *path, const char *old)
{
	int i;

	for (i = 0; i < FILES && fresh[i].path[0] != '\0'; i++)
		if (strcmp(fresh[i].path, path) == 0)
			return; /* the older one is the one that is safe */
	if (i == FILES)
		return;
	snprintf(fresh[i].path, PATH, "%s", path);
	snprintf(fresh[i].old, PATH, "%s", old);
}

void
cut_opening(const char *path, int flags)
{
	char full[PATH];
	struct stat st;

	if (!on || !(flags & O_CREAT) || stat(path, &st) == 0)
		return;
	absolute(path, full);
	add_fresh(full, "");
}

void
cut_writing(int fd)
{
	char path[PATH];
	struct dirty *d;
	struct stat st;

	if (!on || fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    !path_of(fd, path) || find_dirty(path) != NULL ||
	    (d = find_dirty("")) == NULL)
		return;
	snprintf(d->path, PATH, "%s", path);
	d->size = st.st_size;
}

/* Is path right in folder? */
static bool
lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 && path[n] == '/' &&
	       strchr(path + n + 1, '/') == NULL;
}

void
cut_synced(int fd)
{
	char path[PATH];
	struct dirty *d;
	struct stat st;
	int i;

	if (!on || fstat(fd, &st) == -1 || !path_of(fd, path))
		return;
	if (!S_ISDIR(st.st_mode)) {
		if ((d = find_dirty(path)) != NULL)
			d->path[0] = '\0';
		return;
	}
	for (i = 0; i < FILES; i++)
		if (lies_in(fresh[i].path, path)) {
			if (fresh[i].old[0] != '\0')
				syscall(
				    SYS_unlinkat, AT_FDCWD, fresh[i].old, 0);
			fresh[i].path[0] = '\0';
		}
}

void
cut_renaming(const char *from, const char *to)
{
	char a[PATH], b[PATH], old[PATH];
	struct dirty *d;
	int i;

	if (!on)
		return;
	absolute(from, a);
	absolute(to, b);
	snprintf(old, sizeof(old), "%.280s.before", b);
	if (link(b, old) == -1)
		old[0] = '\0';
	if ((d = find_dirty(b)) != NULL)
		d->path[0] = '\0';
	if ((d = find_dirty(a)) != NULL)
		memcpy(d->path, b, PATH);
	for (i = 0; i < FILES; i++)
		if (strcmp(fresh[i].path, a) == 0)
			fresh[i].path[0] = '\0';
	add_fresh(b, old);
}

void
cut_power(void)
{
	int i;

	for (i = 0; i < FILES; i++)
		if (dirty[i].path[0] != '\0')
			(void)!truncate(dirty[i].path, dirty[i].size);
	for (i = 0; i < FILES; i++) {
		if (fresh[i].path[0] == '\0')
			continue;
		if (fresh[i].old[0] == '\0')
			syscall(SYS_unlinkat, AT_FDCWD, fresh[i].path, 0);
		else
			syscall(SYS_renameat, AT_FDCWD, fresh[i].old, AT_FDCWD,
			    fresh[i].path);
	}
}
