/*
 * target.c: the project: can it be had, by both addresses, and are there
 * tables of our names already.  Nothing is created.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/clock.h"
#include "base/mem.h"
#include "mc/client.h"
#include "mc/session.h"
#include "mc/table.h"
#include "pxcheck/check.h"
#include "row/dest.h"
#include "row/target.h"

enum {
	SKEW_MAX = 60, /* seconds */
	PATIENCE = 1   /* second: this is a question, not the work */
};

/* A refusal for the hour that is wrong here? */
static bool
is_clock(const struct mc_client *c)
{
	return strstr(c->why, "TimeTooSkewed") != NULL ||
	       strstr(c->why, "RequestExpired") != NULL ||
	       strstr(c->why, "ODPS-0410031") != NULL;
}

static void
check_clock(struct check *k, const struct mc_call *call)
{
	int64_t now = clock_now() / CLOCK_SECOND;
	int64_t there = (int64_t)curl_getdate(call->date, NULL);
	long long off = (long long)(there - now);

	if (there == -1) {
		report_pass(k->r, TARGET_CLOCK, "requests are in time");
		return;
	}
	report_pass(k->r, TARGET_CLOCK, "less than %d s apart", SKEW_MAX);
	if (off >= SKEW_MAX || -off >= SKEW_MAX)
		report_warn(k->r, TARGET_CLOCK, "the target is %lld s %s",
		    off < 0 ? -off : off, off < 0 ? "behind" : "ahead");
}

static bool
check_project(struct check *k, struct mc_client *c)
{
	struct mc_call call;
	bool ok;

	mc_call_init(&call, "GET", MC_NO_SCHEMA);
	buf_printf(&call.path, "/projects/%s", c->project);
	if ((ok = mc_do(c, &call) == 0)) {
		report_pass(k->r, TARGET_CONNECT, "project '%s'", c->project);
		check_clock(k, &call);
	} else {
		if (is_clock(c))
			report_fail(k->r, TARGET_CLOCK, "%s", c->why);
		report_fail(k->r, TARGET_CONNECT, "%s", c->why);
		k->r->code = c->code;
	}
	mc_call_release(&call);
	return ok;
}

/* The address of the tunnel is asked for with the name of the quota. */
static void
check_quota(struct check *k, struct mc_client *c)
{
	struct mc_call call;

	if (c->quota == NULL) {
		report_pass(k->r, TARGET_QUOTA, "that of the project");
		return;
	}
	mc_tunnel_call(&call, c);
	if (mc_do(c, &call) == 0)
		report_pass(k->r, TARGET_QUOTA, "'%s'", c->quota);
	else
		report_fail(k->r, TARGET_QUOTA, "'%s': %s", c->quota, c->why);
	mc_call_release(&call);
}

/* Ask for a session that nobody made: "not known" is the good answer. */
static void
check_tunnel(struct check *k, struct mc_client *c)
{
	enum mc_state state;

	if (mc_session_status(c, "pxcheck", "", "0", &state, NULL) == -1 &&
	    (c->code == EX_TEMPFAIL || c->code == EX_NOPERM ||
		c->code == EX_PROTOCOL)) {
		report_fail(k->r, TARGET_TUNNEL, "%s", c->why);
		if (c->code != EX_PROTOCOL)
			k->r->code = c->code;
		return;
	}
	report_pass(k->r, TARGET_TUNNEL, "%s answers",
	    c->tunnel != NULL ? c->tunnel : "the tunnel");
}

/* --- tables of the same name --------------------------------------------- */

static void
check_table(struct check *k, struct mc_client *c, const struct row_dest *d)
{
	if (mc_table_check(c, d) == 0) {
		if (!k->begun)
			report_warn(k->r, TARGET_TABLES,
			    "'%s' is there already, with the same columns",
			    d->table);
	} else if (strcmp(c->word, "NoSuchTable") == 0 ||
		   strcmp(c->word, "NoSuchObject") == 0) {
		if (!k->schema)
			report_fail(k->r, TARGET_TABLES,
			    "'%s' is not there, and job.phases has no schema",
			    d->table);
	} else {
		report_fail(k->r, TARGET_TABLES, "%s", c->why);
	}
}

/* from: the definition of t, or the one that its tables were made for. */
static void
check_both(struct check *k, struct mc_client *c, struct row_table *t,
    const struct row_table *from)
{
	enum type_act act[ROW_COLUMNS_MAX];
	const struct shape *shape = shapes_of(&k->shapes, t->db, t->name);
	struct row_dest log = { .role = ROW_LOG }, base;

	dest_columns(shape, t, from, &log, act);
	log.table = dest_name(shape, t, ROW_LOG);
	base = log;
	base.role = ROW_BASE;
	base.table = dest_name(shape, t, ROW_BASE);
	base.column += names_front(shape);
	base.ncolumns = (uint16_t)(log.ncolumns - names_front(shape));
	base.nparts = 0;
	/* its key is NOT NULL there */
	for (unsigned i = 0; k->upsert && i < base.ncolumns; i++)
		base.column[i].nullable = false;
	check_table(k, c, &base);
	if (!k->upsert)
		check_table(k, c, &log);
}

static void
check_same_names(struct check *k, struct mc_client *c)
{
	struct target made = { 0 };
	const struct row_table *from;
	struct row_table *t;
	char *path = xasprintf("%s/schema/target.rec", k->state);
	int fd = k->begun ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd != -1) { /* there is none before the phase schema */
		free(target_read(&made, fd, path));
		close(fd);
	}
	free(path);
	report_pass(k->r, TARGET_TABLES, "%s",
	    k->begun ? "made by this job" : "no name is taken");
	for (size_t i = 0; i < k->tables.n; i++) {
		t = k->tables.table[i].def;
		from = target_find(&made, t->db, t->name);
		check_both(k, c, t, from != NULL ? from : t);
		if (c->code == EX_TEMPFAIL)
			break;
	}
	target_release(&made);
}

void
check_target(struct check *k)
{
	struct mc_client *c;
	char *why;
	int code;

	if ((c = mc_client_new(k->conf, &why, &code)) == NULL) {
		report_fail(k->r, TARGET_CONNECT, "%s", why);
		free(why);
		return;
	}
	c->retry_connect = c->retry_other = PATIENCE;
	if (check_project(k, c)) {
		check_quota(k, c);
		check_tunnel(k, c);
		if (k->known)
			check_same_names(k, c);
	}
	mc_client_free(c);
}
