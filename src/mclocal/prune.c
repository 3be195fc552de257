/*
 * prune.c: how many partitions a SELECT reads.  What WHERE demands of the
 * partition columns alone is asked of the list of partitions; conditions
 * that name anything else, and those of joins, count for nothing.
 */
#include <string.h>

#include "mclocal/query_own.h"

/* Words of a condition that are no columns. */
static const char neutral[] =
    " and or not in is null like between when then else end case true false"
    " date datetime timestamp escape div ";

/* Does it name columns, and only those by which the table is partitioned? */
static bool
is_about(const struct sql *q, const struct table *t, size_t from, size_t to)
{
	const struct token *w;
	bool some = false;
	size_t i;
	int column;

	for (i = from; i < to; i++) {
		w = &q->lex.t[i];
		if (w->kind != LEX_WORD && w->kind != LEX_NAME)
			continue;
		column = table_column(t, w->text, w->textlen);
		if (token_is(w + 1, ".")) /* a table, or its alias */
			continue;
		if (column >= (int)t->ncolumns)
			some = true;
		else if (column != -1 || token_is(w, "select") ||
			 (!token_is(w + 1, "(") && !token_in(w, neutral)))
			return false;
	}
	return some;
}

/* One condition; what cannot be asked of partitions alone is no condition. */
static void
add_condition(struct query *t, struct buf *b, const struct scope *sc,
    size_t from, size_t to)
{
	struct sql *q = t->q;
	size_t at = q->at;
	struct expr *e;

	q->at = from;
	e = expr_conjunct(t, sc);
	if (q->at != to) { /* an OR, perhaps */
		q->at = from;
		e = expr_parse(t, sc);
	}
	if (e != NULL && q->at == to) {
		buf_puts(b, " AND ");
		buf_put(b, e->sql.data, e->sql.len);
	}
	q->why[0] = '\0';
	q->at = at;
}

/* The end of the condition that begins at from: the next AND on its level,
 * but that of BETWEEN; to where OR or CASE makes it hard. */
static size_t
condition_end(const struct sql *q, size_t from, size_t to)
{
	bool between = false;
	size_t i, level = 0, end = to;

	for (i = from; i < to; i++) {
		const struct token *w = &q->lex.t[i];

		if (token_is(w, "("))
			level++;
		else if (token_is(w, ")"))
			level--;
		if (level > 0)
			continue;
		if (token_is(w, "or") || token_is(w, "||") ||
		    token_is(w, "case"))
			return to;
		if (token_is(w, "between"))
			between = true;
		else if ((token_is(w, "and") || token_is(w, "&&")) && !between)
			end = end == to ? i : end;
		else if (token_is(w, "and"))
			between = false;
	}
	return end;
}

static void
put_list(struct buf *b, const struct table *t, const char *what)
{
	unsigned i;

	buf_printf(b, "SELECT %s FROM (SELECT id AS \"#\"", what);
	for (i = 0; i < t->nparts; i++) {
		buf_printf(b,
		    t->column[t->ncolumns + i].type.class == ROW_C_INT
			? ", CAST(v%u AS INTEGER) AS "
			: ", v%u AS ",
		    i);
		store_put_name(b, t->column[t->ncolumns + i].name);
	}
	buf_printf(b, " FROM mc_partition WHERE tbl = %lld) AS p WHERE 1",
	    (long long)t->id);
}

/* Names of partition columns, whatever stands in front of them. */
static void
list_scope(struct query *t, struct scope *sc, const struct table *table)
{
	struct shape *shape = query_alloc(t, sizeof(*shape));
	unsigned i;

	for (i = table->ncolumns; i < table->ncolumns + table->nparts; i++)
		shape_add(t, shape, query_dup(t, table->column[i].name),
		    &table->column[i].type);
	scope_init(sc, NULL);
	sc->any = true;
	scope_add(t, sc, "p", shape, false);
}

sqlite3_stmt *
query_match(struct query *t, const struct table *table)
{
	struct scope sc;
	struct expr *e;

	list_scope(t, &sc, table);
	if ((e = expr_parse(t, &sc)) == NULL)
		return NULL;
	put_list(&t->out, table, "\"#\"");
	buf_puts(&t->out, " AND ");
	buf_put(&t->out, e->sql.data, e->sql.len);
	return query_prepare(t);
}

int64_t
query_partitions(
    struct query *t, const struct table *table, size_t from, size_t to)
{
	struct sql *q = t->q;
	struct scope sc;
	struct buf b;
	size_t end;
	int64_t n;

	n = store_number(q->s, 0,
	    "SELECT count(*) FROM mc_partition WHERE tbl = ?1", "i", table->id);
	if (n <= QUERY_PARTITIONS_MAX || from >= to)
		return n;
	buf_init(&b);
	put_list(&b, table, "count(*)");
	list_scope(t, &sc, table);
	for (; from < to; from = end + 1) {
		end = condition_end(q, from, to);
		if (is_about(q, table, from, end))
			add_condition(t, &b, &sc, from, end);
	}
	n = store_number(q->s, 0, buf_str(&b), "");
	buf_release(&b);
	return n;
}
