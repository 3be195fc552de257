/* uses: base */
/*
 * num.c: text to number, and where it must say no; positions.
 */
#include "base/num.h"
#include "base/pos.h"
#include "../tap.h"

static void
test_u64(void)
{
	static const struct {
		const char *s;
		uint64_t min, max;
		bool good;
		uint64_t v;
	} v[] = {
		{ "0", 0, UINT64_MAX, true, 0 },
		{ "007", 0, 10, true, 7 },
		{ "18446744073709551615", 0, UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", 0, UINT64_MAX, false, 0 },
		{ "99999999999999999999", 0, UINT64_MAX, false, 0 },
		{ "", 0, 9, false, 0 },
		{ " 1", 0, 9, false, 0 },
		{ "1 ", 0, 9, false, 0 },
		{ "+1", 0, 9, false, 0 },
		{ "-1", 0, 9, false, 0 },
		{ "0x1", 0, 9, false, 0 },
		{ "1e1", 0, 99, false, 0 },
		{ "4", 5, 9, false, 0 },
		{ "5", 5, 9, true, 5 },
		{ "9", 5, 9, true, 9 },
		{ "10", 5, 9, false, 0 },
	};
	uint64_t got;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		got = 77;
		ok(num_u64(v[i].s, v[i].min, v[i].max, &got) == v[i].good &&
			got == (v[i].good ? v[i].v : 77),
		    "u64 '%s'", v[i].s);
	}
}

static void
test_i64(void)
{
	static const struct {
		const char *s;
		int64_t min, max;
		bool good;
		int64_t v;
	} v[] = {
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, true,
		    INT64_MIN },
		{ "-9223372036854775809", INT64_MIN, INT64_MAX, false, 0 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, true,
		    INT64_MAX },
		{ "9223372036854775808", INT64_MIN, INT64_MAX, false, 0 },
		{ "-0", -1, 1, true, 0 },
		{ "--1", -9, 9, false, 0 },
		{ "-", -9, 9, false, 0 },
		{ "-5", -4, 9, false, 0 },
		{ "-4", -4, 9, true, -4 },
	};
	int64_t got;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		got = 77;
		ok(num_i64(v[i].s, v[i].min, v[i].max, &got) == v[i].good &&
			got == (v[i].good ? v[i].v : 77),
		    "i64 '%s'", v[i].s);
	}
}

static void
test_size(void)
{
	static const struct {
		const char *s;
		bool good;
		uint64_t v;
	} v[] = {
		{ "1", true, 1 },
		{ "1k", true, 1024 },
		{ "2M", true, 2097152 },
		{ "3g", true, UINT64_C(3221225472) },
		{ "17179869183g", true, UINT64_C(17179869183) << 30 },
		{ "17179869184g", false, 0 },
		{ "1kb", false, 0 },
		{ "k", false, 0 },
		{ "1 k", false, 0 },
		{ "1.5m", false, 0 },
	};
	uint64_t got;
	size_t i, sum;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		ok(num_size(v[i].s, 0, UINT64_MAX, &got) == v[i].good &&
			(!v[i].good || got == v[i].v),
		    "size '%s'", v[i].s);
	ok(num_add(SIZE_MAX, 0, &sum) && !num_add(SIZE_MAX, 1, &sum),
	    "sums that do not fit");
	ok(num_mul(SIZE_MAX, 1, &sum) && !num_mul(SIZE_MAX / 2 + 1, 2, &sum),
	    "products that do not fit");
}

static void
test_pos(void)
{
	struct pos a = { "", 0 }, b = { "", 0 };
	uint64_t id;
	uint32_t n;
	char name[400];

	ok(pos_parse("mysql-bin.000012:4", &a) &&
		strcmp(a.file, "mysql-bin.000012") == 0 && a.offset == 4,
	    "FILE:OFFSET");
	ok(pos_parse("c:\\bin.1:99999999999", &a) &&
		strcmp(a.file, "c:\\bin.1") == 0,
	    "the last colon counts");
	ok(!pos_parse("bin.1", &a) && !pos_parse(":5", &a) &&
		!pos_parse("bin.1:", &a) && !pos_parse("bin.1:3", &a) &&
		!pos_parse("bin.1:-5", &a) && !pos_parse("", &a),
	    "what is no position");
	memset(name, 'x', sizeof(name));
	memcpy(name + 255, ":4", 3);
	ok(pos_parse(name, &a), "a name of 255 bytes");
	name[255] = 'x';
	memcpy(name + 256, ":4", 3);
	ok(!pos_parse(name, &a), "a name of 256 bytes");

	ok(pos_file_number("mysql-bin.000012", &n) && n == 12 &&
		pos_file_number("binlog.134217727", &n) && n == 134217727 &&
		!pos_file_number("binlog.134217728", &n) &&
		!pos_file_number("binlog", &n),
	    "numbers of files, up to 27 bits");

	pos_parse("bin.000002:4711", &a);
	ok(pos_record_id(&a, &id) && id == (UINT64_C(2) << 36) + 4711,
	    "the record_id of a place");
	pos_parse("group1_stream_3_binlog.000002:4", &a);
	ok(pos_record_id(&a, &id) &&
		id == (UINT64_C(3) << 56) + (UINT64_C(2) << 36) + 4,
	    "with the number of its stream");
	pos_parse("log_bin.1:68719476736", &a);
	ok(!pos_record_id(&a, &id), "an offset of 37 bits has none");

	pos_parse("bin.999999:100", &a);
	pos_parse("bin.1000000:4", &b);
	ok(pos_cmp(&a, &b) < 0 && pos_cmp(&b, &a) > 0,
	    "files are ordered by number, not by letters");
	pos_parse("bin.999999:101", &b);
	ok(pos_cmp(&a, &b) < 0 && pos_cmp(&a, &a) == 0, "then by offset");
}

static void
test_digits(void)
{
	char want[24], text[24], *end = text + sizeof(text), *p;
	unsigned shift, wrong = 0;
	int near;
	uint64_t v, ten = 1;

	for (shift = 0; shift < 64; shift++, ten *= 10)
		for (near = -2; near <= 2; near++) {
			v = (shift % 2 ? UINT64_C(1) << shift : ten) +
			    (uint64_t)(int64_t)near;
			p = num_digits(end, v);
			snprintf(
			    want, sizeof(want), "%llu", (unsigned long long)v);
			wrong += (size_t)(end - p) != strlen(want) ||
				 memcmp(p, want, strlen(want)) != 0;
		}
	ok(wrong == 0, "digits of numbers of every length");
}

int
main(void)
{
	test_digits();
	test_u64();
	test_i64();
	test_size();
	test_pos();
	return done();
}
