/*
 * sql.c: statements for all tables, written in one piece at the end: a table
 * that cannot be served leaves no half of a script behind.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "mcpartition/ddl.h"
#include "mcpartition/sql.h"

void
sql_check(struct sql *q)
{
	const char *why;

	if (q->ddl && q->time != NULL)
		diex(EX_USAGE, "--ddl and --merge-sql exclude each other");
	if (q->merge.into != NULL && q->time == NULL)
		diex(EX_USAGE, "--into needs --merge-sql");
	if (q->time != NULL &&
	    (why = merge_set_time(&q->merge, q->time)) != NULL)
		diex(EX_USAGE, "--merge-sql '%s': %s", q->time, why);
	if (q->merge.into != NULL &&
	    (why = names_check_table(q->merge.into[0] == '_'
					 ? q->merge.into + 1
					 : q->merge.into)) != NULL)
		diex(EX_USAGE, "--into '%s': the name %s", q->merge.into, why);
}

/* The statement lists every table of the stream that has no key. */
static int
refuse_keyless(struct route *t)
{
	struct buf names = { 0 };
	unsigned n = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->plan[i] != NULL && !merge_has_key(t->plan[i]->source))
			buf_printf(&names, "%s'%s.%s'", n++ > 0 ? ", " : "",
			    t->plan[i]->source->db, t->plan[i]->source->name);
	if (n > 0)
		route_bad(t, EX_CONFIG,
		    "no key to merge by: %s\ngive %s a primary key, or leave "
		    "%s out (objects.exclude)",
		    buf_str(&names), n == 1 ? "it" : "them",
		    n == 1 ? "it" : "them");
	buf_release(&names);
	return n > 0 ? -1 : 0;
}

/* Keys whose values can become equal, or NULL, on the way. */
static void
warn_keys(const struct route *t, const struct plan *p)
{
	const struct row_table *s = p->source;

	for (unsigned i = 0; i < s->ncolumns; i++) {
		const struct row_column *c = &s->column[i];
		unsigned act = p->column[i].act;
		bool date = act == TYPE_INSTANT || act == TYPE_MILLI;

		if (c->key == 0 || act == TYPE_DROP)
			continue;
		if ((c->flags & ROW_COL_NULLABLE) ||
		    (date && t->shape.zero == SHAPE_ZERO_NULL))
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
put_merge(const struct sql *q, struct route *t, struct plan *p, struct buf *b)
{
	const char *result = merge_result(&q->merge, &t->shape, p), *why;
	const char *other;
	char *owner;

	if ((why = names_check_table(result)) != NULL) {
		route_bad(t, EX_CONFIG, "'%s.%s': the name of '%s' %s",
		    p->source->db, p->source->name, result, why);
		return -1;
	}
	owner = xasprintf("the merge of %s.%s", p->source->db, p->source->name);
	other = names_take(&t->tables, result, owner);
	if (other != NULL)
		route_bad(t, EX_CONFIG,
		    "%s would overwrite '%s', which belongs to %s\nchoose "
		    "another name with --into",
		    owner, result, other);
	free(owner);
	if (other != NULL)
		return -1;
	warn_keys(t, p);
	merge_put(b, &q->merge, &t->shape, p, result);
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

int
sql_write(const struct sql *q, struct route *t)
{
	struct buf b = { 0 };
	int rc = -1;

	if (q->time != NULL && refuse_keyless(t) == -1)
		goto out;
	for (size_t i = 0; i < t->n; i++) {
		struct plan *p = t->plan[i];

		if (p == NULL)
			continue;
		put_title(&b, p->source);
		if (q->time != NULL) {
			if (put_merge(q, t, p, &b) == -1)
				goto out;
		} else {
			ddl_put_base(&b, p, NULL);
			ddl_put_log(&b, p, &t->shape);
		}
	}
	if (b.len == 0)
		warnx("no table is defined in the input");
	rc = io_write(STDOUT_FILENO, b.data, b.len);
	if (rc == -1)
		route_bad(t, EX_IOERR, "stdout: %s", strerror(errno));
out:
	buf_release(&b);
	return rc;
}
