/*
 * map_extra.h: the optional part of TABLE_MAP, for map.c alone.
 */
#ifndef BINLOG_MAP_EXTRA_H
#define BINLOG_MAP_EXTRA_H

#include "binlog/map.h"

/* Read the fields to the end of c into m's columns; -1 when they make no
 * sense.  Fields we do not know are skipped. */
int map_extra(struct map *m, struct cur *c, bool mariadb);

#endif
