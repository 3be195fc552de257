/*
 * cell.h: one value on its way into or out of SQLite, in the form in which
 * it is stored.
 *
 *   integers, BOOLEAN    INTEGER          STRING, CHAR, JSON...  TEXT
 *   FLOAT, DOUBLE        REAL ("NaN" is TEXT: SQLite has none)
 *   BINARY               BLOB             DECIMAL  TEXT, plain digits
 *   DATE                 TEXT 2024-01-02
 *   DATETIME, TIMESTAMP  TEXT 2024-01-02 03:04:05[.fraction without zeros]
 *
 * The texts of times compare as the times do; those of decimals by the
 * collation DECIMAL that func.c registers.
 */
#ifndef MCLOCAL_CELL_H
#define MCLOCAL_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "row/row.h"
#include "row/table.h"

enum {
	CELL_MAX = 8388608, /* bytes of one value */
	CELL_TEXT = 128
};

struct cell {
	int type; /* SQLITE_INTEGER, ... */
	int64_t i;
	double d;
	const char *p; /* borrowed, or text */
	size_t n;
	char text[CELL_TEXT];
};

void cell_of_value(struct cell *c, sqlite3_value *v);
void cell_set_text(struct cell *c, const char *p, size_t n);
int cell_bind(sqlite3_stmt *q, int i, const struct cell *c);
void cell_result(sqlite3_context *ctx, const struct cell *c);

/*
 * What came over the tunnel.  NULL, or why it cannot be stored (static).
 * The cell borrows from v.
 */
const char *cell_of_wire(struct cell *c, const struct row_dest_column *column,
    const struct row_value *v);
/*
 * The other way, for mc_encode_values; v borrows from c, which changes where
 * a query gave a number and the column wants a text.
 */
void cell_to_wire(
    struct cell *c, const struct row_dest_column *column, struct row_value *v);

/*
 * Make it a value of this type as CAST does.  NULL, or why it cannot be one
 * (static); the cell is NULL then.
 */
const char *cell_cast(struct cell *c, const struct row_dest_column *to);

/* As a query's csv shows it.  csv false: as text, NULL as \N. */
void cell_show(struct buf *b, const struct cell *c,
    const struct row_dest_column *column, bool csv);

/* The declaration of an SQLite column. */
void cell_put_decl(struct buf *b, const struct row_dest_column *column);

/* Text of a time in microseconds since 1970 and the nanoseconds (0 to 999)
 * below, of type DATE, DATETIME or a TIMESTAMP; its length.  text holds 40
 * bytes. */
size_t cell_time_text(char *text, unsigned type, int64_t us, unsigned nano);
/* Any of the time texts, to microseconds.  false when it is none. */
bool cell_time_parse(const char *p, size_t n, int64_t *us);
/* The nanoseconds below the microsecond of a text that was parsed. */
unsigned cell_time_nano(const char *p, size_t n);
/* Digits of a decimal made to fit: exponents resolved, fraction rounded half
 * up to scale.  The length; 0 when it is no number or too large. */
size_t cell_decimal(char *to, const char *p, size_t n, unsigned precision,
    unsigned scale, bool round);

#endif
