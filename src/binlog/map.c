/*
 * map.c: TABLE_MAP's fixed part; see map.h.  The optional part is read in
 * map_extra.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "binlog/decimal.h"
#include "binlog/lenenc.h"
#include "binlog/map_extra.h"

enum {
	STRING_BITS = 0x30 /* of a STRING's first byte, see string_meta */
};

void
map_release(struct map *m)
{
	free(m->column);
	memset(m, 0, sizeof(*m));
}

uint64_t
map_id(struct cur *c, unsigned id_size)
{
	return id_size == 4 ? cur_le32(c) : cur_le48(c);
}

/*
 * CHAR, ENUM and SET share a type.  The first byte is the true one; for CHAR
 * beyond 255 bytes two of its bits, turned over, are the length's highest.
 */
static bool
string_meta(struct map_column *c, unsigned b0, unsigned b1)
{
	if (b0 != 0 && (b0 & STRING_BITS) != STRING_BITS) {
		c->size =
		    (uint16_t)(b1 | ((b0 & STRING_BITS) ^ STRING_BITS) << 4);
		c->type = (uint8_t)(b0 | STRING_BITS);
	} else {
		c->size = (uint16_t)b1;
		c->type = b0 == 0 ? MAP_STRING : (uint8_t)b0;
	}
	if (c->type == MAP_ENUM)
		return c->size == 1 || c->size == 2;
	if (c->type == MAP_SET)
		return (c->size >= 1 && c->size <= 4) || c->size == 8;
	return c->type == MAP_STRING;
}

/* Metadata of one column; false when there is no such type or size. */
static bool
meta(struct map_column *c, struct cur *in)
{
	unsigned b0, b1;

	switch (c->type) {
	case MAP_TINY:
	case MAP_SHORT:
	case MAP_LONG:
	case MAP_LONGLONG:
	case MAP_INT24:
	case MAP_TIMESTAMP:
	case MAP_DATE:
	case MAP_NEWDATE:
	case MAP_TIME:
	case MAP_DATETIME:
	case MAP_YEAR:
		return true;
	case MAP_FLOAT:
	case MAP_DOUBLE:
		c->size = cur_u8(in);
		return c->size == (c->type == MAP_FLOAT ? 4 : 8);
	case MAP_VARCHAR:
	case MAP_VAR_STRING:
	case MAP_VARCHAR_COMPRESSED:
		c->size = cur_le16(in);
		return true;
	case MAP_BIT:
		b0 = cur_u8(in);
		b1 = cur_u8(in);
		c->size = (uint16_t)(b1 * 8 + b0);
		return b0 < 8 && c->size >= 1 && c->size <= 64;
	case MAP_TIMESTAMP2:
	case MAP_DATETIME2:
	case MAP_TIME2:
		c->scale = cur_u8(in);
		return c->scale <= 6;
	case MAP_BLOB:
	case MAP_BLOB_COMPRESSED:
	case MAP_JSON:
	case MAP_GEOMETRY:
	case MAP_VECTOR:
		c->size = cur_u8(in);
		return c->size >= 1 && c->size <= 4;
	case MAP_NEWDECIMAL:
		c->size = cur_u8(in);
		c->scale = cur_u8(in);
		return decimal_size(c->size, c->scale) != 0;
	case MAP_STRING:
		b0 = cur_u8(in);
		b1 = cur_u8(in);
		return string_meta(c, b0, b1);
	default:
		return false;
	}
}

static const char *
name(struct cur *c, size_t *len)
{
	const uint8_t *p;

	*len = cur_u8(c);
	p = cur_bytes(c, *len + 1);
	return (const char *)p;
}

static void
columns(struct map *m, unsigned n)
{
	if (n > m->room) {
		m->column = xreallocarray(m->column, n, sizeof(m->column[0]));
		m->room = n;
	}
	m->n = n;
	if (n > 0)
		memset(m->column, 0, n * sizeof(m->column[0]));
}

unsigned
map_id_size(unsigned post)
{
	return post == 6 ? 4 : 6;
}

int
map_read(struct map *m, const uint8_t *body, size_t len, unsigned post,
    bool mariadb, const char **why)
{
	struct cur c = cur_of(body, len), in;
	const uint8_t *types, *p;
	uint64_t n;
	size_t size;
	unsigned i;

	*why = "table map makes no sense";
	m->id = map_id(&c, map_id_size(post));
	m->flags = cur_le16(&c);
	if (post > 8) /* of a newer server */
		cur_bytes(&c, post - 8);
	m->db = name(&c, &m->db_len);
	m->name = name(&c, &m->name_len);
	m->n = 0;
	m->has_names = m->has_signs = m->has_charsets = m->has_key = false;
	n = lenenc_read(&c);
	if (c.bad || n > MAP_COLUMNS_MAX ||
	    (types = cur_bytes(&c, (size_t)n)) == NULL)
		return -1;
	p = lenenc_bytes(&c, &size);
	if (c.bad)
		return -1;
	columns(m, (unsigned)n);
	in = cur_of(p, size);
	for (i = 0; i < m->n; i++) {
		m->column[i].type = types[i];
		m->column[i].is_unsigned = -1;
		if (!meta(&m->column[i], &in) || in.bad) {
			*why = "table map has a column type we do not know";
			return -1;
		}
	}
	if (cur_left(&in) != 0 || (p = cur_bytes(&c, (n + 7) / 8)) == NULL)
		return -1;
	for (i = 0; i < m->n; i++)
		m->column[i].nullable = p[i / 8] >> (i % 8) & 1;
	if (map_extra(m, &c, mariadb) == -1) {
		*why = "metadata of the table map makes no sense";
		return -1;
	}
	return 0;
}
