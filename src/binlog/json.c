/*
 * json.c: MySQL's binary JSON, see json.h.
 *
 * A value is a type byte and data.  An object or array: count, size, one
 * entry per key (offset, length), one per value (type, offset or the value
 * itself when it is small), then keys and values; numbers are 2 bytes wide in
 * the small form and 4 in the large one; offsets count from the start of the
 * container.  Nothing keeps hostile offsets from pointing to the same bytes
 * again and again, so every byte may be used once only: that is the budget.
 */
#include <stdbool.h>
#include <string.h>

#include "base/cur.h"
#include "base/jsonw.h"
#include "base/num.h"
#include "base/utf8.h"
#include "binlog/decimal.h"
#include "binlog/json.h"
#include "binlog/temporal.h"
#include "row/time.h"

enum {
	BASE64_LINE = 57 /* bytes that fill a line of MySQL's base64 */
};

struct json {
	struct buf *out;
	size_t budget;
	unsigned depth;
};

static int value(struct json *j, unsigned type, const uint8_t *p, size_t n);

static bool
spend(struct json *j, size_t n)
{
	if (n > j->budget)
		return false;
	j->budget -= n;
	return true;
}

static uint32_t
json_number(struct cur *c, bool large)
{
	return large ? cur_le32(c) : cur_le16(c);
}

/* Length in groups of seven bits, lowest first. */
static const uint8_t *
text(struct json *j, const uint8_t *p, size_t n, size_t *len)
{
	struct cur c = cur_of(p, n);
	uint64_t v = 0;
	unsigned shift = 0;
	uint8_t b;

	do {
		b = cur_u8(&c);
		v |= (uint64_t)(b & 0x7f) << shift;
		shift += 7;
	} while ((b & 0x80) != 0 && shift < 35);
	if ((b & 0x80) != 0 || v > cur_left(&c) || !spend(j, (size_t)v))
		return NULL;
	*len = (size_t)v;
	return cur_bytes(&c, *len);
}

static int
literal(struct json *j, unsigned v)
{
	static const char *const name[] = { "null", "true", "false" };

	if (v >= sizeof(name) / sizeof(name[0]))
		return -1;
	buf_puts(j->out, name[v]);
	return 0;
}

/* "base64:type15:...", in lines of 76 as the server breaks them. */
static void
base64(struct json *j, unsigned type, const uint8_t *p, size_t n)
{
	size_t take;

	buf_printf(j->out, "\"base64:type%u:", type);
	while (n > 0) {
		take = n < BASE64_LINE ? n : BASE64_LINE;
		jsonw_base64(j->out, p, take);
		p += take;
		n -= take;
		if (n > 0)
			buf_puts(j->out, "\\n");
	}
	buf_putc(j->out, '"');
}

static int
opaque_time(struct json *j, unsigned type, const uint8_t *p, size_t n)
{
	char s[40];
	int64_t v;
	size_t len;

	if (n != 8)
		return -1;
	if (type == 11 ? !temporal_json_time((int64_t)le64dec(p), &v)
		       : !temporal_json_datetime((int64_t)le64dec(p), &v))
		return -1;
	if (type == 11)
		len = row_time_text_time(s, v, 6);
	else if (type == 10)
		len = row_time_text_date(s, v);
	else
		len = row_time_text_datetime(s, v, 6);
	buf_putc(j->out, '"');
	buf_put(j->out, s, len);
	buf_putc(j->out, '"');
	return 0;
}

static int
opaque(struct json *j, const uint8_t *p, size_t n)
{
	char digits[DECIMAL_TEXT_MAX];
	const uint8_t *data;
	unsigned type;
	size_t len;

	if (n < 1 || (data = text(j, p + 1, n - 1, &len)) == NULL)
		return -1;
	switch (type = p[0]) {
	case 246:
		if (len < 2 || decimal_size(data[0], data[1]) == 0 ||
		    decimal_size(data[0], data[1]) != len - 2)
			return -1;
		len = decimal_text(digits, data + 2, data[0], data[1]);
		buf_put(j->out, digits, len);
		return len == 0 ? -1 : 0;
	case 7:
	case 10:
	case 11:
	case 12:
		return opaque_time(j, type, data, len);
	default:
		base64(j, type, data, len);
		return 0;
	}
}

bool
json_members(struct json_members *m, unsigned type, const uint8_t *p, size_t n)
{
	struct cur c = cur_of(p, n);
	uint32_t count, size;

	m->object = type == JSONB_OBJECT || type == JSONB_OBJECT_LARGE;
	m->large = type == JSONB_OBJECT_LARGE || type == JSONB_ARRAY_LARGE;
	if (!m->object && type != JSONB_ARRAY && type != JSONB_ARRAY_LARGE)
		return false;
	count = json_number(&c, m->large);
	size = json_number(&c, m->large);
	if (c.bad || size > n)
		return false;
	m->left = count;
	m->p = p;
	m->n = size;
	c = cur_of(p, size);
	cur_bytes(&c, m->large ? 8 : 4);
	m->keys = c;
	if (m->object)
		cur_bytes(&c, (size_t)count * (m->large ? 6 : 4));
	m->values = c;
	return !c.bad && cur_left(&c) / (m->large ? 5 : 3) >= count;
}

/* Small values stand in their entry, others are pointed to. */
int
json_member(struct json_members *m, struct json_member *e)
{
	uint32_t at;

	if (m->left == 0)
		return 0;
	m->left--;
	e->key = NULL;
	e->key_len = 0;
	if (m->object) {
		at = json_number(&m->keys, m->large);
		e->key_len = cur_le16(&m->keys);
		if (at > m->n || e->key_len > m->n - at)
			return -1;
		e->key = m->p + at;
	}
	e->type = cur_u8(&m->values);
	e->p = m->values.p;
	at = json_number(&m->values, m->large);
	if (m->values.bad)
		return -1;
	e->n = m->large ? 4 : 2;
	if (e->type == JSONB_LITERAL || e->type == JSONB_INT16 ||
	    e->type == JSONB_UINT16 ||
	    (m->large && (e->type == JSONB_INT32 || e->type == JSONB_UINT32)))
		return 1;
	if (at >= m->n)
		return -1;
	e->p = m->p + at;
	e->n = m->n - at;
	return 1;
}

static int
container(struct json *j, unsigned type, const uint8_t *p, size_t n)
{
	struct json_members m;
	struct json_member e;
	bool first = true;
	int more;

	if (j->depth >= JSONB_DEPTH_MAX || !json_members(&m, type, p, n))
		return -1;
	j->depth++;
	buf_putc(j->out, m.object ? '{' : '[');
	while ((more = json_member(&m, &e)) == 1) {
		if (!first)
			buf_puts(j->out, ", ");
		first = false;
		if (!spend(j, e.key_len + 1))
			return -1;
		if (m.object) {
			json_put_string(j->out, e.key, e.key_len);
			buf_puts(j->out, ": ");
		}
		if (value(j, e.type, e.p, e.n) == -1)
			return -1;
	}
	buf_putc(j->out, m.object ? '}' : ']');
	j->depth--;
	return more;
}

/* Numbers: the size each type needs, 0 for what is none. */
static size_t
number_size(unsigned type)
{
	static const uint8_t size[] = { 2, 2, 4, 4, 8, 8, 8 };

	return type >= JSONB_INT16 && type <= JSONB_DOUBLE
		   ? size[type - JSONB_INT16]
		   : 0;
}

static int
digits(struct json *j, bool minus, uint64_t v)
{
	char text[NUM_DIGITS + 1], *end = text + sizeof(text);
	char *p = num_digits(end, v);

	if (minus)
		*--p = '-';
	buf_put(j->out, p, (size_t)(end - p));
	return 0;
}

static int
integer(struct json *j, int64_t v)
{
	return digits(j, v < 0, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static int
numeric(struct json *j, unsigned type, const uint8_t *p)
{
	uint64_t u;
	double d;

	switch (type) {
	case JSONB_INT16:
		return integer(j, (int16_t)le16dec(p));
	case JSONB_UINT16:
		return integer(j, le16dec(p));
	case JSONB_INT32:
		return integer(j, (int32_t)le32dec(p));
	case JSONB_UINT32:
		return integer(j, le32dec(p));
	case JSONB_INT64:
		return integer(j, (int64_t)le64dec(p));
	case JSONB_UINT64:
		return digits(j, false, le64dec(p));
	default:
		u = le64dec(p);
		memcpy(&d, &u, 8);
		json_put_double(j->out, d);
		return 0;
	}
}

static int
value(struct json *j, unsigned type, const uint8_t *p, size_t n)
{
	const uint8_t *s;
	size_t len = number_size(type);

	if (len != 0)
		return n < len ? -1 : numeric(j, type, p);
	switch (type) {
	case JSONB_OBJECT:
	case JSONB_OBJECT_LARGE:
	case JSONB_ARRAY:
	case JSONB_ARRAY_LARGE:
		return container(j, type, p, n);
	case JSONB_LITERAL:
		return n < 1 ? -1 : literal(j, p[0]);
	case JSONB_STRING:
		if ((s = text(j, p, n, &len)) == NULL)
			return -1;
		json_put_string(j->out, s, len);
		return 0;
	case JSONB_OPAQUE:
		return opaque(j, p, n);
	default:
		return -1;
	}
}

int
json_value(struct buf *out, unsigned type, const uint8_t *p, size_t n,
    unsigned depth, size_t *budget)
{
	struct json j = { .out = out, .budget = *budget, .depth = depth };
	int rc = value(&j, type, p, n);

	*budget = j.budget;
	return rc;
}

int
json_text(struct buf *out, const uint8_t *p, size_t n)
{
	struct json j = { .out = out, .budget = n, .depth = 0 };
	size_t at = out->len;

	if (n == 0)
		return literal(&j, 0);
	if (value(&j, p[0], p + 1, n - 1) == -1)
		return -1;
	n = out->len - at;
	return utf8_valid(out->data + at, n) == n ? 0 : -1;
}
