/*
 * query.c: the walk over a query; see query.h.  Expressions are in expr.c,
 * what comes out is kept by query_out.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mclocal/query_own.h"

int
query_take(struct query *t, const char *word)
{
	if (!sql_is(t->q, word))
		return 0;
	query_put(t, word);
	t->q->at++;
	return 1;
}

int
query_expect(struct query *t, const char *word)
{
	return query_take(t, word) ? 0 : sql_fail_token(t->q);
}

bool
query_token_in(const struct token *t, const char *words)
{
	char text[40];

	if (t->kind != LEX_WORD || t->textlen > sizeof(text) - 3)
		return false;
	snprintf(text, sizeof(text), " %s ", t->text);
	return strstr(words, text) != NULL;
}

bool
query_word_in(const struct sql *q, const char *words)
{
	return query_token_in(sql_token(q), words);
}

/* Ends a part of a SELECT at its own level. */
bool
query_at_clause(const struct sql *q)
{
	return sql_token(q)->kind == LEX_END || sql_is(q, ")") ||
	       sql_is(q, ";") ||
	       query_word_in(q,
		   " from where group having order limit union intersect except"
		   " minus distribute sort cluster ");
}

/* After a table: what cannot be its alias. */
static bool
at_join(const struct sql *q)
{
	return query_at_clause(q) ||
	       query_word_in(q,
		   " on using join left right full inner outer cross natural"
		   " lateral tablesample pivot window ");
}

static int
walk_alias(struct query *t, const char *own)
{
	struct sql *q = t->q;
	const struct token *name;

	if (sql_take(q, "as")) {
		if ((name = sql_name(q)) == NULL)
			return -1;
	} else if (sql_token(q)->kind == LEX_NAME ||
		   (sql_token(q)->kind == LEX_WORD && !at_join(q))) {
		name = sql_name(q);
	} else {
		name = NULL;
	}
	if (name == NULL && own == NULL)
		return 0;
	query_put(t, "AS");
	query_put_name(t, name != NULL ? name->text : own);
	return 0;
}

static bool
is_cte(const struct query *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->ncte; i++)
		if (strcmp(t->cte[i], name) == 0)
			return true;
	return false;
}

static int
walk_table(struct query *t, struct scope *sc)
{
	struct sql *q = t->q;
	const struct token *at = sql_token(q);
	struct table *table;
	char *view;
	int rc;

	if (at->kind != LEX_WORD && at->kind != LEX_NAME)
		return sql_fail_token(q);
	if (is_cte(t, at->text) && !token_is(sql_ahead(q, 1), ".")) {
		query_put_name(t, at->text);
		q->at++;
		return walk_alias(t, NULL);
	}
	if ((table = sql_table(q)) == NULL)
		return -1;
	view = xasprintf("%s.%s", table->project, table->name);
	query_put_name(t, view);
	free(view);
	rc = walk_alias(t, table->name);
	if (table->nparts > 0 && sc->npartitioned < SCOPE_MAX) {
		sc->at[sc->npartitioned] = at;
		sc->partitioned[sc->npartitioned++] = table;
	} else {
		table_free(table);
	}
	return rc;
}

/* Is a query what begins here, behind any number of parentheses? */
static bool
is_query(const struct sql *q, size_t n)
{
	while (token_is(sql_ahead(q, n), "("))
		n++;
	return token_is(sql_ahead(q, n), "select") ||
	       token_is(sql_ahead(q, n), "with");
}

static int walk_query(struct query *t);
static int walk_from(struct query *t, struct scope *sc);

static int
walk_reference(struct query *t, struct scope *sc)
{
	struct sql *q = t->q;

	if (!sql_is(q, "("))
		return walk_table(t, sc);
	query_put(t, "(");
	q->at++;
	if (is_query(q, 0)) {
		if (walk_query(t) == -1 || query_expect(t, ")") == -1)
			return -1;
		return walk_alias(t, NULL);
	}
	if (walk_from(t, sc) == -1)
		return -1;
	return query_expect(t, ")");
}

static int
walk_from(struct query *t, struct scope *sc)
{
	struct sql *q = t->q;

	if (walk_reference(t, sc) == -1)
		return -1;
	while (!query_at_clause(q)) {
		if (query_word_in(q, " lateral semi anti tablesample pivot "))
			return sql_fail(q, sql_token(q), SQL_PARSE,
			    "Parse exception - mclocal has no %s",
			    sql_token(q)->text);
		if (query_take(t, ",") || query_take(t, "join")) {
			if (walk_reference(t, sc) == -1)
				return -1;
		} else if (query_word_in(q,
			       " on using left right full inner outer cross"
			       " natural ") &&
			   !token_is(sql_ahead(q, 1), "(")) {
			query_take(t, sql_token(q)->text);
		} else if (query_take(t, "on") || query_take(t, "using")) {
			continue;
		} else if (expr_one(t) == -1) {
			return -1;
		}
	}
	return 0;
}

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

static int
walk_clauses(struct query *t, struct scope *sc)
{
	struct sql *q = t->q;
	size_t from = q->at, to = 0, where = 0, end = 0;
	bool is_where;

	if (query_take(t, "from") && walk_from(t, sc) == -1)
		return -1;
	while (query_word_in(q, " where group having ")) {
		if (!sql_is(q, "where") && to == 0)
			to = q->at;
		is_where = sql_is(q, "where");
		query_take(t, sql_token(q)->text);
		if (is_where)
			where = q->at;
		if (expr_until_clause(t) == -1)
			return -1;
		if (is_where)
			end = q->at;
	}
	if (query_word_in(q, " distribute sort cluster ")) {
		if (to == 0)
			to = q->at;
		/* they place rows on machines; here is only one */
		while (!query_word_in(q, " order limit union intersect except"
					 " minus ") &&
		       !sql_is(q, ")") && !sql_is(q, ";") &&
		       sql_token(q)->kind != LEX_END)
			q->at++;
	}
	if (check_scan(t, sc, from, to == 0 ? q->at : to) == -1)
		return -1;
	return check_count(t, sc, where, end);
}

/* Behind the first piece of a column: does this leave its type alone? */
static bool
keeps_type(const struct sql *q)
{
	const struct token *k = sql_token(q);

	return k->kind == LEX_NAME || token_is(k, "as") ||
	       token_is(k, "over") ||
	       (k->kind == LEX_WORD && (q->at == 0 || !token_is(k - 1, ".")) &&
		   !query_word_in(q, " and or is in like between not div "));
}

/* What the next token makes of the type of its column: a quotient is a
 * double, and stays one among sums and products. */
static void
type_after(const struct sql *q, char *type, size_t size)
{
	const struct token *k = sql_token(q);
	bool quotient = strcmp(type, "double") == 0;

	if (keeps_type(q))
		return;
	if (token_is(k, "/"))
		snprintf(type, size, "double");
	else if (!quotient || (k->kind != LEX_NUMBER &&
				  (k->kind != LEX_OP ||
				      strchr("+-*%(.", k->text[0]) == NULL)))
		type[0] = '\0';
}

/* The columns of a SELECT; of the outermost one their types are noted. */
static int
walk_list(struct query *t)
{
	struct sql *q = t->q;
	bool note = t->depth == 1 && t->nhints == 0, first = true;
	char type[32] = "";

	query_take(t, "all");
	query_take(t, "distinct");
	while (!query_at_clause(q)) {
		if (sql_is(q, ",")) {
			if (note)
				query_add_hint(t, type);
			first = true;
			type[0] = '\0';
		} else if (sql_is(q, "*") && first) {
			note = false;
		} else if (sql_is(q, "*") && token_is(sql_token(q) - 1, ".")) {
			note = false;
		} else if (!first) {
			type_after(q, type, sizeof(type));
		}
		t->made[0] = '\0';
		if (expr_one(t) == -1)
			return -1;
		if (first && t->made[0] != '\0')
			memcpy(type, t->made, sizeof(type));
		first = token_is(sql_token(q) - 1, ",");
	}
	if (note)
		query_add_hint(t, type);
	return 0;
}

static int
walk_select(struct query *t)
{
	struct scope sc = { .npartitioned = 0 };
	bool list = t->list;
	int rc;

	if (query_expect(t, "select") == -1)
		return -1;
	t->list = true;
	rc = walk_list(t);
	t->list = false;
	if (rc == 0)
		rc = walk_clauses(t, &sc);
	t->list = list;
	while (sc.npartitioned > 0)
		table_free(sc.partitioned[--sc.npartitioned]);
	return rc;
}

static int
walk_member(struct query *t)
{
	struct sql *q = t->q;

	if (sql_is(q, "(")) { /* SQLite has no parentheses here */
		query_put(t, "SELECT * FROM (");
		q->at++;
		if (walk_query(t) == -1)
			return -1;
		return query_expect(t, ")");
	}
	if (query_take(t, "values"))
		return expr_until_clause(t);
	return walk_select(t);
}

static int
walk_query(struct query *t)
{
	struct sql *q = t->q;

	if (++t->depth > DEPTH_MAX)
		return sql_fail(q, sql_token(q), SQL_PARSE,
		    "Parse exception - the query is nested too deeply");
	if (sql_is(q, "with") && query_with(t) == -1)
		return -1;
	for (;;) {
		if (walk_member(t) == -1)
			return -1;
		if (sql_is(q, "minus")) {
			query_put(t, "EXCEPT");
			q->at++;
		} else if (!query_take(t, "union") &&
			   !query_take(t, "intersect") &&
			   !query_take(t, "except")) {
			break;
		}
		query_take(t, "all");
		sql_take(q, "distinct");
	}
	if (query_take(t, "order") && expr_until_clause(t) == -1)
		return -1;
	if (query_take(t, "limit") && expr_until_clause(t) == -1)
		return -1;
	t->depth--;
	return 0;
}

int
query_with(struct query *t)
{
	struct sql *q = t->q;
	const struct token *name;

	if (query_expect(t, "with") == -1)
		return -1;
	do {
		if ((name = sql_name(q)) == NULL)
			return -1;
		query_put_name(t, name->text);
		if (query_expect(t, "as") == -1 || query_expect(t, "(") == -1 ||
		    walk_query(t) == -1 || query_expect(t, ")") == -1)
			return -1;
		t->cte = xreallocarray(t->cte, t->ncte + 1, sizeof(*t->cte));
		t->cte[t->ncte++] = name->text;
	} while (query_take(t, ","));
	return 0;
}

int
query_walk(struct query *t)
{
	return walk_query(t);
}

int
query_nested(struct query *t)
{
	return walk_query(t);
}
