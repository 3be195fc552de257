/*
 * ddl_type.c: reading a column's definition; see ddl_type.h.
 */
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "binlog/charset.h"
#include "binlog/ddl_type.h"

enum {
	CHARSET_TEXT = 64
};

/* --- character sets ------------------------------------------------------- */

/* A name, quoted or not, in lower case, cut to what fits. */
static void
name_text(struct sqlscan *s, char *text)
{
	struct buf b = { 0 };
	size_t i, n;

	if (!sqlscan_text(s, &b) && !sqlscan_name(s, &b))
		sqlscan_next(s);
	n = b.len < CHARSET_TEXT ? b.len : CHARSET_TEXT - 1;
	for (i = 0; i < n; i++)
		text[i] =
		    (char)(b.data[i] >= 'A' && b.data[i] <= 'Z' ? b.data[i] + 32
								: b.data[i]);
	text[n] = '\0';
	buf_release(&b);
}

/* "latin1_bin" is of latin1; "uca1400_ai_ci" of any. */
static void
of_collation(char *text)
{
	char *end = strchr(text, '_');

	if (end != NULL)
		*end = '\0';
	if (charset_of(text) == NULL && strcmp(text, "keybcs2") != 0)
		text[0] = '\0';
}

static void
own_name(char *text)
{
	if (strcmp(text, "utf8") == 0)
		memcpy(text, "utf8mb3", sizeof("utf8mb3"));
	if (strcmp(text, "default") == 0)
		text[0] = '\0';
}

bool
ddl_charset(struct sqlscan *s, char *text)
{
	struct sqlscan at = *s;
	bool collate = sqlscan_take(s, "COLLATE");

	if (!collate && !sqlscan_take(s, "CHARSET")) {
		if ((!sqlscan_take(s, "CHARACTER") &&
			!sqlscan_take(s, "CHAR")) ||
		    !sqlscan_take(s, "SET")) {
			*s = at;
			return false;
		}
	}
	sqlscan_take(s, "=");
	name_text(s, text);
	if (collate)
		of_collation(text);
	own_name(text);
	return true;
}

/* --- the type ------------------------------------------------------------- */

enum kind {
	NUMBER = 1,
	TEXT,
	LIST,  /* ENUM, SET */
	OTHER, /* no attributes that matter */
	SERIAL
};

static const struct word {
	const char *sql, *own;
	enum kind kind;
} words[] = { { "TINYINT", "tinyint", NUMBER }, { "INT1", "tinyint", NUMBER },
	{ "SMALLINT", "smallint", NUMBER }, { "INT2", "smallint", NUMBER },
	{ "MEDIUMINT", "mediumint", NUMBER },
	{ "MIDDLEINT", "mediumint", NUMBER }, { "INT3", "mediumint", NUMBER },
	{ "INT", "int", NUMBER }, { "INTEGER", "int", NUMBER },
	{ "INT4", "int", NUMBER }, { "BIGINT", "bigint", NUMBER },
	{ "INT8", "bigint", NUMBER }, { "BOOL", "tinyint", NUMBER },
	{ "BOOLEAN", "tinyint", NUMBER }, { "FLOAT", "float", NUMBER },
	{ "FLOAT4", "float", NUMBER }, { "FLOAT8", "double", NUMBER },
	{ "DOUBLE", "double", NUMBER }, { "REAL", "double", NUMBER },
	{ "DECIMAL", "decimal", NUMBER }, { "NUMERIC", "decimal", NUMBER },
	{ "DEC", "decimal", NUMBER }, { "FIXED", "decimal", NUMBER },
	{ "SERIAL", "bigint", SERIAL }, { "BIT", "bit", OTHER },
	{ "YEAR", "year", OTHER }, { "DATE", "date", OTHER },
	{ "TIME", "time", OTHER }, { "DATETIME", "datetime", OTHER },
	{ "TIMESTAMP", "timestamp", OTHER }, { "CHAR", "char", TEXT },
	{ "CHARACTER", "char", TEXT }, { "VARCHAR", "varchar", TEXT },
	{ "VARCHARACTER", "varchar", TEXT }, { "TINYTEXT", "tinytext", TEXT },
	{ "TEXT", "text", TEXT }, { "MEDIUMTEXT", "mediumtext", TEXT },
	{ "LONGTEXT", "longtext", TEXT }, { "BINARY", "binary", OTHER },
	{ "VARBINARY", "varbinary", OTHER }, { "TINYBLOB", "tinyblob", OTHER },
	{ "BLOB", "blob", OTHER }, { "MEDIUMBLOB", "mediumblob", OTHER },
	{ "LONGBLOB", "longblob", OTHER }, { "ENUM", "enum", LIST },
	{ "SET", "set", LIST }, { "JSON", "json", OTHER },
	{ "GEOMETRY", "geometry", OTHER }, { "POINT", "point", OTHER },
	{ "LINESTRING", "linestring", OTHER }, { "POLYGON", "polygon", OTHER },
	{ "MULTIPOINT", "multipoint", OTHER },
	{ "MULTILINESTRING", "multilinestring", OTHER },
	{ "MULTIPOLYGON", "multipolygon", OTHER },
	{ "GEOMETRYCOLLECTION", "geometrycollection", OTHER },
	{ "GEOMCOLLECTION", "geometrycollection", OTHER },
	{ "VECTOR", "vector", OTHER }, { "INET4", "inet4", OTHER },
	{ "INET6", "inet6", OTHER }, { "UUID", "uuid", OTHER } };

static const struct word *
find_word(const struct sqlscan *s)
{
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sqlscan_is(s, words[i].sql))
			return &words[i];
	return NULL;
}

/* "(10)", "(10, 2)".  Those of TEXT and BLOB may have signs of size. */
static bool
arguments(struct ddl_type *d, struct sqlscan *s)
{
	char digits[12];
	uint64_t v;

	if (!sqlscan_take(s, "("))
		return true;
	do {
		if (d->nargs == 2 || s->kind != SQLSCAN_WORD ||
		    s->len >= sizeof(digits))
			return false;
		memcpy(digits, s->token, s->len);
		digits[s->len] = '\0';
		if (!num_u64(digits, 0, UINT32_MAX, &v))
			return false;
		d->arg[d->nargs++] = (uint32_t)v;
		sqlscan_next(s);
	} while (sqlscan_take(s, ","));
	return sqlscan_take(s, ")");
}

/* "('a', 'b''c')" in the form of COLUMN_TYPE. */
static bool
labels(struct ddl_type *d, struct sqlscan *s, struct row_table *t)
{
	struct buf out = { 0 }, text = { 0 };
	bool ok = false;
	size_t i;

	if (!sqlscan_take(s, "("))
		return false;
	buf_putc(&out, '(');
	do {
		buf_clear(&text);
		/* N'...', _gbk'...', X'...' are not followed */
		if (!sqlscan_text(s, &text) ||
		    memchr(buf_str(&text), '\0', text.len) != NULL)
			goto out;
		while (text.len > 0 && text.data[text.len - 1] == ' ')
			text.len--;
		buf_puts(&out, out.len > 1 ? ",'" : "'");
		for (i = 0; i < text.len; i++) {
			if (text.data[i] == '\'' || text.data[i] == '\\')
				buf_putc(&out, text.data[i]);
			buf_putc(&out, text.data[i]);
		}
		buf_putc(&out, '\'');
	} while (sqlscan_take(s, ","));
	buf_putc(&out, ')');
	ok = sqlscan_take(s, ")");
	d->labels = row_table_dup(t, (const char *)out.data, out.len);
out:
	buf_release(&out);
	buf_release(&text);
	return ok;
}

/* CHAR VARYING, NATIONAL..., LONG...: types of more words than one. */
static bool
long_type(struct ddl_type *d, struct sqlscan *s)
{
	bool national = sqlscan_take(s, "NATIONAL"), word;

	if (!national && sqlscan_take(s, "LONG")) {
		d->word = "mediumtext";
		d->charset = "";
		if (sqlscan_take(s, "VARBINARY")) {
			d->word = "mediumblob";
			d->charset = NULL;
		} else if (!sqlscan_take(s, "VARCHAR") &&
			   !sqlscan_take(s, "VARCHARACTER") &&
			   (sqlscan_take(s, "CHAR") ||
			       sqlscan_take(s, "CHARACTER")))
			return sqlscan_take(s, "VARYING");
		return true;
	}
	d->charset = "utf8mb3";
	if (!national && sqlscan_take(s, "NVARCHAR")) {
		d->word = "varchar";
		return arguments(d, s);
	}
	word = sqlscan_take(s, "NCHAR");
	d->word = word || national ? "char" : NULL;
	if (national)
		word = sqlscan_take(s, "CHAR") || sqlscan_take(s, "CHARACTER");
	if (sqlscan_take(s, "VARYING") || sqlscan_take(s, "VARCHAR") ||
	    sqlscan_take(s, "VARCHARACTER"))
		d->word = d->word == NULL ? NULL : "varchar";
	else if (!word)
		return false;
	return d->word != NULL && arguments(d, s);
}

static bool
type(struct ddl_type *d, struct sqlscan *s, struct row_table *t)
{
	const struct word *w = find_word(s);
	struct sqlscan first = *s;

	/* there DATE has a time, and more is different */
	if (s->how.mariadb && (s->how.mode & SQLSCAN_ORACLE))
		return false;
	if (w == NULL)
		return long_type(d, s);
	sqlscan_next(s);
	d->word = w->own;
	if (w->kind == LIST) {
		d->charset = "";
		return labels(d, s, t);
	}
	if (w->kind == TEXT) {
		d->charset = "";
		if (strcmp(d->word, "char") == 0 && sqlscan_take(s, "VARYING"))
			d->word = "varchar";
	}
	if (w->kind == SERIAL)
		d->is_unsigned = d->not_null = d->unique = true;
	if (sqlscan_is(&first, "DOUBLE"))
		sqlscan_take(s, "PRECISION");
	if (sqlscan_is(&first, "REAL") && (s->how.mode & SQLSCAN_REAL_AS_FLOAT))
		d->word = "float";
	if (sqlscan_is(&first, "BOOL") || sqlscan_is(&first, "BOOLEAN")) {
		d->nargs = 1;
		d->arg[0] = 1;
		return true;
	}
	if (!arguments(d, s))
		return false;
	if (strcmp(d->word, "decimal") == 0) {
		if (d->arg[0] == 0 && d->arg[1] == 0)
			d->arg[0] = 10;
		d->nargs = 2;
	}
	if (strcmp(d->word, "bit") == 0 && d->arg[0] == 0)
		d->nargs = 0; /* one, as without a length */
	if (strcmp(d->word, "vector") == 0 && d->nargs == 0) {
		d->nargs = 1;
		d->arg[0] = 2048;
	}
	if (strcmp(d->word, "float") == 0 && d->nargs == 1) {
		d->word = d->arg[0] > 24 ? "double" : "float";
		d->nargs = 0;
	}
	if (s->how.mariadb && strcmp(d->word, "json") == 0) {
		d->word = "longtext";
		d->charset = "utf8mb4";
		d->collation = "utf8mb4_bin";
	}
	return true;
}

/* --- attributes ----------------------------------------------------------- */

static bool
key(struct ddl_type *d, struct sqlscan *s)
{
	if (sqlscan_take(s, "PRIMARY")) {
		sqlscan_take(s, "KEY");
		d->primary = true;
	} else if (sqlscan_take(s, "UNIQUE")) {
		sqlscan_take(s, "KEY");
		d->unique = true;
	} else if (sqlscan_take(s, "KEY")) {
		d->primary = true;
	} else {
		return false;
	}
	return true;
}

/* Attributes that change what the bytes mean. */
static bool
meaning(struct ddl_type *d, struct sqlscan *s, struct row_table *t)
{
	char text[CHARSET_TEXT];

	if (sqlscan_take(s, "UNSIGNED"))
		d->is_unsigned = true;
	else if (sqlscan_take(s, "ZEROFILL"))
		d->is_unsigned = d->zerofill = true;
	else if (sqlscan_take(s, "NULL"))
		d->null = true;
	else if (sqlscan_take(s, "INVISIBLE"))
		d->invisible = true;
	else if (sqlscan_take(s, "AS")) {
		d->generated = true;
		sqlscan_parens(s);
	} else if (sqlscan_take(s, "NOT")) {
		d->not_null |= sqlscan_is(s, "NULL");
		sqlscan_next(s); /* or ENFORCED */
	} else if (sqlscan_take(s, "ASCII"))
		d->charset = "latin1";
	else if (sqlscan_take(s, "UNICODE"))
		d->charset = "ucs2";
	else if (sqlscan_take(s, "BYTE"))
		d->charset = "binary";
	else if (sqlscan_take(s, "BINARY"))
		return d->charset != NULL; /* a collation */
	else if (sqlscan_take(s, "COLLATE")) {
		name_text(s, text);
		d->collation = row_table_dup(t, text, strlen(text));
		of_collation(text);
		own_name(text);
		/* CHARACTER SET in front of it has said as much */
		if (d->charset != NULL && d->charset[0] == '\0')
			d->charset = row_table_dup(t, text, strlen(text));
	} else if (ddl_charset(s, text)) {
		d->charset = row_table_dup(t, text, strlen(text));
	} else {
		return false;
	}
	return true;
}

bool
ddl_type_read(
    struct ddl_type *d, struct sqlscan *s, struct row_table *t, struct buf *why)
{
	const char *name = d->name;

	memset(d, 0, sizeof(*d));
	d->name = name;
	d->collation = "";
	if (!type(d, s, t)) {
		buf_printf(
		    why, "the type of column '%s' is not understood", name);
		return false;
	}
	while (s->kind != SQLSCAN_END && !sqlscan_is(s, ",") &&
	       !sqlscan_is(s, ")") && !sqlscan_is(s, "FIRST") &&
	       !sqlscan_is(s, "AFTER"))
		if (!meaning(d, s, t) && !key(d, s) && !ddl_type_harmless(s)) {
			buf_printf(why,
			    "'%.*s' at column '%s' is not "
			    "understood",
			    (int)(s->len < 40 ? s->len : 40), s->token, name);
			return false;
		}
	return true;
}
