/*
 * image.c: see image.h.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/num.h"
#include "binlog/map.h"
#include "image.h"

enum {
	ROWS_STMT_END = 0x01,
	ROWS_HIDDEN_KEY = 0x80,
	TEXT_MAX = 65535
};

static const struct {
	const char *name;
	uint8_t type;
	uint8_t bytes; /* of an integer */
	uint16_t most; /* in brackets; 0: no brackets */
} types[] = {
	{ "tinyint", MAP_TINY, 1, 0 },
	{ "smallint", MAP_SHORT, 2, 0 },
	{ "mediumint", MAP_INT24, 3, 0 },
	{ "int", MAP_LONG, 4, 0 },
	{ "bigint", MAP_LONGLONG, 8, 0 },
	{ "double", MAP_DOUBLE, 0, 0 },
	{ "date", MAP_DATE, 0, 0 },
	{ "datetime", MAP_DATETIME2, 0, 6 },
	{ "timestamp", MAP_TIMESTAMP2, 0, 6 },
	{ "varchar", MAP_VARCHAR, 0, TEXT_MAX },
	{ "char", MAP_STRING, 0, 255 },
	{ "text", MAP_BLOB, 0, 0 },
	{ "hidden", MAP_LONGLONG, 8, 0 },
};

enum {
	NTYPES = sizeof(types) / sizeof(types[0])
};

/* --- table maps --------------------------------------------------------- */

/* "varchar(20)!" */
static bool
parse_type(const char *word, struct image_column *c)
{
	size_t n = strcspn(word, "(!"), i;
	char number[8] = "0";
	uint64_t v;

	for (i = 0; i < NTYPES; i++)
		if (strlen(types[i].name) == n &&
		    memcmp(types[i].name, word, n) == 0)
			break;
	if (i == NTYPES)
		return false;
	word += n;
	if (*word == '(') {
		n = strcspn(++word, ")");
		if (n >= sizeof(number) || word[n] != ')')
			return false;
		memcpy(number, word, n);
		number[n] = '\0';
		word += n + 1;
	}
	if (!num_u64(number, 0, types[i].most, &v))
		return false;
	c->type = types[i].type;
	c->size = types[i].bytes != 0 ? types[i].bytes : (uint16_t)v;
	c->nullable = *word != '!';
	return *word == '\0' || strcmp(word, "!") == 0;
}

static void
put_meta(struct buf *b, const struct image_column *c)
{
	switch (c->type) {
	case MAP_DOUBLE:
		buf_putc(b, 8);
		break;
	case MAP_BLOB:
		buf_putc(b, 2); /* bytes of a length */
		break;
	case MAP_DATETIME2:
	case MAP_TIMESTAMP2:
		buf_putc(b, c->size);
		break;
	case MAP_VARCHAR:
		buf_put16(b, c->size);
		break;
	case MAP_STRING:
		buf_putc(b, MAP_STRING);
		buf_putc(b, c->size);
		break;
	default:
		break;
	}
}

static void
put_name(struct buf *b, const char *s, size_t n)
{
	buf_putc(b, (int)n);
	buf_put(b, s, n);
	buf_putc(b, 0);
}

static void
put_id(struct buf *b, uint64_t id)
{
	buf_put32(b, (uint32_t)id);
	buf_put16(b, (uint16_t)(id >> 32));
}

/* Types, metadata, which ones can be NULL; no optional metadata, ever. */
static void
put_columns(struct buf *b, const struct image_table *t)
{
	uint8_t null[IMAGE_COLUMNS / 8] = { 0 };
	struct buf meta = { 0 };
	unsigned i;

	buf_putc(b, (int)t->n);
	for (i = 0; i < t->n; i++) {
		buf_putc(b, t->column[i].type);
		put_meta(&meta, &t->column[i]);
		if (t->column[i].nullable)
			null[i / 8] |= (uint8_t)(1u << i % 8);
	}
	buf_putc(b, (int)meta.len);
	buf_put(b, meta.data, meta.len);
	buf_put(b, null, (t->n + 7) / 8);
	buf_release(&meta);
}

const char *
image_map(struct buf *b, struct image_table *t, struct words *w)
{
	const char *word = words_next(w), *dot;
	uint64_t id;

	memset(t, 0, sizeof(*t));
	if (word == NULL || !num_u64(word, 1, (UINT64_C(1) << 48) - 1, &id))
		return word == NULL ? "" : word;
	t->id = id;
	put_id(b, id);
	buf_put16(b, 0);
	word = words_next(w);
	if (word == NULL || (dot = strchr(word, '.')) == NULL ||
	    strlen(word) > 255)
		return word == NULL ? "" : word;
	put_name(b, word, (size_t)(dot - word));
	put_name(b, dot + 1, strlen(dot + 1));
	while ((word = words_next(w)) != NULL) {
		if (t->n == IMAGE_COLUMNS || t->hidden ||
		    !parse_type(word, &t->column[t->n]))
			return word;
		t->n++;
		t->hidden = strncmp(word, "hidden", 6) == 0;
	}
	if (t->n == 0)
		return "";
	put_columns(b, t);
	return NULL;
}

/* --- rows --------------------------------------------------------------- */

static void
put_be(struct buf *b, uint64_t v, unsigned n)
{
	while (n-- > 0)
		buf_putc(b, (int)(v >> 8 * n & 0xff));
}

/* "2024-01-02 03:04:05.25", a time of day only where it is wanted. */
static bool
put_time(struct buf *b, const struct image_column *c, const char *word)
{
	bool date = c->type == MAP_DATE;
	unsigned n = (c->size + 1u) / 2, i;
	struct clock_civil t;
	char text[48];
	uint64_t v;
	int64_t us;

	if (strlen(word) > 30)
		return false;
	snprintf(text, sizeof(text), "%s%s", word, date ? "T00:00:00Z" : "Z");
	if (!date && strlen(text) > 10 && text[10] == ' ')
		text[10] = 'T';
	if (!clock_parse_rfc3339(text, &us))
		return false;
	clock_civil(us, &t);
	v = (uint64_t)t.year << 9 | (uint64_t)t.month << 5 | (uint64_t)t.day;
	if (date) {
		buf_putc(b, (int)(v & 0xff));
		buf_putc(b, (int)(v >> 8 & 0xff));
		buf_putc(b, (int)(v >> 16));
		return true;
	}
	if (c->type == MAP_TIMESTAMP2) {
		put_be(b, (uint64_t)(us / CLOCK_SECOND), 4);
	} else {
		v = (uint64_t)(t.year * 13 + t.month) << 5 | (uint64_t)t.day;
		v = v << 17 | (uint64_t)t.hour << 12 | (uint64_t)t.minute << 6 |
		    (uint64_t)t.second;
		put_be(b, v | UINT64_C(1) << 39, 5);
	}
	v = (uint64_t)t.micro;
	for (i = n; i < 3; i++)
		v /= 100;
	put_be(b, v, n);
	return true;
}

static bool
put_integer(struct buf *b, const struct image_column *c, const char *word)
{
	uint8_t bytes[8];
	int64_t v;

	if (!num_i64(word, INT64_MIN, INT64_MAX, &v))
		return false;
	le64enc(bytes, (uint64_t)v);
	buf_put(b, bytes, c->size);
	return true;
}

/* The few that are whole or end in a half: enough for a test. */
static bool
put_double(struct buf *b, const char *word)
{
	size_t n = strlen(word);
	bool half = n > 2 && strcmp(word + n - 2, ".5") == 0;
	char text[24];
	uint64_t bits;
	int64_t i;
	double v;

	if (n >= sizeof(text))
		return false;
	memcpy(text, word, n + 1);
	if (half)
		text[n - 2] = '\0';
	if (!num_i64(text, -1000000, 1000000, &i))
		return false;
	v = (double)i + (half ? (*text == '-' ? -0.5 : 0.5) : 0);
	memcpy(&bits, &v, sizeof(bits));
	buf_put64(b, bits);
	return true;
}

static bool
put_value(struct buf *b, const struct image_column *c, const struct words *w)
{
	const char *word = (const char *)w->text.data;
	size_t n = w->text.len;

	switch (c->type) {
	case MAP_DATE:
	case MAP_DATETIME2:
	case MAP_TIMESTAMP2:
		return put_time(b, c, word);
	case MAP_DOUBLE:
		return put_double(b, word);
	case MAP_VARCHAR:
	case MAP_STRING:
		if (n > c->size)
			return false;
		if (c->size > 255)
			buf_put16(b, (uint16_t)n);
		else
			buf_putc(b, (int)n);
		buf_put(b, word, n);
		return true;
	case MAP_BLOB:
		if (n > TEXT_MAX)
			return false;
		buf_put16(b, (uint16_t)n);
		buf_put(b, word, n);
		return true;
	default:
		return put_integer(b, c, word);
	}
}

/* The values up to the closing bracket. */
static const char *
put_image(struct buf *b, const struct image_table *t, struct words *w)
{
	uint8_t null[IMAGE_COLUMNS / 8] = { 0 };
	struct buf values = { 0 };
	const char *word, *bad = NULL;
	unsigned i;

	for (i = 0; bad == NULL && (word = words_next(w)) != NULL; i++) {
		if (!w->quoted && strcmp(word, ")") == 0)
			break;
		if (i == t->n)
			bad = word;
		else if (!w->quoted && strcmp(word, "NULL") == 0)
			null[i / 8] |= (uint8_t)(1u << i % 8);
		else if (!put_value(&values, &t->column[i], w))
			bad = word;
	}
	if (bad == NULL && (word == NULL || i != t->n))
		bad = ")";
	buf_put(b, null, (t->n + 7) / 8);
	buf_put(b, values.data, values.len);
	buf_release(&values);
	return bad;
}

const char *
image_rows(
    struct buf *b, const struct image_table *t, bool update, struct words *w)
{
	unsigned maps = update ? 2 : 1, i, n = 0;
	const char *word, *bad;

	put_id(b, t->id);
	buf_put16(
	    b, (uint16_t)(ROWS_STMT_END | (t->hidden ? ROWS_HIDDEN_KEY : 0)));
	buf_put16(b, 2); /* no extra data */
	buf_putc(b, (int)t->n);
	while (maps-- > 0)
		for (i = 0; i < t->n; i += 8)
			buf_putc(
			    b, t->n - i >= 8 ? 0xff : (1 << (t->n - i)) - 1);
	while ((word = words_next(w)) != NULL) {
		if (w->quoted || strcmp(word, "(") != 0)
			return word;
		if ((bad = put_image(b, t, w)) != NULL)
			return bad;
		n++;
	}
	return n == 0 || (update && n % 2 != 0) ? "(" : NULL;
}
