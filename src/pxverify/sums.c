/*
 * sums.c: sums, and their files; see sums.h.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/num.h"
#include "pxverify/sums.h"

enum {
	FILE_BYTES = 1 << 30,
	WORDS = 4
};

struct sums_table *
sums_find(const struct sums *s, const char *name)
{
	for (size_t i = s->n; i-- > 0;)
		if (strcmp(s->table[i]->name, name) == 0)
			return s->table[i];
	return NULL;
}

struct sums_table *
sums_add(struct sums *s, const char *name)
{
	struct sums_table *t = xcalloc(1, sizeof(*t));

	if ((s->n & (s->n - 1)) == 0)
		s->table = xreallocarray(
		    s->table, s->n == 0 ? 1 : 2 * s->n, sizeof(*s->table));
	t->name = xstrdup(name);
	s->table[s->n++] = t;
	return t;
}

void
sums_release(struct sums *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->table[i]->name);
		free(s->table[i]);
	}
	free(s->table);
	s->table = NULL;
	s->n = 0;
}

void
sums_name(struct buf *b, const char *db, const char *table)
{
	size_t at = b->len;

	buf_printf(b, "%s.%s", db, table);
	for (; at < b->len; at++)
		if (b->data[at] < ' ')
			b->data[at] = '?';
}

/* --- the file ------------------------------------------------------------- */

void
sums_put(struct buf *b, const struct sums *s)
{
	buf_printf(b, "pxsums 1 %d\n", SUMS_PARTS);
	if (s->at.file[0] != '\0')
		buf_printf(b, "at %s:%" PRIu64 "\n", s->at.file, s->at.offset);
	for (size_t i = 0; i < s->n; i++) {
		const struct sums_table *t = s->table[i];

		if (t->keyless) {
			buf_printf(b, "keyless %s\n", t->name);
			continue;
		}
		buf_printf(b, "table %" PRIu64 " %s\n", t->rows, t->name);
		for (unsigned k = 0; k < SUMS_PARTS; k++) {
			const struct sums_part *p = &t->part[k];

			if (p->rows != 0)
				buf_printf(b,
				    "part %u %" PRIu64 " %016" PRIx64
				    "%016" PRIx64 "\n",
				    k, p->rows, p->sum.high, p->sum.low);
		}
	}
	buf_puts(b, "end\n");
}

static bool
hex64(const char *s, uint64_t *v)
{
	*v = 0;
	for (unsigned i = 0; i < 16; i++) {
		const char *digits = "0123456789abcdef", *d;

		if (s[i] == '\0' || (d = strchr(digits, s[i])) == NULL)
			return false;
		*v = *v << 4 | (uint64_t)(d - digits);
	}
	return true;
}

/* "NUMBER ROWS HASH", or in a list of parts "NUMBER". */
static bool
take_part(struct sums_table *t, char *s, bool parts)
{
	char *rows = strchr(s, ' '), *hash = NULL;
	struct sums_part *p;
	uint64_t k;

	if (rows != NULL) {
		*rows++ = '\0';
		if ((hash = strchr(rows, ' ')) == NULL)
			return false;
		*hash++ = '\0';
	}
	if (parts != (rows == NULL) || t == NULL ||
	    !num_u64(s, 0, SUMS_PARTS - 1, &k))
		return false;
	p = &t->part[k];
	if (parts) {
		p->rows = 1;
		return true;
	}
	return num_u64(rows, 1, UINT64_MAX, &p->rows) && strlen(hash) == 32 &&
	       hex64(hash, &p->sum.high) && hex64(hash + 16, &p->sum.low);
}

static bool
take_line(struct sums *s, char *line, bool parts)
{
	char *p = strchr(line, ' '), *name;
	struct sums_table *t;

	if (p == NULL)
		return false;
	*p++ = '\0';
	if (strcmp(line, "part") == 0)
		return take_part(
		    s->n > 0 ? s->table[s->n - 1] : NULL, p, parts);
	if (strcmp(line, "at") == 0)
		return pos_parse(p, &s->at);
	if (strcmp(line, "keyless") == 0) {
		sums_add(s, p)->keyless = true;
		return true;
	}
	if (strcmp(line, "table") != 0 || (name = strchr(p, ' ')) == NULL)
		return false;
	*name++ = '\0';
	t = sums_add(s, name);
	t->differs = parts;
	return num_u64(p, 0, UINT64_MAX, &t->rows);
}

int
sums_read(struct sums *s, const char *path, bool parts)
{
	struct buf text = { 0 };
	unsigned number = 0;
	bool ended = false, good = true;
	char *line, *end, want[32];

	memset(s, 0, sizeof(*s));
	if (io_slurp(path, FILE_BYTES, &text) == -1) {
		snprintf(
		    s->why, sizeof(s->why), "%s: %s", path, strerror(errno));
		buf_release(&text);
		return -1;
	}
	snprintf(want, sizeof(want), "px%s 1 %d", parts ? "parts" : "sums",
	    SUMS_PARTS);
	for (line = buf_str(&text);
	     good && !ended && (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		*end = '\0';
		ended = strcmp(line, "end") == 0;
		if (++number == 1)
			good = strcmp(line, want) == 0;
		else if (!ended)
			good = take_line(s, line, parts);
	}
	buf_release(&text);
	if (good && ended)
		return 0;
	snprintf(s->why, sizeof(s->why), "%s:%u: %s", path, number,
	    good ? "it breaks off" : "this makes no sense");
	return -1;
}
