/*
 * objects.h: which tables, under which names, with which operations:
 * [objects] of the job file.
 *
 *   include, exclude   db.table, several in a line; exclude wins
 *   map                db.table = newdb.newtable, db.table.column = newname
 *   ops                db.table:iud, several in a line
 *   where              db.table:condition, see rowfilter(1)
 *   columns            db.table: a, b (only these), or !a, !b (not these)
 *
 * A name is compared without regard to case (of ASCII letters) and may hold
 * the globs '*' and '?'; in back quotes it is meant literally, case and all.
 * On the right of a map '*' alone keeps the name, and one '*' within a name
 * stands for what the one '*' of the pattern matches.  Of map, ops, where and
 * columns the first line that matches decides.  Without include every table is
 * chosen; tables of the server's own schemas only when an include names their
 * schema without a glob.
 */
#ifndef ROW_OBJECTS_H
#define ROW_OBJECTS_H

#include <stdbool.h>

#include "base/conf.h"
#include "row/table.h"

enum objects_list {
	OBJECTS_INCLUDE = 0,
	OBJECTS_EXCLUDE = 1,
	OBJECTS_MAP = 2,
	OBJECTS_OPS = 3,
	OBJECTS_WHERE = 4,
	OBJECTS_COLUMNS = 5,
	OBJECTS_LISTS = 6
};

struct objects;

struct objects *objects_new(void);
void objects_free(struct objects *o);

/* Take a line of a list.  -1: objects_why. */
int objects_add(struct objects *o, enum objects_list list, const char *text);
/* Take all lists of the job file.  -1: objects_why, with file and line. */
int objects_add_conf(struct objects *o, const struct conf *c);
const char *objects_why(const struct objects *o);

/* Is this table chosen?  Remembers for objects_unmet which lines matched. */
bool objects_chosen(struct objects *o, const char *db, const char *table);
/* Can a table of this schema be chosen? */
bool objects_schema(const struct objects *o, const char *db);
/* The n-th pattern of include without a glob that chose nothing so far, as
 * it was written; NULL when there are no more. */
const char *objects_unmet(const struct objects *o, unsigned n);

/* The new names; false, and the old ones, when the table keeps its own.
 * Borrowed from o, until the next call of these two, or from the arguments. */
bool objects_map(struct objects *o, const char *db, const char *table,
    const char **newdb, const char **newtable);
/* The column's new name (borrowed likewise), or column itself. */
const char *objects_map_column(
    struct objects *o, const char *db, const char *table, const char *column);
/* Write into t what the lists say of its names, and which of its columns stay
 * behind.  1: something changed, 0: nothing, -1: objects_why. */
int objects_apply(struct objects *o, struct row_table *t);

/* Is this operation ('I', 'U', 'D') on the table kept?  Others always. */
bool objects_keeps(
    const struct objects *o, const char *db, const char *table, int op);

/* The line of where for this table: 0, 1, ...; -1: none.  Its condition;
 * NULL behind the last line. */
int objects_where(const struct objects *o, const char *db, const char *table);
const char *objects_condition(const struct objects *o, int line);

#endif
