/*
 * table.h: what the target says about a table.
 */
#ifndef MC_TABLE_H
#define MC_TABLE_H

#include "mc/client.h"
#include "row/table.h"

/*
 * Is the table there, with the columns and partition columns that d says, in
 * that order and of those types?  0; -1 with why, code and word.
 */
int mc_table_check(struct mc_client *c, const struct row_dest *d);
/* Compare the JSON text of a description.  0, or -1 as above. */
int mc_table_compare(
    struct mc_client *c, const struct row_dest *d, const void *json, size_t n);

#endif
