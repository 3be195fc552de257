/*
 * shape.c: settings from text.  Pages: mcpartition(1), pxsync.conf(5).
 */
#include <string.h>

#include "base/num.h"
#include "row/shape.h"

#define WANT_LEVELS \
	"want none, or the first levels of year,month,day,hour,minute"
#define WANT_METADATA                                                       \
	"want none, or some of transaction_id,binlog_file,binlog_position," \
	"source_database,source_table"

static const char *const levels[SHAPE_LEVELS] = { "year", "month", "day",
	"hour", "minute" };
static const char *const metadata[SHAPE_METADATA] = {
	[SHAPE_TRANSACTION_ID] = "transaction_id",
	[SHAPE_BINLOG_FILE] = "binlog_file",
	[SHAPE_BINLOG_POSITION] = "binlog_position",
	[SHAPE_SOURCE_DATABASE] = "source_database",
	[SHAPE_SOURCE_TABLE] = "source_table",
};

void
shape_init(struct shape *s)
{
	*s = (struct shape){ .fold = SHAPE_LOWER,
		.zero = SHAPE_ZERO_ERROR,
		.longs = SHAPE_LONG_ERROR,
		.levels = 3,
		.on_ddl = SHAPE_DDL_STOP };
}

enum {
	NO_MORE = -1,
	UNKNOWN = -2
};

/* Which of n words the next one of a list is. */
static int
next_word(const char **list, const char *const *words, int n)
{
	const char *s = *list + strspn(*list, ", \t");
	size_t len = strcspn(s, ", \t");

	*list = s + len;
	for (int i = 0; i < n; i++)
		if (strlen(words[i]) == len && memcmp(s, words[i], len) == 0)
			return i;
	return len == 0 ? NO_MORE : UNKNOWN;
}

/*
 * A list of levels must be a prefix of year ... minute: a partition of hours
 * without its day would mix all days.
 */
static const char *
set_partition(struct shape *s, const char *text)
{
	unsigned n = 0;
	int which;

	if (strcmp(text, "none") == 0) {
		s->levels = 0;
		return NULL;
	}
	while ((which = next_word(&text, levels, SHAPE_LEVELS)) >= 0) {
		if ((unsigned)which != n)
			return WANT_LEVELS;
		n++;
	}
	if (which == UNKNOWN || n == 0)
		return WANT_LEVELS;
	s->levels = n;
	return NULL;
}

static const char *
set_metadata(struct shape *s, const char *text)
{
	unsigned bits = 0;
	int which;

	if (strcmp(text, "none") == 0) {
		s->metadata = 0;
		return NULL;
	}
	while ((which = next_word(&text, metadata, SHAPE_METADATA)) >= 0)
		bits |= 1u << which;
	if (which == UNKNOWN || bits == 0)
		return WANT_METADATA;
	s->metadata = bits;
	return NULL;
}

/* Which of the words (n of them) text is, or -1. */
static int
word(const char *text, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	return -1;
}

const char *
shape_set(struct shape *s, const char *key, const char *text)
{
	static const char *const names[] = { "new", "previous" };
	static const char *const cases[] = { "default", "lower", "upper",
		"source" };
	static const char *const types[] = { "exact", "dts" };
	static const char *const zeros[] = { "error", "null", "string" };
	static const char *const longs[] = { "error", "null", "cut" };
	static const char *const ddl[] = { "stop", "skip", "add-columns" };
	uint64_t n;
	int i;

	if (strcmp(key, "names") == 0) {
		if ((i = word(text, names, 2)) == -1)
			return "want new or previous";
		s->previous = i == 1;
	} else if (strcmp(key, "case") == 0) {
		if ((i = word(text, cases, 4)) == -1)
			return "want default, source, lower or upper";
		s->fold = i == 0 ? SHAPE_LOWER : (enum shape_case)i;
	} else if (strcmp(key, "types") == 0) {
		if ((i = word(text, types, 2)) == -1)
			return "want exact or dts";
		s->dts = i == 1;
	} else if (strcmp(key, "zero_date") == 0) {
		if ((i = word(text, zeros, 3)) == -1)
			return "want error, null or string";
		s->zero = (enum shape_zero)(i + 1);
	} else if (strcmp(key, "long_value") == 0) {
		if ((i = word(text, longs, 3)) == -1)
			return "want error, null or cut";
		s->longs = (enum shape_long)(i + 1);
	} else if (strcmp(key, "lifecycle") == 0) {
		if (!num_u64(text, 0, 37231, &n))
			return "want days, 0 to 37231";
		s->lifecycle = (unsigned)n;
	} else if (strcmp(key, "on_ddl") == 0) {
		if ((i = word(text, ddl, 3)) == -1)
			return "want stop, skip or add-columns";
		s->on_ddl = (enum shape_ddl)(i + 1);
	} else if (strcmp(key, "metadata") == 0) {
		return set_metadata(s, text);
	} else {
		return set_partition(s, text);
	}
	return NULL;
}

const char *
shape_check(const struct shape *s)
{
	if (s->lifecycle != 0 && s->levels == 0)
		return "a lifecycle needs partitions: without them it would "
		       "remove the whole log";
	return NULL;
}
