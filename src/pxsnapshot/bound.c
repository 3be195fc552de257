/*
 * bound.c: bounds of chunks as SQL conditions; see bound.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "pxsnapshot/bound.h"
#include "mysql/keys.h"
#include "mysql/conn.h"

/* Quotes can be doubled; backslash depends on sql_mode, and control
 * characters would break the lines of the plan. */
static bool
is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 127 || s[i] == '\\')
			return false;
	return true;
}

static bool
is_number(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((s[i] < '0' || s[i] > '9') && s[i] != '-' && s[i] != '.')
			return false;
	return len > 0;
}

static void
put_hex(struct buf *b, const char *s, size_t len)
{
	static const char digit[] = "0123456789ABCDEF";

	buf_puts(b, "X'");
	for (size_t i = 0; i < len; i++) {
		buf_putc(b, digit[(unsigned char)s[i] >> 4]);
		buf_putc(b, digit[(unsigned char)s[i] & 15]);
	}
	buf_putc(b, '\'');
}

void
bound_literal(
    struct buf *b, const struct row_column *c, const char *s, size_t len)
{
	switch (c->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
	case ROW_C_DECIMAL:
		if (!is_number(s, len))
			break;
		buf_put(b, s, len);
		return;
	case ROW_C_BYTES:
		if (c->type == ROW_BINARY || c->type == ROW_VARBINARY) {
			put_hex(b, s, len);
			return;
		}
		break;
	default:
		break;
	}
	if (!is_plain(s, len)) {
		buf_puts(b, "_utf8mb4 ");
		put_hex(b, s, len);
		return;
	}
	buf_putc(b, '\'');
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\'')
			buf_putc(b, '\'');
		buf_putc(b, s[i]);
	}
	buf_putc(b, '\'');
}

void
bound_condition(struct buf *b, const struct row_table *t, unsigned n,
    bool above, const char *const *value, const size_t *len)
{
	for (unsigned i = 0; i < n; i++) {
		const struct row_column *c = keys_column(t, i + 1);
		bool last = i + 1 == n;

		/* a > 1 OR (a = 1 AND (b > 2 OR (b = 2 AND c > 3))) */
		conn_put_name(b, c->name);
		buf_puts(b, above ? " > " : last ? " <= " : " < ");
		bound_literal(b, c, value[i], len[i]);
		if (last)
			break;
		buf_puts(b, " OR (");
		conn_put_name(b, c->name);
		buf_puts(b, " = ");
		bound_literal(b, c, value[i], len[i]);
		buf_puts(b, i + 2 == n ? " AND " : " AND (");
	}
	for (unsigned i = 1; i < n; i++)
		buf_puts(b, i == 1 ? ")" : "))");
}

/* 64 bits of an integer's text, signed or not. */
static bool
number(const char *s, uint64_t *v)
{
	int64_t i;

	if (*s != '-')
		return num_u64(s, 0, UINT64_MAX, v);
	if (!num_i64(s, INT64_MIN, 0, &i))
		return false;
	*v = (uint64_t)i;
	return true;
}

bool
bound_split(struct bound_split *s, const char *min, const char *max,
    uint64_t width, uint64_t most)
{
	uint64_t to, range;

	if (!number(min, &s->from) || !number(max, &to))
		return false;
	/* modulo 2^64 the distance is right for both kinds */
	range = to - s->from;
	s->minus = *min == '-';
	s->width = width;
	s->n = range / width + 1;
	return s->n <= most;
}

void
bound_split_text(const struct bound_split *s, uint64_t i, char *text)
{
	uint64_t top = s->from + i * s->width + (s->width - 1);

	if (s->minus)
		snprintf(text, 24, "%" PRId64, (int64_t)top);
	else
		snprintf(text, 24, "%" PRIu64, top);
}
