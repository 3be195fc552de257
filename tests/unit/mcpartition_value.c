/* uses: row rec base */
/*
 * Values that change their form: geometries, vectors, bits, numbers; and the
 * division of time into partitions.
 */
#include <stdlib.h>

#include "mcpartition/part.c"
#include "mcpartition/value.c"
#include "mcpartition/wkt.c"
#include "../tap.h"

/* Hexadecimal digits to bytes; blanks are skipped. */
static void
unhex(struct buf *b, const char *s)
{
	static const char digits16[] = "0123456789abcdef";
	int high = -1;

	for (; *s != '\0'; s++) {
		int v;

		if (*s == ' ')
			continue;
		v = (int)(strchr(digits16, *s) - digits16);
		if (high == -1) {
			high = v;
		} else {
			buf_putc(b, high << 4 | v);
			high = -1;
		}
	}
}

#define ONE   "000000000000f03f"
#define TWO   "0000000000000040"
#define HALF  "000000000000e0bf" /* -0.5 */
#define POINT "01 01000000 " ONE TWO
#define BIG   "00 00000001 3ff0000000000000 4000000000000000"
#define RING  "04000000" ONE ONE TWO ONE TWO TWO ONE ONE

static const struct {
	const char *hex, *text; /* text NULL: the same digits, in capitals */
} shapes[] = {
	{ "00000000" POINT, "POINT(1 2)" },
	{ "e6100000" POINT, "SRID=4326;POINT(1 2)" },
	{ "00000000" BIG, "POINT(1 2)" },
	{ "00000000 01 02000000 02000000" ONE TWO HALF ONE,
	    "LINESTRING(1 2,-0.5 1)" },
	{ "00000000 01 03000000 01000000" RING, "POLYGON((1 1,2 1,2 2,1 1))" },
	{ "00000000 01 03000000 02000000" RING RING,
	    "POLYGON((1 1,2 1,2 2,1 1),(1 1,2 1,2 2,1 1))" },
	{ "00000000 01 04000000 02000000" POINT BIG,
	    "MULTIPOINT((1 2),(1 2))" },
	{ "00000000 01 05000000 01000000 01 02000000 02000000" ONE TWO ONE ONE,
	    "MULTILINESTRING((1 2,1 1))" },
	{ "00000000 01 06000000 01000000 01 03000000 01000000" RING,
	    "MULTIPOLYGON(((1 1,2 1,2 2,1 1)))" },
	{ "00000000 01 07000000 02000000" POINT
	  "01 02000000 02000000" ONE TWO ONE ONE,
	    "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,1 1))" },
	{ "00000000 01 07000000 00000000", "GEOMETRYCOLLECTION EMPTY" },
	/* what is not understood: all of it, as digits */
	{ "", NULL }, { "000000", NULL }, { "00000000", NULL },
	{ "00000000 01 01000000" ONE, NULL },         /* cut */
	{ "00000000" POINT "00", NULL },              /* too long */
	{ "00000000 02 01000000" ONE TWO, NULL },     /* byte order 2 */
	{ "00000000 01 08000000" ONE TWO, NULL },     /* kind 8 */
	{ "00000000 01 e9030000" ONE TWO ONE, NULL }, /* POINT Z */
	{ "00000000 01 02000000 ffffffff" ONE TWO, NULL },
	{ "00000000 01 07000000 ffffffff" POINT, NULL },
	{ "00000000 01 04000000 01000000 01 02000000 01000000" ONE TWO, NULL },
	{ "00000000 01 01000000 000000000000f07f" TWO, NULL }, /* infinite */
};

static void
check_wkt(void)
{
	struct buf in = { 0 }, out = { 0 }, want = { 0 };

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		buf_clear(&in);
		buf_clear(&out);
		buf_clear(&want);
		unhex(&in, shapes[i].hex);
		buf_reserve(&in, 1);
		wkt_put(&out, in.data, in.len);
		if (shapes[i].text != NULL)
			buf_puts(&want, shapes[i].text);
		else
			for (size_t k = 0; k < in.len; k++)
				buf_printf(&want, "%02X", in.data[k]);
		ok(strcmp(buf_str(&out), buf_str(&want)) == 0, "wkt %zu: %s", i,
		    buf_str(&out));
	}
	buf_release(&in);
	buf_release(&out);
	buf_release(&want);
}

/* A collection in a collection in ... must not eat the stack. */
static void
check_depth(void)
{
	struct buf in = { 0 }, out = { 0 };

	unhex(&in, "00000000");
	for (int i = 0; i < 100000; i++)
		unhex(&in, "0107000000 01000000");
	unhex(&in, POINT);
	wkt_put(&out, in.data, in.len);
	ok(out.len == 2 * in.len, "deep collections come out as digits");
	buf_release(&in);
	buf_release(&out);
}

/* type_put of a value, as the text behind its length (or of a decimal). */
static void
check_put(enum type_act act, const struct row_column *c,
    const struct row_value *v, const char *want)
{
	struct buf b = { 0 };
	const char *why = type_put(&b, act, c, v);
	size_t head = act == TYPE_UDEC ? 1 : 4;

	ok(why == NULL && b.len == head + strlen(want) &&
		memcmp(b.data + head, want, strlen(want)) == 0 &&
		b.data[0] == strlen(want),
	    "act %d gives %s", act, want);
	buf_release(&b);
}

static double
as_double(enum type_act act, const struct row_value *v)
{
	struct buf b = { 0 };
	double d = -1;

	if (type_put(&b, act, NULL, v) == NULL && b.len == 8)
		memcpy(&d, b.data, 8);
	buf_release(&b);
	return d;
}

static void
check_values(void)
{
	struct row_column bit = { .type = ROW_BIT, .length = 64 };
	struct row_value v = { .u = UINT64_MAX };
	struct buf b = { 0 };

	check_put(TYPE_UDEC, NULL, &v, "18446744073709551615");
	check_put(TYPE_BITS, &bit, &v,
	    "1111111111111111111111111111111111111111111111111111111111111111");
	v.u = 0;
	check_put(TYPE_UDEC, NULL, &v, "0");
	bit.length = 3;
	v.u = 5;
	check_put(TYPE_BITS, &bit, &v, "101");
	v = (struct row_value){ .p = (const uint8_t *)"\0\xff", .len = 2 };
	check_put(TYPE_BASE64, NULL, &v, "AP8=");
	unhex(&b, "0000803f 0000c0bf cdcccc3d");
	v = (struct row_value){ .p = b.data, .len = b.len };
	check_put(TYPE_VECTOR, NULL, &v, "[1,-1.5,0.1]");
	v.len = 5;
	ok(type_put(&b, TYPE_VECTOR, NULL, &v) != NULL, "a cut vector");
	v = (struct row_value){ .p = (const uint8_t *)"-12.50", .len = 6 };
	ok(as_double(TYPE_DOUBLE, &v) == -12.5, "decimal to double");
	v.len = 0;
	ok(as_double(TYPE_DOUBLE, &v) == -1, "no digits, no double");
	v = (struct row_value){ .f = 0.1f };
	ok(as_double(TYPE_WIDEN, &v) == (double)0.1f, "float to double");
	buf_release(&b);
}

static void
check_part(unsigned levels, int64_t second, const char *want)
{
	struct row_part p;
	struct buf b = { 0 };

	parts_values(levels, second, &p);
	for (unsigned i = 0; i < p.n; i++)
		buf_printf(&b, "%s%s", i > 0 ? "-" : "", p.value[i]);
	ok(strcmp(buf_str(&b), want) == 0, "%lld is in %s", (long long)second,
	    want);
	buf_release(&b);
}

static void
check_parts(void)
{
	/* the last second of a year, month, day, hour, minute, and the next */
	static const int64_t end = 1709251199; /* 2024-02-29T23:59:59 */
	static const int64_t second[] = { end, end + 1, end, end - 59, end - 60,
		end - 86399, end - 86400, end + 86400 * 400, 0, -1 };
	static const uint32_t want[][sizeof(second) / sizeof(second[0])] = {
		{ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
		{ 1, 1, 1, 1, 1, 1, 1, 2, 3, 4 },
		{ 1, 2, 1, 1, 1, 1, 1, 3, 4, 5 },
		{ 1, 2, 1, 1, 1, 1, 3, 4, 5, 6 },
		{ 1, 2, 1, 1, 1, 3, 4, 5, 6, 7 },
		{ 1, 2, 1, 1, 3, 4, 5, 6, 7, 8 },
	};

	for (unsigned levels = 0; levels <= 5; levels++) {
		struct parts p;
		uint32_t next = 1, seen = 0;
		bool right = true, added;

		parts_init(&p, levels);
		for (size_t i = 0; i < sizeof(second) / sizeof(second[0]);
		     i++) {
			uint32_t ref = parts_find(&p, second[i], &next, &added);

			right = right && ref == want[levels][i] &&
				added == (ref > seen);
			seen = ref > seen ? ref : seen;
		}
		ok(right, "partitions of %u levels", levels);
		parts_release(&p);
	}
	check_part(5, end, "2024-02-29-23-59");
	check_part(3, 0, "1970-01-01");
	check_part(1, -1, "1969");
	check_part(2, INT64_C(-62135596800), "0001-01");
	check_part(0, 0, "");
}

/* More partitions than the table starts with, found again by their number. */
static void
check_many(void)
{
	struct parts p;
	uint32_t next = 1;
	bool added, right = true;

	parts_init(&p, 5);
	for (int64_t i = 0; i < 100000; i++)
		right = right &&
			parts_find(&p, i * 60, &next, &added) == i + 1 && added;
	for (int64_t i = 99999; i >= 0; i--)
		right = right &&
			parts_find(&p, i * 60 + 59, &next, &added) == i + 1 &&
			!added;
	ok(right, "100000 minutes keep their numbers");
	parts_release(&p);
}

int
main(void)
{
	check_wkt();
	check_depth();
	check_values();
	check_parts();
	check_many();
	return done();
}
