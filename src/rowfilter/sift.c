/*
 * sift.c: what becomes of the rows of one table; see sift.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "rowfilter/sift.h"
#include "rowfilter/where.h"

struct sift {
	struct row_table *table;
	struct where *where;
	struct etl *etl;
	struct buf before, after; /* what the script made of the images */
	char why[400];
};

struct sift *
sift_new(
    struct row_table *t, const struct sift_rules *rules, char *why, size_t n)
{
	struct sift *s = xcalloc(1, sizeof(*s));
	const char *of = NULL;
	char what[256];

	s->table = t;
	if (rules->where != NULL &&
	    (s->where = where_new(rules->where, t, what, sizeof(what))) == NULL)
		of = "row filter";
	else if (rules->script != NULL &&
		 (s->etl = etl_new(rules->script, t, &rules->how, what,
		      sizeof(what))) == NULL)
		of = "script";
	if (of == NULL)
		return s;
	snprintf(why, n, "%s of '%s.%s': %s", of, t->db, t->name, what);
	sift_free(s);
	return NULL;
}

void
sift_free(struct sift *s)
{
	if (s == NULL)
		return;
	where_free(s->where);
	etl_free(s->etl);
	row_table_free(s->table);
	buf_release(&s->before);
	buf_release(&s->after);
	free(s);
}

bool
sift_idle(const struct sift *s)
{
	return s->where == NULL && (s->etl == NULL || etl_idle(s->etl));
}

const struct row_table *
sift_table(const struct sift *s)
{
	return s->table;
}

const char *
sift_why(const struct sift *s)
{
	return s->why;
}

/* Is this image in?  Then it is what it becomes, perhaps in out. */
static int
choose(struct sift *s, const struct row *row, const uint8_t **p, size_t *len,
    bool partial, struct buf *out)
{
	const char *of = "row filter", *what = NULL;
	int in = 1;

	if (s->where != NULL &&
	    (in = where_match(s->where, *p, *len, partial)) == -1)
		what = where_why(s->where);
	if (in == 1 && s->etl != NULL) {
		of = "script";
		buf_clear(out);
		in = etl_run(s->etl, row, *p, *len, partial, out);
		if (in == -1)
			what = etl_why(s->etl);
		*p = out->data;
		*len = out->len;
	}
	if (what != NULL)
		snprintf(s->why, sizeof(s->why), "%s of '%s.%s': %s", of,
		    s->table->db, s->table->name, what);
	return in;
}

static void
leave_before(struct row *row)
{
	row->flags &= (uint8_t) ~(ROW_HAS_AFTER | ROW_PARTIAL_AFTER);
	row->after = NULL;
	row->after_len = 0;
	row->op = ROW_DELETE;
}

static void
leave_after(struct row *row)
{
	row->flags &= (uint8_t) ~(ROW_HAS_BEFORE | ROW_PARTIAL_BEFORE);
	row->before = NULL;
	row->before_len = 0;
	if (row->op == ROW_UPDATE)
		row->op = ROW_INSERT;
}

int
sift_row(struct sift *s, struct row *row)
{
	int before = 0, after = 0;

	if (row->flags & ROW_HAS_BEFORE)
		before = choose(s, row, &row->before, &row->before_len,
		    row->flags & ROW_PARTIAL_BEFORE, &s->before);
	if (before != -1 && row->flags & ROW_HAS_AFTER)
		after = choose(s, row, &row->after, &row->after_len,
		    row->flags & ROW_PARTIAL_AFTER, &s->after);
	if (before == -1 || after == -1)
		return -1;
	if (s->etl != NULL) /* what it makes is whole */
		row->flags &=
		    (uint8_t) ~(ROW_PARTIAL_BEFORE | ROW_PARTIAL_AFTER);
	if (before && !after)
		leave_before(row);
	else if (after && !before)
		leave_after(row);
	return before || after;
}
