/*
 * sql.c: pieces of SQL text; see sql.h.
 */
#include <string.h>

#include "mysql/conn.h"
#include "mysql/keys.h"
#include "pxsnapshot/sql.h"

void
sql_put_table(struct buf *b, const struct row_table *t)
{
	conn_put_name(b, t->db);
	buf_putc(b, '.');
	conn_put_name(b, t->name);
}

/*
 * YEAR(2) is printed with two digits, but stored as a whole year, and as 0 for
 * a value that made no sense; YEAR() of MariaDB makes 1900 of that.  Servers
 * that do not know the whole year give NULL.
 */
static void
put_short_year(struct buf *b, const char *name)
{
	buf_puts(b, "COALESCE(YEAR(");
	conn_put_name(b, name);
	buf_puts(b, ") * (YEAR(");
	conn_put_name(b, name);
	buf_puts(b, ") <> 1900), ");
	conn_put_name(b, name);
	buf_putc(b, ')');
}

void
sql_put_columns(struct buf *b, const struct row_table *t, bool labels)
{
	for (unsigned i = 0; i < t->ncolumns; i++) {
		const struct row_column *c = &t->column[i];
		const char *before = "", *after = "";

		switch (c->type) {
		case ROW_FLOAT:
			/* the server prints six digits of a FLOAT, but all
			 * of a double; + 0e0 would lose -0 */
			after = " * 1e0";
			break;
		case ROW_DOUBLE:
			if (strchr(c->text, '(') != NULL)
				after = " * 1e0"; /* fixed scale: printed cut */
			break;
		case ROW_ENUM:
		case ROW_SET:
			/* a label "" may be a member or the error value */
			if (labels)
				break;
			before = "CAST(";
			after = " AS UNSIGNED)";
			break;
		default:
			break;
		}
		if (i > 0)
			buf_puts(b, ", ");
		if (c->type == ROW_YEAR && strcmp(c->text, "year(2)") == 0) {
			put_short_year(b, c->name);
			continue;
		}
		buf_puts(b, before);
		conn_put_name(b, c->name);
		buf_puts(b, after);
	}
}

void
sql_put_key(struct buf *b, const struct row_table *t, unsigned n)
{
	for (unsigned i = 1; i <= n; i++) {
		if (i > 1)
			buf_puts(b, ", ");
		conn_put_name(b, keys_column(t, i)->name);
	}
}
