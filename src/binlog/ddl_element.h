/*
 * ddl_element.h: what ddl_columns.c reads statements with.
 */
#ifndef BINLOG_DDL_ELEMENT_H
#define BINLOG_DDL_ELEMENT_H

#include "binlog/ddl_ops.h"

struct ddl_reader {
	struct sqlscan s;
	struct ddl_ops o;
	struct ddl_columns *x;
	struct buf why;
};

/* Keep the first reason; false. */
bool ddl_element_lost(struct ddl_reader *r, const char *why);
struct ddl_op *ddl_new_op(struct ddl_reader *r, enum ddl_op_kind kind);

/* The functions below step over what they read, and are false with a reason
 * where it cannot be followed. */

/* A column's name; NULL with a reason. */
const char *ddl_element_name(struct ddl_reader *r);
/* What stands behind a column's name. */
bool ddl_element_definition(struct ddl_reader *r, struct ddl_op *op);
bool ddl_element_column(struct ddl_reader *r, bool maybe);
bool ddl_element_key(struct ddl_reader *r);
/* Columns and keys behind a "(", to behind its ")". */
bool ddl_element_list(struct ddl_reader *r, bool maybe);
/* Options of a table to a comma or the end; partitions, too. */
bool ddl_element_options(struct ddl_reader *r);

/* To the comma or parenthesis that ends an element of a list. */
void ddl_element_skip(struct sqlscan *s);
/* Does a key begin here, or a constraint? */
bool ddl_is_key(const struct sqlscan *s);
/* Is the token behind the current one this word? */
bool ddl_next_is(struct sqlscan s, const char *word);
/* IF EXISTS, IF NOT EXISTS: was it there? */
bool ddl_if_exists(struct sqlscan *s);

#endif
