/*
 * back_table.c: TABLE and PART records from JSON.
 */
#include <string.h>

#include "rec/body.h"

#include "pxrec/back.h"

enum {
	SHORT = UINT16_MAX, /* texts whose length has 16 bits */
	LONG = 1024 * 1024  /* COLUMN_TYPE of an ENUM with many labels */
};

static const char *
dup_text(struct back *k, struct row_table *t, json_t *o, const char *key,
    size_t most)
{
	const char *s = back_text(k, o, key, most);

	return row_table_dup(t, s, strlen(s));
}

static unsigned
type_of(struct back *k, json_t *o)
{
	const char *s = back_text(k, o, "type", 64), *name;
	unsigned type;

	for (type = 1; type < ROW_TYPES; type++)
		if ((name = row_type_name(type)) != NULL &&
		    strcmp(name, s) == 0)
			return type;
	back_fail(k, "'%s' is not a type", s);
	return ROW_INT;
}

/* The class follows from the type, unless it is said. */
static uint8_t
class_of(struct back *k, json_t *o, unsigned usual)
{
	uint64_t class = back_number(k, o, "class", ROW_C_BYTES);

	return (uint8_t)(class == 0 ? usual : class);
}

static void
get_labels(struct back *k, json_t *o, struct row_table *t, struct row_column *c)
{
	json_t *a = back_array(k, o, "members", ROW_MEMBERS_MAX), *v;
	const char *s;
	size_t i, n;

	c->nmembers = (uint32_t)json_array_size(a);
	c->member = row_table_alloc(t, c->nmembers + 1u, sizeof(c->member[0]));
	for (i = 0; i < c->nmembers; i++) {
		v = json_array_get(a, i);
		s = json_string_value(v);
		n = json_string_length(v);
		if (s == NULL || n > SHORT || strlen(s) != n) {
			back_fail(k, "label %zu is no text", i + 1);
			s = "";
			n = 0;
		}
		c->member[i] = row_table_dup(t, s, n);
	}
}

static void
get_column(struct back *k, json_t *o, struct row_table *t, struct row_column *c)
{
	back_only(k, o,
	    "name map type flags key length precision scale class charset "
	    "collation text comment members");
	c->type = (uint8_t)type_of(k, o);
	c->name = dup_text(k, t, o, "name", SHORT);
	c->map = dup_text(k, t, o, "map", SHORT);
	c->flags =
	    (uint16_t)back_flags(k, o, "flags", names_column_flag, UINT16_MAX);
	c->key = (uint16_t)back_number(k, o, "key", UINT16_MAX);
	c->length = (uint32_t)back_number(k, o, "length", UINT32_MAX);
	c->precision = (uint8_t)back_number(k, o, "precision", UINT8_MAX);
	c->scale = (uint8_t)back_number(k, o, "scale", UINT8_MAX);
	c->charset = dup_text(k, t, o, "charset", SHORT);
	c->collation = dup_text(k, t, o, "collation", SHORT);
	c->text = dup_text(k, t, o, "text", LONG);
	c->comment = dup_text(k, t, o, "comment", SHORT);
	c->class = class_of(k, o, row_class_of(c->type, c->flags, c->charset));
	get_labels(k, o, t, c);
}

static void
get_dest_column(
    struct back *k, json_t *o, struct row_table *t, struct row_dest_column *c)
{
	back_only(
	    k, o, "name type class precision scale length nullable source");
	c->name = dup_text(k, t, o, "name", SHORT);
	if (!row_mc_parse(back_text(k, o, "type", 31), c))
		back_fail(k, "'%s' is not a type of MaxCompute",
		    back_text(k, o, "type", 31));
	c->class = class_of(k, o, c->class);
	if (json_object_get(o, "precision") != NULL) {
		c->precision =
		    (uint8_t)back_number(k, o, "precision", UINT8_MAX);
		c->scale = (uint8_t)back_number(k, o, "scale", UINT8_MAX);
		c->length = (uint32_t)back_number(k, o, "length", UINT32_MAX);
	}
	c->nullable = json_is_true(json_object_get(o, "nullable"));
	c->source = ROW_DEST_ADDED;
	if (json_object_get(o, "source") != NULL) {
		c->source = (uint16_t)back_number(k, o, "source", UINT16_MAX);
		if (c->source >= t->ncolumns)
			back_fail(k, "no source column %u", c->source);
	}
}

static void
get_dest(struct back *k, json_t *o, struct row_table *t)
{
	struct row_dest *d = row_table_alloc(t, 1, sizeof(*d));
	json_t *columns, *parts, *v;
	const char *s;
	size_t i;

	back_only(k, o, "table role columns partition");
	t->dest = d;
	d->table = dup_text(k, t, o, "table", SHORT);
	d->role = (uint8_t)back_word(k, o, "role", names_role);
	columns = back_array(k, o, "columns", ROW_DEST_MAX);
	d->ncolumns = (uint16_t)json_array_size(columns);
	d->column = row_table_alloc(t, d->ncolumns + 1u, sizeof(d->column[0]));
	for (i = 0; i < d->ncolumns; i++)
		get_dest_column(
		    k, json_array_get(columns, i), t, &d->column[i]);
	parts = back_array(k, o, "partition", ROW_PART_LEVELS);
	d->nparts = (uint8_t)json_array_size(parts);
	d->part = row_table_alloc(t, ROW_PART_LEVELS, sizeof(d->part[0]));
	for (i = 0; i < d->nparts; i++) {
		v = json_array_get(parts, i);
		s = json_string_value(v);
		if (s == NULL || json_string_length(v) > SHORT)
			back_fail(k, "partition column %zu is no text", i + 1);
		else
			d->part[i] = row_table_dup(t, s, strlen(s));
	}
}

int
back_put_table(struct back *k, json_t *o)
{
	struct row_table *t;
	json_t *columns, *dest;
	unsigned i;

	back_only(k, o,
	    "kind db table ref since flags map_db map_table comment charset "
	    "columns dest");
	t = row_table_new(
	    back_text(k, o, "db", SHORT), back_text(k, o, "table", SHORT));
	t->ref = (uint32_t)back_number(k, o, "ref", ROW_REF_MAX);
	t->flags =
	    (uint16_t)back_flags(k, o, "flags", names_table_flag, UINT16_MAX);
	back_pos(k, o, "since", &t->since);
	t->map_db = dup_text(k, t, o, "map_db", SHORT);
	t->map_name = dup_text(k, t, o, "map_table", SHORT);
	t->comment = dup_text(k, t, o, "comment", SHORT);
	t->charset = dup_text(k, t, o, "charset", SHORT);
	columns = back_array(k, o, "columns", ROW_COLUMNS_MAX);
	t->ncolumns = (uint16_t)json_array_size(columns);
	t->column = row_table_alloc(t, t->ncolumns + 1u, sizeof(t->column[0]));
	for (i = 0; i < t->ncolumns; i++)
		get_column(k, json_array_get(columns, i), t, &t->column[i]);
	if ((dest = json_object_get(o, "dest")) != NULL)
		get_dest(k, dest, t);
	if (k->bad) {
		row_table_free(t);
		return -1;
	}
	view_take(&k->view, t);
	return row_table_put(k->out, t);
}

int
back_put_part(struct back *k, json_t *o)
{
	json_t *values, *v;
	struct row_part p = { 0 };
	size_t i, n;

	back_only(k, o, "kind db table part values ref");
	p.ref = (uint32_t)back_number(k, o, "part", UINT32_MAX);
	p.table = (uint32_t)back_number(k, o, "ref", ROW_REF_MAX);
	values = back_array(k, o, "values", ROW_PART_LEVELS);
	p.n = (uint8_t)json_array_size(values);
	for (i = 0; i < p.n; i++) {
		v = json_array_get(values, i);
		n = json_string_length(v);
		if (!json_is_string(v) || n > ROW_PART_VALUE)
			back_fail(k, "partition value %zu is no text", i + 1);
		else
			memcpy(p.value[i], json_string_value(v), n + 1);
	}
	return k->bad ? -1 : row_put_part(k->out, &p);
}
