/*
 * route_ddl.c: changes of definitions.  One that changes the rows of a table
 * of ours stops the stream, unless the job says otherwise: everything before
 * it is delivered, nothing behind it is guessed.
 */
#include <sysexits.h>

#include "mcpartition/route.h"

enum {
	SQL_SHOWN = 200 /* bytes of a statement in a message */
};

/* A statement on one line, cut to what a message can bear. */
static void
show(struct buf *b, const struct rec_ddl *d)
{
	size_t n = d->sql_len < SQL_SHOWN ? d->sql_len : SQL_SHOWN;

	for (size_t i = 0; i < n; i++)
		buf_putc(b, d->sql[i] == '\n' ? ' ' : d->sql[i]);
	if (n < d->sql_len)
		buf_puts(b, "...");
}

/* Why the statement ends the stream. */
static void
explain(struct route *t, const struct rec_ddl *d, struct buf *hit)
{
	unsigned long long offset = d->at.offset;
	struct buf sql = { 0 };

	show(&sql, d);
	if (hit->len == 0)
		route_bad(t, EX_CONFIG,
		    "statement not understood at %s:%llu: %s\nall before it "
		    "is delivered; see whether it changes a table of the job, "
		    "and what the target needs, then: pxsync resume --ddl",
		    d->at.file, offset, buf_str(&sql));
	else
		route_bad(t, EX_CONFIG,
		    "definition of '%s' changes at %s:%llu: %s\nall before "
		    "it is delivered; change the target's tables likewise, "
		    "then: pxsync resume --ddl",
		    buf_str(hit), d->at.file, offset, buf_str(&sql));
	buf_release(&sql);
}

/* Pass it on, with what was done about it. */
static enum route_result
pass_as(struct route *t, struct rec_ddl *d, enum rec_ddl_act act)
{
	enum route_result rc;
	uint32_t ref;

	if (t->out == NULL)
		return ROUTE_OK;
	d->act = (uint8_t)act;
	rc = route_wrote(t, rec_put_ddl(t->out, d));
	/* Even if no row comes: the next run must know what holds behind. */
	for (size_t i = 0; i < t->n && rc == ROUTE_OK; i++)
		if (t->plan[i] != NULL && t->plan[i]->made != NULL &&
		    change_told(t->plan[i], d))
			rc = route_need(t, t->plan[i], ROW_LOG, &ref);
	return rc;
}

/* Is it behind what somebody has seen to? */
static bool
seen_to(const struct route *t, const struct rec_ddl *d)
{
	return t->past.file[0] != '\0' && pos_cmp(&d->at, &t->past) <= 0;
}

static enum route_result
decide(struct route *t, struct rec_ddl *d, struct buf *hit)
{
	enum change c = CHANGE_STOP;

	/* Of what was not understood the tables may not be all known. */
	if (d->kind != REC_DDL_UNKNOWN)
		c = d->kind == REC_DDL_OTHER ? CHANGE_NONE
					     : change_of(t, d, hit);
	else if (t->shapes->all.on_ddl == SHAPE_DDL_SKIP)
		c = CHANGE_SKIP;
	if (c == CHANGE_NONE)
		return pass_as(t, d, REC_DDL_PASSED);
	if (seen_to(t, d))
		return pass_as(t, d, REC_DDL_FOLLOWED);
	switch (c) {
	case CHANGE_SAME:
		return pass_as(t, d, REC_DDL_SAME);
	case CHANGE_SKIP:
		return pass_as(t, d, REC_DDL_SKIPPED);
	case CHANGE_ADD:
		if (t->altering)
			return ROUTE_OK;
		break;
	default:
		break;
	}
	explain(t, d, hit);
	return ROUTE_STOP;
}

enum route_result
route_ddl(struct route *t, const struct rec *r)
{
	struct buf hit = { 0 };
	enum route_result rc;
	struct rec_ddl d;

	if (rec_get_ddl(r, &d) == -1)
		return route_bad(t, EX_DATAERR,
		    "record %llu: ddl makes no sense",
		    (unsigned long long)r->seq);
	rc = decide(t, &d, &hit);
	if (t->out == NULL && rc == ROUTE_STOP) {
		buf_put(&t->statement, d.sql, d.sql_len);
		buf_put(&t->changed, hit.data, hit.len);
	}
	buf_release(&hit);
	return rc;
}
