/*
 * sink.h: where blocks go: the tunnel, or a directory.
 *
 * A session takes the rows of one batch for one table and partition (of a
 * copy: for one table).  Functions return -1 with s->why and s->code.
 */
#ifndef MCUPLOAD_SINK_H
#define MCUPLOAD_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "mc/client.h"
#include "mc/session.h"
#include "mcupload/journal.h"
#include "mcupload/pack.h"
#include "row/table.h"

/* A block on its way. */
struct sink_block {
	const char *table, *partition; /* borrowed until it is answered */
	const char *id;                /* of the session, borrowed as well */
	unsigned number;
	int spool; /* file in front of body, or -1; taken */
	uint64_t spool_len;
	struct buf body; /* in a slot or not; taken, whatever happens */
	bool packed;     /* body is packed already; with a spool it is */
	/* Called when it is there; arg is the caller's. */
	void (*done)(void *arg);
	void *arg;
};

struct sink;

struct sink_ops {
	/* The table must be there and have these columns. */
	int (*check)(struct sink *s, const struct row_dest *d);
	int (*open)(struct sink *s, const char *table, const char *partition,
	    char id[MC_SESSION_ID + 1]);
	/* Several, each id of its own; NULL: one after the other will do. */
	int (*open_all)(struct sink *s, struct mc_opening *list, size_t n);
	/* Send a block; may return before it is answered. */
	int (*put)(struct sink *s, struct sink_block *b);
	/* Let blocks go on, up to ms milliseconds. */
	int (*step)(struct sink *s, int ms);
	bool (*busy)(const struct sink *s);
	/* What it holds in memory. */
	size_t (*held)(const struct sink *s);
	/* Several sessions; each state: CLOSED, or GONE. */
	int (*commit)(struct sink *s, struct mc_commit *list, size_t n);
	int (*status)(struct sink *s, const char *table, const char *partition,
	    const char *id, enum mc_state *state, struct buf *blocks);
	/* How many rows of the range are in the table. */
	int (*count)(struct sink *s, const struct journal_session *range,
	    uint64_t *rows);
	/* How many rows are in the whole table. */
	int (*count_all)(struct sink *s, const char *table, uint64_t *rows);
	void (*drop)(struct sink *s); /* give up blocks on their way */
	void (*free)(struct sink *s);
};

enum {
	SINK_CARRIERS = 2, /* processes that send blocks */
	SINK_SLOTS = SINK_CARRIERS + 1
};

struct sink {
	const struct sink_ops *ops;
	enum pack_kind pack;
	bool direct; /* rows are seen when they are answered: no commit */
	char why[MC_WHY];
	int code;
	uint64_t sent; /* bytes of bodies that were answered */
	/* memory for blocks, SINK_SLOTS pieces of slot_bytes; a tunnel's is
	 * seen by its carriers */
	uint8_t *slots;
	size_t slot_bytes;
	enum sink_slot {
		SLOT_FREE,
		SLOT_LENT, /* by sink_room */
		SLOT_SENT  /* on its way */
	} slot[SINK_SLOTS];
};

/* The tunnel of [target], direct: its streams; dies when that is not
 * usable. */
struct sink *sink_tunnel(const struct conf *conf, bool direct);
/* Files below dir, DIR/TABLE/PARTITION/SESSION.BLOCK; packed as conf says,
 * which may be NULL. */
struct sink *sink_directory(const char *dir, const struct conf *conf);

/* The client of a tunnel. */
struct mc_client *sink_client(struct sink *s);
/* May a wish to stop end its waits? */
void sink_heed_stop(struct sink *s, bool heed);
/* Finish in spite of such a wish, but without much patience. */
void sink_hurry(struct sink *s);

int sink_fail(struct sink *s, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* For a client: a retry is told, not always as a warning; arg: an int64_t of
 * its own, 0 at first. */
void sink_notice(void *arg, const char *text);
/* Wait for all blocks. */
int sink_drain(struct sink *s);
/* Have slots of so many bytes; they take memory when they are used. */
int sink_slots(struct sink *s, size_t bytes);
/*
 * Room for n more bytes in b: an empty buf gets a slot, if one can be lent;
 * one whose slot is too small moves to memory of its own.  What came from here
 * goes back with sink_keep, never with buf_release.
 */
void sink_room(struct sink *s, struct buf *b, size_t n);
void sink_keep(struct sink *s, struct buf *b);
/* The slot b is in, -1: none. */
int sink_slot(const struct sink *s, const struct buf *b);

#endif
