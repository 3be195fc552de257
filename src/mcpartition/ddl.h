/*
 * ddl.h: SQL text for the target: CREATE TABLE and the merge.
 */
#ifndef MCPARTITION_DDL_H
#define MCPARTITION_DDL_H

#include "base/buf.h"
#include "mcpartition/plan.h"

/* `name` */
void ddl_put_name(struct buf *b, const char *name);
/* The settings that the types of d need, one "set" a line. */
void ddl_put_settings(struct buf *b, const struct row_dest *d);
/* CREATE TABLE of the base under its own name, or under another (the result
 * of a merge). */
void ddl_put_base(struct buf *b, const struct plan *p, const char *name);
/* ALTER TABLE for the columns that the target has not, at the end of base or
 * log.  The same columns twice are no mistake. */
void ddl_put_added(struct buf *b, const struct plan *p, enum row_role role);
/* ALTER TABLE for the columns that a table made earlier as such a base may
 * not have. */
void ddl_put_wider(struct buf *b, const struct plan *p, const char *name);
/* CREATE TABLE of a base with the primary key of the source, which
 * mcupload --upsert keeps; and why it cannot be one, NULL when it can. */
void ddl_put_delta(struct buf *b, const struct plan *p);
const char *ddl_delta_refused(const struct plan *p);
/* CREATE TABLE of the log. */
void ddl_put_log(struct buf *b, const struct plan *p, const struct shape *s);

#endif
