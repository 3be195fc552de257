/*
 * job.c: the checks of a job file that need nothing but the file and this
 * machine.  That each value fits its key was checked by conf_load; here are
 * the values that have a grammar of their own, and the files they name.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf_keys.h"
#include "base/mem.h"
#include "pxcheck/check.h"
#include "row/objects.h"

/* Words of a list are separated by blanks or commas. */
static const char *
next_word(const char *s, size_t *n)
{
	s += strspn(s, ", \t");
	*n = strcspn(s, ", \t");
	return *n == 0 ? NULL : s;
}

/* Each word of key must be one of words, each behind the one before it. */
static char *
in_order(const struct conf *c, const char *key, const char *const *words,
    size_t nwords)
{
	const char *s = conf_text(c, key);
	size_t n, at = 0, i, count = 0;

	while ((s = next_word(s, &n)) != NULL) {
		for (i = at; i < nwords; i++)
			if (strlen(words[i]) == n && !memcmp(words[i], s, n))
				break;
		if (i == nwords)
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

	return in_order(c, "job.phases", phases, 3);
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

/* NULL, or the first key without a value. */
static char *
check_set(const struct conf *c, const char *const *keys, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (conf_text(c, keys[i]) == NULL)
			return xasprintf("%s is not set", keys[i]);
	return NULL;
}

static char *
check_shape(struct check *k)
{
	char *bad = shapes_from_conf(&k->shapes, k->conf);
	const char *why;

	if (bad != NULL)
		return bad;
	why = shapes_check(&k->shapes);
	return why == NULL ? NULL : xasprintf("%s", why);
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

/* Takes why. */
static bool
say(struct report *r, enum item i, char *why, const char *well)
{
	bool ok = why == NULL;

	if (ok)
		report_pass(r, i, "%s", well);
	else
		report_fail(r, i, "%s", why);
	free(why);
	return ok;
}

static bool
has_phase(const struct conf *c, const char *phase)
{
	return strstr(conf_text(c, "job.phases"), phase) != NULL;
}

bool
check_job(struct check *k)
{
	static const char *const source[] = { "source.user" };
	static const char *const target[] = { "target.endpoint",
		"target.project", "target.access_id",
		"target.access_key_file" };
	const struct conf *c = k->conf;
	struct report *r = k->r;
	/* the file of a token may hold the keys as well */
	bool sts = conf_text(c, "target.sts_token_file") != NULL;
	bool ok = true;
	char *why = NULL;

	ok &= say(r, JOB_SOURCE, check_set(c, source, 1), "is set");
	ok &= say(r, JOB_TARGET, check_set(c, target, sts ? 2 : 4), "is set");
	ok &= say(r, JOB_PHASES, check_phases(c), conf_text(c, "job.phases"));
	ok &= say(r, JOB_FILES, check_files(c), "all can be read");
	shape_init(&k->shapes.all);
	ok &=
	    say(r, JOB_SHAPE, check_shape(k), conf_text(c, "shape.partition"));
	ok &= say(r, JOB_ENDPOINTS, check_endpoints(c), "are URLs");
	k->objects = objects_new();
	if (objects_add_conf(k->objects, c) == -1)
		why = xstrdup(objects_why(k->objects));
	ok &= say(r, JOB_OBJECTS, why, "can be understood");
	k->schema = has_phase(c, "schema");
	k->full = has_phase(c, "full");
	k->upsert = strcmp(conf_text(c, "upload.mode"), "upsert") == 0;
	k->incr = has_phase(c, "incr");
	return ok;
}
