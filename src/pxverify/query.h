/*
 * query.h: the rows that statements of mcpartition --as select give, read in
 * MaxCompute.
 */
#ifndef PXVERIFY_QUERY_H
#define PXVERIFY_QUERY_H

#include "base/conf.h"
#include "pxverify/side.h"

/* Run the statements in the file and read their rows.  Dies of what goes
 * wrong. */
void query_read(struct side *s, const struct conf *conf, const char *path);

#endif
