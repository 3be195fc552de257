/*
 * ddl_finish.c: the column that a definition makes in its table; see
 * ddl_type.h.
 */
#include <string.h>

#include "binlog/charset.h"
#include "binlog/ddl_type.h"

enum {
	VARCHAR_BYTES = 65535 /* more makes it a TEXT, where that is allowed */
};

static const char *
blob_word(uint64_t bytes, bool text)
{
	if (bytes <= 0xff)
		return text ? "tinytext" : "tinyblob";
	if (bytes <= 0xffff)
		return text ? "text" : "blob";
	if (bytes <= 0xffffff)
		return text ? "mediumtext" : "mediumblob";
	return text ? "longtext" : "longblob";
}

/* The type a text has when its character set is "binary". */
static const char *
as_bytes(const char *word)
{
	static const char *const pairs[][2] = { { "char", "binary" },
		{ "varchar", "varbinary" }, { "tinytext", "tinyblob" },
		{ "text", "blob" }, { "mediumtext", "mediumblob" },
		{ "longtext", "longblob" } };
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (strcmp(word, pairs[i][0]) == 0)
			return pairs[i][1];
	return word;
}

/* Sizes decide between VARCHAR and TEXT, and between the sizes of those. */
static const char *
by_size(const struct ddl_type *d, const char *word, const char *charset,
    unsigned *nargs)
{
	const struct charset *cs = charset_of(charset);
	bool var = strcmp(word, "varchar") == 0;
	bool text = var || strcmp(word, "text") == 0;
	uint64_t bytes = (uint64_t)d->arg[0] * (cs == NULL ? 1 : cs->max);

	if (d->nargs != 1)
		return word;
	if (var || strcmp(word, "varbinary") == 0) {
		if (bytes <= VARCHAR_BYTES)
			return word;
	} else if (!text && strcmp(word, "blob") != 0) {
		return word;
	}
	*nargs = 0;
	return bytes == 0 ? word : blob_word(bytes, text);
}

/* A label that its character set has no characters for was changed by the
 * server when it made the table. */
static bool
labels_fit(const struct row_column *c)
{
	const struct charset *cs = charset_of(c->charset);
	uint32_t i;

	for (i = 0; i < c->nmembers; i++)
		if (!charset_has(cs, c->member[i]))
			return false;
	return true;
}

bool
ddl_type_finish(struct row_column *c, const struct ddl_type *d,
    struct row_table *t, const char *charset, struct buf *why)
{
	const char *word = d->word, *cs = "";
	unsigned nargs = d->nargs;
	struct buf text = { 0 };
	bool ok;

	memset(c, 0, sizeof(*c));
	if (d->charset != NULL)
		cs = d->charset[0] != '\0' ? d->charset : charset;
	if (strcmp(cs, "binary") == 0 && d->labels == NULL) {
		word = as_bytes(word);
		cs = "";
	}
	word = by_size(d, word, cs, &nargs);
	buf_puts(&text, word);
	if (d->labels != NULL)
		buf_puts(&text, d->labels);
	else if (nargs == 1)
		buf_printf(&text, "(%lu)", (unsigned long)d->arg[0]);
	else if (nargs == 2)
		buf_printf(&text, "(%lu,%lu)", (unsigned long)d->arg[0],
		    (unsigned long)d->arg[1]);
	if (d->is_unsigned)
		buf_puts(&text, " unsigned");
	if (d->zerofill)
		buf_puts(&text, " zerofill");
	if (!d->not_null && !d->primary)
		c->flags |= ROW_COL_NULLABLE;
	if (d->generated)
		c->flags |= ROW_COL_GENERATED;
	if (d->invisible)
		c->flags |= ROW_COL_INVISIBLE;
	c->name = d->name;
	c->map = c->comment = "";
	c->collation = d->collation;
	ok = row_column_from_text(t, c, buf_str(&text), cs);
	buf_release(&text);
	if (!ok) {
		buf_printf(
		    why, "the type of column '%s' is not understood", d->name);
		return false;
	}
	if (d->charset != NULL && cs[0] == '\0' && c->type != ROW_BINARY &&
	    c->type != ROW_VARBINARY && c->type != ROW_BLOB)
		c->flags |= ROW_COL_UNSURE;
	if (!labels_fit(c)) {
		buf_printf(why,
		    "a label of column '%s' may not be what its character set "
		    "can hold",
		    d->name);
		return false;
	}
	return true;
}

/* Servers take the bytes of labels over as they are: between these two sets
 * even ASCII becomes something else. */
static bool
labels_last(const char *from, const char *to)
{
	const struct charset *a = charset_of(from), *b = charset_of(to);

	if (strcmp(from, to) == 0)
		return true;
	return a != NULL && b != NULL && charset_keeps_ascii(a) &&
	       charset_keeps_ascii(b);
}

bool
ddl_type_convert(struct row_column *c, struct row_table *t, const char *charset,
    struct buf *why)
{
	if (c->type != ROW_CHAR && c->type != ROW_VARCHAR &&
	    c->type != ROW_TEXT && c->type != ROW_ENUM && c->type != ROW_SET)
		return true;
	if (c->nmembers > 0 && c->charset[0] != '\0' && charset[0] != '\0' &&
	    !labels_last(c->charset, charset)) {
		buf_printf(why, "the labels of column '%s' change", c->name);
		return false;
	}
	c->flags &= (uint16_t)~ROW_COL_UNSURE;
	c->charset = row_table_dup(t, charset, strlen(charset));
	c->collation = "";
	if (charset[0] == '\0')
		c->flags |= ROW_COL_UNSURE;
	if (strcmp(charset, "binary") == 0 && c->nmembers == 0) {
		c->charset = "";
		c->type = c->type == ROW_CHAR      ? ROW_BINARY
			  : c->type == ROW_VARCHAR ? ROW_VARBINARY
						   : ROW_BLOB;
	}
	c->class = (uint8_t)row_class_of(c->type, c->flags, c->charset);
	return true;
}
