/*
 * wkt.c: well-known binary to well-known text (OGC 06-103r4, 7 and 8), the
 * two-dimensional kinds 1 to 7 that MySQL and MariaDB have.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/cur.h"
#include "base/jsonw.h"
#include "base/le.h"
#include "mcpartition/wkt.h"

enum {
	WKT_POINT = 1,
	WKT_LINESTRING = 2,
	WKT_POLYGON = 3,
	WKT_MULTIPOINT = 4,
	WKT_MULTILINESTRING = 5,
	WKT_MULTIPOLYGON = 6,
	WKT_COLLECTION = 7,
	WKT_DEPTH = 32 /* collections within collections */
};

static const char *const names[] = { "", "POINT", "LINESTRING", "POLYGON",
	"MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION" };

static void put_geometry(
    struct buf *b, struct cur *c, unsigned want, unsigned depth);

static uint32_t
get_u32(struct cur *c, bool big)
{
	const uint8_t *p = cur_bytes(c, 4);

	return p == NULL ? 0 : big ? be32dec(p) : le32dec(p);
}

static void
put_number(struct buf *b, struct cur *c, bool big)
{
	const uint8_t *p = cur_bytes(c, 8);
	uint64_t u;
	double d;

	if (p == NULL)
		return;
	u = big ? be64dec(p) : le64dec(p);
	memcpy(&d, &u, 8);
	if (!isfinite(d)) {
		c->bad = true;
		return;
	}
	jsonw_double(b, d);
}

static void
put_point(struct buf *b, struct cur *c, bool big)
{
	put_number(b, c, big);
	buf_putc(b, ' ');
	put_number(b, c, big);
}

/* "(x y,x y)": n points of 16 bytes; n is checked before the walk. */
static void
put_points(struct buf *b, struct cur *c, bool big)
{
	uint32_t n = get_u32(c, big);

	if (n == 0 || n > cur_left(c) / 16)
		c->bad = true;
	buf_putc(b, '(');
	for (uint32_t i = 0; i < n && !c->bad; i++) {
		if (i != 0)
			buf_putc(b, ',');
		put_point(b, c, big);
	}
	buf_putc(b, ')');
}

static void
put_rings(struct buf *b, struct cur *c, bool big)
{
	uint32_t n = get_u32(c, big);

	if (n == 0 || n > cur_left(c) / 4)
		c->bad = true;
	buf_putc(b, '(');
	for (uint32_t i = 0; i < n && !c->bad; i++) {
		if (i != 0)
			buf_putc(b, ',');
		put_points(b, c, big);
	}
	buf_putc(b, ')');
}

/* Members of a multi-geometry are whole geometries of the single kind. */
static void
put_members(
    struct buf *b, struct cur *c, bool big, unsigned want, unsigned depth)
{
	uint32_t n = get_u32(c, big);

	if (n > cur_left(c) / 9)
		c->bad = true;
	if (n == 0) {
		buf_puts(b, " EMPTY");
		return;
	}
	buf_putc(b, '(');
	for (uint32_t i = 0; i < n && !c->bad; i++) {
		if (i != 0)
			buf_putc(b, ',');
		put_geometry(b, c, want, depth + 1);
	}
	buf_putc(b, ')');
}

static void
put_body(struct buf *b, struct cur *c, bool big, unsigned kind, unsigned depth)
{
	switch (kind) {
	case WKT_POINT:
		buf_putc(b, '(');
		put_point(b, c, big);
		buf_putc(b, ')');
		return;
	case WKT_LINESTRING:
		put_points(b, c, big);
		return;
	case WKT_POLYGON:
		put_rings(b, c, big);
		return;
	case WKT_COLLECTION:
		put_members(b, c, big, 0, depth);
		return;
	default:
		put_members(
		    b, c, big, kind - WKT_MULTIPOINT + WKT_POINT, depth);
		return;
	}
}

/* want: the kind it must have, printed without its name; 0 = any. */
static void
put_geometry(struct buf *b, struct cur *c, unsigned want, unsigned depth)
{
	uint8_t order = cur_u8(c);
	bool big = order == 0;
	uint32_t kind = get_u32(c, big);

	if (order > 1 || depth > WKT_DEPTH || kind < WKT_POINT ||
	    kind > WKT_COLLECTION || (want != 0 && kind != want)) {
		c->bad = true;
		return;
	}
	if (want == 0)
		buf_puts(b, names[kind]);
	put_body(b, c, big, kind, depth);
}

static void
put_hex(struct buf *b, const uint8_t *p, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < n; i++) {
		buf_putc(b, hex[p[i] >> 4]);
		buf_putc(b, hex[p[i] & 15]);
	}
}

void
wkt_put(struct buf *b, const uint8_t *p, size_t n)
{
	struct cur c = cur_of(p, n);
	size_t at = b->len;
	uint32_t srid = cur_le32(&c);

	if (srid != 0)
		buf_printf(b, "SRID=%lu;", (unsigned long)srid);
	put_geometry(b, &c, 0, 0);
	if (c.bad || cur_left(&c) != 0) {
		b->len = at;
		put_hex(b, p, n);
	}
}
