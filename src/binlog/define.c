/*
 * define.c: see define.h.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "binlog/charset.h"
#include "binlog/define.h"
#include "binlog/lenenc.h"

static const char *const hidden_names[] = { "_drds_implicit_id_",
	"__#alibaba_rds_row_id#__" };

/* --- does a definition fit? ----------------------------------------------- */

/* The log has the largest number of bytes, the definition of characters. */
static bool
bytes_fit(const struct map_column *m, const struct row_column *c)
{
	const struct charset *cs = charset_of(c->charset);

	/* compressed ones have a byte more */
	if (c->length == 0 || (c->flags & ROW_COL_UNSURE) ||
	    m->type == MAP_VARCHAR_COMPRESSED)
		return true;
	if (c->type == ROW_BINARY || c->type == ROW_VARBINARY)
		return m->size == c->length;
	return cs == NULL || m->size == c->length * cs->max;
}

static bool
size_fits(const struct map_column *m, const struct row_column *c)
{
	unsigned n = c->nmembers;

	switch (c->type) {
	case ROW_DECIMAL:
		return m->size == c->precision && m->scale == c->scale;
	case ROW_BIT:
		return c->length == 0 || m->size == c->length;
	case ROW_ENUM:
		return n == 0 || m->size == (n < 256 ? 1 : 2);
	case ROW_SET:
		return n == 0 || m->size == (n > 32 ? 8 : (n + 7) / 8);
	case ROW_TIME:
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
		return m->scale == c->scale;
	case ROW_CHAR:
	case ROW_VARCHAR:
	case ROW_BINARY:
	case ROW_VARBINARY:
		return bytes_fit(m, c);
	default:
		return true;
	}
}

/* Is this how the server logs a column of such a type?  Two at most. */
static bool
type_fits(const struct map_column *m, const struct row_column *c)
{
	static const uint8_t wire[ROW_TYPES][3] = {
		[ROW_TINYINT] = { MAP_TINY },
		[ROW_SMALLINT] = { MAP_SHORT },
		[ROW_MEDIUMINT] = { MAP_INT24 },
		[ROW_INT] = { MAP_LONG },
		[ROW_BIGINT] = { MAP_LONGLONG },
		[ROW_FLOAT] = { MAP_FLOAT },
		[ROW_DOUBLE] = { MAP_DOUBLE },
		[ROW_DECIMAL] = { MAP_NEWDECIMAL },
		[ROW_BIT] = { MAP_BIT },
		[ROW_YEAR] = { MAP_YEAR },
		[ROW_DATE] = { MAP_DATE, MAP_NEWDATE },
		[ROW_TIME] = { MAP_TIME2, MAP_TIME },
		[ROW_DATETIME] = { MAP_DATETIME2, MAP_DATETIME },
		[ROW_TIMESTAMP] = { MAP_TIMESTAMP2, MAP_TIMESTAMP },
		[ROW_CHAR] = { MAP_STRING, MAP_VAR_STRING },
		[ROW_VARCHAR] = { MAP_VARCHAR, MAP_VAR_STRING,
		    MAP_VARCHAR_COMPRESSED },
		[ROW_TEXT] = { MAP_BLOB, MAP_BLOB_COMPRESSED },
		[ROW_BINARY] = { MAP_STRING, MAP_VAR_STRING },
		[ROW_VARBINARY] = { MAP_VARCHAR, MAP_VAR_STRING,
		    MAP_VARCHAR_COMPRESSED },
		[ROW_BLOB] = { MAP_BLOB, MAP_BLOB_COMPRESSED },
		[ROW_ENUM] = { MAP_ENUM },
		[ROW_SET] = { MAP_SET },
		[ROW_JSON] = { MAP_JSON },
		[ROW_GEOMETRY] = { MAP_GEOMETRY },
		[ROW_VECTOR] = { MAP_VECTOR, MAP_VARCHAR },
		[ROW_INET4] = { MAP_STRING },
		[ROW_INET6] = { MAP_STRING },
		[ROW_UUID] = { MAP_STRING },
	};
	const uint8_t *w;

	if (c->type >= ROW_TYPES || m->type == 0)
		return false;
	w = wire[c->type];
	return m->type == w[0] || m->type == w[1] || m->type == w[2];
}

static bool
same_name(const struct map_column *m, const struct row_column *c)
{
	return strlen(c->name) == m->name_len &&
	       memcmp(c->name, m->name, m->name_len) == 0;
}

/* Columns of the map that are the table's; why is filled on -1. */
static int
fit(const struct map *m, const struct row_table *t, unsigned n, struct buf *why)
{
	unsigned i;

	if (t->ncolumns != n) {
		buf_printf(why,
		    "the log has %u columns here, the definition %u", n,
		    t->ncolumns);
		return -1;
	}
	for (i = 0; i < n; i++) {
		const struct map_column *a = &m->column[i];
		const struct row_column *c = &t->column[i];

		if (type_fits(a, c) && c->scale != 0 &&
		    (a->type == MAP_TIME || a->type == MAP_DATETIME ||
			a->type == MAP_TIMESTAMP)) {
			buf_printf(why,
			    "column '%s' has MariaDB's old form of fractions, "
			    "which the log does not describe\nset "
			    "mysql56_temporal_format=ON and ALTER TABLE ... "
			    "FORCE",
			    c->name);
			return -1;
		}
		if (type_fits(a, c) && size_fits(a, c) &&
		    (a->is_unsigned == -1 || c->type == ROW_YEAR ||
			a->is_unsigned == !!(c->flags & ROW_COL_UNSIGNED)))
			continue;
		buf_printf(why,
		    "column %u is '%s' %s in the definition, but the log has "
		    "type %u here",
		    i + 1, c->name,
		    c->text[0] ? c->text : row_type_name(c->type), a->type);
		return -1;
	}
	return 0;
}

static bool
names_fit(const struct map *m, const struct row_table *t, unsigned n)
{
	unsigned i;

	if (t->ncolumns != n)
		return false;
	for (i = 0; i < n; i++)
		if (!same_name(&m->column[i], &t->column[i]) ||
		    !type_fits(&m->column[i], &t->column[i]) ||
		    !size_fits(&m->column[i], &t->column[i]))
			return false;
	return true;
}

/*
 * MariaDB keeps a UNIQUE key over a long text by a hidden column of its own,
 * behind the others (add_hash_field in sql_table.cc).
 */
static bool
is_hash(const struct map_column *m)
{
	static const char name[] = "DB_ROW_HASH_";
	size_t i, n = sizeof(name) - 1;

	if (m->type != MAP_LONGLONG || m->name == NULL || m->name_len <= n ||
	    memcmp(m->name, name, n) != 0)
		return false;
	for (i = n; i < m->name_len; i++)
		if (m->name[i] < '0' || m->name[i] > '9')
			return false;
	return true;
}

/* Columns of m without keys that the server made up behind them. */
static unsigned
own_columns(const struct map *m, const struct row_table *known,
    const struct define_how *how)
{
	const struct map_column *last;
	unsigned n = m->n;
	size_t i;

	while (how->mariadb && n > 0 && is_hash(&m->column[n - 1]))
		n--;
	if (n < m->n || n == 0)
		return n;
	last = &m->column[m->n - 1];
	if (last->type != MAP_LONGLONG)
		return m->n;
	for (i = 0; last->name != NULL && i < 2; i++)
		if (last->name_len == strlen(hidden_names[i]) &&
		    memcmp(last->name, hidden_names[i], last->name_len) == 0)
			return m->n - 1;
	if (last->name == NULL && how->hidden_key && known != NULL &&
	    known->ncolumns + 1u == m->n && !(known->flags & ROW_TAB_PRIMARY))
		return m->n - 1;
	return m->n;
}

/* --- columns ---------------------------------------------------------------*/

static unsigned
type_of(const struct map_column *m, bool bytes)
{
	switch (m->type) {
	case MAP_TINY:
		return ROW_TINYINT;
	case MAP_SHORT:
		return ROW_SMALLINT;
	case MAP_INT24:
		return ROW_MEDIUMINT;
	case MAP_LONG:
		return ROW_INT;
	case MAP_LONGLONG:
		return ROW_BIGINT;
	case MAP_FLOAT:
		return ROW_FLOAT;
	case MAP_DOUBLE:
		return ROW_DOUBLE;
	case MAP_NEWDECIMAL:
		return ROW_DECIMAL;
	case MAP_BIT:
		return ROW_BIT;
	case MAP_YEAR:
		return ROW_YEAR;
	case MAP_DATE:
	case MAP_NEWDATE:
		return ROW_DATE;
	case MAP_TIME:
	case MAP_TIME2:
		return ROW_TIME;
	case MAP_DATETIME:
	case MAP_DATETIME2:
		return ROW_DATETIME;
	case MAP_TIMESTAMP:
	case MAP_TIMESTAMP2:
		return ROW_TIMESTAMP;
	case MAP_ENUM:
		return ROW_ENUM;
	case MAP_SET:
		return ROW_SET;
	case MAP_JSON:
		return ROW_JSON;
	case MAP_GEOMETRY:
		return ROW_GEOMETRY;
	case MAP_VECTOR:
		return ROW_VECTOR;
	case MAP_STRING:
		return bytes ? ROW_BINARY : ROW_CHAR;
	case MAP_BLOB:
	case MAP_BLOB_COMPRESSED:
		return bytes ? ROW_BLOB : ROW_TEXT;
	default:
		return bytes ? ROW_VARBINARY : ROW_VARCHAR;
	}
}

static bool
is_string(unsigned type)
{
	return type >= ROW_CHAR && type <= ROW_BLOB;
}

static uint32_t
length_of(const struct map_column *m, const struct row_column *c)
{
	static const uint32_t blob[] = { 0, 0xff, 0xffff, 0xffffff,
		0xffffffff };
	const struct charset *cs;

	switch (c->type) {
	case ROW_CHAR:
	case ROW_VARCHAR:
		cs = charset_of(c->charset);
		return cs == NULL ? 0 : (uint32_t)m->size / cs->max;
	case ROW_BINARY:
	case ROW_VARBINARY:
	case ROW_BIT:
		return m->size;
	case ROW_TEXT:
	case ROW_BLOB:
		return blob[m->size];
	case ROW_VECTOR:
		return m->dimensions;
	default:
		return 0;
	}
}

/* CONVERT TO CHARACTER SET may take a larger kind of TEXT. */
static void
resize(struct row_column *c, const struct map_column *m)
{
	static const char *const words[][2] = { { "", "" },
		{ "tinytext", "tinyblob" }, { "text", "blob" },
		{ "mediumtext", "mediumblob" }, { "longtext", "longblob" } };
	uint32_t length;

	if (c->type != ROW_TEXT && c->type != ROW_BLOB)
		return;
	length = length_of(m, c);
	if (c->length == length || c->length == 0)
		return;
	c->length = length;
	c->text = words[m->size][c->type == ROW_BLOB];
}

/* Labels are packed in the column's character set. */
static int
members(struct row_table *t, struct row_column *c, const struct map_column *m)
{
	const struct charset *cs =
	    charset_of(c->charset[0] == '\0' ? "utf8mb4" : c->charset);
	struct cur in = cur_of(m->members, m->members_len);
	struct buf text = { 0 };
	const uint8_t *p;
	size_t len;
	uint32_t i;

	c->member = row_table_alloc(t, m->nmembers + 1, sizeof(char *));
	c->nmembers = m->nmembers;
	for (i = 0; i < m->nmembers; i++) {
		p = lenenc_bytes(&in, &len);
		buf_clear(&text);
		if (p == NULL || cs == NULL) {
			buf_release(&text);
			return -1;
		}
		/* servers let labels in that are no text, and show the part
		 * that is */
		if (charset_put(&text, cs, p, len) == -1)
			buf_put(&text, p, utf8_valid(p, len));
		if (memchr(buf_str(&text), '\0', text.len) != NULL) {
			buf_release(&text); /* it would end the label */
			return -1;
		}
		c->member[i] =
		    row_table_dup(t, (const char *)text.data, text.len);
	}
	buf_release(&text);
	return 0;
}

static void
nameless(struct row_table *t, struct row_column *c, unsigned i)
{
	char text[16];

	snprintf(text, sizeof(text), "@%u", i + 1);
	c->name = row_table_dup(t, text, strlen(text));
	c->charset = c->collation = c->text = c->comment = "";
	c->flags = ROW_COL_NAMELESS;
}

/* What the map says over what c holds. */
static int
apply(struct row_table *t, struct row_column *c, const struct map *m,
    const struct map_column *a)
{
	const char *charset;

	if (a->is_unsigned == 1 && a->type != MAP_YEAR)
		c->flags |= ROW_COL_UNSIGNED;
	c->flags &= (uint16_t)~ROW_COL_NULLABLE;
	if (a->nullable)
		c->flags |= ROW_COL_NULLABLE;
	if (a->invisible)
		c->flags |= ROW_COL_INVISIBLE;
	if (a->collation != 0 &&
	    (is_string(c->type) || c->type == ROW_ENUM || c->type == ROW_SET)) {
		if ((charset = charset_of_collation(a->collation)) == NULL)
			return -1;
		if (strcasecmp(charset, c->charset) != 0) {
			c->charset = charset;
			c->collation = "";
		}
		if (is_string(c->type))
			c->type =
			    (uint8_t)type_of(a, strcmp(charset, "binary") == 0);
	}
	if (c->charset[0] != '\0' && is_string(c->type))
		c->flags &= (uint16_t)~ROW_COL_UNSURE;
	if (m->has_key)
		c->key = a->key;
	if (a->members != NULL)
		return members(t, c, a);
	return 0;
}

/* Is there something about the column that nobody told? */
static bool
unsure(const struct row_column *c, const struct map_column *a)
{
	switch (c->type) {
	case ROW_TINYINT:
	case ROW_SMALLINT:
	case ROW_MEDIUMINT:
	case ROW_INT:
	case ROW_BIGINT:
		return a->is_unsigned == -1;
	case ROW_ENUM:
	case ROW_SET:
		return c->nmembers == 0;
	default:
		return is_string(c->type) && a->collation == 0;
	}
}

static void
fresh(struct row_table *t, const struct map *m)
{
	unsigned i;

	t->flags = m->has_names ? 0 : ROW_TAB_NAMELESS;
	if (m->has_key)
		t->flags |= ROW_TAB_PRIMARY;
	t->column = row_table_alloc(t, t->ncolumns + 1u, sizeof(t->column[0]));
	for (i = 0; i < t->ncolumns; i++) {
		const struct map_column *a = &m->column[i];
		struct row_column *c = &t->column[i];

		nameless(t, c, i);
		c->type = (uint8_t)type_of(a, false);
		c->scale = a->scale;
		if (c->type == ROW_DECIMAL)
			c->precision = (uint8_t)a->size;
		if (!m->has_names)
			continue;
		c->flags = 0;
		c->name = row_table_dup(t, a->name, a->name_len);
	}
}

struct row_table *
define_table(const struct map *m, const struct row_table *known,
    const struct define_how *how, struct buf *why)
{
	unsigned i, n = own_columns(m, known, how);
	char db[256], name[256];
	struct row_table *t;

	if (m->has_names && known != NULL && !names_fit(m, known, n))
		known = NULL;
	if (known != NULL && fit(m, known, n, why) == -1)
		return NULL;
	if (known != NULL) {
		t = row_table_copy(known);
	} else {
		snprintf(db, sizeof(db), "%.*s", (int)m->db_len, m->db);
		snprintf(name, sizeof(name), "%.*s", (int)m->name_len, m->name);
		t = row_table_new(db, name);
		t->ncolumns = (uint16_t)n;
		fresh(t, m);
	}
	for (i = 0; i < n; i++) {
		struct row_column *c = &t->column[i];

		if (apply(t, c, m, &m->column[i]) == -1) {
			buf_printf(why,
			    "column '%s' has collation %lu or "
			    "labels that we do not know",
			    c->name, (unsigned long)m->column[i].collation);
			row_table_free(t);
			return NULL;
		}
		/* a statement did not tell it, and nobody else did */
		if (known != NULL && (c->flags & ROW_COL_UNSURE) &&
		    is_string(c->type)) {
			buf_printf(why,
			    "the character set of column '%s' is not known: "
			    "the default of its table or database is not in "
			    "the log",
			    c->name);
			row_table_free(t);
			return NULL;
		}
		if (known != NULL)
			resize(c, &m->column[i]);
		if (known == NULL) {
			c->length = length_of(&m->column[i], c);
			if (unsure(c, &m->column[i]))
				c->flags |= ROW_COL_UNSURE;
		}
		c->class = (uint8_t)row_class_of(c->type, c->flags, c->charset);
	}
	return t;
}
