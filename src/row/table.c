/*
 * table.c: table definitions and the TABLE record; see table.h, pxrec(5).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "row/table.h"

struct row_table *
row_table_new(const char *db, const char *name)
{
	struct row_table *t = xcalloc(1, sizeof(*t));

	t->db = row_table_dup(t, db, strlen(db));
	t->name = row_table_dup(t, name, strlen(name));
	t->map_db = t->map_name = "";
	t->comment = t->charset = "";
	return t;
}

void
row_table_free(struct row_table *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->nown; i++)
		free(t->own[i]);
	free(t->own);
	buf_release(&t->mem);
	free(t);
}

void *
row_table_alloc(struct row_table *t, size_t n, size_t size)
{
	void *p = xcalloc(n, size);

	t->own = xreallocarray(t->own, t->nown + 1, sizeof(t->own[0]));
	t->own[t->nown++] = p;
	return p;
}

const char *
row_table_dup(struct row_table *t, const char *s, size_t n)
{
	char *copy = row_table_alloc(t, n + 1, 1);

	memcpy(copy, s, n);
	return copy;
}

static const char *
copy_text(struct row_table *t, const char *s)
{
	if (s == NULL)
		return "";
	return row_table_dup(t, s, strlen(s));
}

struct row_table *
row_table_copy(const struct row_table *from)
{
	struct row_table *t = row_table_new(from->db, from->name);
	unsigned i, j;

	t->ref = from->ref;
	t->flags = from->flags;
	t->since = from->since;
	t->map_db = copy_text(t, from->map_db);
	t->map_name = copy_text(t, from->map_name);
	t->comment = copy_text(t, from->comment);
	t->charset = copy_text(t, from->charset);
	t->ncolumns = from->ncolumns;
	t->column = row_table_alloc(t, t->ncolumns, sizeof(t->column[0]));
	for (i = 0; i < t->ncolumns; i++) {
		const struct row_column *a = &from->column[i];
		struct row_column *b = &t->column[i];

		*b = *a;
		b->name = copy_text(t, a->name);
		b->map = copy_text(t, a->map);
		b->charset = copy_text(t, a->charset);
		b->collation = copy_text(t, a->collation);
		b->text = copy_text(t, a->text);
		b->comment = copy_text(t, a->comment);
		b->member =
		    row_table_alloc(t, a->nmembers, sizeof(b->member[0]));
		for (j = 0; j < a->nmembers; j++)
			b->member[j] = copy_text(t, a->member[j]);
	}
	return t;
}

static void
put_optional(struct buf *b, const char *s)
{
	buf_put_str16(b, s == NULL ? "" : s);
}

static void
put_column(struct buf *b, const struct row_column *c)
{
	unsigned i;

	buf_putc(b, c->type);
	buf_putc(b, c->class);
	buf_putc(b, c->precision);
	buf_putc(b, c->scale);
	buf_put16(b, c->flags);
	buf_put16(b, c->key);
	buf_put32(b, c->length);
	buf_put_str16(b, c->name);
	put_optional(b, c->map);
	buf_put_str16(b, c->charset);
	buf_put_str16(b, c->collation);
	buf_put_str32(b, c->text, strlen(c->text));
	buf_put_str16(b, c->comment);
	buf_put32(b, c->nmembers);
	for (i = 0; i < c->nmembers; i++)
		buf_put_str16(b, c->member[i]);
}

static void
put_dest(struct buf *b, const struct row_dest *d)
{
	unsigned i;

	buf_putc(b, d->role);
	buf_put_str16(b, d->table);
	buf_put16(b, d->ncolumns);
	for (i = 0; i < d->ncolumns; i++) {
		const struct row_dest_column *c = &d->column[i];

		buf_putc(b, c->type);
		buf_putc(b, c->class);
		buf_putc(b, c->precision);
		buf_putc(b, c->scale);
		buf_put32(b, c->length);
		buf_putc(b, c->nullable ? 1 : 0);
		buf_put16(b, c->source);
		buf_put_str16(b, c->name);
	}
	buf_putc(b, d->nparts);
	for (i = 0; i < d->nparts; i++)
		buf_put_str16(b, d->part[i]);
}

int
row_table_put(struct rec_out *out, const struct row_table *t)
{
	struct buf *b = rec_begin(out, REC_TABLE, 0);
	unsigned i;

	buf_put32(b, t->ref);
	buf_put16(b, t->flags);
	buf_putc(b, t->dest != NULL ? 1 : 0);
	buf_putc(b, 0);
	buf_put64(b, t->since.offset);
	buf_put_str16(b, t->since.file);
	buf_put_str16(b, t->db);
	buf_put_str16(b, t->name);
	put_optional(b, t->map_db);
	put_optional(b, t->map_name);
	buf_put_str16(b, t->comment);
	buf_put_str16(b, t->charset);
	buf_put16(b, t->ncolumns);
	for (i = 0; i < t->ncolumns; i++)
		put_column(b, &t->column[i]);
	if (t->dest != NULL)
		put_dest(b, t->dest);
	return rec_end(out);
}

/* --- reading ------------------------------------------------------------- */

/*
 * Texts become NUL-terminated in t->mem.  mem is a copy of the record with
 * room for one NUL more a text; since a text's length field stands before
 * it, moving the text down by one byte leaves that room in place.
 */
static const char *
get_moved(struct row_table *t, struct cur *c, size_t n)
{
	const uint8_t *s = cur_bytes(c, n);
	uint8_t *to;

	/* a length that was cut reads as 0, and has no byte before it */
	if (c->bad || memchr(s, '\0', n) != NULL) {
		c->bad = true;
		return "";
	}
	to = t->mem.data + (s - t->mem.data) - 1;
	memmove(to, s, n);
	to[n] = '\0';
	return (const char *)to;
}

static const char *
get_text(struct row_table *t, struct cur *c)
{
	return get_moved(t, c, cur_le16(c));
}

static bool
class_ok(unsigned class)
{
	return class >= ROW_C_INT && class <= ROW_C_BYTES;
}

static void
get_column(struct row_table *t, struct cur *in, struct row_column *c)
{
	unsigned i;

	c->type = cur_u8(in);
	c->class = cur_u8(in);
	c->precision = cur_u8(in);
	c->scale = cur_u8(in);
	c->flags = cur_le16(in);
	c->key = cur_le16(in);
	c->length = cur_le32(in);
	c->name = get_text(t, in);
	c->map = get_text(t, in);
	c->charset = get_text(t, in);
	c->collation = get_text(t, in);
	c->text = get_moved(t, in, cur_le32(in));
	c->comment = get_text(t, in);
	c->nmembers = cur_le32(in);
	if (row_type_name(c->type) == NULL || !class_ok(c->class) ||
	    c->nmembers > ROW_MEMBERS_MAX || c->nmembers > cur_left(in) / 2) {
		in->bad = true;
		return;
	}
	if (c->nmembers > 0) /* most have none: one owner less a column */
		c->member =
		    row_table_alloc(t, c->nmembers, sizeof(c->member[0]));
	for (i = 0; i < c->nmembers && !in->bad; i++)
		c->member[i] = get_text(t, in);
}

static void
get_dest(struct row_table *t, struct cur *in)
{
	struct row_dest *d = row_table_alloc(t, 1, sizeof(*d));
	unsigned i;

	t->dest = d;
	d->role = cur_u8(in);
	d->table = get_text(t, in);
	d->ncolumns = cur_le16(in);
	if ((d->role != ROW_BASE && d->role != ROW_LOG) ||
	    d->ncolumns > ROW_DEST_MAX || d->ncolumns > cur_left(in)) {
		in->bad = true;
		return;
	}
	d->column = row_table_alloc(t, d->ncolumns, sizeof(d->column[0]));
	for (i = 0; i < d->ncolumns && !in->bad; i++) {
		struct row_dest_column *c = &d->column[i];

		c->type = cur_u8(in);
		c->class = cur_u8(in);
		c->precision = cur_u8(in);
		c->scale = cur_u8(in);
		c->length = cur_le32(in);
		c->nullable = cur_u8(in) != 0;
		c->source = cur_le16(in);
		c->name = get_text(t, in);
		if (row_mc_class(c->type) == 0 || !class_ok(c->class) ||
		    (c->source != ROW_DEST_ADDED && c->source >= t->ncolumns))
			in->bad = true;
	}
	if ((d->nparts = cur_u8(in)) > 6)
		in->bad = true;
	d->part = row_table_alloc(t, 6, sizeof(d->part[0]));
	for (i = 0; i < d->nparts && !in->bad; i++)
		d->part[i] = get_text(t, in);
}

struct row_table *
row_table_parse(const struct rec *r, const char **why)
{
	struct row_table *t = xcalloc(1, sizeof(*t));
	const char *file;
	struct cur c;
	bool has_dest;
	unsigned i;

	t->mem.data = xmalloc(r->len); /* exactly: tables are kept for long */
	memcpy(t->mem.data, r->data, r->len);
	t->mem.len = t->mem.cap = r->len;
	c = cur_of(t->mem.data, t->mem.len);
	t->ref = cur_le32(&c);
	t->flags = cur_le16(&c);
	has_dest = cur_u8(&c) != 0;
	cur_u8(&c);
	t->since.offset = cur_le64(&c);
	file = get_text(t, &c);
	t->db = get_text(t, &c);
	t->name = get_text(t, &c);
	t->map_db = get_text(t, &c);
	t->map_name = get_text(t, &c);
	t->comment = get_text(t, &c);
	t->charset = get_text(t, &c);
	t->ncolumns = cur_le16(&c);
	*why = "table record makes no sense";
	if (c.bad || strlen(file) > POS_FILE_MAX || t->ref > ROW_REF_MAX)
		goto bad;
	memcpy(t->since.file, file, strlen(file) + 1);
	if (t->ncolumns > ROW_COLUMNS_MAX || t->ncolumns > cur_left(&c))
		goto bad;
	t->column = row_table_alloc(t, t->ncolumns, sizeof(t->column[0]));
	for (i = 0; i < t->ncolumns && !c.bad; i++)
		get_column(t, &c, &t->column[i]);
	if (!c.bad && has_dest)
		get_dest(t, &c);
	if (c.bad || cur_left(&c) != 0)
		goto bad;
	return t;
bad:
	row_table_free(t);
	return NULL;
}

struct row_table *
row_tables_add(struct row_tables *s, const struct rec *r, const char **why)
{
	struct row_table *t;
	size_t n;

	if ((t = row_table_parse(r, why)) == NULL)
		return NULL;
	if (t->ref >= s->n) {
		n = t->ref + 16;
		s->table = xreallocarray(s->table, n, sizeof(s->table[0]));
		memset(s->table + s->n, 0, (n - s->n) * sizeof(s->table[0]));
		s->n = n;
	}
	row_table_free(s->table[t->ref]);
	s->table[t->ref] = t;
	return t;
}

void
row_tables_release(struct row_tables *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		row_table_free(s->table[i]);
	free(s->table);
	s->table = NULL;
	s->n = 0;
}
