/*
 * upload.h: from routed rows to blocks of sessions.
 *
 *   upload.c   records in, rows encoded, blocks cut
 *   target.c   one session's rows: encoder, buffer, what the last MARK saw
 *   batch.c    the commit protocol and the recovery, incremental
 *   copy.c     chunks, sessions and the end of a copy
 *   mirror.c   rows applied to a table with a key, instead of all that
 *   run.c      the loop, the clock, the end
 *
 * and behind sink.h
 *
 *   directory.c  files
 *   tunnel.c     sessions; its blocks go by crew.c to processes, carrier.c
 */
#ifndef MCUPLOAD_UPLOAD_H
#define MCUPLOAD_UPLOAD_H

#include "base/conf.h"
#include "mc/wire.h"
#include "mcupload/ddlfile.h"
#include "mcupload/schema.h"
#include "mcupload/sink.h"
#include "rec/body.h"

struct copy;
struct mirror;

/* What a session has got. */
struct tally {
	uint64_t count; /* records in the block being built */
	uint32_t crccrc;
	size_t len; /* bytes of it */
	unsigned blocks;
	uint64_t rows;
	uint64_t low, high; /* record_id */
};

/* The rows of one table and partition, or of one chunk of a copy. */
struct target {
	struct target *next;
	uint32_t ref;    /* of the TABLE */
	char *table;     /* destination */
	char *partition; /* "a=1,b=2", "" none */
	char *column;    /* that holds the record_id, "" none */
	struct mc_encoder encoder;
	struct buf raw;             /* records of the block being built */
	char id[MC_SESSION_ID + 1]; /* "" = no session yet */
	unsigned blocks;
	uint64_t rows, low, high;
	unsigned sending; /* blocks not answered */
	/* at the last MARK, if seq is that MARK's */
	uint64_t seq;
	struct tally mark;
	/* a chunk: its records leave memory for a file when they are many */
	bool chunk, drop; /* drop: is there already */
	uint32_t number, total;
	int spool;
	uint64_t spool_len;
	struct pack pack;
};

/* Rows that are in a table although the position is before them. */
struct skip {
	struct journal_session range;
	uint64_t found;
};

struct upload {
	const struct conf *conf; /* NULL with --to-dir alone */
	struct sink *sink;
	char *state; /* the job's directory, NULL with --to-dir */
	size_t block_bytes, batch_bytes;
	int64_t batch_time;

	struct row_tables tables;
	bool *checked; /* by ref: the target was asked */
	size_t nchecked;
	struct target **part; /* by ref of PART; owned by targets */
	size_t nparts;
	struct target *targets;
	struct target *whole; /* of a log without partitions: the last used */
	struct pack pack;
	size_t held, held_max; /* bytes in all targets' raw, and the bound */

	uint64_t seq;         /* MARKs so far */
	struct position mark; /* the last MARK */
	struct position base; /* what is committed and written */
	bool fresh;           /* no MARK beyond base yet */
	int64_t opened;       /* monotonic, first row of the batch; 0 none */
	size_t batch_held;    /* bytes encoded for the batch */
	uint64_t batch_rows;  /* the same in rows */
	int64_t written;      /* monotonic, when the position was written */
	struct journal journal;
	struct skip *skip;
	size_t nskips;
	struct pos skip_end; /* they end with the MARK at or behind this */
	struct schema schema;
	struct ddlfile ddl;
	struct mirror *mirror; /* NULL without --upsert */
	struct copy *copy;     /* NULL in an incremental stream */
	bool yields; /* streams were the job's choice: copies do without */

	uint64_t rows, bytes; /* for the summary */
	uint64_t batches;
	char why[MC_WHY + 256]; /* after -1 */
	int code;
};

int up_fail(struct upload *up, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The sink's reason becomes ours. */
int up_sink_fail(struct upload *up);
/* Write schema/tables.rec when it changed. */
int up_save_schema(struct upload *up);
/* Forget what came since it was written, if it ever was. */
int up_reload_schema(struct upload *up);
int up_write_position(struct upload *up, const struct position *p);
char *up_path(const struct upload *up, const char *name);

void upload_init(struct upload *up, const struct conf *conf, struct sink *sink,
    const char *state);
void upload_release(struct upload *up);
/* Read what the state holds and roll forward what is open.  -1. */
int upload_recover(struct upload *up);
/* Take a record.  -1. */
int upload_take(struct upload *up, const struct rec *r);

/* --- target.c ------------------------------------------------------------- */

struct target *target_new(
    struct upload *up, const struct row_table *t, const char *partition);
void target_free(struct upload *up, struct target *t);
/* Take it out of the list and free it. */
void target_remove(struct upload *up, struct target *t);
int target_row(struct upload *up, struct target *t, const struct row *row);
/* Send what is there as a block. */
int target_cut(struct upload *up, struct target *t);
/* Sessions for all that needs one, before the first block waits for its own:
 * a batch may have many partitions. */
int targets_open(struct upload *up);
/* Move the records of a chunk from memory to its file. */
int target_spill(struct upload *up, struct target *t);
/* Undo the rows behind the last MARK.  -1: some of them were sent. */
int target_rewind(struct upload *up, struct target *t);
/* Forget the batch: its rows are committed, or given up. */
void target_reset(struct upload *up, struct target *t);
/* Cut or spill the largest until what is held fits. */
int targets_bound(struct upload *up);

/* --- batch.c -------------------------------------------------------------- */

/* The journal, which no other process may use then. */
int batch_open(struct upload *up);
int batch_recover(struct upload *up);
int batch_mark(struct upload *up, const struct rec_mark *m);
/* Is a batch being read again whose end has not come yet? */
bool batch_half_read(const struct upload *up);
/* Is the row there already? */
bool batch_skips(
    struct upload *up, const struct target *t, const struct row *row);
/* Commit up to the last MARK, and write the position.  -1. */
int batch_commit(struct upload *up);
/* The input is silent: what the clock asks for. */
int batch_idle(struct upload *up);
/* Give up all that is not committed. */
void batch_abandon(struct upload *up);
/* Take back the rows behind the last MARK.  -1: they were sent. */
int batch_rewind(struct upload *up);

/* --- copy.c --------------------------------------------------------------- */

int copy_open(struct upload *up);
void copy_free(struct upload *up);
int copy_mark(struct upload *up, const struct rec_mark *m);
int copy_chunk(struct upload *up, const struct rec *r);
struct target *copy_target(struct upload *up, const struct row *row);
/* The stream ended well. */
int copy_end(struct upload *up);

/* --- run.c ---------------------------------------------------------------- */

/* Read to the end; the exit code, the reason in up. */
int run(struct upload *up, struct rec_in *in);

#endif
