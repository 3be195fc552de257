/*
 * ddl_type.h: what SQL says about one column.
 */
#ifndef BINLOG_DDL_TYPE_H
#define BINLOG_DDL_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "binlog/sqlscan.h"
#include "row/table.h"

/* As it is written; what depends on the table comes with ddl_type_finish. */
struct ddl_type {
	const char *name;      /* of the column */
	const char *word;      /* the server's own name of the type, static */
	const char *charset;   /* "" for the table's; NULL: no text */
	const char *collation; /* "" when not told */
	const char *labels;    /* ENUM, SET: "('a','b')", as servers show it */
	unsigned nargs;
	uint32_t arg[2];
	bool is_unsigned, zerofill;
	bool not_null, null; /* told so */
	bool generated, invisible;
	bool primary, unique;
};

/*
 * Read the definition behind a column's name, up to a comma, a parenthesis,
 * FIRST, AFTER or the end; texts live as long as t.  false: why.
 */
bool ddl_type_read(struct ddl_type *d, struct sqlscan *s, struct row_table *t,
    struct buf *why);
/* Step over an attribute that says nothing about the column's bytes or name,
 * as its default does not.  false: the current token begins none. */
bool ddl_type_harmless(struct sqlscan *s);

/*
 * The column in a table of a character set ("": not known, then the column
 * is ROW_COL_UNSURE if that matters).  false: why.
 */
bool ddl_type_finish(struct row_column *c, const struct ddl_type *d,
    struct row_table *t, const char *charset, struct buf *why);

/* What becomes of a column in CONVERT TO CHARACTER SET.  false: why. */
bool ddl_type_convert(struct row_column *c, struct row_table *t,
    const char *charset, struct buf *why);

/*
 * At CHARACTER SET x, CHARSET x or COLLATE x: step over it, and put the
 * character set's name in text of 64 bytes; "" stands for DEFAULT, or for a
 * collation that says nothing.  false: it is none of these.
 */
bool ddl_charset(struct sqlscan *s, char *text);

#endif
