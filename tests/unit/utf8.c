/* uses: base */
/*
 * utf8.c: which bytes are UTF-8, every one of up to three compared with the
 * definition; JSON strings and base64.
 */
#include "base/buf.h"
#include "base/jsonw.h"
#include "base/utf8.h"
#include "../tap.h"

/* By definition: what encodes to the same bytes. */
static bool
is_character(const uint8_t *p, size_t n)
{
	uint32_t c;

	switch (n) {
	case 1:
		return p[0] < 0x80;
	case 2:
		c = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		return (p[0] & 0xe0) == 0xc0 && (p[1] & 0xc0) == 0x80 &&
		       c >= 0x80;
	case 3:
		c = (uint32_t)(p[0] & 0x0f) << 12 |
		    (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		return (p[0] & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80 &&
		       (p[2] & 0xc0) == 0x80 && c >= 0x800 &&
		       (c < 0xd800 || c > 0xdfff);
	default:
		c = (uint32_t)(p[0] & 0x07) << 18 |
		    (uint32_t)(p[1] & 0x3f) << 12 |
		    (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
		return (p[0] & 0xf8) == 0xf0 && (p[1] & 0xc0) == 0x80 &&
		       (p[2] & 0xc0) == 0x80 && (p[3] & 0xc0) == 0x80 &&
		       c >= 0x10000 && c <= 0x10ffff;
	}
}

/* How many bytes from the start are characters. */
static size_t
valid(const uint8_t *p, size_t n)
{
	size_t at = 0, len;

	while (at < n) {
		for (len = 1; len <= 4 && at + len <= n; len++)
			if (is_character(p + at, len))
				break;
		if (len > 4 || at + len > n)
			break;
		at += len;
	}
	return at;
}

static void
test_all(void)
{
	uint8_t p[4];
	unsigned i, wrong = 0;

	for (i = 0; i < 1u << 24; i += i < 0x10000 ? 1 : 3) {
		p[0] = (uint8_t)(i >> 16);
		p[1] = (uint8_t)(i >> 8);
		p[2] = (uint8_t)i;
		wrong += utf8_valid(p, 3) != valid(p, 3);
	}
	ok(wrong == 0, "three bytes");
	for (i = 0; i < 1u << 24; i++) {
		p[0] = (uint8_t)(0xee + (i >> 18 & 7));
		p[1] = (uint8_t)(i >> 10 & 0xfc);
		p[2] = (uint8_t)(0x7e + (i >> 6 & 0x43));
		p[3] = (uint8_t)(0x7e + (i & 0x43));
		wrong += utf8_valid(p, 4) != valid(p, 4);
	}
	ok(wrong == 0, "four bytes");
}

/* A fault at every place of texts of many lengths. */
static void
test_places(void)
{
	uint8_t p[80];
	size_t n, i;
	unsigned wrong = 0;

	for (n = 0; n < sizeof(p); n++)
		for (i = 0; i < n; i++) {
			memset(p, 'a', sizeof(p));
			p[i] = 0xff;
			wrong += utf8_valid(p, n) != i;
			wrong += utf8_ascii(p, n) != i;
			if (i + 1 < n) {
				p[i] = 0xc3;
				p[i + 1] = 0xa9;
				wrong += utf8_valid(p, n) != n;
				wrong += utf8_ascii(p, n) != i;
			}
		}
	ok(wrong == 0, "a fault at any place of any length is found there");
}

static void
test_json(void)
{
	static const struct {
		const char *in;
		size_t n;
		const char *out;
	} v[] = {
		{ "", 0, "\"\"" },
		{ "a\"\\/b", 5, "\"a\\\"\\\\/b\"" },
		{ "\n\r\t\0\x1f\x7f", 6, "\"\\n\\r\\t\\u0000\\u001f\\u007f\"" },
		{ "\xc3\xa9\xf0\x9f\x98\x80", 6,
		    "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
		{ "a\xff"
		  "b\xc3",
		    4,
		    "\"a\xef\xbf\xbd"
		    "b\xef\xbf\xbd\"" },
	};
	static const char *const base64[] = { "", "Zg==", "Zm8=", "Zm9v",
		"Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		buf_clear(&b);
		jsonw_str(&b, v[i].in, v[i].n);
		ok(strcmp(buf_str(&b), v[i].out) == 0, "JSON %s", v[i].out);
	}
	for (i = 0; i < 7; i++) {
		buf_clear(&b);
		jsonw_base64(&b, "foobar", i);
		ok(strcmp(buf_str(&b), base64[i]) == 0, "base64 of %zu bytes",
		    i);
	}
	buf_release(&b);
}

/* The same in the middle of text: there they are looked at in other ways. */
static void
test_middle(void)
{
	static const char *const around[] = { "aaaa", "\xc3\xa9\xc3\xa9",
		"\xe4\xbd\xa0" };
	uint8_t p[16];
	size_t n;
	unsigned i, c, wrong = 0;

	for (i = 0; i < 3; i++) {
		n = strlen(around[i]);
		memcpy(p, around[i], n);
		memcpy(p + n + 3, "xyzzy", 5);
		for (c = 0xc00000; c <= 0xffffff; c++) {
			p[n] = (uint8_t)(c >> 16);
			p[n + 1] = (uint8_t)(c >> 8);
			p[n + 2] = (uint8_t)c;
			wrong += utf8_valid(p, n + 8) != valid(p, n + 8);
		}
	}
	ok(wrong == 0, "... and behind others");
}

/* Every length, and one byte that is not ASCII at every place of it. */
static void
test_copy(void)
{
	uint8_t from[80], to[96];
	unsigned n, i, wrong = 0;

	for (n = 0; n <= sizeof(from); n++) {
		for (i = 0; i < n; i++)
			from[i] = (uint8_t)(i * 37 % 128);
		memset(to, 0xee, sizeof(to));
		wrong += !utf8_copy_ascii(to, from, n) ||
			 memcmp(to, from, n) != 0 || to[n] != 0xee;
		for (i = 0; i < n; i++) {
			from[i] |= 0x80;
			wrong += utf8_copy_ascii(to, from, n);
			from[i] &= 0x7f;
		}
	}
	ok(wrong == 0, "ASCII is copied, no more and no less");
}

int
main(void)
{
	test_all();
	test_middle();
	test_copy();
	test_places();
	test_json();
	return done();
}
