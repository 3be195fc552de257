/*
 * store.c: values that scripts set; see store.h.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "row/row.h"
#include "row/time.h"
#include "rowfilter/store.h"

static bool
is_integer(const struct row_column *c)
{
	return c->type >= ROW_TINYINT && c->type <= ROW_BIGINT;
}

static bool
suits(const struct row_column *c, enum val_type type)
{
	bool whole = type == VAL_INT || type == VAL_UINT || type == VAL_BOOL;
	bool number = whole || type == VAL_DOUBLE || type == VAL_DECIMAL;

	if (is_integer(c))
		return whole;
	switch (c->type) {
	case ROW_FLOAT:
	case ROW_DOUBLE:
	case ROW_DECIMAL:
		return number;
	case ROW_DATE:
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
		return type == VAL_DATE || type == VAL_DATETIME;
	case ROW_TIME:
		return type == VAL_TIME;
	case ROW_YEAR:
		return whole;
	case ROW_CHAR:
	case ROW_VARCHAR:
	case ROW_TEXT:
		if (c->class == ROW_C_TEXT)
			return type == VAL_TEXT || type == VAL_ENUM ||
			       type == VAL_SET;
		return type == VAL_BYTES;
	case ROW_ENUM:
		return type == VAL_TEXT || type == VAL_ENUM;
	case ROW_BINARY:
	case ROW_VARBINARY:
	case ROW_BLOB:
		return type == VAL_BYTES || type == VAL_TEXT;
	default:
		return false;
	}
}

bool
store_suits(struct binder *b, const struct expr *e, const struct row_column *c,
    const struct node *n)
{
	if (n->type == VAL_NULL) {
		if (c->flags & ROW_COL_NULLABLE)
			return true;
		return bind_refuse(b, e, "'%s' cannot be NULL", c->name) !=
		       NULL;
	}
	if (suits(c, n->type))
		return true;
	return bind_refuse(b, e, "'%s' is %s and takes no %s", c->name,
		   c->text != NULL && *c->text != '\0' ? c->text
						       : row_type_name(c->type),
		   strchr(val_type_name(n->type), ' ') == NULL
		       ? val_type_name(n->type)
		       : strchr(val_type_name(n->type), ' ') + 1) != NULL;
}

/* --- numbers
 * ------------------------------------------------------------------ */

static const char beyond[] = "a value beyond its column's type";

static const char *
put_integer(const struct row_column *c, const struct node *n, struct val *v)
{
	static const unsigned bits[] = { 0, 8, 16, 24, 32, 64 };
	unsigned b = c->type == ROW_YEAR ? 16 : bits[c->type];
	bool minus = n->type != VAL_UINT && v->i < 0;
	int64_t least;

	if (c->class == ROW_C_UINT)
		return minus || (b < 64 && v->u >> b != 0) ? beyond : NULL;
	if (n->type == VAL_UINT && v->u > INT64_MAX)
		return beyond;
	least = b == 64 ? INT64_MIN : -(INT64_C(1) << (b - 1));
	return v->i < least || v->i > -(least + 1) ? beyond : NULL;
}

/* The digits of v, with exactly as many behind the point as c has. */
static const char *
put_digits(struct env *env, const struct row_column *c, struct val *v)
{
	const char *p = v->p, *end = p + v->len, *point, *last;
	size_t whole, part, lead;
	char *to;

	lead = p < end && *p == '-';
	point = memchr(p, '.', v->len);
	whole = (size_t)((point != NULL ? point : end) - p) - lead;
	part = point != NULL ? (size_t)(end - point) - 1 : 0;
	for (last = end; part > c->scale; part--)
		if (*--last != '0')
			return "a decimal with more digits than its column";
	if (whole > (size_t)(c->precision - c->scale) &&
	    !(whole == 1 && p[lead] == '0'))
		return beyond;
	to = val_mem_get(&env->mem, lead + whole + 2 + c->scale);
	memcpy(to, p, lead + whole);
	v->p = to;
	v->len = lead + whole;
	if (c->scale == 0)
		return NULL;
	to[v->len++] = '.';
	if (part > 0)
		memcpy(to + v->len, point + 1, part);
	memset(to + v->len + part, '0', c->scale - part);
	v->len += c->scale;
	return NULL;
}

static const char *
put_decimal(struct env *env, const struct row_column *c, const struct node *n,
    struct val *v)
{
	char *text;
	int len;

	if (n->type == VAL_DECIMAL)
		return put_digits(env, c, v);
	text = val_mem_get(&env->mem, 90);
	if (n->type == VAL_DOUBLE) {
		if (!(fabs(v->d) < 1e65))
			return beyond;
		len = snprintf(
		    text, 90, "%.*f", c->scale > 20 ? 20 : c->scale, v->d);
	} else if (n->type == VAL_UINT) {
		len = snprintf(text, 90, "%llu", (unsigned long long)v->u);
	} else {
		len = snprintf(text, 90, "%lld", (long long)v->i);
	}
	v->p = text;
	v->len = (size_t)len;
	return put_digits(env, c, v);
}

static void
put_double(const struct node *n, struct val *v)
{
	bool all;

	if (n->type == VAL_UINT)
		v->d = (double)v->u;
	else if (n->type == VAL_DECIMAL)
		v->d = val_text_double(v->p, v->len, &all);
	else if (n->type != VAL_DOUBLE)
		v->d = (double)v->i;
}

/* --- texts and times
 * ----------------------------------------------------------- */

static const char *
put_label(const struct row_column *c, struct val *v)
{
	for (unsigned i = 0; i < c->nmembers; i++)
		if (strlen(c->member[i]) == v->len &&
		    memcmp(c->member[i], v->p, v->len) == 0) {
			v->u = i + 1;
			return NULL;
		}
	return "a text that is no label of its ENUM column";
}

static const char *
put_text(const struct row_column *c, const struct val *v)
{
	size_t n = 0;

	if (c->length == 0 || v->len <= c->length)
		return NULL;
	if (c->type != ROW_CHAR && c->type != ROW_VARCHAR)
		return "a text longer than its column";
	for (size_t i = 0; i < v->len; i++)
		n += ((unsigned char)v->p[i] & 0xc0) != 0x80;
	return n <= c->length ? NULL : "a text longer than its column";
}

/* What a column's fraction or its missing clock does not hold is cut. */
static void
put_time(const struct row_column *c, struct val *v)
{
	int64_t unit = 1, rest;

	if (row_time_is_fields(v->i))
		return;
	for (unsigned i = c->scale; i < 6; i++)
		unit *= 10;
	if (c->type == ROW_DATE)
		unit = CLOCK_DAY;
	rest = v->i % unit;
	v->i -= rest < 0 && c->type != ROW_TIME ? rest + unit : rest;
}

const char *
store_value(struct env *env, const struct row_column *c, const struct node *n,
    struct val *v)
{
	if (v->null)
		return c->flags & ROW_COL_NULLABLE
			   ? NULL
			   : "NULL for a column that cannot be NULL";
	if (is_integer(c) || c->type == ROW_YEAR)
		return put_integer(c, n, v);
	switch (c->type) {
	case ROW_DECIMAL:
		return put_decimal(env, c, n, v);
	case ROW_FLOAT:
	case ROW_DOUBLE:
		put_double(n, v);
		return c->type == ROW_FLOAT && isinf((float)v->d) ? beyond
								  : NULL;
	case ROW_ENUM:
		return n->type == VAL_TEXT ? put_label(c, v) : NULL;
	case ROW_DATE:
	case ROW_TIME:
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
		put_time(c, v);
		return NULL;
	default:
		return put_text(c, v);
	}
}

/* --- new columns
 * ----------------------------------------------------------------- */

bool
store_define(struct row_table *t, struct row_column *c, const struct node *n)
{
	static const char *const types[] = { [VAL_BOOL] = "tinyint(1)",
		[VAL_INT] = "bigint(20)",
		[VAL_UINT] = "bigint(20) unsigned",
		[VAL_DOUBLE] = "double",
		[VAL_DATE] = "date",
		[VAL_DATETIME] = "datetime(6)",
		[VAL_TIME] = "time(6)",
		[VAL_TEXT] = "longtext",
		[VAL_BYTES] = "longblob",
		[VAL_ENUM] = "longtext",
		[VAL_SET] = "longtext",
		[VAL_OTHER] = NULL };
	char text[40];
	bool ok;

	if (n->type == VAL_DECIMAL) /* only columns and constants are */
		snprintf(text, sizeof(text), "decimal(%u,%u)",
		    n->source != NULL ? n->source->precision : 65u,
		    n->source != NULL ? n->source->scale : 30u);
	else if (types[n->type] != NULL)
		snprintf(text, sizeof(text), "%s", types[n->type]);
	else
		return false;
	ok = row_column_from_text(
	    t, c, text, strcmp(text, "longtext") == 0 ? "utf8mb4" : "");
	c->collation = strcmp(text, "longtext") == 0 ? "utf8mb4_bin" : "";
	c->comment = c->map = "";
	c->flags |= ROW_COL_NULLABLE | ROW_COL_ADDED;
	return ok;
}

/* --- images
 * -------------------------------------------------------------------------- */

void
store_image(struct buf *out, const struct row_column *c, unsigned n,
    const struct val *v)
{
	size_t nulls = row_image_begin(out, n);

	for (unsigned i = 0; i < n; i++) {
		if (v[i].null) {
			row_put_null(out, nulls, i);
			continue;
		}
		switch (c[i].class) {
		case ROW_C_FLOAT:
			row_put_float(out, (float)v[i].d);
			break;
		case ROW_C_DECIMAL:
			row_put_decimal(out, v[i].p, v[i].len);
			break;
		case ROW_C_TEXT:
		case ROW_C_BYTES:
			row_put_bytes(out, v[i].p, v[i].len);
			break;
		default:
			row_put_uint(out, v[i].u);
		}
	}
}
