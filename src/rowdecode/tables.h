/*
 * tables.h: the tables rowdecode meets: their definitions by name and place,
 * and by the number a log gives them for a while.
 */
#ifndef ROWDECODE_TABLES_H
#define ROWDECODE_TABLES_H

#include "base/pos.h"
#include "binlog/ddl_columns.h"
#include "binlog/define.h"
#include "binlog/plan.h"
#include "row/table.h"

enum table_state {
	TABLE_NONE = 0, /* the log told nothing */
	TABLE_FOLLOWED, /* the log tells its definition */
	TABLE_LOST,     /* it changed in a way that is not understood */
	TABLE_GONE      /* it was dropped, or renamed */
};

struct table {
	char *db, *name;
	uint32_t ref; /* in our stream; 0 before its first row */
	/* in force: set by a table map, together */
	struct row_table *def;
	struct plan *plan;
	uint64_t version; /* grows with each new def */
	bool announced;   /* the stream has def */
	bool unwanted; /* the job does not choose it: its rows are left out */
	/* own */
	struct row_table **known; /* from --schema, each valid from a place */
	size_t nknown;
	/* follow.c: what the statement up to `changed` made of it */
	enum table_state state;
	struct pos changed_by, changed;
	struct row_table *now; /* FOLLOWED */
	char *lost;            /* LOST: why, and the statement */
	struct buf raw; /* the table map def was made from, without number */
	struct table *next;
};

struct tables {
	int product;            /* enum frame_product */
	uint32_t refs;          /* given so far */
	struct objects *chosen; /* borrowed; NULL: every table */
	char why[512];          /* after -1 */
	int code;
	/* own */
	struct table **slot;
	size_t nslots, count;
	struct {
		uint64_t id;
		struct table *table;
	} * open; /* numbers of the current transaction */
	size_t nopen, room;
	struct tables_db *db; /* follow.c */
	size_t ndbs;
	struct table *last; /* whose map came last */
	struct map map;
	struct buf text;
};

void tables_init(struct tables *s);
void tables_release(struct tables *s);

/* Take the TABLE records of a file, or of tables.rec in a directory; since:
 * in force from there on, NULL: from where each says.  Of two in force the
 * later one counts, of equals the one taken last.  -1 with why and code. */
int tables_load(struct tables *s, const char *path, const struct pos *since);

/* The table of a name; made when it is new.  PolarDB-X writes names in lower
 * case whatever they were created as. */
struct table *tables_find(struct tables *s, const char *db, size_t db_len,
    const char *name, size_t name_len);
/* The definition in force at a place, NULL when it is not known. */
const struct row_table *tables_current(
    const struct table *t, const struct pos *at);

/* A TABLE_MAP event of len bytes (without checksum) at a place: from now on
 * its number means its table.  -1 with why and code. */
int tables_map(struct tables *s, const uint8_t *event, size_t len,
    unsigned post, const struct pos *at);
/* The table of a number, NULL when no map of this transaction had it. */
struct table *tables_of(const struct tables *s, uint64_t id);
/* Numbers mean nothing any more. */
void tables_forget(struct tables *s);

#endif
