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

/* How the body is packed; false when the answer is set: we cannot read it. */
bool ingest_coding(struct request *rq, enum body_coding *coding);
/*
 * The rows of the body, from g->row on, inside a transaction of the caller,
 * who sets t, upsert and row.  0; -1 malformed, -2 the store failed, with
 * why.
 */
int ingest_run(struct ingest *g, struct request *rq, enum body_coding coding);
/* -2, with what the store said. */
int ingest_broken(struct ingest *g, const struct store *s);
/* The answer to what ingest_run gave. */
void ingest_reply(const struct ingest *g, struct request *rq, int rc);

#endif
