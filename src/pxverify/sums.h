/*
 * sums.h: what was read of one side: of each table the rows in parts, by the
 * hash of their key, and of each part how many there are and the sum of their
 * hashes.  As a file: pxverify(1), FILES.
 */
#ifndef PXVERIFY_SUMS_H
#define PXVERIFY_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/pos.h"
#include "pxverify/hash.h"

enum {
	SUMS_PARTS = 1024
};

struct sums_part {
	uint64_t rows;
	struct hash sum;
};

struct sums_table {
	char *name; /* db.table, printable */
	bool keyless;
	bool differs; /* of a list of parts: some of them are asked for */
	uint64_t rows;
	struct sums_part part[SUMS_PARTS];
};

struct sums {
	struct pos at; /* file "": of the target */
	struct sums_table **table;
	size_t n;
	char why[512]; /* after -1 of sums_read */
};

/* The table of this name, or NULL. */
struct sums_table *sums_find(const struct sums *s, const char *name);
/* A new one; the name is copied. */
struct sums_table *sums_add(struct sums *s, const char *name);
void sums_release(struct sums *s);

/* Append db.table as we write it: control characters are question marks. */
void sums_name(struct buf *b, const char *db, const char *table);

void sums_put(struct buf *b, const struct sums *s);
/* Read a file of sums, or (parts) a list of parts that differ, where the rows
 * of a part asked for are 1.  -1 with s->why. */
int sums_read(struct sums *s, const char *path, bool parts);

#endif
