/*
 * query_select.c: one SELECT: its list, FROM, WHERE, GROUP BY, HAVING.
 */
#include <stdio.h>
#include <string.h>

#include "mclocal/query_own.h"

/* AS name, or what the expression is called without one. */
static const char *
item_name(struct query *t, const struct expr *e, size_t i)
{
	struct sql *q = t->q;
	const struct token *name;
	char text[24];

	if (sql_take(q, "as") || sql_token(q)->kind == LEX_NAME ||
	    (sql_token(q)->kind == LEX_WORD && !query_at_clause(q))) {
		name = sql_name(q);
		return name == NULL ? NULL : query_dup(t, name->text);
	}
	if (e->column != NULL)
		return e->column;
	snprintf(text, sizeof(text), "_c%zu", i);
	return query_dup(t, text);
}

static int
item(struct query *t, const struct scope *sc, struct buf *out,
    struct shape *shape)
{
	struct sql *q = t->q;
	const struct token *from = sql_token(q), *to;
	const char *name, *qualifier = NULL;
	struct expr *e;

	if (token_is(sql_ahead(q, 1), ".") && token_is(sql_ahead(q, 2), "*")) {
		qualifier = sql_token(q)->text;
		q->at += 2;
	}
	if (sql_is(q, "*")) {
		if (scope_star(t, sc, qualifier, out, shape) == -1)
			return -1;
		q->at++;
		return 0;
	}
	if ((e = expr_parse(t, sc)) == NULL)
		return -1;
	to = sql_token(q);
	if ((name = item_name(t, e, shape->n)) == NULL)
		return -1;
	group_item(t, sc, from, to, name, shape->n + 1);
	buf_puts(out, shape->n > 0 ? ", " : "");
	expr_put_key(out, e);
	buf_puts(out, " AS ");
	store_put_name(out, name);
	shape_add(t, shape, name, &e->type);
	return 0;
}

static int
list(struct query *t, const struct scope *sc, struct buf *out,
    struct shape *shape)
{
	do {
		if (item(t, sc, out, shape) == -1)
			return -1;
	} while (sql_take(t->q, ","));
	return query_at_clause(t->q) ? 0 : sql_fail_token(t->q);
}

/* --- which partitions are read -------------------------------------------- */

/* Partitions are read by choice or by permission. */
static int
check_scan(struct query *t, const struct scope *sc, size_t from, size_t to)
{
	struct sql *q = t->q;
	const struct table *table;
	unsigned i;
	size_t k;
	int column;

	for (i = 0; i < sc->npartitioned && !q->fullscan; i++) {
		table = sc->partitioned[i];
		for (k = from; k < to; k++) {
			const struct token *w = &q->lex.t[k];

			if (w->kind != LEX_WORD && w->kind != LEX_NAME)
				continue;
			column = table_column(table, w->text, w->textlen);
			if (column >= (int)table->ncolumns)
				break;
		}
		if (k == to)
			return sql_fail(q, sc->at[i], SQL_SEMANTIC,
			    "Semantic analysis exception - table %s.%s is full"
			    " scan with all partitions, please specify"
			    " partition predicates",
			    table->project, table->name);
	}
	return 0;
}

static int
check_count(struct query *t, const struct scope *sc, size_t from, size_t to)
{
	unsigned i;

	for (i = 0; i < sc->npartitioned; i++)
		if (query_partitions(t, sc->partitioned[i], from, to) >
		    QUERY_PARTITIONS_MAX)
			return sql_fail(t->q, sc->at[i], SQL_SEMANTIC,
			    "Semantic analysis exception - more than %d"
			    " partitions of table %s.%s are read",
			    QUERY_PARTITIONS_MAX, sc->partitioned[i]->project,
			    sc->partitioned[i]->name);
	return 0;
}

/* --- all of it ------------------------------------------------------------ */

static int
where(struct query *t, struct scope *sc, struct buf *out)
{
	struct expr *e = NULL;

	if (sql_take(t->q, "where") && (e = expr_parse(t, sc)) == NULL)
		return -1;
	if (e == NULL && sc->extra.len == 0)
		return 0;
	buf_puts(out, " WHERE ");
	if (e != NULL)
		buf_put(out, e->sql.data, e->sql.len);
	buf_puts(out, e != NULL && sc->extra.len > 0 ? " AND " : "");
	buf_put(out, sc->extra.data, sc->extra.len);
	return 0;
}

static int
group(struct query *t, struct scope *sc, struct buf *out)
{
	struct sql *q = t->q;
	const struct use *mark = group_mark(sc);
	const struct token *from;
	struct expr *e;
	bool first = true;

	if (sql_take(q, "group")) {
		if (sql_expect(q, "by") == -1)
			return -1;
		do {
			if (sql_word_in(q, " grouping rollup cube "))
				return query_lacks(t, sql_token(q)->text);
			from = sql_token(q);
			if ((e = expr_parse(t, sc)) == NULL)
				return -1;
			group_key(t, sc, from, e, mark);
			buf_puts(out, first ? " GROUP BY " : ", ");
			query_put_key(out, e, q->group_places);
			first = false;
		} while (sql_take(q, ","));
		if (sql_is(q, "with") || sql_is(q, "grouping"))
			return query_lacks(t, "GROUPING SETS, ROLLUP or CUBE");
	}
	if (!sql_take(q, "having"))
		return 0;
	group_aggregate(sc, mark);
	if ((e = expr_parse(t, sc)) == NULL)
		return -1;
	buf_puts(out, " HAVING ");
	buf_put(out, e->sql.data, e->sql.len);
	return 0;
}

/* They place rows on machines; here is only one. */
static void
skip_placing(struct sql *q)
{
	if (!sql_word_in(q, " distribute sort cluster "))
		return;
	while (!sql_word_in(q, " order limit union intersect except minus ") &&
	       !sql_is(q, ")") && !sql_is(q, ";") &&
	       sql_token(q)->kind != LEX_END)
		q->at++;
}

/* The FROM of the SELECT whose list begins here; 0 when it has none. */
static size_t
find_from(const struct sql *q)
{
	size_t n, level = 0;

	for (n = 0; sql_ahead(q, n)->kind != LEX_END; n++) {
		const struct token *k = sql_ahead(q, n);

		if (token_is(k, "within") &&
		    token_is(sql_ahead(q, n + 1), "group"))
			n++;

		if (token_is(k, "("))
			level++;
		else if (token_is(k, ")") && level-- == 0)
			break;
		if (level > 0)
			continue;
		if (token_is(k, "from") &&
		    !token_is(sql_ahead(q, n > 0 ? n - 1 : 0), "."))
			return q->at + n;
		if (token_is(k, ";") ||
		    token_in(k, " union where group intersect except"
				" minus "))
			break;
	}
	return 0;
}

/* FROM comes first, for it says what the names of the list are. */
static int
select_parts(
    struct query *t, struct scope *sc, struct buf *out, struct shape *shape)
{
	struct sql *q = t->q;
	struct expr *from = expr_new(t, ""); /* for its buffer */
	size_t begin = q->at, at = find_from(q), behind, to, condition;
	const struct use *mark;

	sc->group = group_new(t);
	behind = 0;
	if (at != 0) {
		q->at = at + 1;
		if (from_parse(t, sc, &from->sql) == -1)
			return -1;
		behind = q->at;
		q->at = begin;
		group_forget(sc, NULL);
	}
	if (list(t, sc, out, shape) == -1)
		return -1;
	if (at != 0) {
		if (q->at != at)
			return sql_fail_token(q);
		buf_puts(out, " FROM ");
		buf_put(out, from->sql.data, from->sql.len);
		q->at = behind;
	}
	condition = q->at + 1;
	mark = group_mark(sc);
	if (where(t, sc, out) == -1)
		return -1;
	group_forget(sc, mark);
	to = q->at;
	sc->result = shape;
	if (group(t, sc, out) == -1)
		return -1;
	if (sql_word_in(q, " qualify window "))
		return query_lacks(t, sql_token(q)->text);
	skip_placing(q);
	if (group_check(t, sc) == -1 || check_scan(t, sc, at, to) == -1)
		return -1;
	return check_count(t, sc, condition, to);
}

int
query_select(
    struct query *t, struct scope *sc, struct buf *out, struct shape *shape)
{
	struct sql *q = t->q;

	if (sql_expect(q, "select") == -1)
		return -1;
	buf_puts(out, "SELECT ");
	if (!sql_take(q, "all") && sql_take(q, "distinct"))
		buf_puts(out, "DISTINCT ");
	return select_parts(t, sc, out, shape);
}
