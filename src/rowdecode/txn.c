/*
 * txn.c: opening, savepoints, end; see txn.h.  XA branches are in xa.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/mem.h"
#include "rowdecode/txn.h"
#include "rowdecode/xa.h"

int
txn_fail(struct txn *t, int code, const char *why)
{
	snprintf(t->why, sizeof(t->why), "%s", why);
	t->code = code;
	return -1;
}

int
txn_broken(struct txn *t)
{
	snprintf(
	    t->why, sizeof(t->why), "%s: %s", t->out->name, strerror(errno));
	t->code = EX_IOERR;
	return -1;
}

void
txn_init(struct txn *t, struct rec_out *out)
{
	memset(t, 0, sizeof(*t));
	t->main = t->out = out;
	t->spool_fd = -1;
}

static void
forget_savepoints(struct txn *t, size_t from)
{
	while (t->nsavepoints > from)
		free(t->savepoint[--t->nsavepoints].name);
}

void
txn_release(struct txn *t)
{
	forget_savepoints(t, 0);
	free(t->savepoint);
	free(t->announced);
	xa_release(t);
}

void
txn_name(struct txn *t, const char *txid, int64_t time, const struct pos *at)
{
	size_t n = strnlen(txid, sizeof(t->txid) - 1);

	memcpy(t->txid, txid, n);
	t->txid[n] = '\0';
	t->time = time;
	if (!t->open)
		pos_copy(&t->start, at);
}

int
txn_open(struct txn *t, const struct pos *at, bool xa)
{
	if (t->open)
		return 0;
	t->open = true;
	t->begun = t->undone = t->prepared = false;
	t->xa = xa;
	if (t->start.file[0] == '\0')
		pos_copy(&t->start, at);
	if (xa && xa_start(t) == -1)
		return -1;
	rec_hold(t->out);
	rec_tell(t->out, &t->begin);
	t->nannounced = 0;
	return 0;
}

int
txn_begin(struct txn *t)
{
	struct rec_begin_body b;

	if (t->begun)
		return 0;
	pos_copy(&b.at, &t->start);
	b.time = t->time;
	memcpy(b.txid, t->txid, sizeof(b.txid));
	t->begun = true;
	return rec_put_begin(t->out, &b) == -1 ? txn_broken(t) : 0;
}

int
txn_announce(struct txn *t, struct table *table)
{
	if (t->xa)
		return xa_announce(t, table);
	if (table->announced)
		return 0;
	if (t->nannounced == t->announced_room) {
		t->announced_room = t->announced_room * 2 + 16;
		t->announced = xreallocarray(
		    t->announced, t->announced_room, sizeof(t->announced[0]));
	}
	t->announced[t->nannounced++] = table;
	table->announced = true;
	return row_table_put(t->out, table->def) == -1 ? txn_broken(t) : 0;
}

/* The TABLE records behind the first n of this transaction are cut off. */
static void
unannounce(struct txn *t, size_t n)
{
	while (t->nannounced > n)
		t->announced[--t->nannounced]->announced = false;
}

/* --- savepoints ------------------------------------------------------------*/

/* The savepoint of a name, counted from 1; 0 when there is none. */
static size_t
find(const struct txn *t, const char *name, size_t len)
{
	size_t i;

	for (i = t->nsavepoints; i > 0; i--)
		if (strlen(t->savepoint[i - 1].name) == len &&
		    strncasecmp(t->savepoint[i - 1].name, name, len) == 0)
			return i;
	return 0;
}

int
txn_savepoint(struct txn *t, const char *name, size_t len)
{
	size_t i = find(t, name, len);
	struct txn_savepoint *s;

	if (i != 0) { /* the name moves here */
		free(t->savepoint[i - 1].name);
		memmove(&t->savepoint[i - 1], &t->savepoint[i],
		    (t->nsavepoints - i) * sizeof(*s));
		t->nsavepoints--;
	}
	if (t->nsavepoints == t->room) {
		t->room = t->room * 2 + 8;
		t->savepoint = xreallocarray(t->savepoint, t->room, sizeof(*s));
	}
	s = &t->savepoint[t->nsavepoints++];
	s->name = xstrndup(name, len);
	s->announced = t->nannounced;
	s->begun = t->begun;
	rec_tell(t->out, &s->point);
	return 0;
}

int
txn_rollback_to(struct txn *t, const char *name, size_t len)
{
	size_t i = find(t, name, len);

	if (i == 0)
		return txn_fail(t, EX_DATAERR,
		    "ROLLBACK TO a savepoint that the log does not show");
	forget_savepoints(t, i);
	unannounce(t, t->savepoint[i - 1].announced);
	t->begun = t->savepoint[i - 1].begun;
	if (rec_cut(t->out, &t->savepoint[i - 1].point) == -1)
		return txn_broken(t);
	return 0;
}

/* --- the end ---------------------------------------------------------------*/

static void
closed(struct txn *t)
{
	forget_savepoints(t, 0);
	t->open = false;
	t->xa = false;
	t->nannounced = 0;
	t->start.file[0] = '\0';
	t->out = t->main;
}

int
txn_end(struct txn *t, bool drop)
{
	int rc = 0;

	if (!t->open) {
		closed(t);
		return 0;
	}
	if (t->undone || (drop && !t->xa)) {
		unannounce(t, 0);
		if (rec_cut(t->out, &t->begin) == -1)
			rc = txn_broken(t);
	}
	if (rc == 0 && rec_let_go(t->out) == -1)
		rc = txn_broken(t);
	if (rc == 0 && t->xa)
		rc = xa_end(t, drop);
	closed(t);
	return rc;
}

int
txn_discard(struct txn *t)
{
	t->undone = true;
	t->prepared = false;
	return txn_end(t, false);
}
