/* uses: binlog row rec base */
/*
 * binlog_text.c: character sets, words of SQL, DDL.
 */
#include "../tap.h"

#include "binlog/charset.h"
#include "binlog/ddl.h"

static struct buf out;
static struct ddl ddl;

static void
text(const char *name, const char *bytes, size_t n, const char *want)
{
	const struct charset *cs = charset_of(name);

	buf_clear(&out);
	if (cs == NULL ||
	    charset_put(&out, cs, (const uint8_t *)bytes, n) == -1) {
		buf_clear(&out);
		buf_puts(&out, "refused");
	}
	ok(strcmp(buf_str(&out), want) == 0, "%s: %s, got %s", name, want,
	    buf_str(&out));
}

#define TEXT(name, bytes, want) text(name, bytes, sizeof(bytes) - 1, want)

static void
charsets(void)
{
	TEXT("utf8mb4", "\xf0\x9f\x98\x80", "😀");
	TEXT("utf8mb4", "\xf0\x9f\x98", "refused");
	TEXT("latin1", "\x80\xe9", "€é");
	TEXT("latin1", "\x81\x9d", "\xc2\x81\xc2\x9d");
	TEXT("ascii", "\x80", "refused");
	TEXT("gbk", "a\xd6\xd0\xce\xc4\x7e", "a中文~");
	TEXT("gbk", "\xd6", "refused");
	TEXT("gb18030", "\x94\x39\xfc\x36", "😀");
	TEXT("big5", "\xa4\xa4", "中");
	TEXT("sjis", "\x83\x5c\xb1", "ソｱ");
	TEXT("sjis", "\x81\x5f", "\\");
	TEXT("cp932", "\x81\x5f", "＼");
	TEXT("ujis", "\xc6\xfc\x8e\xb1\x8f\xa2\xc3", "日ｱ¦");
	TEXT("eucjpms", "\x8f\xa2\xc3", "￤");
	TEXT("euckr", "\xb0\xa1\x81\x41", "가갂");
	TEXT("ucs2", "\x4e\x2d", "中");
	TEXT("ucs2", "\x4e", "refused");
	TEXT("utf16", "\xd8\x3d\xde\x00", "😀");
	TEXT("utf16le", "\x3d\xd8\x00\xde", "😀");
	TEXT("utf32", "\x00\x01\xf6\x00", "😀");
	TEXT("tis620", "\xa1", "ก");
	TEXT("swe7", "[", "Ä");
	TEXT("keybcs2", "\x80\xab\xb0\xe1\xff", "ČŔ░ß\xc2\xa0");
	ok(strcmp(charset_of_collation(8), "latin1") == 0, "collation 8");
	ok(strcmp(charset_of_collation(63), "binary") == 0, "collation 63");
	ok(strcmp(charset_of_collation(255), "utf8mb4") == 0, "collation 255");
	ok(strcmp(charset_of_collation(1070), "utf8mb4") == 0,
	    "collation 1070, without padding");
	ok(strcmp(charset_of_collation(2304), "utf8mb4") == 0,
	    "collation 2304 of MariaDB");
	ok(charset_of_collation(17) == NULL, "no collation 17");
	ok(!charset_keeps_ascii(charset_of("utf16")) &&
		charset_keeps_ascii(charset_of("gbk")),
	    "ASCII stays in gbk, not in utf16");
}

/* Kind and names, "db.table" joined by blanks. */
static void
statement(const char *sql, enum rec_ddl_kind kind, const char *names)
{
	size_t i;

	ddl_read(&ddl, sql, strlen(sql));
	buf_clear(&out);
	for (i = 0; i < ddl.ntables; i++)
		buf_printf(&out, "%s%.*s.%.*s", i == 0 ? "" : " ",
		    (int)ddl.table[i].db_len, ddl.table[i].db,
		    (int)ddl.table[i].name_len, ddl.table[i].name);
	ok(ddl.kind == kind && strcmp(buf_str(&out), names) == 0,
	    "%.*s: kind %d, %s", (int)strcspn(sql, "\n"), sql, (int)ddl.kind,
	    buf_str(&out));
}

static void
statements(void)
{
	statement("CREATE TABLE t (a int)", REC_DDL_CREATE, ".t");
	statement("create table if not exists `d b`.`t``x` (a int)",
	    REC_DDL_CREATE, "d b.t`x");
	ok(ddl.if_not_exists, "IF NOT EXISTS is seen");
	statement("CREATE OR REPLACE TABLE d.t (a int)", REC_DDL_CREATE, "d.t");
	statement(
	    "/* c1 */ CREATE /*!32312 TABLE */ -- eol\n # x\n \"odd\" (a int)",
	    REC_DDL_CREATE, ".odd");
	statement("CREATE TEMPORARY TABLE t (a int)", REC_DDL_OTHER, "");
	statement("CREATE TABLE t SELECT 1", REC_DDL_CREATE, ".t");
	ok(ddl.changes_rows, "its rows are not in the log");
	statement(
	    "CREATE TABLE t (a int comment 'select')", REC_DDL_CREATE, ".t");
	ok(!ddl.changes_rows, "a SELECT in a comment is none");
	statement("CREATE TABLE t AS TABLE u", REC_DDL_CREATE, ".t");
	ok(ddl.changes_rows, "nor are those of TABLE");
	statement("CREATE TABLE t (a int) VALUES ROW(1)", REC_DDL_CREATE, ".t");
	ok(ddl.changes_rows, "nor those of VALUES");
	statement("CREATE TABLE t (a int, `table` int) PARTITION BY RANGE (a) "
		  "(PARTITION p VALUES LESS THAN (1)) TABLESPACE=x",
	    REC_DDL_CREATE, ".t");
	ok(!ddl.changes_rows, "VALUES of a partition are none");
	statement("CREATE UNIQUE INDEX i ON d.t (a)", REC_DDL_OTHER, "d.t");
	statement("CREATE DEFINER=`a`@`b` TRIGGER x BEFORE INSERT ON t FOR "
		  "EACH ROW SET @a=1",
	    REC_DDL_OTHER, "");
	statement("ALTER TABLE a.b ADD c int", REC_DDL_ALTER, "a.b");
	statement("alter table\n\t`d`.`odd`/**/add/**/column(`a b` int)",
	    REC_DDL_ALTER, "d.odd");
	statement(
	    "ALTER TABLE a RENAME TO b.c, ADD x int", REC_DDL_ALTER, ".a b.c");
	statement("ALTER TABLE a RENAME b, ADD x int, RENAME AS c",
	    REC_DDL_ALTER, ".a .c");
	statement("ALTER TABLE a RENAME COLUMN x TO y", REC_DDL_ALTER, ".a");
	statement("ALTER TABLE a EXCHANGE PARTITION p WITH TABLE b",
	    REC_DDL_TRUNCATE, ".a .b");
	statement("ALTER TABLE a DROP PARTITION p", REC_DDL_TRUNCATE, ".a");
	statement("ALTER TABLE a NOWAIT TRUNCATE PARTITION ALL",
	    REC_DDL_TRUNCATE, ".a");
	statement("ALTER TABLE a IMPORT TABLESPACE", REC_DDL_TRUNCATE, ".a");
	statement("ALTER TABLE a CONVERT PARTITION p TO TABLE d.b",
	    REC_DDL_TRUNCATE, ".a d.b");
	ok(ddl.splits && !ddl.joins, "a table comes out of it");
	statement("ALTER TABLE a CONVERT TABLE b TO PARTITION p VALUES LESS "
		  "THAN (1)",
	    REC_DDL_TRUNCATE, ".a .b");
	ok(ddl.joins && !ddl.splits, "a table goes into it");
	statement(
	    "ALTER TABLE a EXPIRE LOCAL PARTITION p1", REC_DDL_TRUNCATE, ".a");
	statement(
	    "ALTER TABLE a ADD PARTITION PARTITIONS 2", REC_DDL_ALTER, ".a");
	statement("ALTER TABLE a REORGANIZE PARTITION", REC_DDL_ALTER, ".a");
	statement("ALTER TABLE a CONVERT TO CHARSET gbk", REC_DDL_ALTER, ".a");
	statement("ALTER TABLE a DROP `partition`", REC_DDL_ALTER, ".a");
	statement("ALTER TABLE a DROP subpartition", REC_DDL_ALTER, ".a");
	ok(!ddl.ignores, "it loses nothing else");
	statement("ALTER IGNORE TABLE a ADD UNIQUE (b)", REC_DDL_ALTER, ".a");
	ok(ddl.ignores, "IGNORE is known");
	statement("ALTER DATABASE CHARACTER SET gbk", REC_DDL_DATABASE, "");
	statement("DROP TABLE IF EXISTS a, `b`.c /* generated by server */",
	    REC_DDL_DROP, ".a b.c");
	statement("DROP DATABASE IF EXISTS d", REC_DDL_DATABASE, "d.");
	ok(ddl.drops_database, "and it drops it");
	statement(
	    "RENAME TABLE a TO b, c.d TO e.f", REC_DDL_RENAME, ".a .b c.d e.f");
	statement("TRUNCATE d.t", REC_DDL_TRUNCATE, "d.t");
	statement("OPTIMIZE TABLE t", REC_DDL_OTHER, "");
	statement("INSERT INTO t VALUES (1)", REC_DDL_OTHER, "");
	ok(ddl.changes_rows, "INSERT changes rows");
	statement("# POLARX_ORIGIN_SQL=CREATE TABLE t(a int) single\n"
		  "# POLARX_TSO=1\nCREATE TABLE t (a int)",
	    REC_DDL_CREATE, ".t");
	statement(
	    "# POLARX_ORIGIN_SQL=ALTER TABLEGROUP x\n", REC_DDL_OTHER, "");
	statement("SET STATEMENT a = (SELECT 1 FOR UPDATE), b=@@c FOR ALTER "
		  "TABLE d.t ADD x INT",
	    REC_DDL_ALTER, "d.t");
	ok(!ddl.other_mode, "in the mode of the log");
	statement("SET STATEMENT `sql_mode`='' FOR CREATE TABLE t (a int)",
	    REC_DDL_CREATE, ".t");
	ok(ddl.other_mode, "not in the mode of the log");
	statement(
	    "SET STATEMENT a=1 FOR UPDATE t SET a = 1", REC_DDL_OTHER, "");
	ok(ddl.changes_rows && !ddl.other_mode, "it changes rows");
	statement("SET statement=1", REC_DDL_OTHER, "");
	statement("ANALYZE FORMAT=JSON UPDATE t SET a=1", REC_DDL_OTHER, "");
	ok(ddl.changes_rows, "ANALYZE of a change changes rows");
	statement(
	    "ANALYZE LOCAL TABLE t PERSISTENT FOR ALL", REC_DDL_OTHER, "");
	ok(!ddl.changes_rows, "ANALYZE TABLE does not");
	statement("FROBNICATE TABLE t", REC_DDL_UNKNOWN, "");
	statement("", REC_DDL_OTHER, "");
	statement("DROP TABLE `", REC_DDL_UNKNOWN, "");
	ok(ddl_savepoint(&ddl, "ROLLBACK TO SAVEPOINT `a b`", 27) &&
		ddl.table[0].name_len == 3,
	    "the name of a savepoint");
}

int
main(void)
{
	charsets();
	statements();
	ddl_release(&ddl);
	buf_release(&out);
	return done();
}
