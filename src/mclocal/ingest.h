/*
 * ingest.h: the rows of a body into a table's store, not yet visible.
 */
#ifndef MCLOCAL_INGEST_H
#define MCLOCAL_INGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "mc/wire.h"
#include "mclocal/body.h"
#include "mclocal/cell.h"
#include "mclocal/request.h"
#include "mclocal/table.h"

struct ingest {
	const struct table *t;
	const char *upsert; /* the session, if records carry an operation */
	int64_t row;        /* what the next one gets */
	char why[160];
	/* own */
	struct body_in in;
	struct mc_decoder d;
	struct buf buf; /* decompressed, not yet decoded */
	size_t used;
	sqlite3_stmt *insert;
	sqlite3_stmt *gone; /* notes the rows that are deletions */
	struct cell *cell;  /* of one row; bound by address */
};

/*
 * Take the body of a PUT: its rows into the table, from the next row number
 * on, then keep(g, arg, lo, hi) notes what they are, all in one transaction;
 * the answer is set.  The caller sets t and upsert.
 */
void ingest_put(struct ingest *g, struct request *rq,
    int (*keep)(struct store *s, const struct ingest *g, const void *arg,
	int64_t lo, int64_t hi),
    const void *arg);

#endif
