/* uses: binlog row rec base */
/*
 * ddl_columns.c: definitions through CREATE TABLE and ALTER TABLE.
 */
#include "../tap.h"

#include "binlog/ddl_columns.h"

static struct ddl ddl;
static struct row_table *now;
static char charset[DDL_CHARSET];
static struct buf out;

/* "id int!1" is a column that is not NULL and first in the key; "?" has a
 * character set that nobody knows. */
static void
show(void)
{
	unsigned i;

	buf_clear(&out);
	for (i = 0; now != NULL && i < now->ncolumns; i++) {
		const struct row_column *c = &now->column[i];

		buf_printf(
		    &out, "%s%s %s", i == 0 ? "" : ", ", c->name, c->text);
		if (c->charset[0] != '\0')
			buf_printf(&out, " %s", c->charset);
		if (c->flags & ROW_COL_UNSURE)
			buf_puts(&out, " ?");
		if (!(c->flags & ROW_COL_NULLABLE))
			buf_puts(&out, "!");
		if (c->key != 0)
			buf_printf(&out, "%u", c->key);
	}
}

/* A statement, and the columns behind it; NULL: it cannot be followed. */
static void
follow(const char *sql, const char *database, const char *want)
{
	struct ddl_columns x = { .database = database, .exact = true };
	enum ddl_result r;

	ddl_read(&ddl, sql, strlen(sql));
	memcpy(x.charset, charset, sizeof(charset));
	r = ddl.kind == REC_DDL_CREATE ? ddl_create(&ddl, &x)
				       : ddl_alter(&ddl, now, &x);
	if (r == DDL_CHANGED) {
		row_table_free(now);
		now = x.def;
	}
	if (r != DDL_LOST)
		memcpy(charset, x.charset, sizeof(charset));
	show();
	if (want == NULL)
		ok(r == DDL_LOST && x.why[0] != '\0', "%s: lost, %s", sql,
		    x.why);
	else
		ok(r != DDL_LOST && strcmp(buf_str(&out), want) == 0,
		    "%s: want %s, got %s %s", sql, want, buf_str(&out), x.why);
}

/* One column of a table whose database is latin1. */
static void
type(const char *sql, const char *want)
{
	char text[256];

	snprintf(text, sizeof(text), "CREATE TABLE t (%s)", sql);
	follow(text, "latin1", want);
}

static void
types(void)
{
	type("a INT", "a int");
	type("a integer(11) unsigned zerofill", "a int(11) unsigned zerofill");
	type("a BIT, b BIT(0), c BIT(9)", "a bit, b bit, c bit(9)");
	type("a BOOL, b INT1", "a tinyint(1), b tinyint");
	type("a SERIAL", "a bigint unsigned!1");
	type("a DOUBLE PRECISION, b REAL, c FLOAT(24), d FLOAT(25)",
	    "a double, b double, c float, d double");
	type("a DEC, b NUMERIC(5), c FIXED(0), d DECIMAL(9,3)",
	    "a decimal(10,0), b decimal(5,0), c decimal(10,0), "
	    "d decimal(9,3)");
	type("a CHAR, b CHARACTER VARYING(9)",
	    "a char latin1, b varchar(9) latin1");
	type("a NATIONAL CHAR VARYING(5), b NCHAR(2), c NVARCHAR(3)",
	    "a varchar(5) utf8mb3, b char(2) utf8mb3, c varchar(3) utf8mb3");
	type("a CHAR(3) BYTE, b TEXT CHARSET binary, c LONG VARBINARY",
	    "a binary(3), b blob, c mediumblob");
	type("a LONG, b TEXT(300) CHARACTER SET utf8mb4, c TEXT(70000), "
	     "d BLOB(9)",
	    "a mediumtext latin1, b text utf8mb4, c mediumtext latin1, "
	    "d tinyblob");
	type("a VARCHAR(70000)", "a mediumtext latin1");
	type("a CHAR(3) COLLATE utf8mb4_bin, b CHAR(3) ASCII, c CHAR UNICODE",
	    "a char(3) utf8mb4, b char(3) latin1, c char ucs2");
	type("a CHAR(3) COLLATE uca1400_ai_ci BINARY", "a char(3) latin1");
	type("a ENUM('x', \"y'z\", 'b\\\\s', 'c''d  ')",
	    "a enum('x','y''z','b\\\\s','c''d') latin1");
	type("a ENUM('\\_', '\\%', '\\n', '\\x')",
	    "a enum('\\\\_','\\\\%','\n','x') latin1");
	type("a SET('\xc3\xa9')", "a set('\xc3\xa9') latin1");
	type("a SET('\xe4\xb8\xad')", NULL);
	type("a ENUM(N'x')", NULL);
	type("a TIMESTAMP(3) NOT NULL DEFAULT now(3) ON UPDATE now(3), "
	     "b DATETIME DEFAULT '0000-00-00'",
	    "a timestamp(3)!, b datetime");
	type("a INT DEFAULT -1 COMMENT 'x, y)' CHECK (a > (1)), "
	     "b INT REFERENCES o (x) ON DELETE SET NULL, c INT AS (a+1) STORED",
	    "a int, b int, c int");
	type("a DECIMAL(5,2) DEFAULT 1.5 NOT NULL, b DOUBLE DEFAULT -1.5e+3, "
	     "c INT DEFAULT 1., d INT DEFAULT .5 UNIQUE, e INT DEFAULT 0x1f "
	     "NOT NULL, f DOUBLE DEFAULT 1.e-5, g INT DEFAULT 1",
	    "a decimal(5,2)!, b double, c int, d int, e int!, f double, g int");
	type(
	    "a BINARY DEFAULT _latin1 x'41' NOT NULL, b BLOB DEFAULT 'x' 'y', "
	    "c INT DEFAULT NEXT VALUE FOR o.s NOT NULL, _d INT DEFAULT o.f(1) "
	    "NOT NULL, e INT DEFAULT _d NOT NULL, f BLOB DEFAULT _utf8mb4\"x\"",
	    "a binary!, b blob, c int!, _d int!, e int!, f blob");
	type("`a b` INT, `c``d` INT, \"e\" INT", "a b int, c`d int, e int");
	type("a XMLTYPE", NULL);
	type("a INT FROBNICATED", NULL);
	type("a INT b INT", NULL);
	type("a INT GENERATED ALWAYS AS ROW START", NULL);
	follow("CREATE TABLE t (a CHAR(3), e ENUM('x'), b BLOB)", "",
	    "a char(3) ?, e enum('x') ?, b blob");
	follow("CREATE TABLE t (a CHAR(3), b TEXT CHARSET utf8) "
	       "ENGINE=x ROW_FORMAT=DEFAULT CHARSET=gbk COLLATE=gbk_bin "
	       "COMMENT='charset=big5' PARTITION BY HASH (a)",
	    "latin1", "a char(3) gbk, b text utf8mb3");
	follow("CREATE TABLE t (a INT) WITH SYSTEM VERSIONING", "", NULL);
	follow("CREATE TABLE t", "", NULL);
	follow("CREATE TABLE t (a INT", "", NULL);
}

static void
keys(void)
{
	type("a INT, b INT, PRIMARY KEY (b, a)", "a int!2, b int!1");
	type("a INT KEY, b INT UNIQUE", "a int!1, b int");
	type("a INT NOT NULL, b INT, UNIQUE (b), UNIQUE KEY k (a DESC)",
	    "a int!1, b int");
	type("a INT, CONSTRAINT `p` PRIMARY KEY USING BTREE (a), KEY x (a), "
	     "FOREIGN KEY f (a) REFERENCES o (b), CHECK (a <> 1)",
	    "a int!1");
	follow("ALTER TABLE t DROP PRIMARY KEY", "", "a int!");
	follow("ALTER TABLE t ADD b INT, ADD PRIMARY KEY (b, a)", "",
	    "a int!2, b int!1");
	follow("ALTER TABLE t DROP b", "", "a int!1");
	follow("ALTER TABLE t DROP INDEX `PRIMARY`", "", "a int!");
	follow("ALTER TABLE t ADD PRIMARY KEY (zz)", "", NULL);
}

static void
alters(void)
{
	charset[0] = '\0';
	follow("CREATE TABLE t (a INT PRIMARY KEY, b CHAR(2), c INT)", "latin1",
	    "a int!1, b char(2) latin1, c int");
	follow("ALTER TABLE t ADD d INT FIRST, ADD COLUMN e INT AFTER b, "
	       "ADD (f INT, g TEXT)",
	    "",
	    "d int, a int!1, b char(2) latin1, e int, c int, f int, "
	    "g text latin1");
	follow("ALTER TABLE t DROP d, DROP COLUMN f RESTRICT, "
	       "DROP COLUMN IF EXISTS zz",
	    "", "a int!1, b char(2) latin1, e int, c int, g text latin1");
	follow("ALTER TABLE t MODIFY e BIGINT NOT NULL AFTER g, "
	       "CHANGE c `c 2` CHAR(1) FIRST",
	    "",
	    "c 2 char(1) latin1, a int!1, b char(2) latin1, g text latin1, "
	    "e bigint!");
	follow("ALTER TABLE t RENAME COLUMN b TO e, RENAME COLUMN e TO b", "",
	    "c 2 char(1) latin1, a int!1, e char(2) latin1, g text latin1, "
	    "b bigint!");
	follow("ALTER TABLE t DROP `c 2`, DROP g, DROP b, ADD g INT", "",
	    "a int!1, e char(2) latin1, g int");
	follow("ALTER TABLE t ADD x CHAR(1), CHARSET utf8mb4", "",
	    "a int!1, e char(2) latin1, g int, x char(1) utf8mb4");
	follow("ALTER TABLE t CONVERT TO CHARACTER SET gbk COLLATE gbk_bin", "",
	    "a int!1, e char(2) gbk, g int, x char(1) gbk");
	follow("ALTER TABLE t CHANGE x x CHAR(1) CHARSET latin1, CONVERT TO "
	       "CHARACTER SET koi8r, ADD y TEXT CHARSET cp1251, ADD z BLOB",
	    "",
	    "a int!1, e char(2) koi8r, g int, x char(1) koi8r, "
	    "y text koi8r, z blob");
	follow("ALTER TABLE t CONVERT TO CHARACTER SET gbk, DROP y, DROP z, "
	       "CHARSET gbk",
	    "", "a int!1, e char(2) gbk, g int, x char(1) gbk");
	follow("ALTER TABLE t CONVERT TO CHARACTER SET gbk, CHARSET latin1", "",
	    NULL);
	follow("ALTER TABLE t ADD INDEX i (a), ADD y INT, ALTER a SET DEFAULT "
	       "'x, drop', COMMENT 'add z int', ENGINE=InnoDB, "
	       "ALGORITHM=INSTANT, LOCK=NONE",
	    "", "a int!1, e char(2) gbk, g int, x char(1) gbk, y int");
	follow("ALTER TABLE t ADD IF NOT EXISTS y CHAR(3), "
	       "MODIFY IF EXISTS zz INT, DROP y",
	    "", "a int!1, e char(2) gbk, g int, x char(1) gbk");
	follow("ALTER TABLE t ADD PARTITION (PARTITION p VALUES IN (1))", "",
	    "a int!1, e char(2) gbk, g int, x char(1) gbk");
	follow("ALTER TABLE t DROP PARTITION p, q", "",
	    "a int!1, e char(2) gbk, g int, x char(1) gbk");
	follow("ALTER TABLE t DROP g, DROP x, RENAME TO u", "",
	    "a int!1, e char(2) gbk");
	follow("ALTER TABLE t ADD y ENUM('x') CHARACTER SET latin1", "",
	    "a int!1, e char(2) gbk, y enum('x') latin1");
	follow("ALTER TABLE t CONVERT TO CHARACTER SET utf16", "", NULL);
	follow("ALTER TABLE t CONVERT TO CHARACTER SET gbk, DROP y", "",
	    "a int!1, e char(2) gbk");
	follow("ALTER TABLE t ADD a INT", "", NULL);
	follow("ALTER TABLE t DROP zz", "", NULL);
	follow("ALTER TABLE t ADD z INT AFTER zz", "", NULL);
	follow("ALTER TABLE t CHANGE zz z INT", "", NULL);
	follow("ALTER TABLE t DROP a, DROP e", "", NULL);
	follow("ALTER TABLE t ADD SYSTEM VERSIONING", "", NULL);
}

/* Does a column get the name of another one? */
static void
reuse(const char *sql, bool want)
{
	struct ddl_columns x = { .database = "", .exact = true };

	ddl_read(&ddl, sql, strlen(sql));
	ok(ddl_alter(&ddl, now, &x) != DDL_LOST && x.reused == want, "%s: %s",
	    sql, want ? "another column" : "the same columns");
	row_table_free(x.def);
}

static void
reuses(void)
{
	follow(
	    "CREATE TABLE t (a INT, b INT, c INT)", "", "a int, b int, c int");
	reuse("ALTER TABLE t DROP a, ADD A INT", true);
	reuse("ALTER TABLE t ADD a INT AFTER c, DROP a", true);
	reuse("ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a", true);
	reuse("ALTER TABLE t CHANGE a b INT, DROP b", true);
	reuse("ALTER TABLE t MODIFY a INT FIRST, CHANGE b B INT, DROP c, "
	      "ADD d INT",
	    false);
}

static void
how(void)
{
	ddl.how.version = 50744;
	follow("CREATE TABLE t (a INT, b INT /*!80023 INVISIBLE */ "
	       "/*!50100 NOT NULL */ /*M! , c INT */)",
	    "", "a int, b int!");
	ddl.how.version = 101119;
	ddl.how.mariadb = true;
	follow("CREATE TABLE t (a INT, b INT /*!80023 FROB */ /*M!100100 "
	       "NOT NULL */ /*!100600 , c JSON */)",
	    "", "a int, b int!, c longtext utf8mb4");
	ddl.how.mode = SQLSCAN_NO_BACKSLASH;
	follow("CREATE TABLE t (a INT DEFAULT '\\', b ENUM('x\\'))", "latin1",
	    "a int, b enum('x\\\\') latin1");
	ddl.how.mode = SQLSCAN_ORACLE;
	follow("CREATE TABLE t (a DATE)", "", NULL);
	memset(&ddl.how, 0, sizeof(ddl.how));
	ok(ddl_is_shadow("_t_gho", 6) && ddl_is_shadow("_t_old", 6) &&
		!ddl_is_shadow("t_gho", 5) && !ddl_is_shadow("_gho", 4),
	    "tables of gh-ost and pt-osc");
}

int
main(void)
{
	types();
	keys();
	alters();
	reuses();
	how();
	row_table_free(now);
	ddl_release(&ddl);
	buf_release(&out);
	return done();
}
