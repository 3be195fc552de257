/*
 * sqlscan.h: words of an SQL statement, for ddl.c.
 *
 * Blanks and comments are skipped; what stands in executable comments, in
 * the manner of MySQL and of MariaDB, counts as text.
 */
#ifndef BINLOG_SQLSCAN_H
#define BINLOG_SQLSCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum sqlscan_kind {
	SQLSCAN_END = 0,
	SQLSCAN_WORD,   /* letters, digits, _ $, anything not ASCII */
	SQLSCAN_QUOTED, /* `name`, or "name" */
	SQLSCAN_STRING, /* 'text' */
	SQLSCAN_SIGN    /* one other character */
};

/* What the server that ran the statement makes of it.  Zeros: executable
 * comments of every version count, a backslash escapes. */
struct sqlscan_how {
	bool mariadb;
	unsigned version; /* 101119, 90704; 0: any */
	uint64_t mode;    /* sql_mode: enum sqlscan_mode, and others */
};

enum sqlscan_mode {
	SQLSCAN_REAL_AS_FLOAT = 0x1,
	SQLSCAN_ANSI_QUOTES = 0x4,
	SQLSCAN_ORACLE = 0x200,
	SQLSCAN_NO_BACKSLASH = 0x100000
};

struct sqlscan {
	const char *p, *end;
	struct sqlscan_how how;
	/* the current token, quotes included */
	enum sqlscan_kind kind;
	const char *token;
	size_t len;
};

/* Start, with the first token as the current one. */
void sqlscan_init(struct sqlscan *s, const struct sqlscan_how *how,
    const char *sql, size_t len);
void sqlscan_next(struct sqlscan *s);

/* Is the current token this word (any case), or this sign? */
bool sqlscan_is(const struct sqlscan *s, const char *word);
/* Is it this name, quoted or not? */
bool sqlscan_is_name(const struct sqlscan *s, const char *name);
/* If it is this word, step over it. */
bool sqlscan_take(struct sqlscan *s, const char *word);

/* The current token as a name without its quotes, appended to out; step over
 * it.  false when it cannot be a name. */
bool sqlscan_name(struct sqlscan *s, struct buf *out);
/* The current token, and those right behind it, as a text without quotes and
 * escapes, appended to out; step over it.  false when it is none. */
bool sqlscan_text(struct sqlscan *s, struct buf *out);
/* If a number begins here, step over all of it: 1.5, .5, 1e-3, 0x1f. */
bool sqlscan_number(struct sqlscan *s);
/* At "(": step behind the ")" that closes it, or to the end. */
void sqlscan_parens(struct sqlscan *s);

#endif
