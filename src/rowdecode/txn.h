/*
 * txn.h: the transaction being read.  Its records are held back until it is
 * known to survive; savepoints cut off a tail; the branches of XA wait in a
 * file of their own until they are decided.
 */
#ifndef ROWDECODE_TXN_H
#define ROWDECODE_TXN_H

#include "base/pos.h"
#include "binlog/body.h"
#include "rec/body.h"
#include "rec/rec.h"
#include "rowdecode/tables.h"

struct txn_branch;

struct txn_savepoint {
	char *name;
	struct rec_point point;
	size_t announced;
	bool begun;
};

struct txn {
	bool open;
	bool begun;  /* its BEGIN record is written */
	bool undone; /* ends in ROLLBACK */
	bool xa;     /* rows go to the branch's file */
	bool prepared;
	struct body_xid xid; /* valid when prepared */
	struct pos start;    /* its first event */
	int64_t time;        /* commit time, 0: not known */
	char txid[REC_TXID_MAX + 1];
	struct rec_out *out; /* where its records go now */
	char why[256];       /* after -1 */
	int code;
	/* own */
	struct rec_out *main;
	struct rec_out *spool; /* of the XA transaction being read */
	int spool_fd;
	struct rec_point begin;
	struct txn_savepoint *savepoint;
	size_t nsavepoints, room;
	struct table **announced; /* whose TABLE record is held */
	size_t nannounced, announced_room;
	struct txn_branch *branches;
};

void txn_init(struct txn *t, struct rec_out *out);
void txn_release(struct txn *t);

/* The identity of what comes next, before it is open. */
void txn_name(
    struct txn *t, const char *txid, int64_t time, const struct pos *at);
/* Open it, unless it is open; xa: its end will be XA PREPARE. */
int txn_open(struct txn *t, const struct pos *at, bool xa);
/* Before a record of it: the BEGIN if there is none yet. */
int txn_begin(struct txn *t);
/* Before a row of table: its TABLE record if the stream has it not. */
int txn_announce(struct txn *t, struct table *table);

int txn_savepoint(struct txn *t, const char *name, size_t len);
int txn_rollback_to(struct txn *t, const char *name, size_t len);

/*
 * It is over: its records go out, or are undone, or wait for the decision.
 * drop: none go out, for the reader has them already.  No MARK is written.
 */
int txn_end(struct txn *t, bool drop);
/* It never was: a server crashed in the middle. */
int txn_discard(struct txn *t);

/*
 * A branch is decided.  Its records go out with the commit's time (0: leave
 * theirs) when commit is set.  -1 when there is no such branch, code 65.
 */
int txn_decide(struct txn *t, const struct body_xid *x, bool commit,
    int64_t time, bool drop);
/* Where reading must start again to see all undecided branches; NULL. */
const struct pos *txn_oldest(const struct txn *t);

#endif
