/*
 * ddl.c: CREATE TABLE text in MaxCompute's dialect, ready for mcsql.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "mcpartition/ddl.h"

enum {
	COMMENT_MAX = 1024 /* bytes, of the target */
};

void
ddl_put_name(struct buf *b, const char *name)
{
	buf_putc(b, '`');
	buf_puts(b, name);
	buf_putc(b, '`');
}

static void
put_quoted(struct buf *b, const char *s, size_t n)
{
	buf_putc(b, '\'');
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\n') {
			buf_puts(b, "\\n");
			continue;
		}
		if (s[i] == '\'' || s[i] == '\\')
			buf_putc(b, '\\');
		buf_putc(b, s[i]);
	}
	buf_putc(b, '\'');
}

/* " comment '...'" where there is one, cut to the target's length. */
static void
put_comment(struct buf *b, const char *text)
{
	size_t n = strlen(text);

	if (n == 0)
		return;
	if (n > COMMENT_MAX)
		n = utf8_valid((const uint8_t *)text, COMMENT_MAX);
	buf_puts(b, " comment ");
	put_quoted(b, text, n);
}

/* The types of edition 1.0; all others need edition 2.0 switched on. */
static bool
old_type(unsigned type)
{
	return type == ROW_MC_BIGINT || type == ROW_MC_DOUBLE ||
	       type == ROW_MC_BOOLEAN || type == ROW_MC_STRING ||
	       type == ROW_MC_DATETIME;
}

void
ddl_put_settings(struct buf *b, const struct row_dest *d)
{
	bool odps2 = false, decimal = false;

	for (unsigned i = 0; i < d->ncolumns; i++) {
		odps2 = odps2 || !old_type(d->column[i].type);
		decimal = decimal || d->column[i].type == ROW_MC_DECIMAL;
	}
	if (odps2)
		buf_puts(b, "set odps.sql.type.system.odps2=true;\n");
	if (decimal)
		buf_puts(b, "set odps.sql.decimal.odps2=true;\n");
}

/* keyed: the columns of the key are NOT NULL. */
static void
put_columns(struct buf *b, const struct row_table *t, bool keyed)
{
	const struct row_dest *d = t->dest;
	char type[32];

	for (unsigned i = 0; i < d->ncolumns; i++) {
		const struct row_dest_column *c = &d->column[i];

		buf_puts(b, i == 0 ? "\n    " : ",\n    ");
		ddl_put_name(b, c->name);
		row_mc_text(c, type);
		buf_printf(b, " %s", type);
		if (c->source == ROW_DEST_ADDED)
			continue;
		if (keyed && t->column[c->source].key != 0)
			buf_puts(b, " not null");
		put_comment(b, t->column[c->source].comment);
	}
}

void
ddl_put_base(struct buf *b, const struct plan *p, const char *name)
{
	const struct row_table *t = p->dest[ROW_BASE].table;

	ddl_put_settings(b, t->dest);
	buf_puts(b, "create table if not exists ");
	ddl_put_name(b, name != NULL ? name : t->dest->table);
	buf_puts(b, " (");
	put_columns(b, t, false);
	buf_puts(b, "\n)");
	put_comment(b, t->comment);
	buf_puts(b, ";\n");
}

/* The column of d that is number n of the key; NULL when there is none. */
static const struct row_dest_column *
key_column(const struct row_table *t, unsigned n)
{
	const struct row_dest *d = t->dest;

	for (unsigned i = 0; i < d->ncolumns; i++)
		if (d->column[i].source != ROW_DEST_ADDED &&
		    t->column[d->column[i].source].key == n)
			return &d->column[i];
	return NULL;
}

const char *
ddl_delta_refused(const struct plan *p)
{
	const struct row_table *t = p->dest[ROW_BASE].table;
	const struct row_dest_column *c;
	unsigned n, keys = 0;

	for (n = 0; n < t->ncolumns; n++)
		keys += t->column[n].key != 0;
	if (keys == 0)
		return "it has no primary key";
	for (n = 1; n <= keys; n++) {
		if ((c = key_column(t, n)) == NULL)
			return "a column of its key is not in the target";
		if (c->type == ROW_MC_BINARY || c->type == ROW_MC_JSON)
			return "its key holds a type that cannot be a key in "
			       "MaxCompute";
		if (t->column[c->source].flags & ROW_COL_NULLABLE)
			return "its key can be NULL";
	}
	return NULL;
}

void
ddl_put_delta(struct buf *b, const struct plan *p)
{
	const struct row_table *t = p->dest[ROW_BASE].table;
	const struct row_dest_column *c;

	ddl_put_settings(b, t->dest);
	buf_puts(b, "create table if not exists ");
	ddl_put_name(b, t->dest->table);
	buf_puts(b, " (");
	put_columns(b, t, true);
	buf_puts(b, ",\n    primary key (");
	for (unsigned n = 1; (c = key_column(t, n)) != NULL; n++) {
		buf_puts(b, n == 1 ? "" : ", ");
		ddl_put_name(b, c->name);
	}
	buf_puts(b, ")\n)");
	put_comment(b, t->comment);
	buf_puts(b, "\ntblproperties ('transactional' = 'true');\n");
}

/* MaxCompute, "Column operations": at the end, never elsewhere; what is there
 * is no mistake. */
static void
put_add_columns(struct buf *b, const struct row_dest *d, const char *name)
{
	ddl_put_settings(b, d);
	buf_puts(b, "alter table ");
	ddl_put_name(b, name);
	buf_puts(b, " add columns if not exists (");
}

void
ddl_put_wider(struct buf *b, const struct plan *p, const char *name)
{
	const struct row_table *t = p->dest[ROW_BASE].table;

	put_add_columns(b, t->dest, name);
	put_columns(b, t, false);
	buf_puts(b, "\n);\n");
}

void
ddl_put_added(struct buf *b, const struct plan *p, enum row_role role)
{
	const struct row_table *t = p->dest[role].table;
	struct row_dest d = { .column =
				  xcalloc(t->ncolumns, sizeof(d.column[0])) };
	char type[32];

	for (unsigned i = 0; i < t->ncolumns; i++) {
		struct row_dest_column *c = &d.column[d.ncolumns];

		if (p->column[i].act != TYPE_DROP ||
		    type_map(p->shape, &t->column[i], c) == TYPE_DROP)
			continue;
		c->source = (uint16_t)i;
		d.ncolumns++;
	}
	put_add_columns(b, &d, t->dest->table);
	for (unsigned i = 0; i < d.ncolumns; i++) {
		const struct row_column *c = &t->column[d.column[i].source];

		buf_puts(b, i == 0 ? "\n    " : ",\n    ");
		ddl_put_name(b, names_fold(p->dest[role].table, p->shape,
				    row_column_name(c)));
		row_mc_text(&d.column[i], type);
		buf_printf(b, " %s", type);
		put_comment(b, c->comment);
	}
	buf_puts(b, "\n);\n");
	free(d.column);
}

void
ddl_put_log(struct buf *b, const struct plan *p, const struct shape *s)
{
	const struct row_table *t = p->dest[ROW_LOG].table;
	struct buf comment = { 0 };

	ddl_put_settings(b, t->dest);
	buf_puts(b, "create table if not exists ");
	ddl_put_name(b, t->dest->table);
	buf_puts(b, " (");
	put_columns(b, t, false);
	buf_puts(b, "\n)");
	buf_printf(&comment, "changes of %s.%s%s", t->db, t->name,
	    t->dest->nparts > 0 ? ", partitions in UTC" : "");
	put_comment(b, buf_str(&comment));
	buf_release(&comment);
	if (t->dest->nparts > 0) {
		buf_puts(b, "\npartitioned by (");
		for (unsigned i = 0; i < t->dest->nparts; i++) {
			buf_puts(b, i == 0 ? "" : ", ");
			ddl_put_name(b, t->dest->part[i]);
			buf_puts(b, " string");
		}
		buf_putc(b, ')');
	}
	if (s->lifecycle > 0)
		buf_printf(b, "\nlifecycle %u", s->lifecycle);
	buf_puts(b, ";\n");
}
