/*
 * query_own.h: between query.c and expr.c.
 */
#ifndef MCLOCAL_QUERY_OWN_H
#define MCLOCAL_QUERY_OWN_H

#include "mclocal/query.h"

enum {
	SCOPE_MAX = 32, /* partitioned tables of one SELECT that are judged */
	DEPTH_MAX = 60,
	QUERY_PARTITIONS_MAX = 10000 /* that one SELECT may read of a table */
};

/* The tables of one SELECT that have partitions. */
struct scope {
	struct table *partitioned[SCOPE_MAX];
	const struct token *at[SCOPE_MAX];
	unsigned npartitioned;
};

/* The type of a column that is an expression. */
struct hint {
	char type[32];
	bool text_only; /* if the values are texts (SUM of decimals) */
};

struct query {
	struct sql *q;
	struct buf out;
	struct {
		size_t at;    /* in out */
		size_t token; /* in the script */
	} * map;
	size_t nmap;
	const char **cte; /* names of WITH; borrowed from the tokens */
	size_t ncte;
	unsigned depth;
	bool list;         /* in the list of a SELECT */
	char made[32];     /* type of what expr_one made, "" not known */
	struct hint *hint; /* of the outermost list, until a star */
	size_t nhints;
	bool over; /* in the parentheses of OVER */
};

void query_put_name(struct query *t, const char *name);
int query_take(struct query *t, const char *word);   /* 1 or 0 */
int query_expect(struct query *t, const char *word); /* 0 or -1 */
bool query_word_in(const struct sql *q, const char *words);
bool query_token_in(const struct token *t, const char *words);
/* prune.c: the partitions of a table that are read; from..to are the tokens
 * of WHERE. */
int64_t query_partitions(
    struct query *t, const struct table *table, size_t from, size_t to);
bool query_at_clause(const struct sql *q);
int query_nested(struct query *t);
/* The type of the next column of the outermost list; '?' in front: only if
 * its values are texts. */
void query_add_hint(struct query *t, const char *type);

/* expr.c: one token, or what it begins; all until the next clause. */
int expr_one(struct query *t);
int expr_until_clause(struct query *t);

#endif
