/*
 * xa.h: what txn.c needs of xa.c, and the other way round.
 */
#ifndef ROWDECODE_XA_H
#define ROWDECODE_XA_H

#include "rowdecode/txn.h"

/* Keep a reason; -1.  txn_broken: errno's, of writing. */
int txn_fail(struct txn *t, int code, const char *why);
int txn_broken(struct txn *t);

/* Send the records of the transaction being opened to a file. */
int xa_start(struct txn *t);
/* Its row needs table's definition: remembered with the branch. */
int xa_announce(struct txn *t, struct table *table);
/* The transaction is over: keep it as a branch, or (no XA PREPARE in it)
 * treat it as any other. */
int xa_end(struct txn *t, bool drop);
void xa_release(struct txn *t);

#endif
