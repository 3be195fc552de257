/*
 * keep.c: put the record that stopped a stream aside; see rec.h.
 *
 * Only where PX_HELD names a directory, which is the driver's doing, are the
 * hello, the newest TABLE of each ref and the last BEGIN remembered: without
 * them nobody could read a row, or say where it stood.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "rec/rec.h"

enum {
	KEEP_TABLES = 4096, /* more are not remembered */
	KEEP_FRESH = 64     /* a DDL comes behind its tables */
};

struct rec_kept {
	const char *dir;
	struct buf hello, begin;
	struct buf table[KEEP_TABLES];
	uint32_t fresh[KEEP_FRESH]; /* TABLEs since the last other record */
	size_t nfresh;
};

struct rec_kept *
rec_kept_new(void)
{
	const char *dir = getenv("PX_HELD");
	struct rec_kept *k;

	if (dir == NULL || dir[0] == '\0')
		return NULL;
	k = xcalloc(1, sizeof(*k));
	k->dir = dir;
	return k;
}

void
rec_kept_free(struct rec_kept *k)
{
	size_t i;

	if (k == NULL)
		return;
	buf_release(&k->hello);
	buf_release(&k->begin);
	for (i = 0; i < KEEP_TABLES; i++)
		buf_release(&k->table[i]);
	free(k);
}

/* Records that refer to a table begin with its ref: TABLE, ROW, CHUNK. */
static struct buf *
table_of(struct rec_kept *k, const struct rec *r)
{
	uint32_t ref;

	if ((r->kind != REC_TABLE && r->kind != REC_ROW &&
		r->kind != REC_CHUNK) ||
	    r->len < 4 || (ref = le32dec(r->data)) >= KEEP_TABLES)
		return NULL;
	return &k->table[ref];
}

void
rec_kept_see(struct rec_kept *k, const struct rec *r)
{
	struct buf *b = NULL;

	if (r->kind != REC_TABLE && r->kind != REC_DDL)
		k->nfresh = 0;
	if (r->kind == REC_HELLO)
		b = &k->hello;
	else if (r->kind == REC_BEGIN)
		b = &k->begin;
	else if (r->kind == REC_TABLE)
		b = table_of(k, r);
	if (b == NULL)
		return;
	if (r->kind == REC_TABLE && k->nfresh < KEEP_FRESH)
		k->fresh[k->nfresh++] = le32dec(r->data);
	buf_clear(b);
	buf_put(b, r->data, r->len);
}

static void
pass_kept(struct rec_out *out, enum rec_kind kind, const struct buf *b)
{
	struct rec r = {
		.kind = (uint8_t)kind, .data = b->data, .len = b->len
	};

	if (b->len > 0)
		(void)rec_pass(out, &r); /* a failure stays in out */
}

int
rec_keep(struct rec_in *in, const struct rec *r)
{
	struct rec_kept *k = in->kept;
	struct rec_out out;
	struct buf *table;
	char *path;
	size_t i;
	int fd, rc = -1;

	if (k == NULL || r->kind == REC_HELLO)
		return 0;
	path = xasprintf(
	    "%s/%s-%llu.rec", k->dir, msg_prog(), (unsigned long long)r->seq);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	free(path);
	if (fd == -1)
		return -1;
	rec_out_init(&out, fd, "held");
	pass_kept(&out, REC_HELLO, &k->hello);
	if (r->kind != REC_TABLE && (table = table_of(k, r)) != NULL)
		pass_kept(&out, REC_TABLE, table);
	for (i = 0; i < k->nfresh && r->kind == REC_DDL; i++)
		pass_kept(&out, REC_TABLE, &k->table[k->fresh[i]]);
	if (r->kind == REC_ROW)
		pass_kept(&out, REC_BEGIN, &k->begin);
	(void)rec_pass(&out, r);
	if (rec_finish(&out) == 0 && fsync(fd) == 0)
		rc = 0;
	rec_out_release(&out);
	close(fd);
	return rc;
}
