/*
 * view.h: what a reader of a record stream must remember to show it: the
 * tables by ref, how each column's values look in JSON, and the file of the
 * transaction that is open.
 */
#ifndef PXREC_VIEW_H
#define PXREC_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "rec/body.h"
#include "rec/rec.h"
#include "row/row.h"
#include "row/table.h"

/* How values of a column stand in JSON, and are read back. */
enum view_form {
	VIEW_INT,     /* number, signed */
	VIEW_UINT,    /* number, unsigned */
	VIEW_FLOAT,   /* number */
	VIEW_DOUBLE,  /* number */
	VIEW_DECIMAL, /* string of digits */
	VIEW_TIME,    /* string in MySQL's form */
	VIEW_YEAR,    /* string of four digits */
	VIEW_ENUM,    /* label */
	VIEW_SET,     /* labels with commas */
	VIEW_TEXT,    /* string, or b64 when it is not UTF-8 */
	VIEW_BYTES    /* {"b64":...} */
};

struct view_column {
	const char *name;
	const struct row_column *source; /* VIEW_ENUM, VIEW_SET: the labels */
	uint8_t class;                   /* enum row_class */
	uint8_t form;                    /* enum view_form */
	uint8_t type;                    /* VIEW_TIME: enum row_type */
	uint8_t fsp;                     /* VIEW_TIME: fraction digits */
	size_t key_at, key_len;          /* "name": in view_table.keys */
};

struct view_table {
	struct row_table *t;
	struct buf keys;
	struct buf head; /* "db":...,"table":... */
	unsigned ncolumns;
	struct view_column *column;
};

struct view {
	struct view_table **table; /* by ref, may hold NULLs */
	size_t n;
	struct pos at;   /* of the BEGIN before; file "" = none yet */
	const char *why; /* after -1 or NULL; static or in whybuf */
	char whybuf[384];
};

void view_init(struct view *v);
void view_release(struct view *v);

/* Take a definition (takes t); the table, borrowed until replaced. */
struct view_table *view_take(struct view *v, struct row_table *t);
/* The table of a ref, or NULL with why. */
struct view_table *view_get(struct view *v, uint32_t ref);
/* Notice what TABLE and BEGIN records say; 0, or -1 with why. */
int view_feed(struct view *v, const struct rec *r);

/*
 * Append a value as JSON.  Texts longer than most (0 = no limit) are cut and
 * say so: that form is for people.
 */
void view_put_value(struct buf *b, const struct view_column *c,
    const struct row_value *v, size_t most);

/* Label text of an ENUM or SET to its number; false when there is none. */
bool view_label(
    const struct view_column *c, const char *s, size_t n, uint64_t *number);

/* Decimal digits, faster than printf. */
void view_put_u64(struct buf *b, uint64_t v);
void view_put_i64(struct buf *b, int64_t v);

#endif
