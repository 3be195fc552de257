/* uses: mysql row rec base */
/*
 * chunk_bound.c: bounds of chunks as conditions, and the key they are over.
 * That the server evaluates them as meant is shown by
 * tests/flow/pxsnapshot-keys.t.
 */
#include "pxsnapshot/bound.c"

#include "../tap.h"

static struct row_table *
table(unsigned n, const char *const *name, const char *const *type)
{
	struct row_table *t = row_table_new("db", "t");

	t->column = row_table_alloc(t, n, sizeof(*t->column));
	t->ncolumns = (uint16_t)n;
	for (unsigned i = 0; i < n; i++) {
		row_column_from_text(t, &t->column[i], type[i],
		    strstr(type[i], "char") != NULL ? "utf8mb4" : "");
		t->column[i].name = name[i];
	}
	return t;
}

static void
test_literals(void)
{
	static const struct {
		const char *type, *charset, *value;
		size_t len;
		const char *want;
	} v[] = {
		{ "int", "", "-5", 2, "-5" },
		{ "bigint unsigned", "", "18446744073709551615", 20,
		    "18446744073709551615" },
		{ "decimal(6,2)", "", "-1234.50", 8, "-1234.50" },
		{ "int", "", "1 OR 1", 6, "'1 OR 1'" }, /* a hostile server */
		{ "decimal(6,2)", "", "1\t", 2, "_utf8mb4 X'3109'" },
		{ "varchar(9)", "utf8mb4", "abc", 3, "'abc'" },
		{ "varchar(9)", "utf8mb4", "", 0, "''" },
		{ "varchar(9)", "utf8mb4", "a ", 2, "'a '" },
		{ "varchar(9)", "utf8mb4", "it's", 4, "'it''s'" },
		{ "varchar(9)", "utf8mb4", "''", 2, "''''''" },
		{ "varchar(9)", "utf8mb4", "a\\", 2, "_utf8mb4 X'615C'" },
		{ "varchar(9)", "utf8mb4", "a\tb", 3, "_utf8mb4 X'610962'" },
		{ "varchar(9)", "utf8mb4", "\0", 1, "_utf8mb4 X'00'" },
		{ "varchar(9)", "utf8mb4", "\xc3\xa9", 2, "'\xc3\xa9'" },
		{ "binary(2)", "", "a\xff", 2, "X'61FF'" },
		{ "varbinary(2)", "", "", 0, "X''" },
		{ "datetime(3)", "", "2024-02-30 01:02:03.456", 23,
		    "'2024-02-30 01:02:03.456'" },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct row_table *t = row_table_new("d", "t");
		struct row_column c = { 0 };
		struct buf b = { 0 };

		row_column_from_text(t, &c, v[i].type, v[i].charset);
		bound_literal(&b, &c, v[i].value, v[i].len);
		ok(strcmp(buf_str(&b), v[i].want) == 0, "%s: %s", v[i].type,
		    buf_str(&b));
		buf_release(&b);
		row_table_free(t);
	}
}

static void
test_conditions(void)
{
	static const char *const name[] = { "x", "a", "b", "c`" };
	static const char *const type[] = { "text", "int", "varchar(3)",
		"int" };
	static const char *const want[3][2] = {
		{ "`a` > 1", "`a` <= 1" },
		{ "`a` > 1 OR (`a` = 1 AND `b` > 'q')",
		    "`a` < 1 OR (`a` = 1 AND `b` <= 'q')" },
		{ "`a` > 1 OR (`a` = 1 AND (`b` > 'q' OR (`b` = 'q' AND "
		  "`c``` > 7)))",
		    "`a` < 1 OR (`a` = 1 AND (`b` < 'q' OR (`b` = 'q' AND "
		    "`c``` <= 7)))" },
	};
	const char *value[] = { "1", "q", "7" };
	const size_t len[] = { 1, 1, 1 };
	struct row_table *t = table(4, name, type);
	struct buf b = { 0 };

	for (uint16_t i = 1; i < 4; i++)
		t->column[i].key = i;
	for (unsigned n = 1; n <= 3; n++)
		for (int below = 0; below < 2; below++) {
			buf_clear(&b);
			bound_condition(&b, t, n, !below, value, len);
			ok(strcmp(buf_str(&b), want[n - 1][below]) == 0,
			    "%u columns: %s", n, buf_str(&b));
		}
	buf_release(&b);
	row_table_free(t);
}

static void
test_split(void)
{
	static const struct {
		const char *min, *max;
		uint64_t width, most;
		bool can;
		uint64_t n;
		const char *first, *last; /* tops of first and last but one */
	} v[] = {
		{ "1", "1000", 100, 10, true, 10, "100", "900" },
		{ "1", "1001", 100, 11, true, 11, "100", "1000" },
		{ "1", "1001", 100, 10, false, 0, NULL, NULL },
		{ "5", "5", 100, 1, true, 1, NULL, NULL },
		{ "-1000", "999", 500, 4, true, 4, "-501", "499" },
		{ "-9223372036854775808", "9223372036854775807",
		    UINT64_C(1) << 62, 4, true, 4, "-4611686018427387905",
		    "4611686018427387903" },
		{ "0", "18446744073709551615", UINT64_C(1) << 62, 4, true, 4,
		    "4611686018427387903", "13835058055282163711" },
		{ "18446744073709551610", "18446744073709551615", 3, 2, true, 2,
		    "18446744073709551612", "18446744073709551612" },
		{ "00007", "00010", 2, 2, true, 2, "8", "8" },
		{ "1.5", "7", 2, 9, false, 0, NULL, NULL },
		{ "0", "9223372036854775807", 1, 1000, false, 0, NULL, NULL },
	};
	struct bound_split s;
	char text[24];

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		bool can =
		    bound_split(&s, v[i].min, v[i].max, v[i].width, v[i].most);

		ok(can == v[i].can && (!can || s.n == v[i].n), "split %s to %s",
		    v[i].min, v[i].max);
		if (v[i].first == NULL)
			continue;
		bound_split_text(&s, 0, text);
		ok(strcmp(text, v[i].first) == 0, "first ends at %s", text);
		bound_split_text(&s, s.n - 2, text);
		ok(strcmp(text, v[i].last) == 0, "last but one at %s", text);
	}
}

static void
test_keys(void)
{
	static const char *const name[] = { "a", "b", "e", "n" };
	static const char *const type[] = { "int", "varchar(3)", "enum('x')",
		"int" };
	/* index, column, seq, prefix, nullable */
	struct part {
		const char *index, *column;
		unsigned seq;
		bool prefix, nullable;
	};
	static const struct {
		const char *what;
		struct part part[4];
		unsigned nbound;
		const char *key; /* places of a, b, e, n */
		uint16_t flags;
	} v[] = {
		{ "none", { { 0 } }, 0, "0000", 0 },
		{ "primary beats a shorter one",
		    { { "PRIMARY", "a", 1, 0, 0 }, { "PRIMARY", "b", 2, 0, 0 },
			{ "A", "n", 1, 0, 0 } },
		    2, "1200", ROW_TAB_PRIMARY },
		{ "the shortest",
		    { { "A", "a", 1, 0, 0 }, { "A", "b", 2, 0, 0 },
			{ "B", "n", 1, 0, 0 } },
		    1, "0001", ROW_TAB_UNIQUE },
		{ "then the first by name",
		    { { "U2", "a", 1, 0, 0 }, { "U1", "n", 1, 0, 0 } }, 1,
		    "0001", ROW_TAB_UNIQUE },
		{ "not one with NULLs",
		    { { "A", "n", 1, 0, 1 }, { "B", "b", 1, 0, 0 },
			{ "B", "a", 2, 0, 0 } },
		    2, "2100", ROW_TAB_UNIQUE },
		{ "not one over an expression", { { "A", "", 1, 1, 1 } }, 0,
		    "0000", 0 },
		{ "bounds end at a type that does not compare",
		    { { "PRIMARY", "a", 1, 0, 0 }, { "PRIMARY", "e", 2, 0, 0 },
			{ "PRIMARY", "b", 3, 0, 0 } },
		    1, "1320", ROW_TAB_PRIMARY },
		{ "and at a prefix",
		    { { "PRIMARY", "b", 1, 1, 0 },
			{ "PRIMARY", "a", 2, 0, 0 } },
		    0, "2100", ROW_TAB_PRIMARY },
		{ "a place that nobody has",
		    { { "PRIMARY", "a", 1, 0, 0 },
			{ "PRIMARY", "b", 3, 0, 0 } },
		    0, "0000", 0 },
		{ "a column that has two",
		    { { "PRIMARY", "a", 1, 0, 0 },
			{ "PRIMARY", "a", 2, 0, 0 } },
		    0, "2000", ROW_TAB_PRIMARY },
		{ "other places",
		    { { "PRIMARY", "n", 1, 0, 0 },
			{ "PRIMARY", "a", 2, 0, 0 } },
		    2, "2001", ROW_TAB_PRIMARY },
	};

	for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		struct row_table *t = table(4, name, type);
		struct keys k = { 0 };
		char got[5] = "";
		unsigned nbound;

		keys_add(&k, "other", "PRIMARY", "n", 1, false, false);
		for (size_t j = 0; j < 4; j++) {
			const struct part *p = &v[i].part[j];

			if (p->index != NULL)
				keys_add(&k, "t", p->index, p->column, p->seq,
				    p->prefix, p->nullable);
		}
		nbound = keys_apply(&k, t);
		for (unsigned j = 0; j < 4; j++)
			got[j] = (char)('0' + t->column[j].key);
		ok(nbound == v[i].nbound && strcmp(got, v[i].key) == 0 &&
			t->flags == v[i].flags,
		    "key: %s (%u of %s)", v[i].what, nbound, got);
		keys_release(&k);
		row_table_free(t);
	}
}

int
main(void)
{
	test_literals();
	test_conditions();
	test_split();
	test_keys();
	return done();
}
