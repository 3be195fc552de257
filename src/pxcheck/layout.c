/*
 * layout.c: what stands around the rows: engines, foreign keys, and how
 * PolarDB-X places tables.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "pxcheck/check.h"

typedef void take_row(struct check *k, const char *db, MYSQL_ROW row);

/* Ask head, the name of a schema quoted, tail, for every schema of ours; the
 * rows, of n columns, to take.  -1 when the server has no answer. */
static int
each_schema(struct check *k, unsigned n, const char *head, const char *tail,
    take_row *take)
{
	const char *db = "";
	struct buf sql = { 0 };
	MYSQL_RES *res;
	MYSQL_ROW row;
	int rc = 0;

	for (size_t i = 0; i < k->tables.n && rc == 0; i++) {
		if (strcmp(k->tables.table[i].def->db, db) == 0)
			continue; /* they are sorted */
		db = k->tables.table[i].def->db;
		buf_clear(&sql);
		buf_puts(&sql, head);
		conn_put_text(&k->conn, &sql, db, strlen(db));
		buf_puts(&sql, tail);
		res = conn_query(&k->conn, "%s", buf_str(&sql));
		if ((res = conn_columns(&k->conn, res, n)) == NULL) {
			rc = -1;
			break;
		}
		while ((row = mysql_fetch_row(res)) != NULL)
			take(k, db, row);
		mysql_free_result(res);
	}
	buf_release(&sql);
	return rc;
}

static const char *
text(const char *s)
{
	return s != NULL ? s : "";
}

/* --- engines ------------------------------------------------------------- */

static bool
among(const char *s, const char *const *list, size_t n)
{
	while (n > 0)
		if (strcasecmp(s, list[--n]) == 0)
			return true;
	return false;
}

static void
take_engine(struct check *k, const char *db, MYSQL_ROW row)
{
	static const char *const elsewhere[] = { "FEDERATED", "MRG_MYISAM",
		"SPIDER", "CONNECT", "OQGRAPH" };
	static const char *const lost[] = { "MEMORY", "BLACKHOLE" };
	const char *engine = text(row[1]);

	if (row[0] == NULL || !check_chosen(k, db, row[0]))
		return;
	if (strcasecmp(text(row[2]), "SYSTEM VERSIONED") == 0)
		report_fail(
		    k->r, SOURCE_ENGINES, "'%s.%s' is %s", db, row[0], row[2]);
	else if (among(engine, elsewhere, 5))
		report_fail(
		    k->r, SOURCE_ENGINES, "'%s.%s' is %s", db, row[0], engine);
	else if (among(engine, lost, 2))
		report_warn(
		    k->r, SOURCE_ENGINES, "'%s.%s' is %s", db, row[0], engine);
}

static void
check_engines(struct check *k)
{
	if (!k->incr) {
		report_skip(k->r, SOURCE_ENGINES, "no changes are followed");
		return;
	}
	report_pass(k->r, SOURCE_ENGINES, "all keep their rows");
	if (each_schema(k, 3,
		"SELECT TABLE_NAME, ENGINE, TABLE_TYPE "
		"FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ",
		"", take_engine) == -1)
		report_fail(k->r, SOURCE_ENGINES, "%s", k->conn.why);
}

/* --- definitions --------------------------------------------------------- */

/* The place behind a quoted text or a comment that begins at s, else s. */
static const char *
behind(const char *s)
{
	const char *end;

	if (*s == '\'' || *s == '"' || *s == '`') {
		end = strchr(s + 1, *s);
		return end == NULL ? s + strlen(s) : end + 1;
	}
	if (s[0] == '/' && s[1] == '*') {
		end = strstr(s + 2, "*/");
		return end == NULL ? s + strlen(s) : end + 2;
	}
	return s;
}

/* Does the statement say word outside of quotes and comments?  A word that
 * ends with '=' may have blanks in front of it. */
static bool
says(const char *s, const char *word)
{
	size_t n = strcspn(word, "=");
	const char *next;
	bool edge = true;

	while (*s != '\0') {
		if ((next = behind(s)) != s) {
			s = next;
			edge = true;
			continue;
		}
		if (edge && strncasecmp(s, word, n) == 0 &&
		    (word[n] == '\0' || s[n + strspn(s + n, " \t\r\n")] == '='))
			return true;
		edge = !isalnum((unsigned char)*s) && *s != '_';
		s++;
	}
	return false;
}

/* Warn of every table whose definition says one of the words. */
static void
read_definitions(
    struct check *k, enum item item, const char *const *words, size_t n)
{
	struct buf name = { 0 };
	MYSQL_RES *res;
	MYSQL_ROW row;

	for (size_t i = 0; i < k->tables.n; i++) {
		const struct row_table *t = k->tables.table[i].def;

		buf_clear(&name);
		conn_put_name(&name, t->db);
		buf_putc(&name, '.');
		conn_put_name(&name, t->name);
		res = conn_query(
		    &k->conn, "SHOW CREATE TABLE %s", buf_str(&name));
		if (res == NULL) {
			report_warn(k->r, item, "%s", k->conn.why);
			break;
		}
		row = mysql_fetch_row(res);
		for (size_t w = 0; w < n && row != NULL; w++)
			if (mysql_num_fields(res) > 1 &&
			    says(text(row[1]), words[w]))
				report_warn(k->r, item, "'%s.%s' has %s", t->db,
				    t->name, words[w]);
		mysql_free_result(res);
	}
	buf_release(&name);
}

/* REFERENTIAL_CONSTRAINTS shows nothing to those who may only SELECT. */
static void
check_cascades(struct check *k)
{
	static const char *const words[] = { "ON DELETE CASCADE",
		"ON DELETE SET", "ON UPDATE CASCADE", "ON UPDATE SET" };

	if (!k->incr) {
		report_skip(k->r, SOURCE_CASCADES, "no changes are followed");
		return;
	}
	report_pass(k->r, SOURCE_CASCADES, "none");
	read_definitions(k, SOURCE_CASCADES, words, 4);
}

/* --- placement, PolarDB-X ------------------------------------------------ */

static void
take_group(struct check *k, const char *db, MYSQL_ROW row)
{
	report_warn(k->r, SOURCE_TABLEGROUP, "'%s' has the table group '%s'",
	    db, text(row[0]));
}

static void
take_locality(struct check *k, const char *db, MYSQL_ROW row)
{
	report_warn(k->r, SOURCE_LOCALITY, "'%s': %s '%s' has LOCALITY %s", db,
	    text(row[0]), text(row[1]), text(row[2]));
}

/* Old servers lack the views: there each definition tells. */
static void
check_placement(struct check *k)
{
	static const char *const group[] = { "TABLEGROUP=" };
	static const char *const locality[] = { "LOCALITY=" };

	if (k->conn.product != CONN_POLARDBX) {
		report_skip(k->r, SOURCE_TABLEGROUP, "only of PolarDB-X");
		report_skip(k->r, SOURCE_LOCALITY, "only of PolarDB-X");
		return;
	}
	report_pass(k->r, SOURCE_TABLEGROUP, "none made by hand");
	report_pass(k->r, SOURCE_LOCALITY, "none");
	if (each_schema(k, 1,
		"SELECT TABLE_GROUP_NAME FROM INFORMATION_SCHEMA.TABLE_GROUP "
		"WHERE IS_MANUAL_CREATE = 1 AND TABLE_SCHEMA = ",
		"", take_group) == -1)
		read_definitions(k, SOURCE_TABLEGROUP, group, 1);
	if (each_schema(k, 3,
		"SELECT OBJECT_TYPE, OBJECT_NAME, LOCALITY "
		"FROM INFORMATION_SCHEMA.LOCALITY_INFO "
		"WHERE LOCALITY <> '' AND DB_NAME = ",
		"", take_locality) == -1)
		read_definitions(k, SOURCE_LOCALITY, locality, 1);
}

void
check_layout(struct check *k)
{
	check_engines(k);
	check_cascades(k);
	check_placement(k);
}
