/*
 * table.h: the catalog: tables, their columns, partitions and visible rows.
 */
#ifndef MCLOCAL_TABLE_H
#define MCLOCAL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "mclocal/store.h"
#include "row/row.h"
#include "row/table.h"

enum {
	TABLE_COLUMNS_MAX = 1200,
	TABLE_NAME_MAX = 128,
	TABLE_COMMENT_MAX = 1024,
	TABLE_PARTITIONS_MAX = 60000
};

struct table_column {
	struct row_dest_column type; /* type.name is name */
	char *name;                  /* lower case */
	char *comment;
};

struct table {
	int64_t id; /* 0: not there yet */
	char *project, *name, *comment;
	char *properties;               /* JSON object */
	int64_t lifecycle;              /* days, -1 none */
	int64_t created, ddl, modified; /* seconds */
	int64_t generation; /* counts changes that are no additions */
	unsigned ncolumns, nparts;
	unsigned nkeys, *key; /* the primary key's columns; their indexes */
	struct table_column *column;  /* data columns, then partition columns */
	struct row_dest_column *data; /* the data columns alone */
};

/* A partition, value by value. */
struct spec {
	unsigned n;
	char value[ROW_PART_LEVELS][ROW_PART_VALUE + 1];
};

struct table *table_new(const char *project, const char *name);
/* Add a column; data columns come before partition columns. */
void table_add(struct table *t, const char *name,
    const struct row_dest_column *type, const char *comment, bool part);
void table_free(struct table *t);

/* NULL when there is none, or with s->why not empty when SQLite failed. */
struct table *table_find(
    struct store *s, const char *project, const char *name);
/* The table with this id. */
struct table *table_by_id(struct store *s, int64_t id);
/* Make a data column the next of the primary key. */
void table_add_key(struct table *t, unsigned column);
/* Is the property "true"? */
bool table_is(const struct table *t, const char *property);
/* Index of a column by name, any case, data and partition; -1. */
int table_column(const struct table *t, const char *name, size_t n);

/* All inside a transaction of the caller; 0 or -1 with s->why. */
int table_create(struct store *s, struct table *t);
int table_drop(struct store *s, const struct table *t);
int table_make_rows(struct store *s, const struct table *t);
int table_make_keys(struct store *s, const struct table *t);
int table_make_view(struct store *s, const struct table *t);
int table_load_columns(struct store *s, struct table *t);
int table_save_column(struct store *s, const struct table *t, unsigned i);
int table_add_columns(struct store *s, struct table *t, unsigned from);
int table_touch(struct store *s, const struct table *t, bool generation);
/*
 * table_alter.c: give it other columns: data column i of "to" gets what stood
 * in column from[i] of "t", converted.  to->id is t's.
 */
int table_rebuild(struct store *s, const struct table *t, struct table *to,
    const unsigned *from);
int table_rename(struct store *s, struct table *t, const char *name);
/* Another copy, yours. */
struct table *table_copy(const struct table *t);

/*
 * Rows.  table_insert prepares the insertion (parameter 1 is _row, then the
 * data columns); rows go from table_next_row on; table_show makes a range
 * visible in a partition (0: the table has none).
 */
sqlite3_stmt *table_insert(struct store *s, const struct table *t);
int64_t table_next_row(struct store *s, const struct table *t);
int table_set_next_row(struct store *s, const struct table *t, int64_t next);
int table_delete_rows(
    struct store *s, const struct table *t, int64_t lo, int64_t hi);
int table_show(struct store *s, const struct table *t, int64_t part, int64_t lo,
    int64_t hi);
/* The same in a table with a primary key: rows that are there go.  What an
 * upsert brought (lo..hi, those that mc_gone names being deletions). */
int delta_show(struct store *s, const struct table *t, int64_t part, int64_t lo,
    int64_t hi, const char *session);
/* Forget all visible rows of a partition with segments up to last. */
int table_empty(
    struct store *s, const struct table *t, int64_t part, int64_t last);
int64_t table_last_segment(struct store *s, const struct table *t);
int64_t table_rows(struct store *s, const struct table *t, int64_t part);

/* "dt='x',region=cn" or with '/', quotes optional.  NULL or why not. */
const char *spec_parse(
    const struct table *t, const char *text, struct spec *spec);
/* May this be the value of a partition? */
bool spec_value_ok(const char *p, size_t n);
void spec_put(struct buf *b, const struct table *t, const struct spec *spec);

/* The id, or 0. */
int64_t partition_find(
    struct store *s, const struct table *t, const struct spec *spec);
/* The id of a new one, or 0 with s->why. */
int64_t partition_add(
    struct store *s, const struct table *t, const struct spec *spec);
int partition_rename(struct store *s, const struct table *t, int64_t id,
    const struct spec *spec);
int partition_drop(struct store *s, const struct table *t, int64_t id);

/* MaxCompute's rules for names. */
bool name_ok(const char *name, bool column);
void name_lower(char *name);

#endif
