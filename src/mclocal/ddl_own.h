/*
 * ddl_own.h: between ddl.c, alter.c and alter_column.c.
 */
#ifndef MCLOCAL_DDL_OWN_H
#define MCLOCAL_DDL_OWN_H

#include "mclocal/sql.h"

/* NAME TYPE [NOT NULL] [DEFAULT x] [COMMENT 'x'], added to t. */
int ddl_column(struct sql *q, struct table *t, bool part);
int ddl_type(struct sql *q, struct row_dest_column *c);
/* COMMENT 'text', perhaps; *text borrowed, "" when there is none. */
int ddl_comment(struct sql *q, const char **text);
/* ('a'='b', ...), added to those that the table has. */
int ddl_properties(struct sql *q, struct table *t);
/* The days behind LIFECYCLE. */
int ddl_lifecycle(struct sql *q, struct table *t);

/* alter_column.c: behind ADD, DROP, RENAME and CHANGE COLUMN */
int alter_add_columns(struct sql *q, struct table *t, bool unless);
int alter_drop_columns(struct sql *q, struct table *t);
int alter_rename_column(struct sql *q, struct table *t);
int alter_change_column(struct sql *q, struct table *t);

#endif
