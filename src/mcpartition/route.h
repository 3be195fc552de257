/*
 * route.h: the filter: row changes in, rows routed to (table, partition)
 * out; who says what: src/README.md.
 */
#ifndef MCPARTITION_ROUTE_H
#define MCPARTITION_ROUTE_H

#include "base/pos.h"
#include "mcpartition/plan.h"
#include "rec/body.h"
#include "row/objects.h"

struct route {
	const struct shapes *shapes; /* borrowed, as the next two */
	const struct target *target; /* what the target was made for, or NULL */
	struct objects *objects;     /* what is ours by the job file, or NULL */
	struct pos past;             /* changes up to here are seen to; or "" */
	bool altering;               /* look at changes although out is NULL */
	struct rec_out *out;         /* NULL: only definitions are wanted */
	char *why;                   /* after -1: reason, "\n" and hint */
	int code;
	/* own */
	struct plan **plan; /* by ref of the input */
	size_t n;
	struct names tables; /* names of destinations and their sources */
	uint32_t next_ref, next_part;
	bool definitions_only;       /* nothing but TABLE records so far */
	struct rec_begin_body begin; /* of the transaction under way */
	struct buf metadata;         /* of the row under way */
	/* what ended a stream of definitions, and the table it is of */
	struct buf statement, changed;
};

enum route_result {
	ROUTE_OK = 0,
	ROUTE_BAD = -1, /* why and code are set */
	ROUTE_STOP = 1  /* end the stream properly; why and code are set */
};

/* target and o may be NULL.  Set t->out before the first row. */
void route_init(struct route *t, const struct shapes *s,
    const struct target *target, struct objects *o);
void route_release(struct route *t);
enum route_result route_feed(struct route *t, const struct rec *r);
/* Before the end record: definitions that nobody used are given out when the
 * stream is nothing but definitions. */
enum route_result route_end(struct route *t);

/* --- for the files of the filter ----------------------------------------- */

/* Set why and code; returns ROUTE_BAD. */
enum route_result route_bad(struct route *t, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The result of writing a record. */
enum route_result route_wrote(struct route *t, int rc);
enum route_result route_pass(struct route *t, const struct rec *r);
/* The plan of a table of the input, or NULL. */
struct plan *route_plan(const struct route *t, uint32_t ref);
/* The output's ref of a destination; its TABLE record goes out first. */
enum route_result route_need(
    struct route *t, struct plan *p, enum row_role role, uint32_t *ref);

enum route_result route_row(struct route *t, const struct rec *r);
/* A change of definitions: does it stop the stream? */
enum route_result route_ddl(struct route *t, const struct rec *r);

/* What a statement means for the tables of ours that it names. */
enum change {
	CHANGE_NONE = 0, /* none is ours */
	CHANGE_SAME,     /* their rows stay as they are */
	CHANGE_SKIP,     /* the target stays as it is */
	CHANGE_ADD,      /* the target wants columns first */
	CHANGE_STOP
};

/* The weightiest; hit: the table it is of, "db.table". */
enum change change_of(
    const struct route *t, const struct rec_ddl *d, struct buf *hit);
/* The definition of a plan comes of this statement. */
bool change_told(const struct plan *p, const struct rec_ddl *d);

#endif
