/*
 * names.c: case, legality and uniqueness of names.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "row/names.h"

#define PREFIX "new_dts_sync_"

static const char *const added[] = { PREFIX "record_id",
	PREFIX "operation_flag", PREFIX "utc_timestamp", PREFIX "before_flag",
	PREFIX "after_flag", PREFIX "modifytime_year",
	PREFIX "modifytime_month", PREFIX "modifytime_day",
	PREFIX "modifytime_hour", PREFIX "modifytime_minute",
	PREFIX "transaction_id", PREFIX "binlog_file", PREFIX "binlog_position",
	PREFIX "source_database", PREFIX "source_table" };

unsigned
names_front(const struct shape *s)
{
	return NAMES_ADDED + (unsigned)__builtin_popcount(s->metadata);
}

const char *
names_added(const struct shape *s, unsigned which)
{
	return added[which] + (s->previous ? sizeof(PREFIX) - 1 : 0);
}

bool
names_is_metadata(const char *name)
{
	size_t prefix = sizeof(PREFIX) - 1;

	if (strncmp(name, PREFIX, prefix) == 0)
		name += prefix;
	for (unsigned i = 0; i < SHAPE_METADATA; i++)
		if (strcmp(name, added[NAMES_METADATA + i] + prefix) == 0)
			return true;
	return false;
}

static int
fold(const struct shape *s, char c)
{
	int u = (unsigned char)c;

	return s->fold == SHAPE_LOWER   ? tolower(u)
	       : s->fold == SHAPE_UPPER ? toupper(u)
					: u;
}

const char *
names_fold(struct row_table *t, const struct shape *s, const char *name)
{
	char *copy = NULL;

	for (size_t i = 0; name[i] != '\0'; i++) {
		char c = (char)fold(s, name[i]);

		if (c == name[i])
			continue;
		if (copy == NULL) {
			copy = row_table_alloc(t, strlen(name) + 1, 1);
			memcpy(copy, name, strlen(name));
		}
		copy[i] = c;
	}
	return copy != NULL ? copy : name;
}

const char *
names_check_table(const char *name)
{
	if (strlen(name) > NAMES_MAX)
		return "is longer than 128 bytes";
	if (!isalpha((unsigned char)name[0]))
		return "does not begin with a letter";
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return "has more than letters, digits and '_' in it";
	return NULL;
}

/* The vendor's limits allow Chinese column names: any letter beyond ASCII. */
const char *
names_check_column(const char *name)
{
	size_t n = strlen(name);

	if (n == 0 || n > NAMES_MAX)
		return "is not of 1 to 128 bytes";
	if (utf8_valid((const uint8_t *)name, n) != n)
		return "is no UTF-8";
	for (; *name != '\0'; name++)
		if (!isalnum((unsigned char)*name) && *name != '_' &&
		    (unsigned char)*name < 0x80)
			return "has more than letters, digits and '_' in it";
	return NULL;
}

const char *
names_take(struct names *s, const char *name, const char *owner)
{
	size_t low = 0, high = s->n, mid;
	int order;

	while (low < high) {
		mid = low + (high - low) / 2;
		order = strcasecmp(name, s->item[mid].name);
		if (order == 0)
			return strcmp(s->item[mid].owner, owner) == 0
				   ? NULL
				   : s->item[mid].owner;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	s->item = xreallocarray(s->item, s->n + 1, sizeof(s->item[0]));
	memmove(s->item + low + 1, s->item + low,
	    (s->n - low) * sizeof(s->item[0]));
	s->item[low].name = xstrdup(name);
	s->item[low].owner = xstrdup(owner);
	s->n++;
	return NULL;
}

void
names_release(struct names *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->item[i].name);
		free(s->item[i].owner);
	}
	free(s->item);
	s->item = NULL;
	s->n = 0;
}
