/*
 * count.c: counts; see count.h.  Lines come in the order of first sight.
 */
#include <stdlib.h>
#include <string.h>

#include "base/jsonw.h"
#include "base/mem.h"

#include "pxrec/count.h"

void
count_init(struct count *c)
{
	memset(c, 0, sizeof(*c));
}

void
count_release(struct count *c)
{
	size_t i;

	for (i = 0; i < c->nlines; i++)
		free(c->line[i].name);
	free(c->line);
}

/* The line of an operation on a table, by name: a table may get a new
 * definition on the way and is still the same table. */
static size_t
line_of(struct count *c, const struct row_table *t, uint8_t op)
{
	char *name =
	    xasprintf("%c %s.%s", op, row_table_db(t), row_table_name(t));
	size_t i;

	for (i = 0; i < c->nlines; i++)
		if (strcmp(c->line[i].name, name) == 0) {
			free(name);
			return i;
		}
	c->line = xreallocarray(c->line, i + 1, sizeof(c->line[0]));
	c->line[i].name = name;
	c->line[i].n = 0;
	return c->nlines++;
}

int
count_add(struct count *c, struct view *v, const struct rec *r)
{
	const struct view_table *vt;
	struct row row;

	c->kind[r->kind]++;
	if (r->kind == REC_TABLE)
		c->last = NULL; /* it may have been freed */
	if (r->kind != REC_ROW)
		return 0;
	if (row_parse(r, &row) == -1) {
		v->why = "row record makes no sense";
		return -1;
	}
	if ((vt = view_get(v, row.table)) == NULL)
		return -1;
	if (vt != c->last || row.op != c->last_op) {
		c->last = vt;
		c->last_op = row.op;
		c->last_line = line_of(c, vt->t, row.op);
	}
	c->line[c->last_line].n++;
	return 0;
}

void
count_put(struct buf *b, const struct count *c)
{
	const char *name;
	size_t i, at;

	for (i = 0; i <= UINT8_MAX; i++) {
		if (c->kind[i] == 0)
			continue;
		buf_printf(b, "%10llu ", (unsigned long long)c->kind[i]);
		if ((name = rec_kind_name((unsigned)i)) != NULL)
			buf_printf(b, "%s\n", name);
		else
			buf_printf(b, "#%zu\n", i);
	}
	for (i = 0; i < c->nlines; i++) {
		buf_printf(b, "%10llu row ", (unsigned long long)c->line[i].n);
		at = b->len;
		jsonw_cstr(b, c->line[i].name); /* escapes; quotes go */
		b->len--;
		memmove(b->data + at, b->data + at + 1, b->len - at - 1);
		b->data[b->len - 1] = '\n';
	}
}
