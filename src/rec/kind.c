/*
 * kind.c: names of the record kinds.
 */
#include <string.h>

#include "rec/rec.h"

static const char *const names[REC_KINDS] = {
	[REC_HELLO] = "hello",
	[REC_TABLE] = "table",
	[REC_EVENT] = "event",
	[REC_BEGIN] = "begin",
	[REC_MARK] = "mark",
	[REC_ROW] = "row",
	[REC_CHUNK] = "chunk",
	[REC_DDL] = "ddl",
	[REC_STAT] = "stat",
	[REC_END] = "end",
	[REC_PART] = "part",
};

const char *
rec_kind_name(unsigned kind)
{
	return kind < REC_KINDS ? names[kind] : NULL;
}

unsigned
rec_kind_of(const char *name)
{
	unsigned i;

	for (i = 0; i < REC_KINDS; i++)
		if (names[i] != NULL && strcmp(names[i], name) == 0)
			return i;
	return 0;
}
