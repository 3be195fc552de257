/*
 * class.c: names of types, and how values of each stand in an image.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "row/table.h"

static const char *const type_names[ROW_TYPES] = {
	[ROW_TINYINT] = "tinyint",
	[ROW_SMALLINT] = "smallint",
	[ROW_MEDIUMINT] = "mediumint",
	[ROW_INT] = "int",
	[ROW_BIGINT] = "bigint",
	[ROW_FLOAT] = "float",
	[ROW_DOUBLE] = "double",
	[ROW_DECIMAL] = "decimal",
	[ROW_BIT] = "bit",
	[ROW_YEAR] = "year",
	[ROW_DATE] = "date",
	[ROW_TIME] = "time",
	[ROW_DATETIME] = "datetime",
	[ROW_TIMESTAMP] = "timestamp",
	[ROW_CHAR] = "char",
	[ROW_VARCHAR] = "varchar",
	[ROW_TEXT] = "text",
	[ROW_BINARY] = "binary",
	[ROW_VARBINARY] = "varbinary",
	[ROW_BLOB] = "blob",
	[ROW_ENUM] = "enum",
	[ROW_SET] = "set",
	[ROW_JSON] = "json",
	[ROW_GEOMETRY] = "geometry",
	[ROW_VECTOR] = "vector",
	[ROW_INET4] = "inet4",
	[ROW_INET6] = "inet6",
	[ROW_UUID] = "uuid",
};

static const struct {
	const char *name;
	enum row_class class;
} mc[ROW_MC_TYPES] = {
	[ROW_MC_BIGINT] = { "bigint", ROW_C_INT },
	[ROW_MC_INT] = { "int", ROW_C_INT },
	[ROW_MC_SMALLINT] = { "smallint", ROW_C_INT },
	[ROW_MC_TINYINT] = { "tinyint", ROW_C_INT },
	[ROW_MC_DOUBLE] = { "double", ROW_C_DOUBLE },
	[ROW_MC_FLOAT] = { "float", ROW_C_FLOAT },
	[ROW_MC_BOOLEAN] = { "boolean", ROW_C_INT },
	[ROW_MC_STRING] = { "string", ROW_C_TEXT },
	[ROW_MC_BINARY] = { "binary", ROW_C_BYTES },
	[ROW_MC_CHAR] = { "char", ROW_C_TEXT },
	[ROW_MC_VARCHAR] = { "varchar", ROW_C_TEXT },
	[ROW_MC_DATETIME] = { "datetime", ROW_C_TIME },
	[ROW_MC_DATE] = { "date", ROW_C_TIME },
	[ROW_MC_TIMESTAMP] = { "timestamp", ROW_C_TIME },
	[ROW_MC_TIMESTAMP_NTZ] = { "timestamp_ntz", ROW_C_TIME },
	[ROW_MC_DECIMAL] = { "decimal", ROW_C_DECIMAL },
	[ROW_MC_JSON] = { "json", ROW_C_TEXT },
};

const char *
row_type_name(unsigned type)
{
	return type < ROW_TYPES ? type_names[type] : NULL;
}

enum row_class
row_class_of(unsigned type, unsigned flags, const char *charset)
{
	switch (type) {
	case ROW_TINYINT:
	case ROW_SMALLINT:
	case ROW_MEDIUMINT:
	case ROW_INT:
	case ROW_BIGINT:
		return flags & ROW_COL_UNSIGNED ? ROW_C_UINT : ROW_C_INT;
	case ROW_BIT:
	case ROW_YEAR:
	case ROW_ENUM:
	case ROW_SET:
		return ROW_C_UINT;
	case ROW_FLOAT:
		return ROW_C_FLOAT;
	case ROW_DOUBLE:
		return ROW_C_DOUBLE;
	case ROW_DECIMAL:
		return ROW_C_DECIMAL;
	case ROW_DATE:
	case ROW_TIME:
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
		return ROW_C_TIME;
	case ROW_JSON:
	case ROW_INET4:
	case ROW_INET6:
	case ROW_UUID:
		return ROW_C_TEXT;
	case ROW_CHAR:
	case ROW_VARCHAR:
	case ROW_TEXT: /* bytes as long as nobody knows the charset */
		return charset[0] == '\0' || strcmp(charset, "binary") == 0
			   ? ROW_C_BYTES
			   : ROW_C_TEXT;
	default:
		return ROW_C_BYTES;
	}
}

enum row_class
row_mc_class(unsigned type)
{
	return type < ROW_MC_TYPES ? mc[type].class : 0;
}

void
row_mc_text(const struct row_dest_column *c, char *text)
{
	if (c->type == ROW_MC_DECIMAL)
		snprintf(text, 32, "decimal(%u,%u)", c->precision, c->scale);
	else if (c->type == ROW_MC_CHAR || c->type == ROW_MC_VARCHAR)
		snprintf(
		    text, 32, "%s(%u)", mc[c->type].name, (unsigned)c->length);
	else
		snprintf(text, 32, "%s", mc[c->type].name);
}

/* "(a,b)" or "(a)" or nothing; how many numbers, -1 for nonsense. */
static int
arguments(const char *s, uint64_t v[2])
{
	char digits[8];
	size_t n;
	int count = 0;

	while (*s == ' ')
		s++;
	if (*s == '\0')
		return 0;
	if (*s++ != '(')
		return -1;
	for (;;) {
		while (*s == ' ')
			s++;
		n = strspn(s, "0123456789");
		if (n == 0 || n >= sizeof(digits) || count == 2)
			return -1;
		memcpy(digits, s, n);
		digits[n] = '\0';
		if (!num_u64(digits, 0, 9999999, &v[count++]))
			return -1;
		for (s += n; *s == ' ';)
			s++;
		if (*s == ')')
			return s[1] == '\0' ? count : -1;
		if (*s++ != ',')
			return -1;
	}
}

bool
row_mc_parse(const char *text, struct row_dest_column *c)
{
	size_t n = 0;
	uint64_t v[2];
	unsigned i;
	int args;

	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	for (i = 1; i < ROW_MC_TYPES; i++)
		if (strlen(mc[i].name) == n &&
		    strncasecmp(mc[i].name, text, n) == 0)
			break;
	if (i == ROW_MC_TYPES || (args = arguments(text + n, v)) == -1)
		return false;
	c->type = (uint8_t)i;
	c->class = (uint8_t)mc[i].class;
	c->precision = c->scale = 0;
	c->length = 0;
	if (i == ROW_MC_DECIMAL) {
		/* the default of edition 2.0 */
		c->precision = args > 0 ? (uint8_t)(v[0] & 0xff) : 38;
		c->scale = args > 1    ? (uint8_t)(v[1] & 0xff)
			   : args == 1 ? 0
				       : 18;
		return args == 0 ||
		       (v[0] >= 1 && v[0] <= 54 && (args == 1 || v[1] <= v[0]));
	}
	if (i == ROW_MC_CHAR || i == ROW_MC_VARCHAR) {
		if (args != 1)
			return false;
		c->length = (uint32_t)v[0];
		return true;
	}
	return args == 0;
}
