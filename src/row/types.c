/*
 * types.c: the type map.  Both maps, and what each loses, are explained in
 * mctypes(7); tests/unit/row_types holds code and share/types
 * together.
 */
#include "row/types.h"

enum {
	DECIMAL_PRECISION = 38, /* of MaxCompute */
	DECIMAL_SCALE = 18
};

static enum type_act
to(struct row_dest_column *d, enum row_mc_type type, enum type_act act)
{
	d->type = (uint8_t)type;
	d->class = (uint8_t)row_mc_class(type);
	return act;
}

static enum type_act
to_decimal(struct row_dest_column *d, unsigned precision, unsigned scale,
    enum type_act act)
{
	d->precision = (uint8_t)precision;
	d->scale = (uint8_t)scale;
	return to(d, ROW_MC_DECIMAL, act);
}

static enum type_act
map_time(const struct shape *s, const struct row_column *c,
    struct row_dest_column *d)
{
	if (s->zero == SHAPE_ZERO_STRING)
		return to(d, ROW_MC_STRING, TYPE_TEXT);
	if (s->dts)
		return to(d, ROW_MC_DATETIME,
		    c->scale > 3 ? TYPE_MILLI : TYPE_INSTANT);
	if (c->type == ROW_DATE)
		return to(d, ROW_MC_DATE, TYPE_INSTANT);
	/* A DATETIME is a wall clock: MaxCompute's DATETIME is an instant
	 * that each session shows in its own zone. */
	if (c->type == ROW_DATETIME)
		return to(d, ROW_MC_TIMESTAMP_NTZ, TYPE_INSTANT);
	return to(d, ROW_MC_TIMESTAMP, TYPE_INSTANT);
}

static enum type_act
map_bit(const struct shape *s, const struct row_column *c,
    struct row_dest_column *d)
{
	if (c->length == 1)
		return to(d, ROW_MC_BOOLEAN, TYPE_BOOL);
	if (s->dts)
		return to(d, ROW_MC_STRING, TYPE_BITS);
	if (c->length == 64)
		return to_decimal(d, 20, 0, TYPE_UDEC);
	return to(d, ROW_MC_BIGINT, TYPE_SIGNED);
}

static enum type_act
map_integer(const struct shape *s, const struct row_column *c,
    struct row_dest_column *d)
{
	if (!(c->flags & ROW_COL_UNSIGNED) || c->type != ROW_BIGINT)
		return to(d, ROW_MC_BIGINT, TYPE_COPY);
	if (s->dts)
		return to(d, ROW_MC_BIGINT, TYPE_SIGNED);
	return to_decimal(d, 20, 0, TYPE_UDEC);
}

static enum type_act
map_decimal(const struct shape *s, const struct row_column *c,
    struct row_dest_column *d)
{
	if (s->dts)
		return to(d, ROW_MC_DOUBLE, TYPE_DOUBLE);
	if (c->precision == 0 || c->precision > DECIMAL_PRECISION ||
	    c->scale > DECIMAL_SCALE)
		return to(d, ROW_MC_STRING, TYPE_TEXT);
	return to_decimal(d, c->precision, c->scale, TYPE_COPY);
}

enum type_act
type_map(const struct shape *s, const struct row_column *c,
    struct row_dest_column *d)
{
	if (c->flags & ROW_COL_INNER)
		return TYPE_DROP;
	d->precision = d->scale = 0;
	d->length = 0;
	d->nullable = true;
	switch (c->type) {
	case ROW_TINYINT:
	case ROW_SMALLINT:
	case ROW_MEDIUMINT:
	case ROW_INT:
	case ROW_BIGINT:
		return map_integer(s, c, d);
	case ROW_FLOAT:
		return s->dts ? to(d, ROW_MC_DOUBLE, TYPE_WIDEN)
			      : to(d, ROW_MC_FLOAT, TYPE_COPY);
	case ROW_DOUBLE:
		return to(d, ROW_MC_DOUBLE, TYPE_COPY);
	case ROW_DECIMAL:
		return map_decimal(s, c, d);
	case ROW_BIT:
		return map_bit(s, c, d);
	case ROW_YEAR:
		return s->dts ? to(d, ROW_MC_STRING, TYPE_TEXT)
			      : to(d, ROW_MC_BIGINT, TYPE_COPY);
	case ROW_DATE:
	case ROW_DATETIME:
	case ROW_TIMESTAMP:
		return map_time(s, c, d);
	case ROW_GEOMETRY:
		return to(d, ROW_MC_STRING, TYPE_WKT);
	case ROW_VECTOR:
		return to(d, ROW_MC_STRING, TYPE_VECTOR);
	case ROW_TIME:
	case ROW_ENUM:
	case ROW_SET:
		return to(d, ROW_MC_STRING, TYPE_TEXT);
	default: /* CHAR ... TEXT with and without a charset, JSON, UUID ... */
		if (c->class == ROW_C_TEXT)
			return to(d, ROW_MC_STRING, TYPE_COPY);
		return s->dts ? to(d, ROW_MC_STRING, TYPE_BASE64)
			      : to(d, ROW_MC_BINARY, TYPE_COPY);
	}
}
