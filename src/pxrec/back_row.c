/*
 * back_row.c: ROW records from JSON.
 */
#include <string.h>

#include "pxrec/back.h"

/* Build the image of object o in b. */
static void
get_image(struct back *k, const struct view_table *vt, json_t *o, bool partial,
    struct buf *b)
{
	const struct view_column *c;
	unsigned i, n = vt->ncolumns;
	size_t nulls, found = 0;
	json_t *v;

	buf_clear(b);
	nulls = partial ? row_image_begin_partial(b, n) : row_image_begin(b, n);
	for (i = 0; i < n && !k->bad; i++) {
		c = &vt->column[i];
		if ((v = json_object_get(o, c->name)) == NULL) {
			if (!partial)
				back_fail(k, "column '%s' is missing", c->name);
			continue;
		}
		found++;
		if (partial)
			row_put_present(b, nulls, n, i);
		if (json_is_null(v))
			row_put_null(b, nulls, i);
		else
			back_value(k, b, c, v);
	}
	if (!k->bad && found != json_object_size(o))
		back_fail(k, "an image has a column that '%s' has not",
		    row_table_name(vt->t));
}

/* One of "before" and "after": is it there, and its image. */
static bool
get_half(struct back *k, const struct view_table *vt, json_t *o,
    const char *key, bool partial, struct buf *b)
{
	json_t *image = json_object_get(o, key);

	buf_clear(b);
	if (image == NULL || json_is_null(image))
		return false;
	if (json_is_object(image))
		get_image(k, vt, image, partial, b);
	else
		back_fail(k, "'%s' is not an object", key);
	return true;
}

static void
check_names(struct back *k, const struct view_table *vt, json_t *o)
{
	const char *db = back_text(k, o, "db", UINT16_MAX);
	const char *table = back_text(k, o, "table", UINT16_MAX);

	const struct row_table *t = vt->t;

	if (strcmp(db, row_table_db(t)) != 0 ||
	    strcmp(table, row_table_name(t)) != 0)
		back_fail(k, "ref %u is '%s.%s'", (unsigned)t->ref,
		    row_table_db(t), row_table_name(t));
}

int
back_put_row(struct back *k, json_t *o)
{
	const struct view_table *vt;
	struct row row = { 0 };
	struct pos at;

	back_only(k, o,
	    "kind op db table record_id time pos before after partial ref "
	    "part");
	row.table = (uint32_t)back_number(k, o, "ref", ROW_REF_MAX);
	row.part = (uint32_t)back_number(k, o, "part", UINT32_MAX);
	row.record_id = back_number(k, o, "record_id", UINT64_MAX);
	row.time = back_time(k, o, "time");
	row.op = (uint8_t)back_word(k, o, "op", names_op);
	row.flags = (uint8_t)back_flags(k, o, "partial", names_partial, 0);
	back_pos(k, o, "pos", &at);
	row.offset = at.offset;
	if (at.offset != 0 && strcmp(at.file, k->view.at.file) != 0)
		back_fail(k, "'pos' is not in the file of the BEGIN before");
	if ((vt = view_get(&k->view, row.table)) == NULL) {
		back_fail(k, "%s", k->view.why);
		return -1;
	}
	check_names(k, vt, o);
	if (get_half(
		k, vt, o, "before", row.flags & ROW_PARTIAL_BEFORE, &k->before))
		row.flags |= ROW_HAS_BEFORE;
	if (get_half(
		k, vt, o, "after", row.flags & ROW_PARTIAL_AFTER, &k->after))
		row.flags |= ROW_HAS_AFTER;
	if (k->bad)
		return -1;
	row.before = k->before.data;
	row.before_len = k->before.len;
	row.after = k->after.data;
	row.after_len = k->after.len;
	return row_put(k->out, &row);
}
