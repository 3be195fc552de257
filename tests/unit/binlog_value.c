/* uses: binlog row rec base */
/*
 * binlog_value.c: DECIMAL, dates and times, as rows hold them.
 */
#include "../tap.h"

#include "binlog/decimal.h"
#include "binlog/temporal.h"
#include "row/table.h"
#include "row/time.h"

static void
decimal(unsigned precision, unsigned scale, const char *bytes, const char *want)
{
	char text[DECIMAL_TEXT_MAX + 1];
	size_t n = decimal_text(text, (const uint8_t *)bytes, precision, scale);

	text[n] = '\0';
	ok(strcmp(text, want) == 0, "DECIMAL(%u,%u) %s, got '%s'", precision,
	    scale, want, text);
}

/* The digits of a type with this scale to bytes: the other way. */
static void
pack(uint8_t *p, const char *digits, unsigned n, unsigned scale, bool minus)
{
	static const unsigned bytes[] = { 0, 1, 1, 2, 2, 3, 3, 4, 4, 4 };
	unsigned whole = n - scale, take, i, at = 0;
	uint8_t *start = p;

	for (; at < n; at += take) {
		uint32_t v = 0;

		take = at < whole ? (whole - at) % 9 : n - at;
		take = take == 0 || take > 9 ? 9 : take;
		for (i = 0; i < take; i++)
			v = v * 10 + (uint32_t)(digits[at + i] - '0');
		for (i = bytes[take]; i-- > 0; v >>= 8)
			p[i] = (uint8_t)(minus ? ~v : v);
		p += bytes[take];
	}
	*start ^= 0x80;
}

/* Every type, numbers that begin with any count of zeros, both signs. */
static void
decimal_types(void)
{
	char digits[66], want[80], text[DECIMAL_TEXT_MAX];
	unsigned n, scale, zeros, skip, at, wrong = 0;
	uint8_t bytes[40];
	size_t len;

	for (n = 1; n <= 65; n++)
		for (scale = 0; scale <= n && scale <= 38; scale++)
			for (zeros = 0; zeros <= n; zeros++) {
				bool minus = (n + zeros) % 2 != 0;

				for (at = 0; at < n; at++)
					digits[at] =
					    (char)(at < zeros
						       ? '0'
						       : '1' +
							     (at * 7 + n) % 9);
				pack(bytes, digits, n, scale, minus);
				skip = zeros < n - scale ? zeros : n - scale;
				snprintf(want, sizeof(want), "%s%s%.*s%s%.*s",
				    minus ? "-" : "",
				    skip == n - scale ? "0" : "",
				    (int)(n - scale - skip), digits + skip,
				    scale > 0 ? "." : "", (int)scale,
				    digits + n - scale);
				len = decimal_text(text, bytes, n, scale);
				wrong += len != strlen(want) ||
					 memcmp(text, want, len) != 0;
			}
	ok(wrong == 0, "DECIMAL of every precision and scale");
}

static void
decimals(void)
{
	decimal_types();
	decimal(14, 4, "\x81\x0d\xfb\x38\xd2\x04\xd2", "1234567890.1234");
	decimal(14, 4, "\x7e\xf2\x04\xc7\x2d\xfb\x2d", "-1234567890.1234");
	decimal(5, 4, "\x80\x00\x00", "0.0000");
	decimal(2, 2, "\xe3", "0.99");
	decimal(1, 0, "\x89", "9");
	decimal(9, 0, "\xbb\x9a\xc9\xff", "999999999");
	decimal(10, 0, "\x80\x00\x00\x00\x07", "7");
	decimal(5, 0, "\xff\xff\xff", ""); /* more than five digits */
	ok(decimal_size(65, 30) == 30, "DECIMAL(65,30) has 30 bytes");
	ok(decimal_size(38, 38) == 17, "MariaDB's DECIMAL(38,38) has 17");
	ok(decimal_size(0, 0) == 0 && decimal_size(4, 5) == 0 &&
		decimal_size(90, 0) == 0,
	    "no such types");
}

typedef bool read_fn(const uint8_t *p, unsigned fsp, int64_t *v);

static bool
read_date(const uint8_t *p, unsigned fsp, int64_t *v)
{
	(void)fsp;
	return temporal_date(p, v);
}

static bool
read_time_old(const uint8_t *p, unsigned fsp, int64_t *v)
{
	(void)fsp;
	return temporal_time_old(p, v);
}

static bool
read_datetime_old(const uint8_t *p, unsigned fsp, int64_t *v)
{
	(void)fsp;
	return temporal_datetime_old(p, v);
}

static bool
read_timestamp_old(const uint8_t *p, unsigned fsp, int64_t *v)
{
	(void)fsp;
	return temporal_timestamp_old(p, v);
}

static void
temporal(read_fn *decode, unsigned type, unsigned fsp, const char *bytes,
    const char *want)
{
	char text[40] = "";
	int64_t v;

	if (decode((const uint8_t *)bytes, fsp, &v))
		row_time_text(text, type, fsp, v);
	ok(strcmp(text, want) == 0, "type %u(%u) %s, got '%s'", type, fsp, want,
	    text);
}

static void
temporals(void)
{
	static const char big[] = "\x40\x4f\x8e\xcb\x68\x12\x00\x00";

	temporal(temporal_time2, ROW_TIME, 0, "\x80\xa2\xcc", "10:11:12");
	temporal(temporal_time2, ROW_TIME, 0, "\x7f\xff\xff", "-00:00:01");
	temporal(temporal_time2, ROW_TIME, 0, "\x4b\x91\x05", "-838:59:59");
	temporal(
	    temporal_time2, ROW_TIME, 2, "\x7f\xff\xff\xff", "-00:00:00.01");
	temporal(
	    temporal_time2, ROW_TIME, 2, "\x7f\xff\xfe\xf6", "-00:00:01.10");
	temporal(temporal_time2, ROW_TIME, 3, "\x7f\xef\x7c\xee\x30",
	    "-01:02:03.456");
	temporal(temporal_time2, ROW_TIME, 6, "\xb4\x6e\xfb\x0f\x42\x3f",
	    "838:59:59.999999");
	temporal(temporal_datetime2, ROW_DATETIME, 0, "\x80\0\0\0\0",
	    "0000-00-00 00:00:00");
	temporal(temporal_datetime2, ROW_DATETIME, 0, "\x8c\xb2\x42\0\0",
	    "1000-01-01 00:00:00");
	temporal(temporal_datetime2, ROW_DATETIME, 3,
	    "\x99\xb2\xba\xc8\xb8\x1e\xd2", "2024-02-29 12:34:56.789");
	temporal(temporal_datetime2, ROW_DATETIME, 6,
	    "\x99\xb2\xba\xc8\xb8\x0c\x0a\x14", "2024-02-29 12:34:56.789012");
	temporal(temporal_datetime2, ROW_DATETIME, 0, "\x7f\0\0\0\0", "");
	temporal(temporal_timestamp2, ROW_TIMESTAMP, 6,
	    "\x65\x53\xf1\x00\x01\xe2\x40", "2023-11-14 22:13:20.123456");
	temporal(temporal_timestamp2, ROW_TIMESTAMP, 2, "\x7f\xff\xff\xff\x63",
	    "2038-01-19 03:14:07.99");
	temporal(temporal_timestamp2, ROW_TIMESTAMP, 0, "\0\0\0\0",
	    "0000-00-00 00:00:00");
	temporal(temporal_timestamp2, ROW_TIMESTAMP, 2, "\0\0\0\1\x64", "");
	temporal(read_date, ROW_DATE, 0, "\x5d\xd0\x0f", "2024-02-29");
	temporal(read_date, ROW_DATE, 0, "\0\xc8\x0f", "2020-00-00");
	temporal(read_date, ROW_DATE, 0, "\0\0\0", "0000-00-00");
	temporal(read_date, ROW_DATE, 0, "\xbf\x01\0", ""); /* month 13 */
	temporal(read_time_old, ROW_TIME, 0, "\x88\x8a\x01", "10:10:00");
	temporal(read_time_old, ROW_TIME, 0, "\xff\xff\xff", "-00:00:01");
	temporal(read_time_old, ROW_TIME, 0, "\x3c\0\0", ""); /* 60 s */
	temporal(read_datetime_old, ROW_DATETIME, 0,
	    "\x7f\xc5\xaa\x8b\x68\x12\0\0", "2024-02-29 12:34:55");
	temporal(read_datetime_old, ROW_DATETIME, 0, big, "");
	temporal(read_timestamp_old, ROW_TIMESTAMP, 0, "\0\0\0\0",
	    "0000-00-00 00:00:00");
	temporal(read_timestamp_old, ROW_TIMESTAMP, 0, "\1\0\0\0",
	    "1970-01-01 00:00:01");
}

int
main(void)
{
	decimals();
	temporals();
	return done();
}
