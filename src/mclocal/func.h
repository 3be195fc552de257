/*
 * func.h: what MaxCompute's SQL has and SQLite has not: functions,
 * aggregates, and the collation of decimals.
 */
#ifndef MCLOCAL_FUNC_H
#define MCLOCAL_FUNC_H

#include <stddef.h>
#include <sqlite3.h>

int func_register(sqlite3 *db); /* -1: sqlite3_errmsg says why */

/* Order of two decimal texts. */
int func_decimal_cmp(const char *a, size_t na, const char *b, size_t nb);

#endif
