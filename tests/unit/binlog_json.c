/* uses: binlog row rec base */
/*
 * binlog_json.c: MySQL's binary JSON.
 */
#include "../tap.h"

#include "binlog/json.h"

static struct buf out;

static void
json(const char *bytes, size_t n, const char *want)
{
	buf_clear(&out);
	if (json_text(&out, (const uint8_t *)bytes, n) == -1) {
		buf_clear(&out);
		buf_puts(&out, "refused");
	}
	ok(strcmp(buf_str(&out), want) == 0, "%s, got %s", want, buf_str(&out));
}

#define JSON(bytes, want) json(bytes, sizeof(bytes) - 1, want)

static void
number(double v, const char *want)
{
	buf_clear(&out);
	json_put_double(&out, v);
	ok(strcmp(buf_str(&out), want) == 0, "%s, got %s", want, buf_str(&out));
}

static void
values(void)
{
	JSON("", "null");
	JSON("\x04\x00", "null");
	JSON("\x04\x01", "true");
	JSON("\x04\x02", "false");
	JSON("\x05\xff\xff", "-1");
	JSON("\x06\xff\xff", "65535");
	JSON("\x07\x00\x00\x00\x80", "-2147483648");
	JSON("\x08\xff\xff\xff\xff", "4294967295");
	JSON("\x09\0\0\0\0\0\0\0\x80", "-9223372036854775808");
	JSON("\x0a\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615");
	JSON("\x0b\0\0\0\0\0\0\xf0\x3f", "1.0");
	JSON("\x0c\x02hi", "\"hi\"");
	JSON("\x0c\x05\"\\\n\x01/", "\"\\\"\\\\\\n\\u0001/\"");
	JSON("\x0f\xf6\x09\x0e\x04\x81\x0d\xfb\x38\xd2\x04\xd2",
	    "1234567890.1234");
	JSON("\x0f\x0f\x02\x00\xff", "\"base64:type15:AP8=\"");
}

/* Each byte at each place of a text: only some need a backslash. */
static void
strings(void)
{
	static const char with[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	uint8_t bytes[24], want[40];
	unsigned c, at, wrong = 0;
	const char *w;
	size_t n;

	for (c = 1; c < 128; c++)
		for (at = 0; at < sizeof(bytes); at++) {
			memset(bytes, 'x', sizeof(bytes));
			memset(want, 'x', sizeof(want));
			bytes[at] = (uint8_t)c;
			want[0] = '"';
			n = 1 + at;
			for (w = with; *w != '\0' && (unsigned)*w != c; w += 2)
				continue;
			if (*w != '\0')
				n += (size_t)snprintf(
				    (char *)want + n, 8, "\\%c", w[1]);
			else if (c < 0x20)
				n += (size_t)snprintf(
				    (char *)want + n, 8, "\\u%04x", c);
			else
				want[n++] = (uint8_t)c;
			want[n] = 'x'; /* snprintf's end */
			n += sizeof(bytes) - at - 1;
			want[n++] = '"';
			buf_clear(&out);
			json_put_string(&out, bytes, sizeof(bytes));
			wrong += out.len != n || memcmp(out.data, want, n) != 0;
		}
	ok(wrong == 0, "every byte at every place of a text");
}

static void
containers(void)
{
	JSON("\x02\x00\x00\x04\x00", "[]");
	JSON("\x00\x00\x00\x04\x00", "{}");
	/* [1, "a"] */
	JSON("\x02\x02\x00\x0c\x00\x05\x01\x00\x0c\x0a\x00\x01"
	     "a",
	    "[1, \"a\"]");
	/* {"k": true} */
	JSON("\x00\x01\x00\x0c\x00\x0b\x00\x01\x00\x04\x01\x00k",
	    "{\"k\": true}");
}

static void
refused(void)
{
	JSON("\x0d", "refused");
	JSON("\x04\x03", "refused");
	JSON("\x05\x01", "refused");
	JSON("\x0c\x05hi", "refused");
	JSON("\x0c\xff\xff\xff\xff\xff\x01", "refused");
	/* size beyond the bytes; count beyond the size */
	JSON("\x02\x00\x00\x05\x00", "refused");
	JSON("\x02\xff\xff\x04\x00", "refused");
	/* an array whose members are itself */
	JSON("\x02\x02\x00\x0a\x00\x02\x00\x00\x02\x00\x00", "refused");
	/* the same string, taken three times */
	JSON("\x02\x03\x00\x18\x00\x0c\x0d\x00\x0c\x0d\x00\x0c\x0d\x00\x0a"
	     "aaaaaaaaaa",
	    "refused");
}

static void
doubles(void)
{
	number(0.0, "0.0");
	number(-0.0, "-0.0");
	number(1.5, "1.5");
	number(-0.1, "-0.1");
	number(100.0, "100.0");
	number(1e14, "100000000000000.0");
	number(1e15, "1e15");
	number(123456789012345680.0, "1.2345678901234568e17");
	number(1e-5, "0.00001");
	number(1.5e-20, "1.5e-20");
	number(5e-324, "5e-324");
	number(1.7976931348623157e308, "1.7976931348623157e308");
	number(0.1 + 0.2, "0.30000000000000004");
}

int
main(void)
{
	values();
	strings();
	containers();
	refused();
	doubles();
	buf_release(&out);
	return done();
}
