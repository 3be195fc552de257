/*
 * pos.c: FILE:OFFSET; see pos.h.
 */
#include <string.h>

#include "base/num.h"
#include "base/pos.h"

bool
pos_parse(const char *s, struct pos *pos)
{
	const char *colon = strrchr(s, ':');
	size_t n;

	if (colon == NULL || colon == s)
		return false;
	if ((n = (size_t)(colon - s)) > POS_FILE_MAX)
		return false;
	if (!num_u64(colon + 1, 4, INT64_MAX, &pos->offset))
		return false;
	memcpy(pos->file, s, n);
	pos->file[n] = '\0';
	return true;
}

/* Where the digits at the end of the name begin. */
static size_t
stem(const char *file)
{
	size_t n = strlen(file);

	while (n > 0 && file[n - 1] >= '0' && file[n - 1] <= '9')
		n--;
	return n;
}

bool
pos_file_number(const char *file, uint32_t *n)
{
	uint64_t v;

	if (!num_u64(file + stem(file), 0, (1u << 27) - 1, &v))
		return false;
	*n = (uint32_t)v;
	return true;
}

bool
pos_stream_number(const char *name, size_t len, uint64_t *n)
{
	size_t at = len;

	while (at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9')
		at--;
	if (at == len)
		return false;
	for (*n = 0; at < len && *n <= POS_STREAM_MAX; at++)
		*n = *n * 10 + (uint64_t)(name[at] - '0');
	return *n <= POS_STREAM_MAX;
}

bool
pos_record_id(const struct pos *pos, uint64_t *id)
{
	const char *end = strrchr(pos->file, '_');
	uint64_t stream;
	uint32_t file;

	if (!pos_file_number(pos->file, &file) ||
	    pos->offset >> POS_FILE_SHIFT != 0)
		return false;
	*id = (uint64_t)file << POS_FILE_SHIFT | pos->offset;
	if (end != NULL &&
	    pos_stream_number(pos->file, (size_t)(end - pos->file), &stream))
		*id |= stream << POS_STREAM_SHIFT;
	return true;
}

int
pos_cmp(const struct pos *a, const struct pos *b)
{
	size_t n = stem(a->file);
	uint32_t x, y;
	int c;

	if (strcmp(a->file, b->file) != 0) {
		if (n == stem(b->file) && memcmp(a->file, b->file, n) == 0 &&
		    pos_file_number(a->file, &x) &&
		    pos_file_number(b->file, &y) && x != y)
			return x < y ? -1 : 1;
		c = strcmp(a->file, b->file);
		return c < 0 ? -1 : 1;
	}
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}
