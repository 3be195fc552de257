/*
 * define.h: the definition of a table whose rows come next, from what its
 * table map says and what is known of it from elsewhere.
 */
#ifndef BINLOG_DEFINE_H
#define BINLOG_DEFINE_H

#include "base/buf.h"
#include "binlog/map.h"
#include "row/table.h"

/* Which columns of the map are the table's own: all, or all but the last ones
 * when those are keys the server made up and hides. */
struct define_how {
	bool mariadb;
	bool hidden_key; /* such a key may be there without a name */
};

/*
 * A new definition (yours, row_table_free): the columns of the map, with the
 * names and the rest from the map's own metadata, else from known (NULL: not
 * known), else "@1"...  Its ncolumns is less than the map's when hidden keys
 * are to be dropped.  NULL when known is not the table that the map
 * describes: why gets the reason, without the table's name.
 */
struct row_table *define_table(const struct map *m,
    const struct row_table *known, const struct define_how *how,
    struct buf *why);

#endif
