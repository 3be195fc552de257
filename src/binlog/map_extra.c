/*
 * map_extra.c: the optional part of TABLE_MAP: type, length, value.
 *
 * Values go over the columns of a kind only: signs over the numeric ones,
 * collations over those with text, and so on, in column order.
 */
#include "binlog/lenenc.h"
#include "binlog/map_extra.h"

enum extra {
	EXTRA_SIGN = 1,
	EXTRA_DEFAULT_CHARSET = 2,
	EXTRA_COLUMN_CHARSET = 3,
	EXTRA_NAME = 4,
	EXTRA_SET_MEMBERS = 5,
	EXTRA_ENUM_MEMBERS = 6,
	EXTRA_GEOMETRY = 7,
	EXTRA_KEY = 8,
	EXTRA_KEY_PREFIX = 9,
	EXTRA_ENUM_DEFAULT_CHARSET = 10,
	EXTRA_ENUM_COLUMN_CHARSET = 11,
	EXTRA_VISIBLE = 12,
	EXTRA_VECTOR = 13
};

typedef bool kind_fn(const struct map_column *c, bool mariadb);

static bool
is_numeric(const struct map_column *c, bool mariadb)
{
	(void)mariadb;
	switch (c->type) {
	case MAP_TINY:
	case MAP_SHORT:
	case MAP_INT24:
	case MAP_LONG:
	case MAP_LONGLONG:
	case MAP_NEWDECIMAL:
	case MAP_FLOAT:
	case MAP_DOUBLE:
	case MAP_YEAR:
		return true;
	default:
		return false;
	}
}

static bool
is_text(const struct map_column *c, bool mariadb)
{
	switch (c->type) {
	case MAP_STRING:
	case MAP_VAR_STRING:
	case MAP_VARCHAR:
	case MAP_BLOB:
	case MAP_VECTOR: /* MySQL counts it as a kind of BLOB */
		return true;
	case MAP_GEOMETRY:
	case MAP_BLOB_COMPRESSED:
	case MAP_VARCHAR_COMPRESSED:
		return mariadb;
	default:
		return false;
	}
}

static bool
is_labelled(const struct map_column *c, bool mariadb)
{
	(void)mariadb;
	return c->type == MAP_ENUM || c->type == MAP_SET;
}

static int
signs(struct map *m, struct cur *v)
{
	unsigned i, bit = 0, byte = 0;

	for (i = 0; i < m->n; i++) {
		if (!is_numeric(&m->column[i], false))
			continue;
		if (bit == 0)
			byte = cur_u8(v);
		m->column[i].is_unsigned = (byte & 0x80) != 0;
		byte <<= 1;
		bit = (bit + 1) % 8;
	}
	m->has_signs = true;
	return v->bad ? -1 : 0;
}

static int
visibility(struct map *m, struct cur *v)
{
	unsigned i, byte = 0;

	for (i = 0; i < m->n; i++) {
		if (i % 8 == 0)
			byte = cur_u8(v);
		m->column[i].invisible = (byte << (i % 8) & 0x80) == 0;
	}
	return v->bad ? -1 : 0;
}

/* A default, then pairs of (place among the columns of this kind, other). */
static int
default_charset(struct map *m, struct cur *v, kind_fn *is, bool mariadb)
{
	uint64_t other = lenenc_read(v), place = UINT64_MAX;
	uint32_t usual = (uint32_t)other;
	unsigned i, k = 0;

	if (other > UINT32_MAX)
		return -1;
	for (i = 0; i < m->n; i++) {
		if (!is(&m->column[i], mariadb))
			continue;
		if (place == UINT64_MAX && cur_left(v) > 0) {
			place = lenenc_read(v);
			other = lenenc_read(v);
			if (place < k || other > UINT32_MAX)
				return -1;
		}
		m->column[i].collation = place == k ? (uint32_t)other : usual;
		if (place == k++)
			place = UINT64_MAX;
	}
	return v->bad || cur_left(v) != 0 || place != UINT64_MAX ? -1 : 0;
}

static int
column_charset(struct map *m, struct cur *v, kind_fn *is, bool mariadb)
{
	uint64_t id;
	unsigned i;

	for (i = 0; i < m->n; i++) {
		if (!is(&m->column[i], mariadb))
			continue;
		id = lenenc_read(v);
		if (id > UINT32_MAX)
			return -1;
		m->column[i].collation = (uint32_t)id;
	}
	return v->bad || cur_left(v) != 0 ? -1 : 0;
}

static int
names(struct map *m, struct cur *v)
{
	unsigned i;
	size_t len;

	for (i = 0; i < m->n; i++) {
		m->column[i].name = (const char *)lenenc_bytes(v, &len);
		if (v->bad || len > UINT16_MAX)
			return -1;
		m->column[i].name_len = (uint16_t)len;
	}
	m->has_names = m->n > 0;
	return cur_left(v) != 0 ? -1 : 0;
}

/* Members of ENUM and SET stay packed; here they are only counted. */
static int
members(struct map *m, struct cur *v, unsigned type)
{
	uint64_t n, k;
	unsigned i;
	size_t len;

	for (i = 0; i < m->n; i++) {
		struct map_column *c = &m->column[i];

		if (c->type != type)
			continue;
		n = lenenc_read(v);
		if (v->bad || n > (type == MAP_SET ? 64 : 65535))
			return -1;
		c->nmembers = (uint32_t)n;
		c->members = v->p;
		for (k = 0; k < n; k++)
			lenenc_bytes(v, &len);
		if (v->bad)
			return -1;
		c->members_len = (size_t)(v->p - c->members);
	}
	return cur_left(v) != 0 ? -1 : 0;
}

static int
key(struct map *m, struct cur *v, bool prefix)
{
	uint16_t place = 0;
	uint64_t i;

	while (cur_left(v) > 0) {
		i = lenenc_read(v);
		if (prefix)
			lenenc_read(v);
		if (v->bad || i >= m->n || m->column[i].key != 0)
			return -1;
		m->column[i].key = ++place;
	}
	m->has_key = place > 0;
	return 0;
}

static int
dimensions(struct map *m, struct cur *v)
{
	unsigned i;

	for (i = 0; i < m->n; i++)
		if (m->column[i].type == MAP_VECTOR)
			m->column[i].dimensions = (uint32_t)lenenc_read(v);
	return v->bad ? -1 : 0;
}

static int
field(struct map *m, unsigned type, struct cur *v, bool mariadb)
{
	switch (type) {
	case EXTRA_SIGN:
		return signs(m, v);
	case EXTRA_DEFAULT_CHARSET:
		m->has_charsets = true;
		return default_charset(m, v, is_text, mariadb);
	case EXTRA_COLUMN_CHARSET:
		m->has_charsets = true;
		return column_charset(m, v, is_text, mariadb);
	case EXTRA_NAME:
		return names(m, v);
	case EXTRA_SET_MEMBERS:
		return members(m, v, MAP_SET);
	case EXTRA_ENUM_MEMBERS:
		return members(m, v, MAP_ENUM);
	case EXTRA_KEY:
		return key(m, v, false);
	case EXTRA_KEY_PREFIX:
		return key(m, v, true);
	case EXTRA_ENUM_DEFAULT_CHARSET:
		return default_charset(m, v, is_labelled, mariadb);
	case EXTRA_ENUM_COLUMN_CHARSET:
		return column_charset(m, v, is_labelled, mariadb);
	case EXTRA_VISIBLE:
		return visibility(m, v);
	case EXTRA_VECTOR:
		return dimensions(m, v);
	default:
		return 0;
	}
}

int
map_extra(struct map *m, struct cur *c, bool mariadb)
{
	const uint8_t *p;
	struct cur v;
	unsigned type;
	size_t len;

	while (cur_left(c) > 0) {
		type = cur_u8(c);
		p = lenenc_bytes(c, &len);
		if (c->bad)
			return -1;
		v = cur_of(p, len);
		if (field(m, type, &v, mariadb) == -1)
			return -1;
	}
	return 0;
}
