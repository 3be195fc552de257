/* uses: base */
/*
 * clock.c: the calendar, both ways, and RFC 3339.
 */
#include "base/clock.h"
#include "../tap.h"

static void
test_days(void)
{
	static const struct {
		int y, m, d;
		int64_t days;
	} v[] = {
		{ 1970, 1, 1, 0 },
		{ 1969, 12, 31, -1 },
		{ 2000, 2, 29, 11016 },
		{ 2000, 3, 1, 11017 },
		{ 2024, 2, 29, 19782 },
		{ 0, 1, 1, -719528 },
		{ 0, 3, 1, -719468 },
		{ 1, 1, 1, -719162 },
		{ 9999, 12, 31, 2932896 },
	};
	struct clock_civil c;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		ok(clock_days(v[i].y, v[i].m, v[i].d) == v[i].days,
		    "%04d-%02d-%02d to days", v[i].y, v[i].m, v[i].d);
		clock_civil(v[i].days * CLOCK_DAY, &c);
		ok(c.year == v[i].y && c.month == v[i].m && c.day == v[i].d &&
			c.hour == 0 && c.micro == 0,
		    "and back");
	}
}

/* Every day of ten thousand years, against a calendar that counts. */
static void
test_every_day(void)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int64_t day = -719528;
	struct clock_civil c;
	int y, m, d, n, wrong = 0;

	for (y = 0; y <= 9999; y++)
		for (m = 1; m <= 12; m++) {
			n = length[m - 1];
			if (m == 2 &&
			    ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0))
				n++;
			for (d = 1; d <= n; d++, day++) {
				clock_civil(day * CLOCK_DAY, &c);
				wrong += clock_days(y, m, d) != day ||
					 c.year != y || c.month != m ||
					 c.day != d ||
					 !clock_date_exists(y, m, d);
			}
			wrong += clock_date_exists(y, m, n + 1);
		}
	ok(wrong == 0, "every day from 0000 to 9999, both ways");
	ok(!clock_date_exists(2024, 0, 1) && !clock_date_exists(2024, 13, 1) &&
		!clock_date_exists(2024, 1, 0) &&
		!clock_date_exists(1900, 2, 29),
	    "days that do not exist");
}

static void
test_rfc3339(void)
{
	static const struct {
		const char *s;
		bool good;
		int64_t us;
	} v[] = {
		{ "1970-01-01T00:00:00Z", true, 0 },
		{ "1970-01-01T00:00:00.000001Z", true, 1 },
		{ "1970-01-01t00:00:00.5z", true, 500000 },
		{ "1970-01-01 00:00:01Z", true, 1000000 },
		{ "1969-12-31T23:59:59.999999Z", true, -1 },
		{ "2024-01-02T03:04:05.678901234Z", true,
		    INT64_C(1704164645678901) },
		{ "2024-02-30T00:00:00Z", false, 0 },
		{ "2024-01-02T24:00:00Z", false, 0 },
		{ "2024-01-02T03:60:00Z", false, 0 },
		{ "2024-01-02T03:04:60Z", false, 0 },
		{ "2024-01-02T03:04:05", false, 0 },
		{ "2024-01-02T03:04:05+01:00", false, 0 },
		{ "2024-01-02T03:04:05Zx", false, 0 },
		{ "2024-1-2T03:04:05Z", false, 0 },
		{ "2024-01-02", false, 0 },
		{ "", false, 0 },
	};
	char text[32];
	int64_t us;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		ok(clock_parse_rfc3339(v[i].s, &us) == v[i].good &&
			(!v[i].good || us == v[i].us),
		    "'%s'", v[i].s);
	clock_rfc3339(INT64_C(1704164645678901), text);
	ok(strcmp(text, "2024-01-02T03:04:05.678901Z") == 0, "to text");
	clock_rfc3339(-1, text);
	ok(strcmp(text, "1969-12-31T23:59:59.999999Z") == 0,
	    "to text before 1970");
	clock_rfc3339(INT64_MIN, text);
	clock_rfc3339(INT64_MAX, text);
	ok(memchr(text, '\0', sizeof(text)) != NULL,
	    "what no calendar has stays within its text");
	ok(clock_now() > INT64_C(1704164645678901) &&
		clock_monotonic() <= clock_monotonic(),
	    "clocks run");
}

int
main(void)
{
	test_days();
	test_every_day();
	test_rfc3339();
	return done();
}
