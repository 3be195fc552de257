/*
 * column.c: COLUMN_TYPE of INFORMATION_SCHEMA into a column definition.
 */
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "row/table.h"

/* Word of the server, our type; lengths in bytes where the word implies one. */
static const struct {
	const char *word;
	enum row_type type;
	uint32_t length;
} words[] = {
	{ "tinyint", ROW_TINYINT, 0 },
	{ "smallint", ROW_SMALLINT, 0 },
	{ "mediumint", ROW_MEDIUMINT, 0 },
	{ "int", ROW_INT, 0 },
	{ "integer", ROW_INT, 0 },
	{ "bigint", ROW_BIGINT, 0 },
	{ "float", ROW_FLOAT, 0 },
	{ "double", ROW_DOUBLE, 0 },
	{ "real", ROW_DOUBLE, 0 },
	{ "decimal", ROW_DECIMAL, 0 },
	{ "numeric", ROW_DECIMAL, 0 },
	{ "bit", ROW_BIT, 1 },
	{ "year", ROW_YEAR, 0 },
	{ "date", ROW_DATE, 0 },
	{ "time", ROW_TIME, 0 },
	{ "datetime", ROW_DATETIME, 0 },
	{ "timestamp", ROW_TIMESTAMP, 0 },
	{ "char", ROW_CHAR, 1 },
	{ "varchar", ROW_VARCHAR, 0 },
	{ "tinytext", ROW_TEXT, 255 },
	{ "text", ROW_TEXT, 65535 },
	{ "mediumtext", ROW_TEXT, 16777215 },
	{ "longtext", ROW_TEXT, 4294967295 },
	{ "binary", ROW_BINARY, 1 },
	{ "varbinary", ROW_VARBINARY, 0 },
	{ "tinyblob", ROW_BLOB, 255 },
	{ "blob", ROW_BLOB, 65535 },
	{ "mediumblob", ROW_BLOB, 16777215 },
	{ "longblob", ROW_BLOB, 4294967295 },
	{ "enum", ROW_ENUM, 0 },
	{ "set", ROW_SET, 0 },
	{ "json", ROW_JSON, 0 },
	{ "geometry", ROW_GEOMETRY, 0 },
	{ "point", ROW_GEOMETRY, 0 },
	{ "linestring", ROW_GEOMETRY, 0 },
	{ "polygon", ROW_GEOMETRY, 0 },
	{ "multipoint", ROW_GEOMETRY, 0 },
	{ "multilinestring", ROW_GEOMETRY, 0 },
	{ "multipolygon", ROW_GEOMETRY, 0 },
	{ "geometrycollection", ROW_GEOMETRY, 0 },
	{ "geomcollection", ROW_GEOMETRY, 0 },
	{ "vector", ROW_VECTOR, 0 },
	{ "inet4", ROW_INET4, 0 },
	{ "inet6", ROW_INET6, 0 },
	{ "uuid", ROW_UUID, 0 },
};

/* "(n" or "(n,m" at s: the numbers. */
static bool
numbers(const char *s, uint64_t *a, uint64_t *b)
{
	char digits[12];
	uint64_t *v[2] = { a, b };
	unsigned i;
	size_t n;

	for (i = 0; i < 2; i++) {
		s++; /* the '(' or ',' */
		while (*s == ' ')
			s++;
		n = strspn(s, "0123456789");
		if (n == 0 || n >= sizeof(digits))
			return false;
		memcpy(digits, s, n);
		digits[n] = '\0';
		if (!num_u64(digits, 0, UINT32_MAX, v[i]))
			return false;
		s += n;
		if (*s != ',')
			break;
	}
	return true;
}

/* What servers write for a backslash, and for what breaks a line. */
static char
unescaped(char c)
{
	return (char)(c == 'n' ? '\n' : c == 'r' ? '\r' : c);
}

/* Labels of "('a','b''c')" at s.  Quotes are doubled, and so are
 * backslashes. */
static bool
members(struct row_table *t, struct row_column *c, const char *s)
{
	struct buf label = { 0 };
	const char *p;
	uint32_t n = 0;

	for (p = s; *p != '\0'; p++)
		n += *p == ',' ? 1 : 0;
	c->member = row_table_alloc(t, (size_t)n + 1, sizeof(c->member[0]));
	if (*s++ != '(')
		return false;
	for (;;) {
		if (*s++ != '\'')
			goto bad;
		buf_clear(&label);
		while (*s != '\'' || s[1] == '\'') {
			if (*s == '\0')
				goto bad;
			if (*s == '\\' && s[1] == '0') /* it ends texts */
				goto bad;
			if (*s == '\\' && s[1] != '\0') {
				buf_putc(&label, unescaped(s[1]));
				s += 2;
				continue;
			}
			if (*s == '\'')
				s++;
			buf_putc(&label, *s++);
		}
		c->member[c->nmembers++] =
		    row_table_dup(t, buf_str(&label), label.len);
		if (*++s == ')')
			break;
		if (*s++ != ',')
			goto bad;
	}
	buf_release(&label);
	return c->nmembers <= ROW_MEMBERS_MAX;
bad:
	buf_release(&label);
	return false;
}

/* Does word stand in s outside of quotes, alone? */
static bool
has_word(const char *s, const char *word)
{
	size_t n = strlen(word);
	bool quoted = false;
	const char *p;

	for (p = s; *p != '\0'; p++) {
		if (*p == '\'')
			quoted = !quoted;
		if (!quoted && *p == ' ' && strncasecmp(p + 1, word, n) == 0 &&
		    (p[1 + n] == '\0' || p[1 + n] == ' '))
			return true;
	}
	return false;
}

static bool
arguments(struct row_table *t, struct row_column *c, const char *s)
{
	uint64_t a = 0, b = 0;

	if (c->type == ROW_ENUM || c->type == ROW_SET)
		return members(t, c, s);
	if (*s != '(') {
		if (c->type == ROW_DECIMAL)
			c->precision = 10;
		return true;
	}
	if (!numbers(s, &a, &b))
		return false;
	switch (c->type) {
	case ROW_DECIMAL:
		if (a > 65 || b > 38)
			return false;
		c->precision = (uint8_t)a;
		c->scale = (uint8_t)b;
		break;
	case ROW_TIME:
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
		if (a > 6)
			return false;
		c->scale = (uint8_t)a;
		break;
	case ROW_BIT:
	case ROW_CHAR:
	case ROW_VARCHAR:
	case ROW_BINARY:
	case ROW_VARBINARY:
	case ROW_VECTOR:
		c->length = (uint32_t)a;
		break;
	default: /* display widths */
		break;
	}
	return true;
}

bool
row_column_from_text(struct row_table *t, struct row_column *c,
    const char *column_type, const char *charset)
{
	size_t i, n = 0;
	const char *s = column_type;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') ||
	       (s[n] >= '0' && s[n] <= '9'))
		n++;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == n &&
		    strncasecmp(words[i].word, s, n) == 0)
			break;
	if (i == sizeof(words) / sizeof(words[0]))
		return false;
	c->type = (uint8_t)words[i].type;
	c->length = words[i].length;
	c->precision = c->scale = 0;
	c->nmembers = 0;
	c->member = NULL;
	c->text = row_table_dup(t, s, strlen(s));
	c->charset = row_table_dup(t, charset, strlen(charset));
	if (!arguments(t, c, s + n))
		return false;
	c->flags &= (uint16_t)~ROW_COL_UNSIGNED;
	if (has_word(s, "unsigned") || has_word(s, "zerofill"))
		c->flags |= ROW_COL_UNSIGNED;
	c->class = (uint8_t)row_class_of(c->type, c->flags, charset);
	return true;
}
