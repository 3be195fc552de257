/*
 * expr.h: what a row filter or a script says, before a table is known.
 *
 * A tree of constants, columns, variables and calls; each knows where it
 * stood.  Operators of SQL are calls under their own names: "=", "and",
 * "in".  bind.h makes of it what is evaluated.
 */
#ifndef ROWFILTER_EXPR_H
#define ROWFILTER_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "rowfilter/lex.h"

enum expr_kind {
	EXPR_NULL,
	EXPR_BOOL,   /* text "0" or "1" */
	EXPR_NUMBER, /* text, with its sign */
	EXPR_TEXT,
	EXPR_COLUMN,
	EXPR_VARIABLE,
	EXPR_CALL
};

enum {
	EXPR_DEPTH = 200,  /* nested calls */
	EXPR_ARGS = 10000, /* of one call: a list of IN */
	EXPR_SOURCE = 1048576
};

struct expr {
	enum expr_kind kind;
	char *text; /* name of a call, column; constant */
	size_t len;
	char *label; /* a named argument's name ("hours"), or NULL */
	struct expr **arg;
	unsigned nargs;
	unsigned line, column;
};

/* A parser at work: sql.c, dsl.c. */
struct expr_reader {
	struct lex lex;
	unsigned depth;
	char why[256]; /* "line:column: what" */
	bool failed;
};

struct expr *expr_new(
    enum expr_kind kind, const char *text, size_t n, const struct lex *at);
void expr_add(struct expr *e, struct expr *arg);
void expr_free(struct expr *e);

/* Says once what is wrong at the word read; NULL. */
struct expr *expr_refuse(struct expr_reader *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The word must be this sign; goes behind it. */
bool expr_expect(struct expr_reader *r, const char *sign);

/* Yours, expr_free.  NULL: why, of n bytes, "line:column: what". */
struct expr *expr_sql(const char *source, char *why, size_t n);
struct expr *expr_script(const char *source, char *why, size_t n);

#endif
