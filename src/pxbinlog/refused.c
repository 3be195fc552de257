/*
 * refused.c: see refused.h.  A position is never changed to one behind which
 * events would be missing.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "mysql/logs.h"
#include "pxbinlog/refused.h"

__attribute__((format(printf, 2, 3))) static enum refusal
for_good(struct conn *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->whybuf, sizeof(c->whybuf), fmt, ap);
	va_end(ap);
	c->why = c->whybuf;
	c->code = EX_UNAVAILABLE;
	return REFUSED_FOR_GOOD;
}

/* The file is not among those the server has. */
static enum refusal
missing(struct conn *c, const struct logs *l, const struct pos *at)
{
	const char *first = l->file[0].name, *last = l->file[l->n - 1].name;
	struct pos one = { .offset = 4 }, other = { .offset = 4 };

	snprintf(one.file, sizeof(one.file), "%s", at->file);
	snprintf(other.file, sizeof(other.file), "%s", first);
	if (pos_cmp(&one, &other) < 0)
		return for_good(c,
		    "the log was purged: '%s' is needed, the oldest there is "
		    "'%s'\nchanges are lost: the job needs a new copy "
		    "(pxsync reset)",
		    at->file, first);
	return for_good(c,
	    "'%s' is not among the logs of the server, '%s' to '%s': it is "
	    "another server, or its logs were reset",
	    at->file, first, last);
}

static enum refusal
look(struct conn *c, const struct logs *l, const char *text, struct pos *at)
{
	bool polardbx = c->product == CONN_POLARDBX;
	long i = logs_find(l, at->file);
	unsigned long long offset = at->offset;
	bool last;

	if (l->n == 0)
		return REFUSED_RETRY;
	if (i == -1)
		return missing(c, l, at);
	last = (size_t)i == l->n - 1;
	if (!last && strcmp(l->file[i + 1].name, at->file) == 0)
		return for_good(c,
		    "the server's list of logs makes no sense: '%s' is in it "
		    "twice",
		    at->file);
	if (!last && at->offset == l->file[i].size) {
		snprintf(at->file, sizeof(at->file), "%s", l->file[i + 1].name);
		at->offset = 4;
		return REFUSED_MOVED;
	}
	if (at->offset > l->file[i].size) {
		/* PolarDB-X may be writing the end of its log anew. */
		if (last && polardbx)
			return REFUSED_BEHIND;
		return for_good(c,
		    "'%s' ends at %llu, before %llu: its end was lost, or it "
		    "is another server's",
		    at->file, (unsigned long long)l->file[i].size, offset);
	}
	/* PolarDB-X says 1236 whatever it is. */
	if (polardbx)
		return REFUSED_RETRY;
	return for_good(c, "the server refuses '%s:%llu': %s%s", at->file,
	    offset, text,
	    strstr(text, "server_id") != NULL
		? "\nset source.server_id in the job file"
		: "");
}

enum refusal
refused_why(
    struct conn *c, const struct conf *conf, const char *text, struct pos *at)
{
	struct logs l;
	enum refusal r;

	if (logs_read(&l, c, conf) == -1)
		r = c->code == EX_TEMPFAIL || c->product == CONN_POLARDBX
			? REFUSED_RETRY
			: REFUSED_FOR_GOOD;
	else
		r = look(c, &l, text, at);
	logs_release(&l);
	return r;
}
