/*
 * json_table.c: TABLE and PART records as JSON.
 */
#include <stdlib.h>

#include "base/jsonw.h"

#include "pxrec/json.h"

static void
put_labels(struct buf *b, const struct row_column *c)
{
	uint32_t i;

	if (c->nmembers == 0)
		return;
	buf_puts(b, ",\"members\":[");
	for (i = 0; i < c->nmembers; i++) {
		if (i > 0)
			buf_putc(b, ',');
		jsonw_cstr(b, c->member[i]);
	}
	buf_putc(b, ']');
}

static void
put_column(struct buf *b, const struct row_column *c)
{
	const char *type = row_type_name(c->type);

	buf_puts(b, "{\"name\":");
	jsonw_cstr(b, c->name);
	buf_puts(b, ",\"type\":");
	jsonw_cstr(b, type == NULL ? "" : type);
	json_text(b, "map", c->map);
	json_flags(b, "flags", names_column_flag, c->flags);
	json_number(b, "key", c->key);
	json_number(b, "length", c->length);
	json_number(b, "precision", c->precision);
	json_number(b, "scale", c->scale);
	if (c->class != row_class_of(c->type, c->flags, c->charset))
		json_number(b, "class", c->class);
	json_text(b, "charset", c->charset);
	json_text(b, "collation", c->collation);
	json_text(b, "text", c->text);
	json_text(b, "comment", c->comment);
	put_labels(b, c);
	buf_putc(b, '}');
}

static void
put_dest_column(struct buf *b, const struct row_dest_column *c)
{
	struct row_dest_column back;
	char type[32];

	row_mc_text(c, type);
	buf_puts(b, "{\"name\":");
	jsonw_cstr(b, c->name);
	buf_printf(b, ",\"type\":\"%s\"", type);
	if (c->class != row_mc_class(c->type))
		json_number(b, "class", c->class);
	if (!row_mc_parse(type, &back) || back.precision != c->precision ||
	    back.scale != c->scale || back.length != c->length)
		buf_printf(b, ",\"precision\":%u,\"scale\":%u,\"length\":%u",
		    c->precision, c->scale, (unsigned)c->length);
	if (c->nullable)
		buf_puts(b, ",\"nullable\":true");
	if (c->source != ROW_DEST_ADDED)
		buf_printf(b, ",\"source\":%u", c->source);
	buf_putc(b, '}');
}

static void
put_dest(struct buf *b, const struct row_dest *d)
{
	const char *role = names_of(names_role, d->role);
	unsigned i;

	buf_puts(b, ",\"dest\":{\"table\":");
	jsonw_cstr(b, d->table);
	buf_printf(b, ",\"role\":\"%s\",\"columns\":[", role);
	for (i = 0; i < d->ncolumns; i++) {
		if (i > 0)
			buf_putc(b, ',');
		put_dest_column(b, &d->column[i]);
	}
	buf_puts(b, "],\"partition\":[");
	for (i = 0; i < d->nparts; i++) {
		if (i > 0)
			buf_putc(b, ',');
		jsonw_cstr(b, d->part[i]);
	}
	buf_puts(b, "]}");
}

int
json_put_table(struct buf *b, struct view *v, const struct rec *r)
{
	struct row_table *t = row_table_parse(r, &v->why);
	unsigned i;

	if (t == NULL)
		return -1;
	buf_puts(b, ",\"db\":");
	jsonw_cstr(b, t->db);
	buf_puts(b, ",\"table\":");
	jsonw_cstr(b, t->name);
	buf_printf(b, ",\"ref\":%u,\"since\":", (unsigned)t->ref);
	json_pos(b, &t->since);
	json_flags(b, "flags", names_table_flag, t->flags);
	json_text(b, "map_db", t->map_db);
	json_text(b, "map_table", t->map_name);
	json_text(b, "comment", t->comment);
	json_text(b, "charset", t->charset);
	buf_puts(b, ",\"columns\":[");
	for (i = 0; i < t->ncolumns; i++) {
		if (i > 0)
			buf_putc(b, ',');
		put_column(b, &t->column[i]);
	}
	buf_putc(b, ']');
	if (t->dest != NULL)
		put_dest(b, t->dest);
	row_table_free(t);
	return 0;
}

int
json_put_part(struct buf *b, struct view *v, const struct rec *r)
{
	const struct view_table *vt;
	struct row_part p;
	unsigned i;

	if (row_get_part(r, &p) == -1)
		return -1;
	if ((vt = view_get(v, p.table)) == NULL)
		return -1;
	buf_putc(b, ',');
	buf_put(b, vt->head.data, vt->head.len);
	buf_printf(b, ",\"part\":%u,\"values\":[", (unsigned)p.ref);
	for (i = 0; i < p.n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		jsonw_cstr(b, p.value[i]);
	}
	buf_printf(b, "],\"ref\":%u", (unsigned)p.table);
	return 0;
}
