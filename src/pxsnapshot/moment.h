/*
 * moment.h: a consistent snapshot, and the place in the log that belongs to
 * it.  No locks are taken.
 */
#ifndef PXSNAPSHOT_MOMENT_H
#define PXSNAPSHOT_MOMENT_H

#include "base/conf.h"
#include "mysql/conn.h"
#include "row/table.h"

/*
 * Open a transaction on c that sees the source as it was at *pos: every
 * change before that place in the log, and none behind it.  t is a table of
 * the source that can be read.  0; -1 with c->why and c->code: 75 when the
 * source is written to without a pause that we could use.
 */
int moment_open(struct conn *c, const struct conf *conf,
    const struct row_table *t, struct pos *pos);

#endif
