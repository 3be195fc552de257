/*
 * dml_own.h: between select.c and insert.c.
 */
#ifndef MCLOCAL_DML_OWN_H
#define MCLOCAL_DML_OWN_H

#include "mclocal/sql.h"

/* SQLite refused a row. */
int dml_fail_step(struct sql *q, sqlite3_stmt *stmt);
/* The rows of stmt into t, all its columns in order. */
int dml_insert_all(struct sql *q, struct table *t, sqlite3_stmt *stmt);

#endif
