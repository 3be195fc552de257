/* uses: row rec base */
/*
 * table.c: definitions: the TABLE record both ways, COLUMN_TYPE, types of
 * MaxCompute.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "row/table.h"
#include "../tap.h"

static struct row_table *
sample(void)
{
	static const char *const types[] = { "bigint(20) unsigned",
		"enum('a','b''c','')", "varchar(20)", "decimal(20,3)" };
	struct row_table *t = row_table_new("shop", "t");
	struct row_dest *d;
	unsigned i;

	t->ref = 9;
	t->flags = ROW_TAB_PRIMARY;
	t->since = (struct pos){ "bin.1", 400 };
	t->map_name = row_table_dup(t, "new", 3);
	t->comment = "x";
	t->ncolumns = 4;
	t->column = row_table_alloc(t, 4, sizeof(t->column[0]));
	for (i = 0; i < 4; i++) {
		t->column[i].name = &"abcd"[i];
		t->column[i].collation = t->column[i].comment = "";
		row_column_from_text(t, &t->column[i], types[i],
		    i == 1 || i == 2 ? "utf8mb4" : "");
	}
	d = t->dest = row_table_alloc(t, 1, sizeof(*d));
	d->role = ROW_LOG;
	d->table = "t_log";
	d->ncolumns = 2;
	d->column = row_table_alloc(t, 2, sizeof(d->column[0]));
	row_mc_parse("decimal(20,0)", &d->column[0]);
	d->column[0].name = "id";
	row_mc_parse("bigint", &d->column[1]);
	d->column[1].name = "record_id";
	d->column[1].source = ROW_DEST_ADDED;
	d->nparts = 1;
	d->part = row_table_alloc(t, 1, sizeof(d->part[0]));
	d->part[0] = "year";
	return t;
}

/* The record of t: payload in a copy of exactly its length. */
static struct rec
record(const struct row_table *t)
{
	int null = dup(STDERR_FILENO);
	struct rec_out out;
	struct rec r = { .kind = REC_TABLE };
	uint8_t *copy;

	rec_out_init(&out, null, "none");
	row_table_put(&out, t);
	r.len = out.buf.len - REC_HEADER;
	copy = malloc(r.len);
	memcpy(copy, out.buf.data + REC_HEADER, r.len);
	r.data = copy;
	rec_out_release(&out);
	close(null);
	return r;
}

static bool
same(const struct row_table *a, const struct row_table *b)
{
	struct rec x = record(a), y = record(b);
	bool equal = x.len == y.len && memcmp(x.data, y.data, x.len) == 0;

	free((void *)(uintptr_t)x.data);
	free((void *)(uintptr_t)y.data);
	return equal;
}

static void
test_record(void)
{
	struct row_table *t = sample(), *back, *copy;
	struct rec r = record(t), cut;
	uint8_t *p;
	const char *why;
	unsigned wrong = 0;

	back = row_table_parse(&r, &why);
	ok(back != NULL && same(t, back), "a definition reads back");
	ok(back->column[1].nmembers == 3 &&
		strcmp(back->column[1].member[1], "b'c") == 0 &&
		strcmp(row_table_name(back), "new") == 0 &&
		strcmp(row_table_db(back), "shop") == 0,
	    "with labels and new names");
	copy = row_table_copy(back);
	row_table_free(back);
	t->dest = NULL;
	ok(same(t, copy), "a copy has all but the destination");
	row_table_free(copy);

	for (cut = r, cut.len = 0; cut.len < r.len; cut.len++) {
		p = malloc(cut.len + (cut.len == 0 ? 1 : 0));
		memcpy(p, r.data, cut.len);
		cut.data = p;
		back = row_table_parse(&cut, &why);
		wrong += back != NULL;
		row_table_free(back);
		free(p);
	}
	ok(wrong == 0, "cut at any byte it is refused");

	p = malloc(r.len);
	cut = r;
	cut.data = p;
	srand(3);
	for (wrong = 0; wrong < 20000; wrong++) {
		memcpy(p, r.data, r.len);
		p[(size_t)rand() % r.len] = (uint8_t)rand();
		p[(size_t)rand() % r.len] ^= (uint8_t)(1 << rand() % 8);
		row_table_free(row_table_parse(&cut, &why));
	}
	ok(true, "changed bytes do not crash it");
	free(p);
	free((void *)(uintptr_t)r.data);
	row_table_free(t);
}

static void
test_tables(void)
{
	struct row_tables s = { 0 };
	struct row_table *t = sample();
	struct rec r = record(t);
	const char *why;

	ok(row_tables_get(&s, 9) == NULL, "no table yet");
	ok(row_tables_add(&s, &r, &why) != NULL &&
		row_tables_get(&s, 9) != NULL &&
		row_tables_get(&s, 8) == NULL &&
		row_tables_get(&s, UINT32_MAX) == NULL,
	    "found by ref");
	ok(row_tables_add(&s, &r, &why) == row_tables_get(&s, 9),
	    "a later one takes its place");
	free((void *)(uintptr_t)r.data);
	t->ref = ROW_REF_MAX + 1;
	r = record(t);
	ok(row_tables_add(&s, &r, &why) == NULL && why != NULL,
	    "a ref beyond the limit is refused");
	free((void *)(uintptr_t)r.data);
	row_table_free(t);
	row_tables_release(&s);
}

static void
test_column_type(void)
{
	static const struct {
		const char *text, *charset;
		unsigned type, class, flags, length, precision, scale, n;
	} v[] = {
		{ "int(11)", "", ROW_INT, ROW_C_INT, 0, 0, 0, 0, 0 },
		{ "INT UNSIGNED", "", ROW_INT, ROW_C_UINT, ROW_COL_UNSIGNED, 0,
		    0, 0, 0 },
		{ "int(10) unsigned zerofill", "", ROW_INT, ROW_C_UINT,
		    ROW_COL_UNSIGNED, 0, 0, 0, 0 },
		{ "bit(33)", "", ROW_BIT, ROW_C_UINT, 0, 33, 0, 0, 0 },
		{ "decimal(65,30)", "", ROW_DECIMAL, ROW_C_DECIMAL, 0, 0, 65,
		    30, 0 },
		{ "decimal", "", ROW_DECIMAL, ROW_C_DECIMAL, 0, 0, 10, 0, 0 },
		{ "decimal(10)", "", ROW_DECIMAL, ROW_C_DECIMAL, 0, 0, 10, 0,
		    0 },
		{ "double(10,2) unsigned", "", ROW_DOUBLE, ROW_C_DOUBLE,
		    ROW_COL_UNSIGNED, 0, 0, 0, 0 },
		{ "timestamp(6)", "", ROW_TIMESTAMP, ROW_C_TIME, 0, 0, 0, 6,
		    0 },
		{ "time", "", ROW_TIME, ROW_C_TIME, 0, 0, 0, 0, 0 },
		{ "year(4)", "", ROW_YEAR, ROW_C_UINT, 0, 0, 0, 0, 0 },
		{ "char(3)", "latin1", ROW_CHAR, ROW_C_TEXT, 0, 3, 0, 0, 0 },
		{ "varchar(7)", "binary", ROW_VARCHAR, ROW_C_BYTES, 0, 7, 0, 0,
		    0 },
		{ "longtext", "utf8mb4", ROW_TEXT, ROW_C_TEXT, 0, 4294967295, 0,
		    0, 0 },
		{ "varbinary(16)", "", ROW_VARBINARY, ROW_C_BYTES, 0, 16, 0, 0,
		    0 },
		{ "json", "", ROW_JSON, ROW_C_TEXT, 0, 0, 0, 0, 0 },
		{ "point", "", ROW_GEOMETRY, ROW_C_BYTES, 0, 0, 0, 0, 0 },
		{ "set('a','b,c','d unsigned ')", "utf8", ROW_SET, ROW_C_UINT,
		    0, 0, 0, 0, 3 },
		{ "enum('')", "utf8", ROW_ENUM, ROW_C_UINT, 0, 0, 0, 0, 1 },
	};
	static const char *const bad[] = { "", "in", "integers", "enum(",
		"enum('a'", "enum('a',)", "enum(a)", "enum('a\\0b')",
		"decimal(66,0)", "datetime(7)", "decimal(x)",
		"int(99999999999999)" };
	struct row_table *t = row_table_new("d", "t");
	struct row_column c;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		memset(&c, 0, sizeof(c));
		ok(row_column_from_text(t, &c, v[i].text, v[i].charset) &&
			c.type == v[i].type && c.class == v[i].class &&
			c.flags == v[i].flags && c.length == v[i].length &&
			c.precision == v[i].precision &&
			c.scale == v[i].scale && c.nmembers == v[i].n,
		    "%s", v[i].text);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memset(&c, 0, sizeof(c));
		ok(!row_column_from_text(t, &c, bad[i], ""), "refused: '%s'",
		    bad[i]);
	}
	row_table_free(t);
}

static void
test_mc(void)
{
	static const char *const good[] = { "bigint", "int", "smallint",
		"tinyint", "double", "float", "boolean", "string", "binary",
		"char(5)", "varchar(65535)", "datetime", "date", "timestamp",
		"timestamp_ntz", "decimal(38,18)", "json" };
	static const char *const bad[] = { "", "bigint(1)", "varchar",
		"char(1,2)", "decimal(0,0)", "decimal(300)", "decimal(10,300)",
		"decimal(10,11)", "decimal(10", "text", "big int" };
	struct row_dest_column c;
	char text[32];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ok(row_mc_parse(good[i], &c), "%s is a type", good[i]);
		row_mc_text(&c, text);
		ok(strcmp(text, good[i]) == 0 &&
			c.class == row_mc_class(c.type),
		    "and its own text");
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!row_mc_parse(bad[i], &c), "refused: '%s'", bad[i]);
	ok(row_mc_parse("Decimal( 10 , 2 )", &c) && c.precision == 10 &&
		c.scale == 2,
	    "case and blanks do not count");
	ok(row_mc_class(0) == 0 && row_mc_class(200) == 0 &&
		row_type_name(0) == NULL && row_type_name(200) == NULL,
	    "numbers that are no type");
}

int
main(void)
{
	test_record();
	test_tables();
	test_column_type();
	test_mc();
	return done();
}
