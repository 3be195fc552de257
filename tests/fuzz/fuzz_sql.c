/* uses: mclocal mc row rec base */
/*
 * fuzz_sql.c: scripts of MaxCompute SQL against a small database in memory;
 * each is undone.
 */
#include "mclocal/store.c"

#include "fuzz.h"
#include "mclocal/sql.h"

static const char setup[] =
    "create table t_base (id bigint, name string, amount decimal(10,2),"
    " born datetime) comment 'x';"
    "create table t_log (record_id bigint, operation_flag string, id bigint,"
    " name string) partitioned by (modifytime_year string,"
    " modifytime_month string);"
    "insert into t_base values (1, 'a', 1.5, null), (2, 'b', null, null);"
    "insert into table t_log partition (modifytime_year='2024',"
    " modifytime_month='01') select 7, 'I', id, name from t_base;";

static int
look(void *store)
{
	static int left;

	/* called every so many steps of a statement: enough is enough */
	if (store == NULL)
		left = 200;
	return left-- <= 0;
}

static void
script(struct store *s, const char *p, size_t n)
{
	struct sql q;

	look(NULL);
	sql_init(&q, s, "local", 1);
	sql_set(&q, "odps.sql.allow.fullscan", "true");
	if (sql_run(&q, p, n) == -1)
		assert(q.why[0] != '\0');
	sql_release(&q);
}

static void
start(struct store *s)
{
	int rc = sqlite3_open(":memory:", &s->db);

	assert(rc == SQLITE_OK);
	rc = store_setup(s);
	assert(rc == 0);
	sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, 1 << 20);
	sqlite3_progress_handler(s->db, 1000, look, s);
	script(s, setup, sizeof(setup) - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct store s;
	int rc;

	if (s.db == NULL)
		start(&s);
	rc = store_begin(&s);
	assert(rc == 0);
	script(&s, (const char *)data, size);
	store_undo(&s);
	return 0;
}
