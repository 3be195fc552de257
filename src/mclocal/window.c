/*
 * window.c: windows of functions: OVER (PARTITION BY ... ORDER BY ...).
 */
#include "mclocal/query_own.h"

static int
window_list(struct query *t, const struct scope *sc, struct buf *out,
    const char *words, bool order)
{
	struct sql *q = t->q;
	struct expr *e;

	buf_puts(out, words);
	if (sql_expect(q, "by") == -1)
		return -1;
	do {
		if (sql_is(q, ","))
			q->at++;
		if ((e = expr_parse(t, sc)) == NULL)
			return -1;
		expr_put_key(out, e);
		if (order && (sql_is(q, "asc") || sql_is(q, "desc"))) {
			buf_puts(out, sql_is(q, "asc") ? " ASC" : " DESC");
			q->at++;
		}
		if (order && sql_take(q, "nulls")) {
			buf_puts(out, sql_is(q, "first") ? " NULLS FIRST"
							 : " NULLS LAST");
			if (!sql_take(q, "first") &&
			    sql_expect(q, "last") == -1)
				return -1;
		}
		if (sql_is(q, ","))
			buf_puts(out, ", ");
	} while (sql_is(q, ","));
	return 0;
}

/* ROWS BETWEEN ... AND ...: SQLite's own words. */
static int
window_frame(struct query *t, struct buf *out)
{
	struct sql *q = t->q;

	while (!sql_is(q, ")")) {
		if (!sql_word_in(q, " rows range groups between and unbounded"
				    " preceding following current row"
				    " exclude no others ties ") &&
		    sql_token(q)->kind != LEX_NUMBER)
			return sql_fail_token(q);
		buf_printf(out, " %s", sql_token(q)->text);
		q->at++;
	}
	return 0;
}

int
window_parse(struct query *t, const struct scope *sc, struct buf *out)
{
	struct sql *q = t->q;

	buf_puts(out, " OVER (");
	if (sql_expect(q, "(") == -1)
		return -1;
	if ((sql_take(q, "partition") || sql_take(q, "distribute")) &&
	    window_list(t, sc, out, "PARTITION BY ", false) == -1)
		return -1;
	if ((sql_take(q, "order") || sql_take(q, "sort")) &&
	    window_list(t, sc, out, " ORDER BY ", true) == -1)
		return -1;
	if (window_frame(t, out) == -1)
		return -1;
	buf_putc(out, ')');
	return sql_expect(q, ")");
}
