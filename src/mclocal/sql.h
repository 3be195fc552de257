/*
 * sql.h: a script of SQL on its way.  sql.c walks the statements, ddl.c,
 * dml.c and query.c know them.
 */
#ifndef MCLOCAL_SQL_H
#define MCLOCAL_SQL_H

#include "mclocal/lex.h"
#include "mclocal/store.h"
#include "mclocal/table.h"

enum {
	SQL_LENGTH_MAX = 2097152 /* bytes of a script */
};

struct sql {
	struct store *s;
	const char *project;
	int64_t no;    /* the instance: rows go to q<no> */
	bool fullscan; /* odps.sql.allow.fullscan */
	bool hive;     /* odps.sql.hive.compatible */
	/* numbers in GROUP BY and ORDER BY are places in the list */
	bool group_places, order_places;
	/* the outcome */
	int64_t nrows;   /* of the query, -1 when there was none */
	struct buf text; /* of DESC and SHOW */
	char why[640];   /* ODPS-0130131:[1,15] ... */
	/* own */
	struct lex lex;
	size_t at;
};

void sql_init(struct sql *q, struct store *s, const char *project, int64_t no);
void sql_release(struct sql *q);
void sql_set(struct sql *q, const char *key, const char *value);
/* All statements, inside a transaction of the caller.  -1 with q->why. */
int sql_run(struct sql *q, const char *script, size_t n);

/* --- for the statements --------------------------------------------------- */

/* Codes of errors, the number behind ODPS-. */
#define SQL_PARSE    "0130161"
#define SQL_SEMANTIC "0130071"
#define SQL_NO_TABLE "0130131"
#define SQL_EXISTS   "0130211"
#define SQL_NO_PART  "0130271"
#define SQL_PART     "0123031"
#define SQL_VALUE    "0121095"
#define SQL_BROKEN   "0010000"

/* -1, with the place of token t (NULL: none) and this text. */
int sql_fail(struct sql *q, const struct token *t, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
int sql_fail_token(struct sql *q); /* the current token is not expected */
int sql_fail_store(struct sql *q); /* SQLite failed */
/* A word here is one of a statement that mclocal has not, as "SHOW". */
int sql_fail_lacks(struct sql *q, const char *statement);

const struct token *sql_token(const struct sql *q);
const struct token *sql_ahead(const struct sql *q, size_t n);
bool token_is(const struct token *t, const char *word); /* word or operator */
bool sql_is(const struct sql *q, const char *word);
/* Is it one of these: " a b " */
bool token_in(const struct token *t, const char *words);
bool sql_word_in(const struct sql *q, const char *words);
bool sql_take(struct sql *q, const char *word);
int sql_expect(struct sql *q, const char *word);
/* A name: a word or one in back quotes.  NULL with q->why. */
const struct token *sql_name(struct sql *q);
/* [PROJECT.[SCHEMA.]]NAME: false on error; the name borrowed. */
bool sql_table_name(struct sql *q, const char **project, const char **name);
/* The same, of a table that exists; yours.  NULL with q->why. */
struct table *sql_table(struct sql *q);
/* PARTITION (a='x', b='y'); values must be literals. */
int sql_spec(struct sql *q, const struct table *t, struct spec *spec);

int ddl_create(struct sql *q);
int ddl_drop(struct sql *q);
int ddl_truncate(struct sql *q);
int ddl_alter(struct sql *q);
int ddl_desc(struct sql *q);
int ddl_show(struct sql *q);

struct query;
/* Takes t, which may hold a WITH. */
int dml_insert(struct sql *q, struct query *t);
int dml_select(struct sql *q);
/* Into a table that is there already, all columns; token at the query. */
int dml_fill(struct sql *q, struct table *t);

#endif
