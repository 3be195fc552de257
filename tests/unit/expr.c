/* uses: rowfilter row rec base */
/*
 * expr.c: values of row filters and scripts: how they compare at the edges.
 */
#include "rowfilter/fn_clock.h"
#include "rowfilter/val.h"
#include "row/time.h"
#include "../tap.h"

static struct val
text(const char *s)
{
	return (struct val){ .p = s, .len = strlen(s) };
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static void
test_decimal(void)
{
	static const struct {
		const char *a, *b;
		int want;
	} v[] = { { "1", "1.000", 0 }, { "-0.00", "0", 0 },
		{ "00012.5", "12.50", 0 }, { "-1.5", "-1.49", -1 },
		{ "0.1", "0.09999999999999999999999999", 1 }, { "-2", "1", -1 },
		{ ".5", "0.50", 0 }, { "10", "9.9", 1 },
		{ "99999999999999999999", "100000000000000000000", -1 } };

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct val a = text(v[i].a), b = text(v[i].b);

		ok(sign(val_cmp_decimal(&a, &b)) == v[i].want &&
			sign(val_cmp_decimal(&b, &a)) == -v[i].want,
		    "%s and %s", v[i].a, v[i].b);
	}
}

static void
test_text(void)
{
	struct val_order bin, nopad, general;
	struct val a = text("a"), blank = text("a  "), tab = text("a\t");
	struct val big = text("A"), like = text("_\\%%");

	ok(val_order_of("utf8mb4_bin", &bin) &&
		val_order_of("utf8mb4_0900_bin", &nopad) &&
		val_order_of("utf8mb4_general_ci", &general),
	    "orders that are known");
	ok(!val_order_of("utf8mb4_0900_ai_ci", &(struct val_order){ 0 }) &&
		!val_order_of("latin1_swedish_ci", &(struct val_order){ 0 }) &&
		!val_order_of("latin1_general_ci", &(struct val_order){ 0 }) &&
		!val_order_of("", &(struct val_order){ 0 }),
	    "and that are not");
	ok(val_cmp_text(&a, &blank, &bin) == 0, "blanks at the end");
	ok(val_cmp_text(&a, &blank, &nopad) < 0, "count without padding");
	ok(val_cmp_text(&tab, &a, &bin) < 0, "a tab is less than a blank");
	ok(val_cmp_text(&a, &big, &bin) > 0 &&
		val_cmp_text(&a, &big, &general) == 0,
	    "case");
	a = text("x%yz");
	ok(val_like(&a, &like, &bin), "LIKE with an escape");
	a = text("xyz");
	ok(!val_like(&a, &like, &bin), "that does not match");
}

static void
test_numbers(void)
{
	bool all;

	ok(val_text_double(" 12.5e1x", 8, &all) == 125 && !all, "a start");
	ok(val_text_double("-.5", 3, &all) == -0.5 && all, "no digit first");
	ok(val_text_double("1e", 2, &all) == 1 && !all, "no exponent");
	ok(val_text_double("x", 1, &all) == 0 && !all, "none");
	ok(val_text_double("", 0, &all) == 0 && !all, "nothing");
	ok(val_cmp_time(ROW_TIME_FIELDS, 0) < 0, "0000-00-00 comes first");
}

static void
test_clock(void)
{
	char out[80];
	unsigned at;
	int64_t t;

	ok(fn_clock_check("yyyy-MM-dd'T'HH:mm:ss.SSS", &at), "a form");
	ok(!fn_clock_check("yyyy-M", &at) && at == 5, "one digit is none");
	ok(!fn_clock_check("'open", &at), "a quote without end");
	ok(fn_clock_get("2024-02-29 10", 13, "yyyy-MM-dd HH", &t) &&
		t == INT64_C(1709200800) * CLOCK_SECOND,
	    "a text of a form");
	ok(!fn_clock_get("2023-02-29 10", 13, "yyyy-MM-dd HH", &t),
	    "of a date that is none");
	ok(fn_clock_put(out, "'at'HH''mm", t) == 7 &&
		memcmp(out, "at10'00", 7) == 0,
	    "quotes");
	ok(fn_zone("GMT+08", &t) && t == 8 * 3600 * CLOCK_SECOND &&
		fn_zone("-0330", &t) && t == -12600 * CLOCK_SECOND &&
		fn_zone("UTC", &t) && t == 0,
	    "zones");
	ok(!fn_zone("", &t) && !fn_zone("CET", &t) && !fn_zone("+99", &t),
	    "that are none");
}

int
main(void)
{
	test_decimal();
	test_text();
	test_numbers();
	test_clock();
	return done();
}
