/* uses: rowfilter row rec base */
/*
 * fuzz_script.c: a script, read and made ready for a table of many types, and
 * run over an image: what follows a NUL byte, else NULLs.
 */
#include "fuzz.h"
#include "rowfilter/etl.h"

static struct row_table *
table(void)
{
	static const char *const types[] = { "int(11)", "bigint unsigned",
		"decimal(20,4)", "double", "float", "date", "datetime(3)",
		"time", "year(4)", "varchar(20)", "enum('a','b')",
		"set('a','b')", "varbinary(9)" };
	static const char names[] = "abcdefghijklm";
	unsigned n = sizeof(types) / sizeof(types[0]);
	struct row_table *t = row_table_new("d", "t");

	t->ncolumns = (uint16_t)n;
	t->column = row_table_alloc(t, n, sizeof(t->column[0]));
	for (unsigned i = 0; i < n; i++) {
		t->column[i].name = row_table_dup(t, names + i, 1);
		t->column[i].collation = "utf8mb4_bin";
		t->column[i].comment = "";
		assert(row_column_from_text(
		    t, &t->column[i], types[i], i < 12 ? "utf8mb4" : ""));
		t->column[i].flags |= ROW_COL_NULLABLE;
	}
	return t;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct etl_how how = { ETL_NULL, true };
	static const uint8_t nulls[] = { 0xff, 0xff };
	struct row row = { .op = ROW_INSERT, .time = 1 };
	struct row_table *t = table();
	const uint8_t *image = nulls;
	size_t len = sizeof(nulls), n;
	struct buf text = { 0 }, out = { 0 };
	struct etl *x = NULL;
	struct expr *e;
	char why[256];

	buf_put(&text, data, size);
	n = strlen(buf_str(&text));
	if (n < size) {
		image = data + n + 1;
		len = size - n - 1;
	}
	if ((e = expr_script(buf_str(&text), why, sizeof(why))) != NULL)
		x = etl_new(e, t, &how, why, sizeof(why));
	if (x != NULL && etl_run(x, &row, image, len, false, &out) == -1)
		assert(etl_why(x)[0] != '\0');
	etl_free(x);
	expr_free(e);
	row_table_free(t);
	buf_release(&text);
	buf_release(&out);
	return 0;
}
