/*
 * value.h: values of the tunnel as the text that an instance shows for them.
 */
#ifndef MCSQL_VALUE_H
#define MCSQL_VALUE_H

#include "mc/sql.h"
#include "row/row.h"
#include "row/table.h"

/* Append the text of v; the kind it has in csv. */
enum mc_csv value_text(struct buf *out, const struct row_dest_column *c,
    const struct row_value *v);

#endif
