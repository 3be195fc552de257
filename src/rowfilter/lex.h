/*
 * lex.h: words of row filters (SQL's WHERE) and of ETL scripts.
 *
 * Both have names, `quoted names`, numbers, texts, and signs.  Texts of SQL
 * stand in single quotes only; in scripts in either kind.  A '#' in a script
 * begins a comment up to the end of the line.
 */
#ifndef ROWFILTER_LEX_H
#define ROWFILTER_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum lex_kind {
	LEX_END,
	LEX_NAME,   /* text is the name */
	LEX_QUOTED, /* a name in back quotes */
	LEX_NUMBER, /* text is what stands there */
	LEX_TEXT,   /* text is the value */
	LEX_SIGN,   /* text is the sign: "<=", "(" */
	LEX_BAD     /* why says what */
};

struct lex {
	enum lex_kind kind; /* of the word lex_next found */
	struct buf text;    /* NUL-terminated; texts may hold NULs, too */
	unsigned line, column;
	const char *why;
	/* own */
	const char *p, *line_at;
	unsigned line_now;
	bool script;
};

void lex_init(struct lex *l, const char *source, bool script);
void lex_release(struct lex *l);
void lex_next(struct lex *l);

/* Is the word this sign; this name, without regard to case? */
bool lex_is(const struct lex *l, const char *sign);
bool lex_is_word(const struct lex *l, const char *name);

#endif
