/*
 * tables.h: the tables rowdecode meets: their definitions by name and place,
 * and by the number a log gives them for a while.
 */
#ifndef ROWDECODE_TABLES_H
#define ROWDECODE_TABLES_H

#include "base/pos.h"
#include "binlog/ddl.h"
#include "binlog/define.h"
#include "binlog/plan.h"
#include "row/table.h"

struct table {
	char *db, *name;
	uint32_t ref; /* in our stream; 0 before its first row */
	/* in force: set by a table map, together */
	struct row_table *def;
	struct plan *plan;
	uint64_t version; /* grows with each new def */
	bool announced;   /* the stream has def */
	/* own */
	struct row_table **known; /* from --schema, each valid from a place */
	size_t nknown;
	bool stale; /* a DDL at stale_at changed it */
	struct pos stale_at;
	struct buf raw; /* the table map def was made from, without number */
	struct table *next;
};

struct tables {
	int product;   /* enum frame_product */
	uint32_t refs; /* given so far */
	char why[512]; /* after -1 */
	int code;
	/* own */
	struct table **slot;
	size_t nslots, count;
	struct {
		uint64_t id;
		struct table *table;
	} * open; /* numbers of the current transaction */
	size_t nopen, room;
	struct map map;
	struct buf text;
};

void tables_init(struct tables *s);
void tables_release(struct tables *s);

/* Take the TABLE records of a file, or of tables.rec in a directory; -1 with
 * why and code. */
int tables_load(struct tables *s, const char *path);

/* A TABLE_MAP event of len bytes (without checksum) at a place: from now on
 * its number means its table.  -1 with why and code. */
int tables_map(struct tables *s, const uint8_t *event, size_t len,
    unsigned id_size, const struct pos *at);
/* The table of a number, NULL when no map of this transaction had it. */
struct table *tables_of(const struct tables *s, uint64_t id);
/* Numbers mean nothing any more. */
void tables_forget(struct tables *s);

/* Does the one table of a CREATE surely exist at a place already? */
bool tables_exists(struct tables *s, const struct ddl *d, const char *db,
    size_t db_len, const struct pos *at);

/* A statement at a place changes definitions. */
void tables_ddl(struct tables *s, const struct ddl *d, const char *db,
    size_t db_len, const struct pos *at);

#endif
