/*
 * value.c: see value.h.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/jsonw.h"
#include "row/time.h"

#include "mcsql/value.h"

/* A double shows that it is one. */
static void
put_real(struct buf *out, double d, bool single)
{
	size_t at = out->len;

	if (isnan(d) || isinf(d)) {
		buf_puts(out, isnan(d) ? "NaN"
			      : d > 0  ? "Infinity"
				       : "-Infinity");
		return;
	}
	if (single)
		jsonw_float(out, (float)d);
	else
		jsonw_double(out, d);
	if (strcspn(buf_str(out) + at, ".e") == out->len - at)
		buf_puts(out, ".0");
}

/* Without zeros at the end of the fraction. */
static void
put_time(struct buf *out, unsigned type, const struct row_value *v)
{
	char text[48];
	size_t n;

	if (type == ROW_MC_DATE) {
		n = row_time_text_date(text, v->i);
		buf_put(out, text, n);
		return;
	}
	n = row_time_text_datetime(text, v->i, 6);
	if (type != ROW_MC_DATETIME)
		n += (size_t)snprintf(
		    text + n, 8, "%03u", (unsigned)(v->len % 1000));
	while (text[n - 1] == '0')
		n--;
	if (text[n - 1] == '.')
		n--;
	else if (n < 20)
		n = 19; /* the zeros were those of the second */
	buf_put(out, text, n);
}

/* Bytes that are no printable text as =XX. */
static void
put_binary(struct buf *out, const struct row_value *v)
{
	size_t i;

	for (i = 0; i < v->len; i++)
		if (v->p[i] < 32 || v->p[i] > 126 || v->p[i] == '=' ||
		    v->p[i] == '"')
			buf_printf(out, "=%02X", v->p[i]);
		else
			buf_putc(out, v->p[i]);
}

enum mc_csv
value_text(
    struct buf *out, const struct row_dest_column *c, const struct row_value *v)
{
	if (v->null)
		return MC_CSV_NULL;
	switch (c->class) {
	case ROW_C_INT:
	case ROW_C_UINT:
		if (c->type == ROW_MC_BOOLEAN)
			buf_puts(out, v->i != 0 ? "true" : "false");
		else
			buf_printf(out, "%" PRId64, v->i);
		return MC_CSV_BARE;
	case ROW_C_FLOAT:
		put_real(out, (double)v->f, true);
		return MC_CSV_BARE;
	case ROW_C_DOUBLE:
		put_real(out, v->d, false);
		return MC_CSV_BARE;
	case ROW_C_TIME:
		put_time(out, c->type, v);
		return MC_CSV_BARE;
	case ROW_C_BYTES:
		put_binary(out, v);
		return MC_CSV_QUOTED;
	case ROW_C_DECIMAL:
		buf_put(out, v->p, v->len);
		return MC_CSV_BARE;
	default:
		buf_put(out, v->p, v->len);
		return MC_CSV_QUOTED;
	}
}
