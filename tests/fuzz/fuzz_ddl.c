/* uses: binlog row rec base */
/*
 * fuzz_ddl.c: statements.
 */
#include "binlog/ddl.h"
#include "binlog/frame.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *sql = (const char *)data;
	static struct ddl d;
	static volatile char sum;
	size_t i, k;

	(void)frame_word(sql, size);
	ddl_read(&d, sql, size);
	for (i = 0; i < d.ntables; i++) {
		const struct ddl_table *t = &d.table[i];

		assert(t->rest == NULL ||
		       (t->rest >= sql && t->rest <= sql + size));
		for (k = 0; k < t->db_len; k++)
			sum = (char)(sum + t->db[k]);
		for (k = 0; k < t->name_len; k++)
			sum = (char)(sum + t->name[k]);
	}
	if (d.kind == REC_DDL_RENAME)
		assert(d.ntables % 2 == 0);
	if (ddl_savepoint(&d, sql, size))
		assert(d.ntables >= 1 && d.table[0].name_len <= size);
	return 0;
}
