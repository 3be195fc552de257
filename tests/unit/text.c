/* uses: row rec base */
/*
 * text.c: values in MySQL's own text, both ways; dates that do not exist.
 */
#include "row/text.h"
#include "row/time.h"
#include "../tap.h"

static const char *members[] = { "a", "b c", "\xc3\xa9" };

/* A column of a type with what the tests need of it. */
static struct row_column
column(unsigned type, unsigned flags, unsigned scale)
{
	struct row_column c = { .name = "x",
		.type = (uint8_t)type,
		.flags = (uint16_t)flags,
		.scale = (uint8_t)scale,
		.charset = "utf8mb4",
		.member = members,
		.nmembers = 3 };

	c.class = (uint8_t)row_class_of(type, flags, c.charset);
	return c;
}

/* text in, text out: NULL when it must be refused. */
static void
both(unsigned type, unsigned flags, unsigned scale, const char *in,
    const char *out)
{
	struct row_column c = column(type, flags, scale);
	struct buf b = { 0 }, text = { 0 };
	struct row_image m;
	struct row_value v;
	const char *why = NULL;

	row_image_begin(&b, 1);
	if (row_text_get(&b, &c, in, strlen(in), &why) == -1) {
		ok(out == NULL && why != NULL, "%s refuses '%s'",
		    row_type_name(type), in);
		buf_release(&b);
		return;
	}
	row_image_open(&m, b.data, b.len, 1, false);
	row_image_next(&m, c.class, &v);
	ok(row_image_ok(&m) && row_text_put(&text, &c, &v) == 0 &&
		out != NULL && strcmp(buf_str(&text), out) == 0,
	    "%s '%s' is '%s'", row_type_name(type), in, buf_str(&text));
	buf_release(&b);
	buf_release(&text);
}

static void
test_numbers(void)
{
	static const char min[] = "-9223372036854775808";
	static const char max[] = "18446744073709551615";

	both(ROW_BIGINT, 0, 0, min, min);
	both(ROW_BIGINT, 0, 0, "-9223372036854775809", NULL);
	both(ROW_BIGINT, 0, 0, "9223372036854775808", NULL);
	both(ROW_BIGINT, ROW_COL_UNSIGNED, 0, max, max);
	both(ROW_BIGINT, ROW_COL_UNSIGNED, 0, "18446744073709551616", NULL);
	both(ROW_BIGINT, ROW_COL_UNSIGNED, 0, "99999999999999999999", NULL);
	both(ROW_INT, 0, 0, "0000000000000000000001", NULL);
	both(ROW_INT, 0, 0, "0000000042", "42"); /* ZEROFILL */
	both(ROW_INT, 0, 0, "", NULL);
	both(ROW_INT, 0, 0, "-", NULL);
	both(ROW_INT, 0, 0, "1x", NULL);
	both(ROW_DECIMAL, 0, 2, "-0.50", "-0.50");
	both(ROW_DECIMAL, 0, 2, "1.2.3", NULL);
	both(ROW_DECIMAL, 0, 2, ".", NULL);
	both(ROW_DECIMAL, 0, 2, "1e5", NULL);
	both(ROW_DOUBLE, 0, 0, "1e22", "1e+22");
	both(ROW_DOUBLE, 0, 0, "0.1", "0.1");
	both(ROW_DOUBLE, 0, 0, "-0", "-0");
	both(ROW_DOUBLE, 0, 0, "5e-324", "5e-324");
	both(ROW_DOUBLE, 0, 0, "1x", NULL);
	both(ROW_FLOAT, 0, 0, "0.1", "0.1");
	both(ROW_FLOAT, 0, 0, "16777216", "16777216");
	both(ROW_FLOAT, 0, 0, "3.4028235e38", "3.4028235e+38");
	both(ROW_YEAR, 0, 0, "0000", "0000");
	both(ROW_YEAR, 0, 0, "2155", "2155");
	both(ROW_BIT, 0, 0, "\x01\xff", "511");
	both(ROW_BIT, 0, 0, "\xff\xff\xff\xff\xff\xff\xff\xff", max);
	both(ROW_BIT, 0, 0, "123456789", NULL);
}

static void
test_texts(void)
{
	struct row_column c = column(ROW_ENUM, 0, 0);
	struct row_value v = { .class = ROW_C_UINT, .u = 4 };
	struct buf b = { 0 };

	both(ROW_ENUM, 0, 0, "b c", "b c");
	both(ROW_ENUM, 0, 0, "", "");
	both(ROW_ENUM, 0, 0, "A", NULL);
	both(ROW_SET, 0, 0, "a,\xc3\xa9", "a,\xc3\xa9");
	both(ROW_SET, 0, 0, "", "");
	both(ROW_SET, 0, 0, "a,", "a"); /* the server never says so */
	both(ROW_SET, 0, 0, "a,,b c", NULL);
	both(ROW_TEXT, 0, 0, "\xc3\xa9\n", "\xc3\xa9\n");
	both(ROW_BLOB, 0, 0, "\xff", "\xff");
	ok(row_text_put(&b, &c, &v) == -1, "an ENUM number without a label");
	c.type = ROW_SET;
	v.u = 8;
	ok(row_text_put(&b, &c, &v) == -1, "a SET bit without a label");
	c.nmembers = 0;
	ok(row_text_put(&b, &c, &v) == 0 && strcmp(buf_str(&b), "8") == 0,
	    "labels not known: the number");
	buf_release(&b);
}

static void
test_times(void)
{
	static const char *const dates[] = { "1970-01-01", "0000-00-00",
		"0000-01-01", "9999-12-31", "2024-02-29", "2023-02-29",
		"2020-00-00", "2020-02-31" };
	static const char *const odd[] = { "2020-13-01", "2020-01-32",
		"20-01-01", "2020-1-1", "2020-01-01 ", "2020/01/01", "" };
	size_t i;

	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		both(ROW_DATE, 0, 0, dates[i], dates[i]);
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		both(ROW_DATE, 0, 0, odd[i], NULL);
	both(ROW_DATETIME, 0, 6, "2020-02-31 23:59:59.000001",
	    "2020-02-31 23:59:59.000001");
	both(ROW_DATETIME, 0, 3, "2024-01-02 03:04:05.678",
	    "2024-01-02 03:04:05.678");
	both(ROW_DATETIME, 0, 0, "2024-01-02 24:00:00", NULL);
	both(ROW_DATETIME, 0, 0, "2024-01-02T03:04:05", NULL);
	both(ROW_DATETIME, 0, 0, "2024-01-02 03:04:05.1234567", NULL);
	both(ROW_DATETIME, 0, 0, "2024-01-02", NULL);
	both(ROW_TIMESTAMP, 0, 0, "0000-00-00 00:00:00", "0000-00-00 00:00:00");
	both(ROW_TIMESTAMP, 0, 6, "2038-01-19 03:14:07.999999",
	    "2038-01-19 03:14:07.999999");
	both(ROW_TIME, 0, 0, "838:59:59", "838:59:59");
	both(ROW_TIME, 0, 6, "-838:59:59.999999", "-838:59:59.999999");
	both(ROW_TIME, 0, 6, "-00:00:00.000001", "-00:00:00.000001");
	both(ROW_TIME, 0, 0, "839:00:00", NULL);
	both(ROW_TIME, 0, 0, "00:60:00", NULL);
}

/* Values that come from a damaged stream: text that stays in its 32 bytes. */
static void
test_extremes(void)
{
	static const int64_t v[] = { INT64_MIN, INT64_MIN + 1, -1,
		ROW_TIME_MAX + 1, ROW_TIME_FIELDS - 1, ROW_TIME_FIELDS,
		INT64_MAX };
	static const unsigned types[] = { ROW_DATE, ROW_TIME, ROW_DATETIME,
		ROW_TIMESTAMP };
	char text[33];
	unsigned wrong = 0;
	size_t i, t, n;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		for (t = 0; t < 4; t++) {
			text[32] = 'x';
			n = row_time_text(text, types[t], 255, v[i]);
			wrong += n >= 32 || text[32] != 'x' || text[n] != '\0';
		}
	ok(wrong == 0, "no value makes more text than there is room");
}

/* Fields and instants never meet, and both come back from their text. */
static void
test_fields(void)
{
	struct clock_civil c = { 0 }, d;
	unsigned wrong = 0;
	int64_t v;

	for (c.year = 0; c.year <= 9999; c.year += 101)
		for (c.month = 0; c.month <= 12; c.month++)
			for (c.day = 0; c.day <= 31; c.day++) {
				c.micro = 123456;
				c.second = c.day;
				v = row_time_make(&c);
				row_time_split(v, &d);
				wrong += memcmp(&c, &d, sizeof(c)) != 0;
				wrong +=
				    row_time_is_fields(v) ==
				    clock_date_exists(c.year, c.month, c.day);
			}
	ok(wrong == 0, "dates that exist and dates that do not");
}

int
main(void)
{
	test_numbers();
	test_texts();
	test_times();
	test_extremes();
	test_fields();
	return done();
}
