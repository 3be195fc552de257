/*
 * route.c: definitions, and which record goes where; see route.h.
 *
 * One source table may have two destinations.  A destination's TABLE record
 * goes out when it is first needed, under a number counted from 1: so the
 * output is a function of the input alone.  At the start of a copy all base
 * tables are needed, also those whose chunks were read by an earlier run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/mem.h"
#include "base/msg.h"
#include "mcpartition/route.h"
#include "rec/body.h"

void
route_init(struct route *t, const struct shapes *s, const struct target *target,
    struct objects *o)
{
	*t = (struct route){ .shapes = s,
		.target = target,
		.objects = o,
		.next_ref = 1,
		.next_part = 1,
		.definitions_only = true };
}

void
route_release(struct route *t)
{
	for (size_t i = 0; i < t->n; i++)
		plan_free(t->plan[i]);
	free(t->plan);
	free(t->why);
	buf_release(&t->metadata);
	buf_release(&t->statement);
	buf_release(&t->changed);
	names_release(&t->tables);
}

enum route_result
route_bad(struct route *t, int code, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	free(t->why);
	t->why = xstrdup(buf_str(&b));
	t->code = code;
	buf_release(&b);
	return ROUTE_BAD;
}

enum route_result
route_wrote(struct route *t, int rc)
{
	if (rc == 0)
		return ROUTE_OK;
	return route_bad(t, EX_IOERR, "%s: %s", t->out->name, strerror(errno));
}

enum route_result
route_pass(struct route *t, const struct rec *r)
{
	return route_wrote(t, rec_pass(t->out, r));
}

/* --- TABLE --------------------------------------------------------------- */

/* Two source tables in one destination would mix their rows. */
static enum route_result
take_names(struct route *t, const struct plan *p)
{
	char *owner = xasprintf("%s.%s", p->source->db, p->source->name);
	enum route_result rc = ROUTE_OK;
	const char *other;

	for (int role = ROW_BASE; role <= ROW_LOG && rc == ROUTE_OK; role++) {
		const char *name = p->dest[role].table->dest->table;

		if ((other = names_take(&t->tables, name, owner)) != NULL)
			rc = route_bad(t, EX_CONFIG,
			    "'%s' and '%s' would both become '%s'\ngive one "
			    "another name with objects.map",
			    other, owner, name);
	}
	free(owner);
	return rc;
}

static void
make_room(struct route *t, uint32_t ref)
{
	size_t n = (size_t)ref + 16;

	if (ref < t->n)
		return;
	t->plan = xreallocarray(t->plan, n, sizeof(t->plan[0]));
	memset(t->plan + t->n, 0, (n - t->n) * sizeof(t->plan[0]));
	t->n = n;
}

static enum route_result
feed_table(struct route *t, const struct rec *r)
{
	struct plan *p, *old;

	free(t->why);
	t->why = NULL;
	p = plan_new(t->shapes, t->target, r, &t->why, &t->code);
	if (p == NULL)
		return ROUTE_BAD;
	make_room(t, p->source->ref);
	old = t->plan[p->source->ref];
	/* The same again, as after a new log file: nothing has changed. */
	if (old != NULL && plan_same(old, p)) {
		plan_free(p);
		return ROUTE_OK;
	}
	if (p->shadow) {
		plan_free(old);
		t->plan[p->source->ref] = p;
		return ROUTE_OK;
	}
	if (old != NULL)
		p->gone_before = old->gap.gone;
	if (old != NULL)
		for (int role = ROW_BASE; role <= ROW_LOG; role++)
			p->dest[role].table->ref = old->dest[role].table->ref;
	plan_free(old);
	t->plan[p->source->ref] = p;
	tellx("'%s.%s' becomes '%s' and '%s'", p->source->db, p->source->name,
	    p->dest[ROW_BASE].table->dest->table,
	    p->dest[ROW_LOG].table->dest->table);
	return take_names(t, p);
}

/* The output's ref of this destination; its TABLE record goes out first. */
enum route_result
route_need(struct route *t, struct plan *p, enum row_role role, uint32_t *ref)
{
	struct plan_dest *d = &p->dest[role];
	enum route_result rc = ROUTE_OK;

	if (d->table->ref == 0)
		d->table->ref = t->next_ref++;
	if (!d->sent)
		rc = route_wrote(t, row_table_put(t->out, d->table));
	d->sent = true;
	*ref = d->table->ref;
	return rc;
}

static enum route_result
need_all(struct route *t, enum row_role role)
{
	enum route_result rc = ROUTE_OK;
	uint32_t ref;

	for (size_t i = 0; i < t->n && rc == ROUTE_OK; i++)
		if (t->plan[i] != NULL && !t->plan[i]->shadow)
			rc = route_need(t, t->plan[i], role, &ref);
	return rc;
}

struct plan *
route_plan(const struct route *t, uint32_t ref)
{
	return ref < t->n ? t->plan[ref] : NULL;
}

/* --- the others ---------------------------------------------------------- */

static enum route_result
feed_chunk(struct route *t, const struct rec *r)
{
	struct rec_chunk c;
	struct plan *p;
	enum route_result rc;

	if (rec_get_chunk(r, &c) == -1 || (p = route_plan(t, c.table)) == NULL)
		return route_bad(t, EX_DATAERR,
		    "record %llu: chunk makes no sense",
		    (unsigned long long)r->seq);
	if ((rc = route_need(t, p, ROW_BASE, &c.table)) != ROUTE_OK)
		return rc;
	return route_wrote(t, rec_put_chunk(t->out, &c));
}

static enum route_result
feed_place(struct route *t, const struct rec *r)
{
	struct rec_mark m;
	enum route_result rc = ROUTE_OK;

	if (r->kind == REC_BEGIN) {
		if (rec_get_begin(r, &t->begin) == -1)
			return route_bad(t, EX_DATAERR,
			    "record %llu: begin makes no sense",
			    (unsigned long long)r->seq);
	} else {
		if (rec_get_mark(r, &m) == -1)
			return route_bad(t, EX_DATAERR,
			    "record %llu: mark makes no sense",
			    (unsigned long long)r->seq);
		if (m.flags & REC_MARK_COPY_START)
			rc = need_all(t, ROW_BASE);
	}
	return rc != ROUTE_OK ? rc : route_pass(t, r);
}

enum route_result
route_feed(struct route *t, const struct rec *r)
{
	if (r->kind == REC_TABLE)
		return feed_table(t, r);
	if (t->out == NULL)
		return t->altering && r->kind == REC_DDL ? route_ddl(t, r)
							 : ROUTE_OK;
	t->definitions_only = false;
	switch (r->kind) {
	case REC_ROW:
		return route_row(t, r);
	case REC_CHUNK:
		return feed_chunk(t, r);
	case REC_BEGIN:
	case REC_MARK:
		return feed_place(t, r);
	case REC_DDL:
		return route_ddl(t, r);
	case REC_EVENT:
		return route_bad(t, EX_DATAERR,
		    "these are events\nsend them "
		    "through rowdecode first");
	case REC_PART:
		return route_bad(t, EX_DATAERR,
		    "the stream has been through "
		    "mcpartition already");
	default:
		return route_pass(t, r);
	}
}

enum route_result
route_end(struct route *t)
{
	enum route_result rc;

	if (!t->definitions_only || t->out == NULL)
		return ROUTE_OK;
	rc = need_all(t, ROW_BASE);
	return rc != ROUTE_OK ? rc : need_all(t, ROW_LOG);
}
