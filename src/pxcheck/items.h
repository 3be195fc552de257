/*
 * items.h: every item that is checked: its id, why it matters, how to cure
 * it.  The ids are used in --allow and by people who read --json: they stay.
 */
#ifndef PXCHECK_ITEMS_H
#define PXCHECK_ITEMS_H

#include <stddef.h>

/* In the order in which they are printed; items.c has the same. */
enum item {
	JOB_SOURCE,
	JOB_TARGET,
	JOB_PHASES,
	JOB_FILES,
	JOB_OBJECTS,
	JOB_SHAPE,
	JOB_ENDPOINTS,
	STATE_WRITE,
	STATE_DISK,
	SOURCE_CONNECT,
	SOURCE_VERSION,
	SOURCE_CLOCK,
	SOURCE_SCHEMA,
	SOURCE_OBJECTS,
	SOURCE_SELECT,
	SOURCE_VIEWS,
	SOURCE_ENGINES,
	SOURCE_KEYS,
	SOURCE_NULLABLE_KEYS,
	SOURCE_CASCADES,
	SOURCE_TABLEGROUP,
	SOURCE_LOCALITY,
	SOURCE_BINLOG,
	SOURCE_POSITION,
	SOURCE_DUMP,
	SOURCE_SERVER_ID,
	SOURCE_FORMAT,
	SOURCE_ROW_IMAGE,
	SOURCE_PARTIAL_JSON,
	SOURCE_LOG_FILTER,
	SOURCE_RETENTION,
	SOURCE_START,
	TARGET_CONNECT,
	TARGET_TUNNEL,
	TARGET_CLOCK,
	TARGET_NAMES,
	TARGET_CASE,
	TARGET_COLLISIONS,
	TARGET_ADDED_COLUMNS,
	TARGET_COLUMNS,
	TARGET_RENAMES,
	TARGET_TYPES,
	TARGET_CELLS,
	TARGET_PARTITIONS,
	TARGET_TABLES,
	ITEMS
};

struct item_text {
	const char *id;
	const char *why;
	const char *cure;
};

extern const struct item_text items[ITEMS];

#endif
