/*
 * plan.c: compiling a plan; image.c runs it.  See plan.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "binlog/decimal.h"
#include "binlog/plan.h"
#include "binlog/plan_ops.h"
#include "binlog/temporal.h"

/* Operation and bytes of the types whose values have a fixed size. */
static void
fixed(struct plan_column *c, const struct map_column *m, bool is_unsigned)
{
	unsigned frac = temporal_frac_size(m->scale);
	unsigned u = is_unsigned ? OP_UINT8 - OP_INT8 : 0;

#define SET(o, s) (c->op = (uint8_t)(o), c->size = (uint16_t)(s))
	switch (m->type) {
	case MAP_TINY:
		SET(OP_INT8 + u, 1);
		break;
	case MAP_SHORT:
		SET(OP_INT16 + u, 2);
		break;
	case MAP_INT24:
		SET(OP_INT24 + u, 3);
		break;
	case MAP_LONG:
		SET(OP_INT32 + u, 4);
		break;
	case MAP_LONGLONG:
	case MAP_DOUBLE:
		SET(OP_64, 8);
		break;
	case MAP_FLOAT:
		SET(OP_FLOAT, 4);
		break;
	case MAP_YEAR:
		SET(OP_YEAR, 1);
		break;
	case MAP_BIT:
		SET(OP_BIT, (m->size + 7) / 8);
		break;
	case MAP_NEWDECIMAL:
		SET(OP_DECIMAL, decimal_size(m->size, m->scale));
		c->lenbytes = (uint8_t)m->size; /* here: the precision */
		break;
	case MAP_DATE:
	case MAP_NEWDATE:
		SET(OP_DATE, 3);
		break;
	case MAP_TIME2:
		SET(OP_TIME2, 3 + frac);
		break;
	case MAP_DATETIME2:
		SET(OP_DATETIME2, 5 + frac);
		break;
	case MAP_TIMESTAMP2:
		SET(OP_TIMESTAMP2, 4 + frac);
		break;
	case MAP_TIME:
		SET(OP_TIME_OLD, 3);
		break;
	case MAP_DATETIME:
		SET(OP_DATETIME_OLD, 8);
		break;
	case MAP_TIMESTAMP:
		SET(OP_TIMESTAMP_OLD, 4);
		break;
	case MAP_ENUM:
		SET(m->size == 1 ? OP_UINT8 : OP_UINT16, m->size);
		break;
	case MAP_SET:
		SET(OP_LE, m->size);
		break;
	}
#undef SET
}

static void
string(struct plan_column *c, const struct map_column *m,
    const struct row_column *r)
{
	bool compressed =
	    m->type == MAP_BLOB_COMPRESSED || m->type == MAP_VARCHAR_COMPRESSED;

	c->size = m->size;
	switch (m->type) {
	case MAP_BLOB:
	case MAP_BLOB_COMPRESSED:
	case MAP_JSON:
	case MAP_GEOMETRY:
	case MAP_VECTOR:
		c->lenbytes = (uint8_t)m->size;
		break;
	default:
		c->lenbytes = m->size > 255 ? 2 : 1;
		break;
	}
	c->op = compressed ? OP_COMPRESSED : OP_STRING;
	if (m->type == MAP_JSON)
		c->op = OP_JSON;
	else if (m->type == MAP_STRING && r != NULL)
		switch (r->type) {
		case ROW_BINARY:
			c->op = OP_PADDED;
			break;
		case ROW_INET4:
			c->op = OP_INET4;
			break;
		case ROW_INET6:
			c->op = OP_INET6;
			break;
		case ROW_UUID:
			c->op = OP_UUID;
			break;
		}
}

static int
compile(struct plan_column *c, const struct map_column *m,
    const struct row_column *r, const char **why)
{
	fixed(c, m, r != NULL && (r->flags & ROW_COL_UNSIGNED));
	if (c->op == 0)
		string(c, m, r);
	c->scale = m->scale;
	if (r == NULL)
		return 0;
	c->class = r->class;
	if (r->class != ROW_C_TEXT ||
	    (c->op != OP_STRING && c->op != OP_COMPRESSED))
		return 0;
	if ((c->cs = charset_of(r->charset)) == NULL) {
		*why = "no conversion for its character set";
		return -1;
	}
	c->ascii = c->op == OP_STRING && charset_keeps_ascii(c->cs);
	return 0;
}

struct plan *
plan_new(const struct map *m, const struct row_table *t, unsigned *column,
    const char **why)
{
	struct plan *p = xcalloc(1, sizeof(*p));
	unsigned i;

	p->n = m->n;
	p->nout = t->ncolumns;
	p->column = xcalloc(m->n + 1u, sizeof(p->column[0]));
	p->missing = xcalloc(m->n / 8 + 1u, 1);
	p->fixed = 16;
	for (i = 0; i < p->n; i++) {
		struct plan_column *c = &p->column[i];

		if (compile(c, &m->column[i],
			i < p->nout ? &t->column[i] : NULL, why) == -1) {
			*column = i;
			plan_free(p);
			return NULL;
		}
		if (c->op == OP_JSON)
			c->json = (uint16_t)p->njson++;
		p->fixed += c->op == OP_DECIMAL ? DECIMAL_TEXT_MAX + 1 : 48;
	}
	p->doc = xcalloc(p->njson + 1u, sizeof(p->doc[0]));
	return p;
}

void
plan_free(struct plan *p)
{
	if (p == NULL)
		return;
	buf_release(&p->scratch);
	json_edit_release(&p->edit);
	free(p->doc);
	free(p->missing);
	free(p->column);
	free(p);
}

void
plan_present(struct plan_present *x, const struct plan *p, const uint8_t *bits)
{
	unsigned i;

	x->bits = bits;
	x->count = 0;
	x->partial = false;
	for (i = 0; i < p->n; i++)
		if (bits[i / 8] >> (i % 8) & 1)
			x->count++;
		else if (i < p->nout)
			x->partial = true;
	x->all = x->count == p->n;
}
