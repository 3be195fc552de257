/*
 * query_own.h: the rooms of a query: query.c (SELECT), from.c (FROM), scope.c
 * (names), group.c (names in groups), expr.c and call.c (expressions), prune.c
 * (partitions).
 *
 * What they make lives until query_free, so errors need no cleaning up.
 */
#ifndef MCLOCAL_QUERY_OWN_H
#define MCLOCAL_QUERY_OWN_H

#include "mclocal/query.h"
#include "mclocal/types.h"

enum {
	SCOPE_MAX = 32, /* partitioned tables of one SELECT that are judged */
	DEPTH_MAX = 60,
	QUERY_PARTITIONS_MAX = 10000 /* that one SELECT may read of a table */
};

/* A piece of SQL for SQLite, and the type of its value. */
struct expr {
	struct buf sql;
	struct row_dest_column type;
	const char *column; /* its name, when it is a column alone */
	bool literal;
	struct expr *next; /* all of a query */
};

/* One table of a FROM. */
struct source {
	const char *alias;
	const struct shape *shape;
	bool using; /* joined so that a name may stand in several */
	struct source *next;
};

/* The names that an expression may use. */
struct scope {
	const struct scope *outer;
	struct source *source, **end;
	const struct shape *result; /* names of the list, for what follows */
	bool result_first;          /* ORDER BY looks there first */
	bool any;                   /* every qualifier is that of the source */
	struct buf extra;           /* conditions of semi joins */
	struct group *group;        /* NULL: names are not judged */
	/* tables that have partitions */
	struct table *partitioned[SCOPE_MAX];
	const struct token *at[SCOPE_MAX];
	unsigned npartitioned;
};

struct cte {
	const char *name;
	const struct shape *shape;
	const struct cte *next;
};

struct query {
	struct sql *q;
	struct buf out;
	struct shape shape; /* of the whole */
	const struct cte *cte;
	unsigned depth;
	struct expr *exprs;
	struct pool {
		struct pool *next;
	} * pool;
};

/* Zeroed memory, and texts. */
void *query_alloc(struct query *t, size_t n);
const char *query_dup(struct query *t, const char *text);
/* -1 when it nests too deeply; else count t->depth down afterwards. */
int query_deeper(struct query *t);
/* Ends a part of a SELECT at its own level. */
bool query_at_clause(const struct sql *q);
/* -1: mclocal has no such thing. */
int query_lacks(struct query *t, const char *what);
/* A key of GROUP BY or ORDER BY; is a number a place in the list? */
void query_put_key(struct buf *out, const struct expr *e, bool places);
/* A SELECT, VALUES, or several with UNION, perhaps in parentheses. */
int query_nested(struct query *t, const struct scope *outer, struct buf *out,
    struct shape *shape);
/* Does a query begin n tokens ahead, behind any number of parentheses? */
bool query_begins(const struct sql *q, size_t n);

/* from.c */
int from_parse(struct query *t, struct scope *sc, struct buf *out);

/* scope.c */
void scope_init(struct scope *sc, const struct scope *outer);
void scope_release(struct scope *sc);
void scope_add(struct query *t, struct scope *sc, const char *alias,
    const struct shape *shape, bool using);
const struct shape *scope_table(struct query *t, const struct table *table);
void shape_add(struct query *t, struct shape *s, const char *name,
    const struct row_dest_column *type);
/* name or qualifier.name at the current tokens. */
struct expr *scope_column(struct query *t, const struct scope *sc);
/* The columns of *, or of qualifier.*, as items of a list. */
int scope_star(struct query *t, const struct scope *sc, const char *qualifier,
    struct buf *out, struct shape *shape);

/* group.c: what a SELECT with groups may name. */
struct use;
struct group *group_new(struct query *t);
/* A column was named. */
void group_use(struct query *t, const struct scope *sc, const struct token *at,
    const char *table, const char *name);
/* The names of later than a mark do not count. */
const struct use *group_mark(const struct scope *sc);
void group_forget(const struct scope *sc, const struct use *mark);
/* The same, and there are groups: they stand in an aggregate. */
void group_aggregate(const struct scope *sc, const struct use *mark);
/* An expression of the list, and one of GROUP BY, up to the current token. */
void group_item(struct query *t, const struct scope *sc,
    const struct token *from, const struct token *to, const char *name,
    size_t place);
void group_key(struct query *t, const struct scope *sc,
    const struct token *from, const struct expr *e, const struct use *mark);
/* -1: a name has no one value in a group. */
int group_check(struct query *t, const struct scope *sc);

/* expr.c: NULL with q->why. */
struct expr *expr_parse(struct query *t, const struct scope *sc);
/* The same without AND and OR, and without conditions at all. */
struct expr *expr_conjunct(struct query *t, const struct scope *sc);
struct expr *expr_operand(struct query *t, const struct scope *sc);
struct expr *expr_new(struct query *t, const char *type);
void expr_put(struct expr *e, const struct expr *other);
void expr_text(struct expr *e, const char *p, size_t n);
/* before e after, in place. */
void expr_enclose(struct expr *e, const char *before, const char *after);
/* Convert, as MaxCompute does without being asked. */
void expr_as(struct query *t, struct expr *e, const struct row_dest_column *to);
void expr_as_name(struct query *t, struct expr *e, const char *type);
/* Is it a whole number as it stands? */
bool expr_is_place(const struct expr *e);
/* In a place where values are compared: decimals by their collation. */
void expr_put_key(struct buf *b, const struct expr *e);
/* Both to the type in which they are compared. */
void expr_comparable(struct query *t, struct expr *a, struct expr *b);
/* a op b, one of = <> < <= > >= <=>. */
struct expr *expr_compare(
    struct query *t, const char *op, struct expr *a, struct expr *b);
/* The name of a type; type 0 with q->why. */
struct row_dest_column expr_type(struct query *t);

/* window.c: behind OVER */
int window_parse(struct query *t, const struct scope *sc, struct buf *out);

/* query_select.c: one SELECT, without ORDER BY and LIMIT. */
int query_select(
    struct query *t, struct scope *sc, struct buf *out, struct shape *shape);

/* call.c: what begins with a word and a parenthesis, CASE, typed literals. */
struct expr *call_parse(struct query *t, const struct scope *sc);
struct expr *call_case(struct query *t, const struct scope *sc);

/* prune.c: the partitions of a table that are read; from..to are the tokens
 * of WHERE. */
int64_t query_partitions(
    struct query *t, const struct table *table, size_t from, size_t to);

#endif
