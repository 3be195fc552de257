/*
 * bases.c: lines "KIND NAME at=FILE:OFFSET time=TIME"; see bases.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "mcpartition/bases.h"

enum {
	FILE_BYTES = 64 * 1024 * 1024,
	WORDS = 4
};

static const char magic[] = "pxcompact 1";

static int
fail(struct bases *b, int code, const char *path, unsigned line,
    const char *what)
{
	b->code = code;
	if (line > 0)
		snprintf(b->why, sizeof(b->why), "%s:%u: %s", path, line, what);
	else
		snprintf(b->why, sizeof(b->why), "%s: %s", path, what);
	return -1;
}

static bool
parse(struct bases_line *l, char *text)
{
	static const char *const kind[] = { "copy", "base", "work" };
	char *word[WORDS];
	unsigned n = 0;

	while (text != NULL && n < WORDS) {
		word[n++] = text;
		if ((text = strchr(text, ' ')) != NULL)
			*text++ = '\0';
	}
	if (n != WORDS || text != NULL || strlen(word[1]) >= sizeof(l->name) ||
	    strncmp(word[2], "at=", 3) != 0 ||
	    strncmp(word[3], "time=", 5) != 0 ||
	    !pos_parse(word[2] + 3, &l->at) ||
	    !clock_parse_rfc3339(word[3] + 5, &l->time))
		return false;
	for (unsigned i = 0; i < 3; i++)
		if (strcmp(word[0], kind[i]) == 0) {
			l->kind = (enum bases_kind)i;
			snprintf(l->name, sizeof(l->name), "%s", word[1]);
			return true;
		}
	return false;
}

int
bases_read(struct bases *b, const char *path)
{
	struct buf text = { 0 };
	unsigned number = 0;
	char *s, *end;
	int rc = -1;

	memset(b, 0, sizeof(*b));
	if (io_slurp(path, FILE_BYTES, &text) == -1) {
		fail(b, EX_NOINPUT, path, 0, strerror(errno));
		goto out;
	}
	for (s = buf_str(&text); (end = strchr(s, '\n')) != NULL; s = end + 1) {
		*end = '\0';
		if (++number == 1) {
			if (strcmp(s, magic) == 0)
				continue;
			number = 0;
			break;
		}
		if (strncmp(s, "cksum ", 6) == 0)
			continue; /* whoever keeps the file looks at it */
		if ((b->n & (b->n - 1)) == 0)
			b->line = xreallocarray(b->line,
			    b->n == 0 ? 1 : 2 * b->n, sizeof(*b->line));
		if (!parse(&b->line[b->n], s)) {
			fail(b, EX_DATAERR, path, number,
			    "this is no line of a base");
			goto out;
		}
		b->n++;
	}
	if (number == 0 || *s != '\0')
		fail(b, EX_DATAERR, path, 0, "this is no list of bases");
	else
		rc = 0;
out:
	buf_release(&text);
	return rc;
}

void
bases_release(struct bases *b)
{
	free(b->line);
	b->line = NULL;
	b->n = 0;
}

static bool
concerns(const struct bases_line *l, const char *name)
{
	return l->kind == BASES_COPY
		   ? strcmp(l->name, "*") == 0 || strcasecmp(l->name, name) == 0
		   : strcasecmp(l->name, name) == 0;
}

const struct bases_line *
bases_exact(const struct bases *b, const char *name)
{
	const struct bases_line *found = NULL;

	for (size_t i = 0; i < b->n; i++)
		if (concerns(&b->line[i], name) &&
		    (found == NULL || pos_cmp(&b->line[i].at, &found->at) > 0))
			found = &b->line[i];
	return found;
}

const struct bases_line *
bases_from(const struct bases *b, const char *name)
{
	const struct bases_line *found = NULL;

	for (size_t i = 0; i < b->n; i++)
		if (b->line[i].kind == BASES_BASE &&
		    concerns(&b->line[i], name))
			found = &b->line[i];
	return found;
}
