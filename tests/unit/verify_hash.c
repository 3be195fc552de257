/* uses: pxverify mc row rec base */
/*
 * verify_hash.c: values that are the same however a side writes them, and
 * values that are not; sums that carry.
 */
#include <math.h>

#include "pxverify/hash.h"
#include "../tap.h"

static bool
same(unsigned type, unsigned class, const struct row_value *x,
    const struct row_value *y)
{
	struct row_dest_column c = { .type = (uint8_t)type,
		.class = (uint8_t) class };
	struct buf a = { 0 }, b = { 0 };
	bool equal;

	hash_put(&a, &c, x);
	hash_put(&b, &c, y);
	equal = a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
	buf_release(&a);
	buf_release(&b);
	return equal;
}

static bool
text(unsigned type, unsigned class, const char *x, const char *y)
{
	struct row_value v = { .p = (const uint8_t *)x, .len = strlen(x) };
	struct row_value w = { .p = (const uint8_t *)y, .len = strlen(y) };

	return same(type, class, &v, &w);
}

static bool
decimal(const char *x, const char *y)
{
	return text(ROW_MC_DECIMAL, ROW_C_DECIMAL, x, y);
}

static bool
real(double x, double y)
{
	struct row_value v = { .d = x }, w = { .d = y };

	return same(ROW_MC_DOUBLE, ROW_C_DOUBLE, &v, &w);
}

static bool
moment(unsigned type, int64_t x, int64_t y)
{
	struct row_value v = { .i = x }, w = { .i = y };

	return same(type, ROW_C_TIME, &v, &w);
}

static void
test_decimal(void)
{
	ok(decimal("1.50", "1.5") && decimal("1.000", "1") &&
		decimal("007", "7") && decimal("-2.10", "-2.1"),
	    "zeros at the ends of a decimal do not count");
	ok(decimal("-0.00", "0") && decimal(".5", "0.5") &&
		decimal("00.5", "0.50"),
	    "nor how nothing is written");
	ok(!decimal("10", "1") && !decimal("100", "1") && !decimal("-1", "1") &&
		!decimal("0.05", "0.5") && !decimal("1.05", "1.5"),
	    "those within it do, and the sign");
}

static void
test_others(void)
{
	struct row_value null = { .null = true };
	struct row_value zero = { 0 }, empty = { .p = (const uint8_t *)"" };

	ok(real(0.0, -0.0) && real((double)NAN, -(double)NAN) &&
		!real(0.1, 0.2) && !real((double)INFINITY, -(double)INFINITY),
	    "a zero and a NaN have one form");
	ok(text(ROW_MC_CHAR, ROW_C_TEXT, "a  ", "a") &&
		!text(ROW_MC_STRING, ROW_C_TEXT, "a  ", "a") &&
		!text(ROW_MC_VARCHAR, ROW_C_TEXT, "a  ", "a"),
	    "blanks behind a CHAR are its padding, and only there");
	ok(moment(ROW_MC_DATETIME, 1999, 1000) &&
		moment(ROW_MC_DATETIME, -1, -1000) &&
		!moment(ROW_MC_DATETIME, 1999, 2000) &&
		!moment(ROW_MC_TIMESTAMP, 1999, 1000),
	    "a DATETIME has milliseconds, a TIMESTAMP all of them");
	ok(!same(ROW_MC_BIGINT, ROW_C_INT, &null, &zero) &&
		!same(ROW_MC_STRING, ROW_C_TEXT, &null, &empty) &&
		same(ROW_MC_STRING, ROW_C_TEXT, &null, &null),
	    "NULL is NULL alone");
}

static void
test_sums(void)
{
	struct hash sum = { 1, UINT64_MAX }, one = { 0, 1 }, a, b;

	hash_add(&sum, &one);
	ok(sum.high == 2 && sum.low == 0, "a sum carries");
	ok(hash_of("abc", 3, &a) == 0 &&
		a.high == UINT64_C(0xba7816bf8f01cfea) &&
		a.low == UINT64_C(0x414140de5dae2223),
	    "SHA-256 of abc, its first half");
	ok(hash_of("abd", 3, &b) == 0 && b.high != a.high, "another text");
	hash_release();
}

int
main(void)
{
	test_decimal();
	test_others();
	test_sums();
	return done();
}
