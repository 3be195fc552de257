/*
 * ddl_own.h: between ddl.c and alter.c.
 */
#ifndef MCLOCAL_DDL_OWN_H
#define MCLOCAL_DDL_OWN_H

#include "mclocal/sql.h"

/* NAME TYPE [NOT NULL] [DEFAULT x] [COMMENT 'x'], added to t. */
int ddl_column(struct sql *q, struct table *t, bool part);
int ddl_type(struct sql *q, struct row_dest_column *c);
/* The days behind LIFECYCLE. */
int ddl_lifecycle(struct sql *q, struct table *t);

#endif
