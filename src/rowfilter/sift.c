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
	char why[400];
};

struct sift *
sift_new(struct row_table *t, const struct expr *where, char *why, size_t n)
{
	struct sift *s = xcalloc(1, sizeof(*s));
	char what[256];

	s->table = t;
	if ((s->where = where_new(where, t, what, sizeof(what))) == NULL) {
		snprintf(
		    why, n, "row filter of '%s.%s': %s", t->db, t->name, what);
		sift_free(s);
		return NULL;
	}
	return s;
}

void
sift_free(struct sift *s)
{
	if (s == NULL)
		return;
	where_free(s->where);
	row_table_free(s->table);
	free(s);
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

/* Is this image chosen? */
static int
choose(struct sift *s, const uint8_t *p, size_t len, bool partial)
{
	int in = where_match(s->where, p, len, partial);

	if (in == -1)
		snprintf(s->why, sizeof(s->why), "row filter of '%s.%s': %s",
		    s->table->db, s->table->name, where_why(s->where));
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
		before = choose(s, row->before, row->before_len,
		    row->flags & ROW_PARTIAL_BEFORE);
	if (before != -1 && row->flags & ROW_HAS_AFTER)
		after = choose(s, row->after, row->after_len,
		    row->flags & ROW_PARTIAL_AFTER);
	if (before == -1 || after == -1)
		return -1;
	if (before && !after)
		leave_before(row);
	else if (after && !before)
		leave_after(row);
	return before || after;
}
