/*
 * func_own.h: between the files that hold SQLite's new functions.
 */
#ifndef MCLOCAL_FUNC_OWN_H
#define MCLOCAL_FUNC_OWN_H

#include <stdbool.h>
#include <stdint.h>
#include <sqlite3.h>

#include "base/buf.h"

struct func {
	const char *name;
	int args; /* -1: any number */
	void (*call)(sqlite3_context *, int, sqlite3_value **);
};

/* steady: the same arguments give the same value. */
int func_add(sqlite3 *db, const struct func *f, size_t n, bool steady);

/* A value as text, into b; false when it is NULL. */
bool func_put_text(struct buf *b, sqlite3_value *v);
/* Text of an argument with its length; NULL for NULL. */
const char *func_text(sqlite3_value *v, size_t *n);
/* Give what stands in b, and release it. */
void func_give(sqlite3_context *ctx, struct buf *b);
/* Is one of the arguments NULL? */
bool func_null(int n, sqlite3_value **v);
/* A time argument in microseconds; false when it is none. */
bool func_time(sqlite3_value *v, int64_t *us);
void func_give_time(sqlite3_context *ctx, unsigned type, int64_t us);

int func_register_texts(sqlite3 *db);
int func_register_parts(sqlite3 *db);
int func_register_regex(sqlite3 *db);
int func_register_numbers(sqlite3 *db);
int func_register_sums(sqlite3 *db);
int func_register_times(sqlite3 *db);
int func_register_dates(sqlite3 *db);

#endif
