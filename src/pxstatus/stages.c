/*
 * stages.c: the stages of the pipeline that runs, or ran last: run/PROG.pid,
 * .rc, and .stat, which the stage itself leaves (rec/stat.h); children of a
 * stage have files of their own, PROG-PID.stat.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/num.h"

#include "pxstatus/status.h"

enum {
	TEXT = 4096
};

static const char *const pipelines[][STATUS_STAGES] = {
	{ "check", "pxcheck" },
	{ "schema", "pxsnapshot", "rowfilter", "mcpartition", "mcsql" },
	{ "full", "pxsnapshot", "rowfilter", "mcpartition", "mcupload" },
	{ "incr", "pxbinlog", "rowdecode", "rowfilter", "mcpartition",
	    "mcupload" },
	{ "once", "pxbinlog", "rowdecode", "rowfilter", "mcpartition",
	    "mcupload" },
};

/* The text of run/NAME, "" when it is not there; yours. */
static char *
slurp(const char *dir, const char *name)
{
	char *path = xasprintf("%s/run/%s", dir, name), *text;
	struct buf b = { 0 };

	if (io_slurp(path, TEXT, &b) == -1)
		buf_clear(&b);
	text = xstrdup(buf_str(&b));
	buf_release(&b);
	free(path);
	return text;
}

/* A number in run/PROG.SUFFIX; -1. */
static int64_t
number(const char *dir, const char *prog, const char *suffix)
{
	char *name = xasprintf("%s.%s", prog, suffix);
	char *text = slurp(dir, name);
	uint64_t v;
	int64_t n;

	text[strcspn(text, "\n")] = '\0';
	n = num_u64(text, 0, INT32_MAX, &v) ? (int64_t)v : -1;

	free(text);
	free(name);
	return n;
}

/* --- counts ------------------------------------------------------------- */

struct counts {
	int64_t since, at, before;
	struct flow in, out, before_in, before_out;
};

static bool
get_time(const char *text, const char *key, int64_t *us)
{
	const char *p = strstr(text, key);
	char value[32] = "";

	if (p == NULL)
		return false;
	p += strlen(key);
	if (strcspn(p, "\n") >= sizeof(value))
		return false;
	memcpy(value, p, strcspn(p, "\n"));
	return clock_parse_rfc3339(value, us);
}

static bool
get_flow(const char *text, const char *key, struct flow *f)
{
	uint64_t *v[] = { &f->records, &f->rows, &f->bytes };
	const char *p = strstr(text, key);
	char *end;
	size_t i;

	memset(f, 0, sizeof(*f));
	if (p == NULL)
		return false;
	p += strlen(key);
	for (i = 0; i < 3; i++, p = end) {
		*v[i] = strtoull(p, &end, 10);
		if (end == p)
			return false;
	}
	return true;
}

static bool
parse(struct counts *c, const char *text)
{
	return get_time(text, "since=", &c->since) &&
	       get_time(text, "\nat=", &c->at) &&
	       get_time(text, "\nbefore=", &c->before) &&
	       get_flow(text, "\nin=", &c->in) &&
	       get_flow(text, "\nout=", &c->out) &&
	       get_flow(text, "\nbefore_in=", &c->before_in) &&
	       get_flow(text, "\nbefore_out=", &c->before_out);
}

/* A file that was written anew has smaller counts. */
static double
rate(uint64_t now, uint64_t before, double seconds)
{
	return now > before ? (double)(now - before) / seconds : 0;
}

static void
add(struct flow *sum, const struct flow *now, const struct flow *before,
    double seconds)
{
	sum->records += now->records;
	sum->rows += now->rows;
	sum->bytes += now->bytes;
	if (seconds <= 0)
		return;
	sum->records_s += rate(now->records, before->records, seconds);
	sum->rows_s += rate(now->rows, before->rows, seconds);
	sum->bytes_s += rate(now->bytes, before->bytes, seconds);
}

/*
 * The counts of one file.  A stage that flows writes each second; when it has
 * not for longer, nothing flowed, and the rate falls.  A child that has ended
 * has no rate, a stage that has ended its mean.
 */
static void
take_file(struct stage *g, const char *dir, const char *name, int64_t now)
{
	static const struct flow none;
	char *text = slurp(dir, name);
	struct counts c;
	double seconds;

	if (parse(&c, text)) {
		if (now - c.at > 2 * CLOCK_SECOND)
			c.at = now;
		seconds = (double)(c.at - c.before) / CLOCK_SECOND;
		if (g->code != -1) {
			seconds = (double)(c.at - c.since) / CLOCK_SECOND;
			c.before_in = c.before_out = none;
		}
		add(&g->in, &c.in, &c.before_in, seconds);
		add(&g->out, &c.out, &c.before_out, seconds);
		g->counts = true;
	}
	free(text);
}

/* PROG.stat and PROG-PID.stat? */
static bool
is_of(const char *name, const char *prog)
{
	size_t n = strlen(prog);

	if (strncmp(name, prog, n) != 0)
		return false;
	name += n;
	if (*name == '-')
		name += 1 + strspn(name + 1, "0123456789");
	return strcmp(name, ".stat") == 0;
}

static void
take_counts(struct stage *g, const char *dir, int64_t now)
{
	char *path = xasprintf("%s/run", dir);
	struct dirent *e;
	DIR *d = opendir(path);

	free(path);
	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL)
		if (is_of(e->d_name, g->name))
			take_file(g, dir, e->d_name, now);
	closedir(d);
}

static void
take_stage(struct status *s, const char *prog)
{
	struct stage *g = &s->stage[s->nstages];
	int64_t pid = number(s->dir, prog, "pid");

	memset(g, 0, sizeof(*g));
	if (pid == -1)
		return;
	snprintf(g->name, sizeof(g->name), "%s", prog);
	g->pid = (pid_t)pid;
	g->code = (int)number(s->dir, prog, "rc");
	take_counts(g, s->dir, s->now);
	s->nstages++;
}

void
stages_read(struct status *s)
{
	const size_t n = sizeof(pipelines) / sizeof(pipelines[0]);
	size_t i, k;

	s->nstages = 0;
	for (i = 0; i < n; i++)
		if (strcmp(pipelines[i][0], s->driver.phase) == 0)
			break;
	for (k = 1; i < n && k < STATUS_STAGES && pipelines[i][k] != NULL; k++)
		take_stage(s, pipelines[i][k]);
}
