/*
 * plan.c: the plan of a copy and its file; see plan.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/num.h"
#include "mysql/conn.h"
#include "pxsnapshot/plan.h"

static const char magic[] = "pxchunks 1 ";

void
plan_release(struct plan *p)
{
	for (size_t i = 0; i < p->ntables; i++) {
		free(p->table[i].db);
		free(p->table[i].name);
	}
	for (size_t i = 0; i < p->nchunks; i++) {
		free(p->chunk[i].lower);
		free(p->chunk[i].upper);
	}
	free(p->table);
	free(p->chunk);
}

void
plan_add_table(struct plan *p, const char *db, const char *name)
{
	struct plan_table *t;

	p->table = xreallocarray(p->table, p->ntables + 1, sizeof(*p->table));
	t = &p->table[p->ntables++];
	t->db = xstrdup(db);
	t->name = xstrdup(name);
	t->chunks = 0;
}

void
plan_add_chunk(struct plan *p, const char *lower, const char *upper)
{
	struct chunk *c;

	/* doubled when full; nchunks itself tells when that is */
	if ((p->nchunks & (p->nchunks - 1)) == 0)
		p->chunk = xreallocarray(
		    p->chunk, p->nchunks == 0 ? 1 : 2 * p->nchunks, sizeof(*c));
	c = &p->chunk[p->nchunks++];
	c->table = (uint32_t)(p->ntables - 1);
	c->number = p->table[c->table].chunks++;
	c->lower = xstrdup(lower);
	c->upper = xstrdup(upper);
	c->done = false;
}

/* --- writing ------------------------------------------------------------ */

static bool
is_bare(const char *s)
{
	for (; *s != '\0'; s++)
		if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
			(*s >= '0' && *s <= '9') || *s == '_' || *s == '$' ||
			*s == '-'))
			return false;
	return true;
}

static void
put_name(struct buf *b, const char *s)
{
	if (is_bare(s))
		buf_puts(b, s);
	else
		conn_put_name(b, s);
}

int
plan_write(const struct plan *p, const char *path)
{
	struct buf b = { 0 };
	int rc;

	buf_printf(
	    &b, "%s%s:%" PRIu64 "\n", magic, p->start.file, p->start.offset);
	for (size_t i = 0; i < p->nchunks; i++) {
		const struct chunk *c = &p->chunk[i];
		const struct plan_table *t = &p->table[c->table];

		put_name(&b, t->db);
		buf_putc(&b, '.');
		put_name(&b, t->name);
		buf_printf(&b, "\t%" PRIu32 "\t%" PRIu32 "\t%s\t%s%s\n",
		    c->number, t->chunks, c->lower, c->upper,
		    c->done ? "\tdone" : "");
	}
	rc = io_replace(path, b.data, b.len);
	buf_release(&b);
	return rc;
}

/* --- reading ------------------------------------------------------------ */

enum {
	F_TABLE,
	F_NUMBER,
	F_TOTAL,
	F_LOWER,
	F_UPPER,
	F_DONE,
	F_MAX
};

struct line {
	unsigned number;
	char *field[F_MAX];
	unsigned nfields;
	uint64_t chunk, total;
};

static int
refuse(struct plan *p, const struct line *l, const char *what)
{
	snprintf(p->why, sizeof(p->why), "line %u: %s", l->number, what);
	return -1;
}

/* Take a name, bare or in back quotes, off *s in place; what ends it is
 * lost, *s is behind that.  NULL when it is none. */
static char *
take_name(char **s, char end)
{
	char *from = *s, *to = *s, *at = *s;

	if (*at == '`') {
		for (at++; *at != '\0'; at++) {
			if (*at == '`' && *++at != '`')
				break;
			*to++ = *at;
		}
	} else {
		while (*at != '\0' && *at != end)
			*to++ = *at++;
	}
	if (*at != end || to == from)
		return NULL;
	*to = '\0';
	*s = at + 1;
	return from;
}

static void
split(struct line *l, char *s)
{
	l->nfields = 0;
	for (;;) {
		char *tab = strchr(s, '\t');

		if (l->nfields < F_MAX)
			l->field[l->nfields] = s;
		l->nfields++;
		if (tab == NULL)
			return;
		*tab = '\0';
		s = tab + 1;
	}
}

/* A line of a chunk known: it can say that it is done, or not any more. */
static int
mark_done(struct plan *p, const struct line *l, size_t table)
{
	size_t i = (size_t)l->chunk;

	if (l->chunk >= p->table[table].chunks)
		return refuse(p, l, "chunk out of order");
	while (table-- > 0)
		i += p->table[table].chunks;
	if (l->nfields == F_MAX)
		p->chunk[i].done = strcmp(l->field[F_DONE], "done") == 0;
	return 0;
}

/* The table of this name, the newest first; ntables when there is none. */
static size_t
find_table(const struct plan *p, const char *db, const char *name)
{
	for (size_t i = p->ntables; i-- > 0;)
		if (strcmp(p->table[i].name, name) == 0 &&
		    strcmp(p->table[i].db, db) == 0)
			return i;
	return p->ntables;
}

static int
take_chunk(struct plan *p, struct line *l, uint64_t *total)
{
	char *s = l->field[F_TABLE], *db, *name;
	size_t i;

	if ((db = take_name(&s, '.')) == NULL ||
	    (name = take_name(&s, '\0')) == NULL)
		return refuse(p, l, "no name of the form db.table");
	i = find_table(p, db, name);
	if (i < p->ntables &&
	    (i + 1 < p->ntables || l->chunk < p->table[i].chunks))
		return mark_done(p, l, i);
	if (i == p->ntables) {
		if (i > 0 && p->table[i - 1].chunks != *total)
			return refuse(p, l, "the table before lacks chunks");
		plan_add_table(p, db, name);
		*total = l->total;
	}
	if (l->chunk != p->table[i].chunks || l->total != *total)
		return refuse(p, l, "chunk out of order");
	plan_add_chunk(p, l->field[F_LOWER], l->field[F_UPPER]);
	p->chunk[p->nchunks - 1].done =
	    l->nfields == F_MAX && strcmp(l->field[F_DONE], "done") == 0;
	return 0;
}

static int
take_line(struct plan *p, struct line *l, char *s, uint64_t *total)
{
	if (l->number == 1) {
		if (strncmp(s, magic, strlen(magic)) != 0 ||
		    !pos_parse(s + strlen(magic), &p->start))
			return refuse(p, l, "this is no plan of a copy");
		return 0;
	}
	split(l, s);
	if ((l->nfields != F_DONE && l->nfields != F_MAX) ||
	    (l->nfields == F_MAX && strcmp(l->field[F_DONE], "done") != 0 &&
		strcmp(l->field[F_DONE], "again") != 0) ||
	    !num_u64(l->field[F_NUMBER], 0, UINT32_MAX - 1, &l->chunk) ||
	    !num_u64(l->field[F_TOTAL], 1, UINT32_MAX, &l->total) ||
	    l->chunk >= l->total)
		return refuse(p, l, "this is no line of a chunk");
	return take_chunk(p, l, total);
}

int
plan_parse(struct plan *p, char *text, size_t n)
{
	struct line l = { 0 };
	char *s = text, *end;
	uint64_t total = 0;

	if (strlen(text) != n) {
		l.number = 1;
		return refuse(p, &l, "this is no plan of a copy");
	}
	while ((end = strchr(s, '\n')) != NULL) {
		*end = '\0';
		l.number++;
		if (take_line(p, &l, s, &total) == -1)
			return -1;
		s = end + 1;
	}
	if (p->ntables == 0 || p->table[p->ntables - 1].chunks != total)
		return refuse(p, &l, "the plan breaks off");
	return 0;
}
