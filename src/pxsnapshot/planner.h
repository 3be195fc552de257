/*
 * planner.h: cutting tables into chunks by what the server says.
 */
#ifndef PXSNAPSHOT_PLANNER_H
#define PXSNAPSHOT_PLANNER_H

#include <stdint.h>

#include "mysql/conn.h"
#include "pxsnapshot/plan.h"
#include "mysql/schema.h"

/*
 * Add table t and its chunks, of about rows rows each, to p.  Every row of
 * the table, those to come included, lies in exactly one of them.  -1 with
 * c->why.
 */
int planner_add(struct plan *p, struct conn *c, const struct schema_table *t,
    uint64_t rows);

#endif
