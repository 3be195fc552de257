/*
 * copy.c: see copy.h.  Lines are taken as they come, so that a second look
 * costs only what is new.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"

#include "pxstatus/copy.h"

enum {
	NAME = 1024,
	CHUNKS = 100000000
};

void
copy_init(struct copy *c, const char *dir)
{
	memset(c, 0, sizeof(*c));
	tail_init(&c->log, dir, "copy");
	tail_init(&c->plan, dir, "chunks");
}

static void
forget_log(struct copy *c)
{
	size_t i;

	for (i = 0; i < c->ntables; i++)
		free(c->table[i].name);
	for (i = 0; i < c->nsessions; i++)
		free(c->session[i].id);
	free(c->table);
	free(c->session);
	c->table = NULL;
	c->session = NULL;
	c->ntables = c->nsessions = 0;
	c->rows = c->chunks = c->done = c->open = 0;
	c->begun = c->started = c->ended = c->bad = false;
	c->first = 0;
}

static void
forget_plan(struct copy *c)
{
	size_t i;

	for (i = 0; i < c->nseen; i++)
		free(c->seen[i]);
	free(c->seen);
	c->seen = NULL;
	c->nseen = 0;
	c->planned = c->planned_tables = 0;
}

void
copy_release(struct copy *c)
{
	forget_log(c);
	forget_plan(c);
	tail_release(&c->log);
	tail_release(&c->plan);
}

/* --- the journal -------------------------------------------------------- */

static size_t
find_table(const struct copy *c, const char *name)
{
	size_t i;

	for (i = c->ntables; i > 0; i--)
		if (strcmp(c->table[i - 1].name, name) == 0)
			return i - 1;
	return c->ntables;
}

static size_t
find_session(const struct copy *c, const char *id)
{
	size_t i;

	for (i = c->nsessions; i > 0; i--)
		if (strcmp(c->session[i - 1].id, id) == 0)
			return i - 1;
	return c->nsessions;
}

static bool
take_table(struct copy *c, char **word, size_t n)
{
	struct copy_table *t;
	char name[NAME];
	uint64_t total;

	if (n != 3 || !line_text(word[1], name, sizeof(name)) ||
	    !line_number(word[2], "total=", CHUNKS, &total))
		return false;
	c->table = xreallocarray(c->table, c->ntables + 1, sizeof(*t));
	t = &c->table[c->ntables++];
	memset(t, 0, sizeof(*t));
	t->name = xstrdup(name);
	t->total = (uint32_t)total;
	c->chunks += total;
	return true;
}

static bool
take_session(struct copy *c, char **word, size_t n)
{
	struct copy_session *s;
	char id[NAME], name[NAME];
	uint64_t created;
	size_t table;

	if (n != 5 || !line_text(word[1], id, sizeof(id)) ||
	    !line_is(&word[2], "table=") ||
	    !line_text(word[2], name, sizeof(name)) ||
	    (table = find_table(c, name)) == c->ntables ||
	    !line_number(word[4], "created=", INT64_MAX / 2000000, &created))
		return false;
	c->session = xreallocarray(c->session, c->nsessions + 1, sizeof(*s));
	s = &c->session[c->nsessions++];
	memset(s, 0, sizeof(*s));
	s->id = xstrdup(id);
	s->table = table;
	s->open = true;
	c->open++;
	if (c->first == 0)
		c->first = (int64_t)created * CLOCK_SECOND;
	return true;
}

static bool
take_chunk(struct copy *c, char **word, size_t n)
{
	char id[NAME], name[NAME];
	struct copy_table *t;
	uint64_t rows;
	size_t table, session = c->nsessions;

	if (n != 5 || !line_is(&word[3], "session=") ||
	    !line_text(word[3], id, sizeof(id)) ||
	    !line_number(word[4], "rows=", UINT64_MAX, &rows))
		return false;
	if (id[0] != '\0') {
		if ((session = find_session(c, id)) == c->nsessions)
			return false;
		table = c->session[session].table;
		c->session[session].chunks++;
		c->session[session].rows += rows;
	} else if (!line_text(word[1], name, sizeof(name)) ||
		   (table = find_table(c, name)) == c->ntables)
		return false;
	t = &c->table[table];
	t->done++;
	t->rows += rows;
	c->done++;
	c->rows += rows;
	return true;
}

/* What a lost session had is to be sent again. */
static void
lose(struct copy *c, struct copy_session *s)
{
	struct copy_table *t = &c->table[s->table];

	s->lost = true;
	t->done -= s->chunks;
	t->rows -= s->rows;
	c->done -= s->chunks;
	c->rows -= s->rows;
}

static bool
take_state(struct copy *c, char **word, size_t n)
{
	struct copy_session *s;
	char id[NAME];
	size_t i;

	if (n != 2 || !line_text(word[1], id, sizeof(id)) ||
	    (i = find_session(c, id)) == c->nsessions)
		return false;
	s = &c->session[i];
	if (strcmp(word[0], "commit") == 0)
		return true;
	if (strcmp(word[0], "closed") != 0 && strcmp(word[0], "lost") != 0)
		return false;
	c->open -= s->open ? 1 : 0;
	s->open = false;
	if (word[0][0] == 'l' && !s->lost)
		lose(c, s);
	return true;
}

static bool
take_log(struct copy *c, char *line)
{
	char *word[6];
	size_t n;

	if (strncmp(line, "start ", 6) == 0)
		return c->started = position_parse(
			   &c->start, line + 6, strlen(line + 6));
	if (strncmp(line, "end ", 4) == 0)
		return c->ended =
			   position_parse(&c->end, line + 4, strlen(line + 4));
	if ((n = line_split(line, word, 6)) == 0)
		return false;
	if (strcmp(word[0], "table") == 0)
		return take_table(c, word, n);
	if (strcmp(word[0], "session") == 0)
		return take_session(c, word, n);
	if (strcmp(word[0], "chunk") == 0)
		return take_chunk(c, word, n);
	return take_state(c, word, n);
}

static void
log_line(void *arg, char *line)
{
	struct copy *c = arg;

	if (line == NULL) {
		forget_log(c);
		return;
	}
	c->begun = true;
	if (!take_log(c, line))
		c->bad = true;
}

/* --- the plan ----------------------------------------------------------- */

/* The line of chunk 0 stands for the table, it tells how many there are;
 * others, and what was appended later, say nothing new. */
static void
plan_line(void *arg, char *line)
{
	struct copy *c = arg;
	char *number, *total, *end;
	uint64_t v;
	size_t i;

	if (line == NULL) {
		forget_plan(c);
		return;
	}
	if ((number = strchr(line, '\t')) == NULL ||
	    strncmp(number, "\t0\t", 3) != 0)
		return;
	*number = '\0';
	total = number + 3;
	if ((end = strchr(total, '\t')) != NULL)
		*end = '\0';
	if (!num_u64(total, 1, UINT32_MAX, &v))
		return;
	for (i = c->nseen; i > 0; i--)
		if (strcmp(c->seen[i - 1], line) == 0)
			return;
	c->seen = xreallocarray(c->seen, c->nseen + 1, sizeof(*c->seen));
	c->seen[c->nseen++] = xstrdup(line);
	c->planned += v;
	c->planned_tables++;
}

int
copy_read(struct copy *c)
{
	if (tail_read(&c->log, log_line, c) == -1 ||
	    tail_read(&c->plan, plan_line, c) == -1)
		return -1;
	if (c->bad) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}
