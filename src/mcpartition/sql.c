/*
 * sql.c: statements for all tables, written in one piece at the end: a table
 * that cannot be served leaves no half of a script behind.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "mcpartition/ddl.h"
#include "mcpartition/sql.h"

/* What only a merge, or only some of them, can use. */
static void
check_merge(struct sql *q)
{
	const char *why;
	struct merge *m = &q->merge;

	if ((why = merge_set_point(m, q->point)) != NULL)
		diex(EX_USAGE, "--merge-sql '%s': %s", q->point, why);
	if (q->as != NULL && !merge_set_as(m, q->as))
		diex(EX_USAGE, "--as '%s' is none of table base select spent",
		    q->as);
	if (q->prune != NULL && (why = merge_set_prune(m, q->prune)) != NULL)
		diex(EX_USAGE, "--prune '%s': %s", q->prune, why);
	if (m->into != NULL && m->as != MERGE_TABLE)
		diex(EX_USAGE, "--into and --as %s exclude each other", q->as);
	if ((m->as == MERGE_BASE || m->as == MERGE_SPENT) && !m->place)
		diex(EX_USAGE, "--as %s needs a point of the form FILE:OFFSET",
		    q->as);
	if (m->as == MERGE_SPENT && m->prune == 0)
		diex(EX_USAGE, "--as spent needs --prune");
	if (m->into != NULL &&
	    (why = names_check_table(
		 m->into[0] == '_' ? m->into + 1 : m->into)) != NULL)
		diex(EX_USAGE, "--into '%s': the name %s", m->into, why);
	if (q->bases != NULL && bases_read(&m->bases, q->bases) == -1)
		diex(m->bases.code, "%s", m->bases.why);
}

void
sql_check(struct sql *q)
{
	if (q->modes + (q->point != NULL) > 1)
		diex(EX_USAGE, "--ddl, --alter, --retarget and --merge-sql "
			       "exclude each other");
	if (q->merge.into != NULL && q->point == NULL)
		diex(EX_USAGE, "--into needs --merge-sql");
	if (q->point == NULL &&
	    (q->as != NULL || q->bases != NULL || q->prune != NULL))
		diex(EX_USAGE, "--as, --bases and --prune need --merge-sql");
	if (q->tables != NULL && q->point == NULL && !q->ddl)
		diex(EX_USAGE, "--table needs --ddl or --merge-sql");
	if (q->point != NULL)
		check_merge(q);
}

/* The plan i, where it is there, of the job, and asked for. */
static struct plan *
chosen(const struct sql *q, const struct route *t, size_t i)
{
	struct plan *p = t->plan[i];

	if (p != NULL && q->tables != NULL &&
	    !objects_chosen(q->tables, p->source->db, p->source->name))
		return NULL;
	if (p != NULL && t->objects != NULL &&
	    !objects_chosen(t->objects, p->source->db, p->source->name))
		return NULL;
	return p;
}

/* A --table that is none. */
static int
refuse_unmet(const struct sql *q, struct route *t)
{
	const char *name;

	for (size_t i = 0; i < t->n; i++)
		(void)chosen(q, t, i);
	if (q->tables == NULL || (name = objects_unmet(q->tables, 0)) == NULL)
		return 0;
	route_bad(t, EX_UNAVAILABLE, "no table '%s' in the input", name);
	return -1;
}

/* The statement lists every table of the stream that has no key. */
static int
refuse_keyless(const struct sql *q, struct route *t)
{
	struct buf names = { 0 };
	struct plan *p;
	unsigned n = 0;

	for (size_t i = 0; i < t->n; i++)
		if ((p = chosen(q, t, i)) != NULL && !merge_has_key(p))
			buf_printf(&names, "%s'%s.%s'", n++ > 0 ? ", " : "",
			    p->source->db, p->source->name);
	if (n > 0)
		route_bad(t, EX_CONFIG,
		    "no key to merge by: %s\ngive %s a primary key, or leave "
		    "%s out (objects.exclude, --table)",
		    buf_str(&names), n == 1 ? "it" : "them",
		    n == 1 ? "it" : "them");
	buf_release(&names);
	return n > 0 ? -1 : 0;
}

/* Tables that cannot be kept by upserts. */
static int
refuse_upserts(const struct sql *q, struct route *t)
{
	const char *why;
	struct plan *p;

	for (size_t i = 0; i < t->n; i++) {
		if ((p = chosen(q, t, i)) == NULL ||
		    (why = ddl_delta_refused(p)) == NULL)
			continue;
		route_bad(t, EX_CONFIG,
		    "'%s.%s' cannot be kept by upserts: %s\nleave it out "
		    "(objects.exclude), or do without upload.mode = upsert",
		    p->source->db, p->source->name, why);
		return -1;
	}
	return 0;
}

/* A point before which base and log do not go. */
static int
refuse_early(const struct sql *q, struct route *t)
{
	const struct bases_line *l;
	struct plan *p;
	char text[32];

	for (size_t i = 0; i < t->n; i++) {
		if ((p = chosen(q, t, i)) == NULL ||
		    (l = merge_too_early(&q->merge, p)) == NULL)
			continue;
		clock_rfc3339(l->time, text);
		route_bad(t, EX_UNAVAILABLE,
		    "'%s.%s' has no exact answer for a point before %s:%llu, "
		    "%s\n%s",
		    p->source->db, p->source->name, l->at.file,
		    (unsigned long long)l->at.offset, text,
		    l->kind == BASES_COPY ? "there the copy of its rows ended"
					  : "its base was rolled on to there");
		return -1;
	}
	return 0;
}

/* Keys whose values can become equal, or NULL, on the way. */
static void
warn_keys(const struct plan *p)
{
	const struct row_table *s = p->source;

	for (unsigned i = 0; i < s->ncolumns; i++) {
		const struct row_column *c = &s->column[i];
		unsigned act = p->column[i].act;
		bool date = act == TYPE_INSTANT || act == TYPE_MILLI;

		if (c->key == 0 || act == TYPE_DROP)
			continue;
		if ((c->flags & ROW_COL_NULLABLE) ||
		    (date && p->shape->zero == SHAPE_ZERO_NULL))
			warnx("'%s.%s': key column '%s' can be NULL: such "
			      "rows merge into one",
			    s->db, s->name, c->name);
		if (act == TYPE_DOUBLE || act == TYPE_MILLI)
			warnx("'%s.%s': key column '%s' loses digits by "
			      "--types dts: keys may become equal",
			    s->db, s->name, c->name);
	}
}

/* The result must not be a base or a log, of this table or another. */
static int
take_result(
    const struct sql *q, struct route *t, struct plan *p, const char **result)
{
	const char *why, *other;
	char *owner;

	*result = merge_result(&q->merge, p->shape, p);
	if ((why = names_check_table(*result)) != NULL) {
		route_bad(t, EX_CONFIG, "'%s.%s': the name of '%s' %s",
		    p->source->db, p->source->name, *result, why);
		return -1;
	}
	owner = xasprintf("the merge of %s.%s", p->source->db, p->source->name);
	other = names_take(&t->tables, *result, owner);
	if (other != NULL)
		route_bad(t, EX_CONFIG,
		    "%s would overwrite '%s', which belongs to %s\nchoose "
		    "another name with --into",
		    owner, *result, other);
	free(owner);
	return other != NULL ? -1 : 0;
}

static int
put_merge(const struct sql *q, struct route *t, struct plan *p, struct buf *b)
{
	const char *result = NULL;

	if (q->merge.as == MERGE_SELECT && !merge_has_key(p)) {
		buf_puts(b, "-- no key to merge by\n");
		return 0;
	}
	if (q->merge.as == MERGE_TABLE && take_result(q, t, p, &result) == -1)
		return -1;
	if (q->merge.as != MERGE_SPENT)
		warn_keys(p);
	merge_put(b, &q->merge, p->shape, p, result);
	return 0;
}

/* "-- db.table", where no name may end the comment. */
static void
put_title(struct buf *b, const struct row_table *t)
{
	size_t at;

	buf_puts(b, b->len > 0 ? "\n-- " : "-- ");
	at = b->len;
	buf_printf(b, "%s.%s", t->db, t->name);
	for (; at < b->len; at++)
		if (b->data[at] < ' ')
			b->data[at] = '?';
	buf_putc(b, '\n');
}

/* Nothing is written when one table cannot be served. */
static int
refuse(const struct sql *q, struct route *t)
{
	if (refuse_unmet(q, t) == -1)
		return -1;
	if (q->point == NULL)
		return q->upsert ? refuse_upserts(q, t) : 0;
	if (q->merge.as != MERGE_SELECT && refuse_keyless(q, t) == -1)
		return -1;
	return q->merge.as != MERGE_SPENT ? refuse_early(q, t) : 0;
}

int
sql_write(const struct sql *q, struct route *t)
{
	struct buf b = { 0 };
	int rc = -1;

	if (refuse(q, t) == -1)
		goto out;
	for (size_t i = 0; i < t->n; i++) {
		struct plan *p = chosen(q, t, i);

		if (p == NULL || (q->alter && p->gap.extra == 0))
			continue;
		put_title(&b, p->source);
		if (q->point != NULL) {
			if (put_merge(q, t, p, &b) == -1)
				goto out;
		} else if (q->alter) {
			if (!q->upsert)
				ddl_put_added(&b, p, ROW_LOG);
			ddl_put_added(&b, p, ROW_BASE);
		} else if (q->upsert) {
			warn_keys(p);
			ddl_put_delta(&b, p);
		} else {
			ddl_put_base(&b, p, NULL);
			ddl_put_log(&b, p, p->shape);
		}
	}
	if (b.len == 0 && !q->alter)
		warnx("no table is defined in the input");
	rc = io_write(STDOUT_FILENO, b.data, b.len);
	if (rc == -1)
		route_bad(t, EX_IOERR, "stdout: %s", strerror(errno));
out:
	buf_release(&b);
	return rc;
}

void
sql_release(struct sql *q)
{
	bases_release(&q->merge.bases);
	objects_free(q->tables);
}
