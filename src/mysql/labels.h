/*
 * labels.h: labels of ENUM and SET that INFORMATION_SCHEMA cannot show: it
 * has a "?" for each character beyond the basic plane.
 */
#ifndef MYSQL_LABELS_H
#define MYSQL_LABELS_H

#include <stdbool.h>

#include "mysql/conn.h"
#include "row/table.h"

/* May this label be another one than it looks? */
bool labels_unsure(const struct row_column *col, uint32_t i);

/* Ask the server for the label itself and put it into col.  0; -1: the server
 * cannot tell, c->why and c->code say why where the connection broke. */
int labels_ask(
    struct conn *c, struct row_table *t, struct row_column *col, uint32_t i);

#endif
