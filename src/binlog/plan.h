/*
 * plan.h: row images of one table to images of row/row.h.
 *
 * A plan is compiled once for a table map and its definition; decoding an
 * image is then one switch a column, without allocation, straight into the
 * output.
 */
#ifndef BINLOG_PLAN_H
#define BINLOG_PLAN_H

#include "base/buf.h"
#include "binlog/charset.h"
#include "binlog/json_edit.h"
#include "binlog/map.h"
#include "row/table.h"

struct plan_column {
	uint8_t op;    /* enum plan_op, plan.c */
	uint8_t class; /* enum row_class */
	uint8_t scale;
	uint8_t lenbytes;
	uint16_t size;            /* bytes taken; of strings the maximum */
	uint16_t json;            /* JSON: which one of the table, from 0 */
	bool ascii;               /* STRING: ASCII needs no conversion */
	const struct charset *cs; /* NULL: bytes */
};

struct plan {
	unsigned n;    /* columns in the log */
	unsigned nout; /* columns of the definition, the first of them */
	size_t fixed;  /* bytes of output beside strings, at most */
	struct plan_column *column;
	/* after -1 of plan_image */
	unsigned bad; /* column, nout or more: none in particular */
	const char *why;
	/* own */
	uint8_t *missing; /* bits of the columns without a value */
	struct buf scratch;
	struct plan_doc *doc;   /* JSON documents of the last whole image */
	const uint8_t *partial; /* bits of those that come as changes */
	struct json_edit edit;
	unsigned njson;
};

/* A binary document in the old image; NULL: not there, or SQL's NULL. */
struct plan_doc {
	const uint8_t *p;
	size_t n;
};

/* NULL: *why is a static text, *column the column it is about. */
struct plan *plan_new(const struct map *m, const struct row_table *t,
    unsigned *column, const char **why);
void plan_free(struct plan *p);

/* The columns that a rows event transmits, over all columns of the log. */
struct plan_present {
	const uint8_t *bits;
	unsigned count;
	bool all;     /* every column of the log */
	bool partial; /* not every column of the definition */
};

void plan_present(
    struct plan_present *x, const struct plan *p, const uint8_t *bits);

/*
 * Decode one image from the bytes at *at (behind end are none) to the end of
 * out, and step *at behind it.  -1 with p->why and p->bad; out may then hold
 * a piece.
 */
int plan_image(struct plan *p, const struct plan_present *x, const uint8_t **at,
    const uint8_t *end, struct buf *out);

/* The same for the new image of PARTIAL_UPDATE_ROWS, which changes JSON
 * documents of the old one: that was the last to be decoded. */
int plan_image_partial(struct plan *p, const struct plan_present *x,
    const uint8_t **at, const uint8_t *end, struct buf *out);

#endif
