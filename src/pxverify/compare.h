/*
 * compare.h: two sides against each other.
 */
#ifndef PXVERIFY_COMPARE_H
#define PXVERIFY_COMPARE_H

#include <stdbool.h>

/* Two files of sums: the parts that differ go to stdout, a line a table to
 * people.  True when nothing differs.  Dies of what cannot be read. */
bool compare_sums(const char *source, const char *target);

/* Two files of lines, sorted as bytes: the rows that differ go to stdout as
 * JSON, a line a table to people.  True when nothing differs. */
bool compare_rows(const char *source, const char *target);

#endif
