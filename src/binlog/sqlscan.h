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

#include "base/buf.h"

enum sqlscan_kind {
	SQLSCAN_END = 0,
	SQLSCAN_WORD,   /* letters, digits, _ $, anything not ASCII */
	SQLSCAN_QUOTED, /* `name`, or "name" */
	SQLSCAN_STRING, /* 'text' */
	SQLSCAN_SIGN    /* one other character */
};

struct sqlscan {
	const char *p, *end;
	/* the current token, quotes included */
	enum sqlscan_kind kind;
	const char *token;
	size_t len;
};

/* Start, with the first token as the current one. */
void sqlscan_init(struct sqlscan *s, const char *sql, size_t len);
void sqlscan_next(struct sqlscan *s);

/* Is the current token this word (any case), or this sign? */
bool sqlscan_is(const struct sqlscan *s, const char *word);
/* If so, step over it. */
bool sqlscan_take(struct sqlscan *s, const char *word);

/* The current token as a name without its quotes, appended to out; step over
 * it.  false when it cannot be a name. */
bool sqlscan_name(struct sqlscan *s, struct buf *out);

#endif
