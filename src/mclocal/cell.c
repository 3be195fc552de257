/*
 * cell.c: values between the tunnel, SQL and SQLite; see cell.h.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/jsonw.h"
#include "base/utf8.h"
#include "mclocal/cell.h"

void
cell_of_value(struct cell *c, sqlite3_value *v)
{
	c->type = sqlite3_value_type(v);
	switch (c->type) {
	case SQLITE_INTEGER:
		c->i = sqlite3_value_int64(v);
		break;
	case SQLITE_FLOAT:
		c->d = sqlite3_value_double(v);
		break;
	case SQLITE_TEXT:
		c->p = (const char *)sqlite3_value_text(v);
		c->n = (size_t)sqlite3_value_bytes(v);
		break;
	case SQLITE_BLOB:
		c->p = sqlite3_value_blob(v);
		c->n = (size_t)sqlite3_value_bytes(v);
		break;
	default:
		break;
	}
}

void
cell_set_text(struct cell *c, const char *p, size_t n)
{
	c->type = SQLITE_TEXT;
	c->p = p;
	c->n = n;
}

/* A pointer that is never NULL: SQLite takes NULL for no value. */
static const char *
cell_bytes(const struct cell *c)
{
	return c->p == NULL ? "" : c->p;
}

int
cell_bind(sqlite3_stmt *q, int i, const struct cell *c)
{
	switch (c->type) {
	case SQLITE_INTEGER:
		return sqlite3_bind_int64(q, i, c->i);
	case SQLITE_FLOAT:
		return sqlite3_bind_double(q, i, c->d);
	case SQLITE_TEXT:
		return sqlite3_bind_text64(
		    q, i, cell_bytes(c), c->n, SQLITE_STATIC, SQLITE_UTF8);
	case SQLITE_BLOB:
		return sqlite3_bind_blob64(
		    q, i, cell_bytes(c), c->n, SQLITE_STATIC);
	default:
		return sqlite3_bind_null(q, i);
	}
}

void
cell_result(sqlite3_context *ctx, const struct cell *c)
{
	switch (c->type) {
	case SQLITE_INTEGER:
		sqlite3_result_int64(ctx, c->i);
		break;
	case SQLITE_FLOAT:
		sqlite3_result_double(ctx, c->d);
		break;
	case SQLITE_TEXT:
		sqlite3_result_text64(
		    ctx, cell_bytes(c), c->n, SQLITE_TRANSIENT, SQLITE_UTF8);
		break;
	case SQLITE_BLOB:
		sqlite3_result_blob64(
		    ctx, cell_bytes(c), c->n, SQLITE_TRANSIENT);
		break;
	default:
		sqlite3_result_null(ctx);
		break;
	}
}

/* NaN has no place in SQLite. */
static void
cell_set_double(struct cell *c, double d)
{
	if (isnan(d)) {
		cell_set_text(c, "NaN", 3);
		return;
	}
	c->type = SQLITE_FLOAT;
	c->d = d;
}

static const char *
cell_int_range(unsigned type, int64_t v)
{
	static const struct {
		unsigned type;
		int64_t low, high;
	} range[] = {
		{ ROW_MC_TINYINT, -128, 127 },
		{ ROW_MC_SMALLINT, -32768, 32767 },
		{ ROW_MC_INT, INT32_MIN, INT32_MAX },
		{ ROW_MC_BOOLEAN, 0, 1 },
	};
	size_t i;

	for (i = 0; i < sizeof(range) / sizeof(range[0]); i++)
		if (range[i].type == type &&
		    (v < range[i].low || v > range[i].high))
			return "the number is out of range";
	return NULL;
}

static size_t
characters(const char *p, size_t n)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			count++;
	return count;
}

const char *
cell_of_wire(struct cell *c, const struct row_dest_column *column,
    const struct row_value *v)
{
	c->type = SQLITE_NULL;
	if (v->null || v->absent)
		return column->nullable ? NULL : "NULL in a column NOT NULL";
	switch (column->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
		c->type = SQLITE_INTEGER;
		c->i = v->i;
		return cell_int_range(column->type, v->i);
	case ROW_C_FLOAT:
		cell_set_double(c, (double)v->f);
		return NULL;
	case ROW_C_DOUBLE:
		cell_set_double(c, v->d);
		return NULL;
	case ROW_C_TIME:
		c->n = cell_time_text(
		    c->text, column->type, v->i, (unsigned)v->len);
		cell_set_text(c, c->text, c->n);
		return NULL;
	case ROW_C_DECIMAL:
		c->n = cell_decimal(c->text, (const char *)v->p, v->len,
		    column->precision, column->scale, false);
		cell_set_text(c, c->text, c->n);
		return c->n == 0 ? "the decimal does not fit" : NULL;
	case ROW_C_BYTES:
		cell_set_text(c, (const char *)v->p, v->len);
		c->type = SQLITE_BLOB;
		return NULL;
	default:
		break;
	}
	cell_set_text(c, (const char *)v->p, v->len);
	if (column->length != 0 && v->len > column->length &&
	    characters(c->p, c->n) > column->length)
		return "the text is too long";
	return NULL;
}

void
cell_to_wire(
    struct cell *c, const struct row_dest_column *column, struct row_value *v)
{
	double d = c->type == SQLITE_INTEGER ? (double)c->i
		   : c->type == SQLITE_FLOAT ? c->d
					     : (double)NAN;

	memset(v, 0, sizeof(*v));
	v->class = column->class;
	if (c->type != SQLITE_TEXT && c->type != SQLITE_BLOB &&
	    column->class >= ROW_C_DECIMAL)
		cell_cast(c, column);
	v->null = c->type == SQLITE_NULL;
	if (v->null)
		return;
	switch (column->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
		v->i = c->type == SQLITE_FLOAT     ? (int64_t)c->d
		       : c->type == SQLITE_INTEGER ? c->i
						   : 0;
		break;
	case ROW_C_FLOAT:
		v->f = (float)d;
		break;
	case ROW_C_DOUBLE:
		v->d = d;
		break;
	case ROW_C_TIME:
		if (cell_time_parse(c->p, c->n, &v->i))
			v->len = cell_time_nano(c->p, c->n);
		else
			v->i = 0;
		break;
	default:
		v->p = (const uint8_t *)c->p;
		v->len = c->n;
		break;
	}
}

/* Unprintable bytes of a BINARY as =XX. */
static void
show_binary(struct buf *b, const struct cell *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		unsigned ch = (unsigned char)c->p[i];

		if (ch < 32 || ch > 126 || ch == '=' || ch == '"')
			buf_printf(b, "=%02X", ch);
		else
			buf_putc(b, (int)ch);
	}
}

static void
show_double(struct buf *b, double d, bool single)
{
	size_t at = b->len;

	if (isnan(d) || isinf(d)) {
		buf_puts(b, isnan(d) ? "NaN"
			    : d > 0  ? "Infinity"
				     : "-Infinity");
		return;
	}
	if (single)
		jsonw_float(b, (float)d);
	else
		jsonw_double(b, d);
	if (strcspn(buf_str(b) + at, ".e") == b->len - at)
		buf_puts(b, ".0");
}

void
cell_show(struct buf *b, const struct cell *c,
    const struct row_dest_column *column, bool csv)
{
	size_t i;
	bool quote;

	if (c->type == SQLITE_NULL) {
		buf_puts(b, "\\N");
		return;
	}
	if (c->type == SQLITE_INTEGER) {
		if (column->type == ROW_MC_BOOLEAN)
			buf_puts(b, c->i ? "true" : "false");
		else
			buf_printf(b, "%lld", (long long)c->i);
		return;
	}
	if (c->type == SQLITE_FLOAT) {
		show_double(b, c->d, column->type == ROW_MC_FLOAT);
		return;
	}
	quote = csv &&
		(column->class == ROW_C_TEXT || column->class == ROW_C_BYTES);
	if (quote)
		buf_putc(b, '"');
	if (c->type == SQLITE_BLOB)
		show_binary(b, c);
	else
		for (i = 0; i < c->n; i++) {
			if (quote && c->p[i] == '"')
				buf_putc(b, '"');
			buf_putc(b, c->p[i]);
		}
	if (quote)
		buf_putc(b, '"');
}

void
cell_put_decl(struct buf *b, const struct row_dest_column *column)
{
	char type[32];
	size_t i;

	row_mc_text(column, type);
	for (i = 0; type[i] != '\0'; i++)
		if (type[i] >= 'a' && type[i] <= 'z')
			type[i] = (char)(type[i] - 'a' + 'A');
	/* the first word gives the affinity: none where values must stay */
	switch (column->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
		buf_printf(b, "INT %s", type);
		break;
	case ROW_C_FLOAT:
	case ROW_C_DOUBLE:
	case ROW_C_BYTES:
		buf_printf(b, "BLOB %s", type);
		break;
	case ROW_C_DECIMAL:
		buf_printf(b, "TEXT %s COLLATE DECIMAL", type);
		break;
	default:
		buf_printf(b, "TEXT %s", type);
		break;
	}
}
