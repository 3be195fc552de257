/*
 * stream.c: routed rows in; see stream.h.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "pxverify/stream.h"
#include "rec/body.h"

struct stream {
	struct side *side;
	struct row_tables tables;
	struct side_table *item; /* by ref */
	bool *asked;
	size_t n;
	struct row_value *value; /* of one row */
	unsigned nvalues;
	bool started, ended; /* marks of the copy */
};

static unsigned
find_key(const struct row_table *t, unsigned *key)
{
	unsigned n = 0;

	for (unsigned place = 1; place <= t->ncolumns; place++)
		for (unsigned i = 0; i < t->dest->ncolumns; i++)
			if (t->dest->column[i].source < t->ncolumns &&
			    t->column[t->dest->column[i].source].key == place)
				key[n++] = i;
	return n;
}

static void
take_table(struct stream *s, const struct rec *r)
{
	struct row_table *t;
	struct buf name = { 0 };
	const char *why;
	struct side_table *item;

	if ((t = row_tables_add(&s->tables, r, &why)) == NULL)
		diex(EX_DATAERR, "table definition: %s", why);
	if (t->dest == NULL)
		diex(EX_DATAERR,
		    "'%s.%s' has no destination: mcpartition has "
		    "to come before",
		    t->db, t->name);
	if (s->n < s->tables.n) {
		s->item = xreallocarray(s->item, s->tables.n, sizeof(*s->item));
		s->asked = xreallocarray(s->asked, s->tables.n, sizeof(bool));
		s->n = s->tables.n;
	}
	item = &s->item[t->ref];
	*item = (struct side_table){ .column = t->dest->column,
		.ncolumns = t->dest->ncolumns };
	item->key = row_table_alloc(t, item->ncolumns, sizeof(*item->key));
	item->nkeys = find_key(t, item->key);
	if (item->ncolumns > s->nvalues) {
		s->nvalues = item->ncolumns;
		s->value =
		    xreallocarray(s->value, s->nvalues, sizeof(*s->value));
	}
	sums_name(&name, t->db, t->name);
	s->asked[t->ref] = t->dest->role == ROW_BASE &&
			   side_table(s->side, item, buf_str(&name));
	buf_release(&name);
}

static void
take_row(struct stream *s, const struct rec *r)
{
	const struct row_table *t;
	struct side_table *item;
	struct row_image m;
	struct row row;

	if (row_parse(r, &row) == -1 || row.op != ROW_SNAPSHOT ||
	    (t = row_tables_get(&s->tables, row.table)) == NULL)
		diex(EX_DATAERR, "record %llu: this is no row of a copy",
		    (unsigned long long)r->seq);
	if (!s->asked[t->ref])
		return;
	item = &s->item[t->ref];
	row_image_open(&m, row.after, row.after_len, item->ncolumns, false);
	for (unsigned i = 0; i < item->ncolumns; i++)
		row_image_next(&m, item->column[i].class, &s->value[i]);
	if (!row_image_ok(&m))
		diex(EX_DATAERR, "record %llu: an image makes no sense",
		    (unsigned long long)r->seq);
	side_row(s->side, item, s->value);
}

/* Both marks of a copy that saw one moment have its place. */
static void
take_mark(struct stream *s, const struct rec *r)
{
	struct pos *at = &s->side->sums.at;
	struct rec_mark m;

	if (rec_get_mark(r, &m) == -1)
		diex(EX_DATAERR, "record %llu: mark makes no sense",
		    (unsigned long long)r->seq);
	if (m.flags & REC_MARK_COPY_START) {
		*at = m.at;
		s->started = true;
	} else if (m.flags & REC_MARK_COPY_END) {
		s->ended = s->started && pos_cmp(at, &m.at) == 0;
	}
}

void
stream_read(struct side *side)
{
	struct stream s = { .side = side };
	struct rec_in in;
	struct rec r;
	int more;

	rec_in_init(&in, STDIN_FILENO, "stdin");
	while ((more = rec_read(&in, &r)) == 1)
		switch (r.kind) {
		case REC_TABLE:
			take_table(&s, &r);
			break;
		case REC_ROW:
			take_row(&s, &r);
			break;
		case REC_MARK:
			take_mark(&s, &r);
			break;
		default:
			break;
		}
	if (more == -1)
		diex(in.code, "%s: %s", in.name, in.why);
	if (!s.ended)
		diex(EX_DATAERR, "these rows are not of one moment\n"
				 "pxsnapshot --at-once reads such ones");
	rec_in_release(&in);
	row_tables_release(&s.tables);
	free(s.item);
	free(s.asked);
	free(s.value);
}
