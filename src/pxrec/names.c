/*
 * names.c: the words for flags and small numbers; see names.h.
 */
#include <string.h>

#include "rec/body.h"
#include "row/row.h"
#include "row/table.h"

#include "pxrec/names.h"

const struct name names_table_flag[] = {
	{ ROW_TAB_PRIMARY, "primary" },
	{ ROW_TAB_UNIQUE, "unique" },
	{ ROW_TAB_NAMELESS, "nameless" },
	{ ROW_TAB_VIEW, "view" },
	{ 0, NULL },
};

const struct name names_column_flag[] = {
	{ ROW_COL_UNSIGNED, "unsigned" },
	{ ROW_COL_NULLABLE, "nullable" },
	{ ROW_COL_GENERATED, "generated" },
	{ ROW_COL_INVISIBLE, "invisible" },
	{ ROW_COL_HIDDEN, "hidden" },
	{ ROW_COL_NAMELESS, "nameless" },
	{ ROW_COL_UNSURE, "unsure" },
	{ ROW_COL_ADDED, "added" },
	{ ROW_COL_LEFT, "left" },
	{ 0, NULL },
};

const struct name names_mark_flag[] = {
	{ REC_MARK_HEARTBEAT, "heartbeat" },
	{ REC_MARK_COPY_START, "copy_start" },
	{ REC_MARK_COPY_END, "copy_end" },
	{ 0, NULL },
};

const struct name names_partial[] = {
	{ ROW_PARTIAL_BEFORE, "before" },
	{ ROW_PARTIAL_AFTER, "after" },
	{ 0, NULL },
};

const struct name names_role[] = {
	{ ROW_BASE, "base" },
	{ ROW_LOG, "log" },
	{ 0, NULL },
};

const struct name names_chunk[] = {
	{ REC_CHUNK_BEGIN, "begin" },
	{ REC_CHUNK_DONE, "done" },
	{ 0, NULL },
};

const struct name names_ddl[] = {
	{ REC_DDL_OTHER, "other" },
	{ REC_DDL_CREATE, "create" },
	{ REC_DDL_ALTER, "alter" },
	{ REC_DDL_DROP, "drop" },
	{ REC_DDL_RENAME, "rename" },
	{ REC_DDL_TRUNCATE, "truncate" },
	{ REC_DDL_DATABASE, "database" },
	{ REC_DDL_UNKNOWN, "unknown" },
	{ 0, NULL },
};

const struct name names_act[] = {
	{ REC_DDL_SAME, "same" },
	{ REC_DDL_SKIPPED, "skipped" },
	{ REC_DDL_FOLLOWED, "followed" },
	{ 0, NULL },
};

const struct name names_op[] = {
	{ ROW_INSERT, "I" },
	{ ROW_UPDATE, "U" },
	{ ROW_DELETE, "D" },
	{ ROW_SNAPSHOT, "S" },
	{ 0, NULL },
};

const char *
names_of(const struct name *names, unsigned value)
{
	for (; names->name != NULL; names++)
		if (names->value == value)
			return names->name;
	return NULL;
}

bool
names_value(const struct name *names, const char *word, unsigned *value)
{
	for (; names->name != NULL; names++)
		if (strcmp(names->name, word) == 0) {
			*value = names->value;
			return true;
		}
	return false;
}
