/*
 * types.c: the types of expressions; see types.h.
 */
#include <string.h>

#include "mclocal/types.h"

enum {
	DIGITS = 38,
	SCALE = 18
};

enum type_kind
type_kind(const struct row_dest_column *t)
{
	static const enum type_kind map[] = { [ROW_C_INT] = TYPE_INT,
		[ROW_C_UINT] = TYPE_INT,
		[ROW_C_FLOAT] = TYPE_REAL,
		[ROW_C_DOUBLE] = TYPE_REAL,
		[ROW_C_DECIMAL] = TYPE_DECIMAL,
		[ROW_C_TIME] = TYPE_TIME,
		[ROW_C_TEXT] = TYPE_TEXT,
		[ROW_C_BYTES] = TYPE_BYTES };

	if (t->type == 0)
		return TYPE_NONE;
	return t->type == ROW_MC_BOOLEAN ? TYPE_BOOL : map[t->class];
}

bool
type_is_number(enum type_kind k)
{
	return k == TYPE_INT || k == TYPE_REAL || k == TYPE_DECIMAL;
}

struct row_dest_column
type_of(const char *name)
{
	struct row_dest_column t;

	memset(&t, 0, sizeof(t));
	t.nullable = true;
	if (*name != '\0' && !row_mc_parse(name, &t))
		t.type = 0;
	return t;
}

static struct row_dest_column
decimal(int whole, int scale)
{
	struct row_dest_column t = type_of("decimal");

	if (scale > SCALE)
		scale = SCALE;
	if (whole < 1)
		whole = 1;
	if (whole + scale > DIGITS) {
		/* the digits in front of the point go first, down to six */
		if (scale > 6)
			scale = DIGITS - whole > 6 ? DIGITS - whole : 6;
		whole = DIGITS - scale;
	}
	t.precision = (uint8_t)(whole + scale);
	t.scale = (uint8_t)scale;
	return t;
}

/* An integer as a decimal; a decimal as it is. */
static struct row_dest_column
as_decimal(const struct row_dest_column *t)
{
	if (t->class == ROW_C_DECIMAL)
		return *t;
	switch (t->type) {
	case ROW_MC_TINYINT:
		return decimal(3, 0);
	case ROW_MC_SMALLINT:
		return decimal(5, 0);
	case ROW_MC_INT:
		return decimal(10, 0);
	case ROW_MC_BIGINT:
		return decimal(19, 0);
	default:
		return decimal(20, 18);
	}
}

static int
max(int a, int b)
{
	return a > b ? a : b;
}

/* The wider of two integers: BIGINT is the first of the types. */
static const struct row_dest_column *
wider(const struct row_dest_column *a, const struct row_dest_column *b)
{
	return a->type < b->type ? a : b;
}

static struct row_dest_column
common_decimal(const struct row_dest_column *a, const struct row_dest_column *b)
{
	struct row_dest_column x = as_decimal(a), y = as_decimal(b);

	return decimal(max(x.precision - x.scale, y.precision - y.scale),
	    max(x.scale, y.scale));
}

struct row_dest_column
type_common(const struct row_dest_column *a, const struct row_dest_column *b)
{
	enum type_kind ka = type_kind(a), kb = type_kind(b);

	if (ka == TYPE_NONE)
		return *b;
	if (kb == TYPE_NONE)
		return *a;
	if (ka == TYPE_INT && kb == TYPE_INT)
		return *wider(a, b);
	if (ka == kb && ka == TYPE_TIME) {
		if (a->type == b->type)
			return *a;
		/* DATETIME < DATE < TIMESTAMP in the list of types */
		if (a->type <= ROW_MC_DATE && b->type <= ROW_MC_DATE)
			return type_of("datetime");
		return a->type > b->type ? *a : *b;
	}
	if (ka == TYPE_TEXT && kb == TYPE_TEXT)
		return a->type == b->type && a->length == b->length
			   ? *a
			   : type_of("string");
	if (ka == kb && (ka == TYPE_BOOL || ka == TYPE_BYTES))
		return *a;
	if (ka == TYPE_REAL && kb == TYPE_REAL && a->type == b->type)
		return *a;
	if (ka >= TYPE_INT && ka <= TYPE_DECIMAL && kb >= TYPE_INT &&
	    kb <= TYPE_DECIMAL && ka != TYPE_BOOL && kb != TYPE_BOOL)
		return ka == TYPE_REAL || kb == TYPE_REAL
			   ? type_of("double")
			   : common_decimal(a, b);
	return type_of("string");
}

struct row_dest_column
type_compared(const struct row_dest_column *a, const struct row_dest_column *b)
{
	enum type_kind ka = type_kind(a), kb = type_kind(b);

	if (ka == TYPE_NONE || kb == TYPE_NONE || ka == kb)
		return type_common(a, b);
	if (ka == TYPE_DECIMAL || kb == TYPE_DECIMAL)
		return type_of("decimal");
	if ((ka == TYPE_TEXT && (kb == TYPE_INT || kb == TYPE_REAL)) ||
	    (kb == TYPE_TEXT && (ka == TYPE_INT || ka == TYPE_REAL)))
		return type_of("double");
	if (ka == TYPE_TEXT && kb == TYPE_TIME)
		return *b;
	return kb == TYPE_TEXT && ka == TYPE_TIME ? *a : type_common(a, b);
}

struct row_dest_column
type_arith(
    char op, const struct row_dest_column *a, const struct row_dest_column *b)
{
	enum type_kind ka = type_kind(a), kb = type_kind(b);
	struct row_dest_column x, y;

	if (ka != TYPE_DECIMAL && kb != TYPE_DECIMAL) {
		if (ka != TYPE_INT || kb != TYPE_INT || op == '/')
			return type_of("double");
		return *wider(a, b);
	}
	if ((ka != TYPE_DECIMAL && ka != TYPE_INT) ||
	    (kb != TYPE_DECIMAL && kb != TYPE_INT))
		return type_of("double");
	x = as_decimal(a);
	y = as_decimal(b);
	switch (op) {
	case '*':
		return decimal(
		    x.precision + y.precision + 1 - x.scale - y.scale,
		    x.scale + y.scale);
	case '/':
		return decimal(x.precision - x.scale + y.scale,
		    max(6, x.scale + y.precision + 1));
	case '%':
		return decimal(y.precision - y.scale, max(x.scale, y.scale));
	default:
		return decimal(
		    max(x.precision - x.scale, y.precision - y.scale) + 1,
		    max(x.scale, y.scale));
	}
}

bool
type_casts(const struct row_dest_column *from, const struct row_dest_column *to)
{
	enum type_kind a = type_kind(from), b = type_kind(to);

	if (a == TYPE_NONE || a == b || a == TYPE_TEXT || b == TYPE_TEXT)
		return true;
	if (a == TYPE_BYTES || b == TYPE_BYTES)
		return false;
	/* numbers are seconds for TIMESTAMP alone */
	if (a == TYPE_TIME)
		return from->type >= ROW_MC_TIMESTAMP && b != TYPE_BOOL;
	if (b == TYPE_TIME)
		return to->type >= ROW_MC_TIMESTAMP && a != TYPE_BOOL;
	return true;
}
