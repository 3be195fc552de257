/*
 * plan.h: the plan of a copy: tables, their chunks, and where the log stood
 * before.  As a file: pxsnapshot(1), STATE.  Making it: planner.h.
 */
#ifndef PXSNAPSHOT_PLAN_H
#define PXSNAPSHOT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pos.h"

struct plan_table {
	char *db, *name;
	uint32_t chunks;
};

struct chunk {
	uint32_t table;  /* index in plan->table */
	uint32_t number; /* 0, 1... within the table */
	char *lower, *upper;
	bool done;
};

struct plan {
	struct pos start;
	struct plan_table *table;
	size_t ntables;
	struct chunk *chunk;
	size_t nchunks;
	char why[256]; /* after -1 of plan_read */
};

/* A plan of zeros is an empty one. */
void plan_release(struct plan *p);

/* The next table; the chunks added after it are its. */
void plan_add_table(struct plan *p, const char *db, const char *name);
/* Takes nothing: both bounds are copied. */
void plan_add_chunk(struct plan *p, const char *lower, const char *upper);

/* Read the file's text, n bytes.  -1 with p->why. */
int plan_parse(struct plan *p, char *text, size_t n);
/* Write path, whole or not at all.  -1 with errno. */
int plan_write(const struct plan *p, const char *path);

#endif
