/*
 * lex.h: MaxCompute SQL as tokens.
 */
#ifndef MCLOCAL_LEX_H
#define MCLOCAL_LEX_H

#include <stdbool.h>
#include <stddef.h>

enum lex_kind {
	LEX_END,
	LEX_WORD,   /* text is lower case */
	LEX_NAME,   /* `name`, lower case, never a keyword */
	LEX_STRING, /* escapes resolved */
	LEX_NUMBER,
	LEX_OP
};

struct token {
	enum lex_kind kind;
	const char *p; /* as it stands in the script */
	size_t n;
	char *text;     /* own, NUL-terminated */
	size_t textlen; /* strings may hold NULs */
	unsigned line, col;
};

struct lex {
	struct token *t; /* the last one is LEX_END */
	size_t n;
	const char *why; /* static */
	unsigned line, col;
};

/* Cut n bytes of script up.  -1 with why, line and col.  Tokens borrow from
 * the script. */
int lex_all(struct lex *l, const char *script, size_t n);
void lex_release(struct lex *l);

#endif
