/* uses: row rec base */
/*
 * fuzz_text.c: a column's type as the server words it, a newline, and the
 * text of a value.  A value that is taken has a text that gives it again.
 */
#include "fuzz.h"
#include "row/text.h"

static void
value(struct buf *b, const struct row_column *c, struct row_value *v)
{
	struct row_image m;

	row_image_open(&m, b->data, b->len, 1, false);
	row_image_next(&m, c->class, v);
	assert(row_image_ok(&m) && !v->null);
}

/* An empty member of a SET cannot be told in its text. */
static bool
told(const struct row_column *c)
{
	if (c->type == ROW_SET)
		for (uint32_t i = 0; i < c->nmembers; i++)
			if (c->member[i][0] == '\0')
				return false;
	return true;
}

static void
both_ways(const struct row_column *c, const char *s, size_t n)
{
	struct buf one = { 0 }, two = { 0 }, text = { 0 };
	const char *why = NULL;
	struct row_value v;

	row_image_begin(&one, 1);
	row_image_begin(&two, 1);
	if (row_text_get(&one, c, s, n, &why) == -1) {
		assert(why != NULL);
		goto out;
	}
	value(&one, c, &v);
	if (row_text_put(&text, c, &v) == -1)
		goto out;
	/* the server sends bits as bytes, and no more digits than it has */
	if (!told(c) || c->type == ROW_BIT ||
	    (c->class == ROW_C_TIME && c->scale < 6))
		goto out;
	if (row_text_get(&two, c, buf_str(&text), text.len, &why) == -1)
		assert(0);
	assert(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
out:
	buf_release(&one);
	buf_release(&two);
	buf_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nl = size == 0 ? NULL : memchr(data, '\n', size);
	struct row_dest_column d = { 0 };
	struct row_column c = { 0 };
	struct row_table *t;
	struct buf type = { 0 };

	if (nl == NULL)
		return 0;
	buf_put(&type, data, (size_t)(nl - data));
	row_mc_parse(buf_str(&type), &d);
	t = row_table_new("d", "t");
	if (row_column_from_text(t, &c, buf_str(&type), "utf8mb4"))
		both_ways(
		    &c, (const char *)nl + 1, size - (size_t)(nl + 1 - data));
	row_table_free(t);
	buf_release(&type);
	return 0;
}
