/*
 * check.c: the checks of a job file that need nothing but the file and this
 * machine.  That each value fits its key was checked by conf_load; here are
 * the values that have a grammar of their own, and the files they name.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf_keys.h"
#include "base/mem.h"
#include "row/objects.h"

#include "pxcheck/check.h"

/* Words of a list are separated by blanks or commas. */
static const char *
next_word(const char *s, size_t *n)
{
	s += strspn(s, ", \t");
	*n = strcspn(s, ", \t");
	return *n == 0 ? NULL : s;
}

/*
 * Each word of key must be one of words, each behind the one before it;
 * whole: and none between them left out.
 */
static char *
in_order(const struct conf *c, const char *key, const char *const *words,
    size_t nwords, bool whole)
{
	const char *s = conf_text(c, key);
	size_t n, at = 0, i, count = 0;

	while ((s = next_word(s, &n)) != NULL) {
		for (i = at; i < nwords; i++)
			if (strlen(words[i]) == n && !memcmp(words[i], s, n))
				break;
		if (i == nwords || (whole && i != at))
			return xasprintf("%s: '%.*s' is unknown, or in the "
					 "wrong place",
			    key, (int)n, s);
		at = i + 1;
		count++;
		s += n;
	}
	return count > 0 ? NULL : xasprintf("%s: empty", key);
}

static char *
check_phases(const struct conf *c)
{
	static const char *const phases[] = { "schema", "full", "incr" };

	return in_order(c, "job.phases", phases, 3, false);
}

static char *
check_partition(const struct conf *c)
{
	static const char *const levels[] = { "year", "month", "day", "hour",
		"minute" };
	size_t n;
	const char *s = next_word(conf_text(c, "shape.partition"), &n);

	if (s != NULL && n == 4 && memcmp(s, "none", 4) == 0)
		return next_word(s + 4, &n) == NULL
			   ? NULL
			   : xasprintf("shape.partition: 'none' and more");
	return in_order(c, "shape.partition", levels, 5, true);
}

static char *
check_file(const struct conf *c, const struct conf_key *k)
{
	const char *path = conf_text(c, k->name);
	struct stat st;
	char *why = NULL, byte;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) == -1)
		return xasprintf(
		    "%s: cannot open '%s': %s", k->name, path, strerror(errno));
	if (fstat(fd, &st) == -1 || pread(fd, &byte, 1, 0) == -1)
		why = xasprintf(
		    "%s: cannot read '%s': %s", k->name, path, strerror(errno));
	else if (S_ISREG(st.st_mode) && st.st_size == 0)
		why = xasprintf("%s: '%s' is empty", k->name, path);
	else if (k->secret && (st.st_mode & 077) != 0)
		why = xasprintf(
		    "%s: '%s' can be read by others, chmod 600", k->name, path);
	close(fd);
	return why;
}

/* Every file that is named, but for those that a program makes. */
static char *
check_files(const struct conf *c)
{
	const struct conf_key *k;
	char *why;
	size_t i;

	for (i = 0; i < conf_nkeys; i++) {
		k = &conf_keys[i];
		if (k->kind != CONF_FILE || !conf_is_set(c, k->name) ||
		    strcmp(k->name, "job.state") == 0 ||
		    strcmp(k->name, "source.socket") == 0)
			continue;
		if ((why = check_file(c, k)) != NULL)
			return why;
	}
	return NULL;
}

static char *
check_objects(const struct conf *c)
{
	struct objects *o = objects_new();
	char *why = NULL;

	if (objects_add_conf(o, c) == -1)
		why = xstrdup(objects_why(o));
	objects_free(o);
	return why;
}

static char *
check_endpoints(const struct conf *c)
{
	static const char *const keys[] = { "target.endpoint",
		"target.tunnel_endpoint" };
	const char *url;
	size_t i;

	for (i = 0; i < 2; i++) {
		if ((url = conf_text(c, keys[i])) == NULL)
			continue;
		if (strncmp(url, "http://", 7) != 0 &&
		    strncmp(url, "https://", 8) != 0)
			return xasprintf("%s: '%s' begins neither with "
					 "http:// nor with https://",
			    keys[i], url);
	}
	return NULL;
}

const struct check checks[] = {
	{ "phases", check_phases },
	{ "files", check_files },
	{ "objects", check_objects },
	{ "partition", check_partition },
	{ "endpoints", check_endpoints },
};

const size_t nchecks = sizeof(checks) / sizeof(checks[0]);
