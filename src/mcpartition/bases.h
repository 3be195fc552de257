/*
 * bases.h: from when on the bases are exact, and which changes they hold
 * already: the file of --bases, pxsync.state(5).
 */
#ifndef MCPARTITION_BASES_H
#define MCPARTITION_BASES_H

#include <stddef.h>
#include <stdint.h>

#include "base/pos.h"

enum bases_kind {
	BASES_COPY, /* all tables: the copy ended here */
	BASES_BASE, /* the base holds all changes before this place */
	BASES_WORK  /* or also those before this one: a compaction runs */
};

struct bases_line {
	enum bases_kind kind;
	char name[256]; /* of the base, "" for all */
	struct pos at;
	int64_t time; /* of the newest change before at, or later; us */
};

struct bases {
	struct bases_line *line;
	size_t n;
	char why[512]; /* after -1 */
	int code;
};

/* Read the file.  -1 with b->why, b->code. */
int bases_read(struct bases *b, const char *path);
void bases_release(struct bases *b);

/* The newest place that forbids an earlier one for this base, or NULL. */
const struct bases_line *bases_exact(const struct bases *b, const char *name);
/* Where the log goes on for this base, or NULL: from its begin. */
const struct bases_line *bases_from(const struct bases *b, const char *name);

#endif
