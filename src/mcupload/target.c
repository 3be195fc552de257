/*
 * target.c: the rows of one session.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"

#include "mcupload/upload.h"

enum {
	SPILL_MIN = 4096
};

/* The column that mcpartition added for the record_id: under either rule of
 * names it ends so. */
static const char *
record_id_of(const struct row_dest *d)
{
	static const char end[] = "record_id";
	unsigned i;

	for (i = 0; i < d->ncolumns; i++) {
		const char *name = d->column[i].name;
		size_t n = strlen(name);

		if (d->column[i].source == ROW_DEST_ADDED &&
		    d->column[i].type == ROW_MC_BIGINT &&
		    n >= sizeof(end) - 1 &&
		    strcasecmp(name + n - (sizeof(end) - 1), end) == 0)
			return name;
	}
	return "";
}

struct target *
target_new(struct upload *up, const struct row_table *t, const char *partition)
{
	struct target *target = xcalloc(1, sizeof(*target));

	target->ref = t->ref;
	target->table = xstrdup(t->dest->table);
	target->partition = xstrdup(partition);
	target->column = xstrdup(record_id_of(t->dest));
	target->spool = -1;
	mc_encoder_init(&target->encoder, t->dest->column, t->dest->ncolumns);
	target_reset(up, target);
	target->next = up->targets;
	up->targets = target;
	return target;
}

void
target_free(struct upload *up, struct target *t)
{
	up->held -= t->raw.len;
	sink_keep(up->sink, &t->raw);
	if (t->spool != -1)
		close(t->spool);
	pack_release(&t->pack);
	free(t->table);
	free(t->partition);
	free(t->column);
	free(t);
}

void
target_remove(struct upload *up, struct target *t)
{
	struct target **at = &up->targets;

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	target_free(up, t);
}

void
target_reset(struct upload *up, struct target *t)
{
	up->held -= t->raw.len;
	sink_keep(up->sink, &t->raw);
	mc_encoder_init(&t->encoder, t->encoder.column, t->encoder.ncolumns);
	t->id[0] = '\0';
	t->blocks = 0;
	t->rows = 0;
	t->low = UINT64_MAX;
	t->high = 0;
	t->seq = UINT64_MAX;
}

/* Before the first row behind a MARK. */
static void
remember(struct upload *up, struct target *t)
{
	t->seq = up->seq;
	t->mark = (struct tally){ t->encoder.count, t->encoder.crccrc,
		t->raw.len, t->blocks, t->rows, t->low, t->high };
}

int
target_rewind(struct upload *up, struct target *t)
{
	if (t->seq != up->seq)
		return 0;
	if (t->blocks != t->mark.blocks)
		return -1;
	up->held -= t->raw.len - t->mark.len;
	t->raw.len = t->mark.len;
	t->encoder.count = t->mark.count;
	t->encoder.crccrc = t->mark.crccrc;
	t->rows = t->mark.rows;
	t->low = t->mark.low;
	t->high = t->mark.high;
	t->seq = UINT64_MAX;
	return 0;
}

static int
cannot_encode(struct upload *up, const struct target *t, const struct row *row,
    const char *why, unsigned bad)
{
	return up_fail(up, EX_DATAERR,
	    "cannot encode a row of '%s%s%s' (record_id %" PRIu64
	    "): column '%s': %s",
	    t->table, t->partition[0] != '\0' ? "/" : "", t->partition,
	    row->record_id,
	    bad < t->encoder.ncolumns ? t->encoder.column[bad].name : "?", why);
}

int
target_row(struct upload *up, struct target *t, const struct row *row)
{
	size_t before = t->raw.len;
	size_t need = mc_encode_bound(&t->encoder, row->after_len);
	const char *why;
	unsigned bad;

	if (t->seq != up->seq)
		remember(up, t);
	if (need > t->raw.cap - before)
		sink_room(up->sink, &t->raw, need);
	if (mc_encode_image(&t->encoder, &t->raw, row->after, row->after_len,
		&why, &bad) == -1)
		return cannot_encode(up, t, row, why, bad);
	t->rows++;
	if (row->record_id < t->low)
		t->low = row->record_id;
	if (row->record_id > t->high)
		t->high = row->record_id;
	up->held += t->raw.len - before;
	up->batch_held += t->raw.len - before;
	up->rows++;
	up->batch_rows++;
	if (t->raw.len >= up->block_bytes && !t->chunk)
		return target_cut(up, t);
	return 0;
}

static void
on_answered(void *arg)
{
	struct target *t = arg;

	t->sending--;
}

/* Where the table is asked before its first block. */
static int
open_session(struct upload *up, struct target *t)
{
	if (t->id[0] != '\0')
		return 0;
	if (up->sink->ops->open(up->sink, t->table, t->partition, t->id) ==
	    -1) {
		t->id[0] = '\0';
		return up_sink_fail(up);
	}
	return 0;
}

int
targets_open(struct upload *up)
{
	struct mc_opening *list = NULL;
	struct target *t;
	size_t n = 0;
	int rc = 0;

	if (up->sink->direct || up->sink->ops->open_all == NULL)
		return 0;
	for (t = up->targets; t != NULL; t = t->next) {
		if (t->chunk || t->encoder.count == 0 || t->id[0] != '\0')
			continue;
		list = xreallocarray(list, n + 1, sizeof(*list));
		list[n++] =
		    (struct mc_opening){ t->table, t->partition, t->id };
	}
	if (n > 0 && up->sink->ops->open_all(up->sink, list, n) == -1)
		rc = up_sink_fail(up);
	free(list);
	return rc;
}

int
target_cut(struct upload *up, struct target *t)
{
	struct sink_block b = { .table = t->table,
		.partition = t->partition,
		.id = t->id,
		.number = t->blocks,
		.spool = -1,
		.done = on_answered,
		.arg = t };

	if (open_session(up, t) == -1)
		return -1;
	if (t->blocks == MC_BLOCKS_MAX && !up->sink->direct)
		return up_fail(up, EX_UNAVAILABLE,
		    "one transaction has more than %d blocks for '%s'\n"
		    "raise upload.block_bytes",
		    MC_BLOCKS_MAX, t->table);
	up->held -= t->raw.len;
	mc_encode_end(&t->encoder, &t->raw);
	up->bytes += t->raw.len;
	b.body = t->raw;
	t->raw = (struct buf){ 0 };
	mc_encoder_init(&t->encoder, t->encoder.column, t->encoder.ncolumns);
	t->blocks++;
	t->sending++;
	return up->sink->ops->put(up->sink, &b) == -1 ? up_sink_fail(up) : 0;
}

/* Packed records of a chunk go to a file: a chunk is one block, but memory
 * has its bound. */
int
target_spill(struct upload *up, struct target *t)
{
	struct buf packed = { 0 };
	int rc = -1;

	if (t->spool == -1 && (t->spool = io_spool(up->state)) == -1) {
		up_fail(up, EX_IOERR, "cannot make a file to spill to: %s",
		    strerror(errno));
		goto out;
	}
	pack_put(&t->pack, &packed, t->raw.data, t->raw.len, 0);
	if (io_write(t->spool, packed.data, packed.len) == -1) {
		up_fail(up, EX_IOERR, "cannot spill a chunk of '%s': %s",
		    t->table, strerror(errno));
		goto out;
	}
	t->spool_len += packed.len;
	up->bytes += t->raw.len;
	up->held -= t->raw.len;
	sink_keep(up->sink, &t->raw);
	rc = 0;
out:
	buf_release(&packed);
	return rc;
}

int
targets_bound(struct upload *up)
{
	/* A chunk can make room for what is on its way. */
	size_t sent = up->copy == NULL ? 0 : up->sink->ops->held(up->sink);
	struct target *t, *largest;

	while (up->held + sent > up->held_max) {
		largest = NULL;
		for (t = up->targets; t != NULL; t = t->next)
			if (largest == NULL || t->raw.len > largest->raw.len)
				largest = t;
		if (largest == NULL || largest->raw.len < SPILL_MIN)
			break; /* many small ones: their sum is bounded by n */
		if ((largest->chunk ? target_spill(up, largest)
				    : target_cut(up, largest)) == -1)
			return -1;
	}
	return 0;
}
