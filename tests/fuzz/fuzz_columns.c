/* uses: binlog row rec base */
/*
 * fuzz_columns.c: CREATE TABLE and ALTER TABLE statements, a line each, one
 * after another on one table.  A definition that comes out can be written and
 * read.
 */
#include "binlog/ddl_columns.h"
#include "fuzz.h"

/* Write t as a record and read it again. */
static void
check(struct row_table *t)
{
	static struct rec_out out;
	struct row_table *again;
	const char *why = NULL;
	struct rec r = { .kind = REC_TABLE, .seq = 2 };

	if (out.buf.data == NULL)
		rec_out_init(&out, fuzz_null(), "tables");
	buf_clear(&out.buf);
	row_table_put(&out, t);
	r.data = out.buf.data + REC_HEADER;
	r.len = out.buf.len - REC_HEADER;
	again = row_table_parse(&r, &why);
	assert(again != NULL);
	assert(again->ncolumns == t->ncolumns);
	row_table_free(again);
}

static struct row_table *
statement(struct row_table *def, struct ddl *d, const char *sql, size_t n)
{
	struct ddl_columns x = { .database = "utf8mb4", .exact = true };
	enum ddl_result r = DDL_SAME;

	ddl_read(d, sql, n);
	if (d->kind != REC_DDL_CREATE && d->kind != REC_DDL_ALTER)
		return def;
	assert(d->ntables >= 1);
	if (d->kind == REC_DDL_ALTER)
		r = ddl_alter(d, def, &x);
	else if (!d->like)
		r = ddl_create(d, &x);
	assert(memchr(x.charset, '\0', sizeof(x.charset)) != NULL);
	if (r == DDL_LOST)
		assert(x.why[0] != '\0');
	if (r != DDL_CHANGED)
		return def;
	assert(x.def != NULL && x.def != def);
	row_table_free(def);
	check(x.def);
	return x.def;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *end = p + size, *nl;
	struct row_table *def = NULL;
	static struct ddl d;
	char charset[DDL_CHARSET];

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end;
		def = statement(def, &d, p, (size_t)(nl - p));
		if (d.kind == REC_DDL_DATABASE)
			ddl_database_charset(&d, charset);
		if (nl == end)
			break;
	}
	row_table_free(def);
	return 0;
}
