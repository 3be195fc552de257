/*
 * ddl_ops.h: what ddl_columns.c reads and ddl_apply.c carries out.
 */
#ifndef BINLOG_DDL_OPS_H
#define BINLOG_DDL_OPS_H

#include "binlog/ddl_columns.h"
#include "binlog/ddl_type.h"

enum ddl_op_kind {
	DDL_ADD = 1,
	DDL_DROP,
	DDL_CHANGE, /* and MODIFY: name stays */
	DDL_RENAME
};

enum ddl_place {
	DDL_STAY = 0, /* of a new column: the end */
	DDL_FIRST,
	DDL_AFTER
};

struct ddl_op {
	uint8_t kind;        /* enum ddl_op_kind */
	uint8_t place;       /* enum ddl_place */
	bool maybe;          /* IF EXISTS, IF NOT EXISTS */
	bool done;           /* own of ddl_apply */
	const char *name;    /* of the column as it was */
	const char *after;   /* DDL_AFTER */
	const char *to;      /* RENAME */
	struct ddl_type def; /* ADD, CHANGE; with its new name */
};

struct ddl_key {
	bool primary;
	unsigned n;
	const char **name;
};

struct ddl_ops {
	struct row_table *t; /* texts live in it; it becomes the result */
	struct ddl_op *op;
	size_t n, room;
	struct ddl_key *key;
	size_t nkeys;
	bool drops_primary, drops_index;
	bool converts;
	char convert[DDL_CHARSET];
	char charset[DDL_CHARSET]; /* of the options */
	bool has_charset;
};

/* Make the columns of o->t from those it has: false with why filled. */
bool ddl_apply(struct ddl_ops *o, const char *charset, struct buf *why);

#endif
