/*
 * xa.c: branches of XA.
 *
 * The log has the rows of a branch at XA PREPARE and its fate later, maybe
 * in another file.  Its records wait in an unlinked file, as a record stream
 * of their own, with BEGIN first; their TABLE records are written when they
 * leave.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "row/row.h"
#include "rowdecode/xa.h"

struct used {
	struct table *table;
	uint64_t version;
};

struct txn_branch {
	struct body_xid xid;
	struct pos start;
	int fd;
	struct used *used;
	size_t nused, room;
	struct txn_branch *next; /* older ones behind */
};

static void
branch_free(struct txn_branch *b)
{
	if (b->fd != -1)
		close(b->fd);
	free(b->used);
	free(b);
}

/* The branch being read is the first, its xid not yet known. */
int
xa_start(struct txn *t)
{
	struct rec_hello hello = { .producer = "rowdecode" };
	struct txn_branch *b;
	int fd = io_spool(NULL);

	if (fd == -1)
		return txn_broken(t);
	b = xcalloc(1, sizeof(*b));
	b->fd = fd;
	b->start = t->start;
	b->next = t->branches;
	t->branches = b;
	t->spool = xcalloc(1, sizeof(*t->spool));
	rec_out_init(t->spool, fd, "file of an XA branch");
	t->out = t->spool;
	return rec_put_hello(t->out, &hello) == -1 ? txn_broken(t) : 0;
}

int
xa_announce(struct txn *t, struct table *table)
{
	struct txn_branch *b = t->branches;
	size_t i;

	for (i = 0; i < b->nused; i++)
		if (b->used[i].table == table)
			return b->used[i].version == table->version
				   ? 0
				   : txn_fail(t, EX_DATAERR,
					 "a table changed within an XA "
					 "transaction");
	if (b->nused == b->room) {
		b->room = b->room * 2 + 4;
		b->used = xreallocarray(b->used, b->room, sizeof(b->used[0]));
	}
	b->used[b->nused].table = table;
	b->used[b->nused++].version = table->version;
	return 0;
}

static int
announce(struct txn *t, const struct txn_branch *b)
{
	size_t i;

	for (i = 0; i < b->nused; i++) {
		struct table *table = b->used[i].table;

		if (table->version != b->used[i].version)
			return txn_fail(t, EX_DATAERR,
			    "a table changed between XA PREPARE and COMMIT");
		if (table->announced)
			continue;
		table->announced = true;
		if (row_table_put(t->main, table->def) == -1)
			return txn_broken(t);
	}
	return 0;
}

/* A record of the branch goes out; rows with the time of the commit. */
static int
pass(struct txn *t, const struct rec *r, int64_t time)
{
	struct buf *b;
	size_t at;

	if (time == 0 || (r->kind != REC_ROW && r->kind != REC_BEGIN))
		return rec_pass(t->main, r);
	if (r->kind == REC_BEGIN) {
		struct rec_begin_body begin;

		if (rec_get_begin(r, &begin) == -1)
			return -1;
		begin.time = time;
		return rec_put_begin(t->main, &begin);
	}
	b = rec_begin(t->main, REC_ROW, r->flags);
	at = b->len;
	buf_put(b, r->data, r->len);
	le64enc(b->data + at + 16, (uint64_t)time);
	return rec_end(t->main);
}

static int
send(struct txn *t, const struct txn_branch *b, int64_t time)
{
	struct rec_in in;
	struct rec r;
	int more;
	bool tables = false;

	if (lseek(b->fd, 0, SEEK_SET) == -1)
		return txn_broken(t);
	rec_in_init(&in, b->fd, "file of an XA branch");
	while ((more = rec_read(&in, &r)) == 1) {
		if (r.kind == REC_HELLO)
			continue;
		if (r.kind == REC_ROW && !tables) {
			tables = true;
			if (announce(t, b) == -1)
				goto err;
		}
		if (pass(t, &r, time) == -1) {
			txn_broken(t);
			goto err;
		}
	}
	if (more == -1) {
		txn_fail(t, EX_IOERR, "the file of an XA branch is damaged");
		goto err;
	}
	rec_in_release(&in);
	return 0;
err:
	rec_in_release(&in);
	return -1;
}

int
xa_end(struct txn *t, bool drop)
{
	struct txn_branch *b = t->branches;
	int rc = 0;

	if (rec_finish(t->spool) == -1)
		rc = txn_broken(t);
	rec_out_release(t->spool);
	free(t->spool);
	t->spool = NULL;
	if (rc == 0 && t->prepared) {
		b->xid = t->xid;
		return 0;
	}
	/* one phase, or undone: nothing waits */
	if (rc == 0 && !t->undone && !drop)
		rc = send(t, b, 0);
	t->branches = b->next;
	branch_free(b);
	return rc;
}

int
txn_decide(struct txn *t, const struct body_xid *x, bool commit, int64_t time,
    bool drop)
{
	struct txn_branch **p, *b;
	int rc = 0;

	for (p = &t->branches; *p != NULL; p = &(*p)->next)
		if (body_xid_same(&(*p)->xid, x))
			break;
	/* decided before the reader's place, or undone: no row is owed */
	if ((b = *p) == NULL && (drop || !commit))
		return 0;
	if (b == NULL)
		return txn_fail(t, EX_DATAERR,
		    "an XA branch is decided that was prepared before the "
		    "place where reading began\nstart from an earlier "
		    "position");
	if (commit && !drop)
		rc = send(t, b, time);
	*p = b->next;
	branch_free(b);
	return rc;
}

const struct pos *
txn_oldest(const struct txn *t)
{
	const struct txn_branch *b = t->branches;

	if (b == NULL)
		return NULL;
	while (b->next != NULL)
		b = b->next;
	return &b->start;
}

void
xa_release(struct txn *t)
{
	struct txn_branch *b, *next;

	for (b = t->branches; b != NULL; b = next) {
		next = b->next;
		branch_free(b);
	}
	if (t->spool != NULL)
		rec_out_release(t->spool);
	free(t->spool);
}
