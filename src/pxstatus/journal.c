/*
 * journal.c: see journal.h.  A batch counts when its "done" is there: one that
 * is open may be replaced.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"

#include "pxstatus/journal.h"

enum {
	NAME = 1024,
	SUMS = 16 * 1024 * 1024
};

void
journal_init(struct journal *j, const char *dir)
{
	memset(j, 0, sizeof(*j));
	tail_init(&j->log, dir, "journal");
	j->sums = xasprintf("%s/status/tables", dir);
}

static void
forget(struct journal_table **table, size_t *n)
{
	size_t i;

	for (i = 0; i < *n; i++)
		free((*table)[i].name);
	free(*table);
	*table = NULL;
	*n = 0;
}

void
journal_release(struct journal *j)
{
	forget(&j->table, &j->ntables);
	forget(&j->pending, &j->npending);
	tail_release(&j->log);
	free(j->sums);
}

static void
add(struct journal_table **table, size_t *n, const char *name, uint64_t rows)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (strcmp((*table)[i].name, name) == 0) {
			(*table)[i].rows += rows;
			return;
		}
	*table = xreallocarray(*table, *n + 1, sizeof(**table));
	(*table)[*n].name = xstrdup(name);
	(*table)[(*n)++].rows = rows;
}

/* --- the journal -------------------------------------------------------- */

static void
take_batch(struct journal *j, char *number)
{
	uint64_t v;

	forget(&j->pending, &j->npending);
	j->lines = 0;
	j->reading = num_u64(number, 1, UINT64_MAX, &v) ? v : 0;
	j->ready = 0;
}

static void
take_session(struct journal *j, char **word)
{
	char name[NAME];
	uint64_t rows;

	if (line_is(&word[2], "table=") &&
	    line_text(word[2], name, sizeof(name)) &&
	    line_number(word[6], "rows=", UINT64_MAX, &rows))
		add(&j->pending, &j->npending, name, rows);
	j->lines++;
}

static void
take_ready(struct journal *j, char *number)
{
	uint64_t v;
	size_t i;

	if (!num_u64(number, 1, UINT64_MAX, &v) || v != j->reading)
		return;
	j->batch = j->ready = v;
	j->open = true;
	j->sessions = j->lines;
	j->rows = 0;
	for (i = 0; i < j->npending; i++)
		j->rows += j->pending[i].rows;
}

static void
take_done(struct journal *j, char *number)
{
	uint64_t v;
	size_t i;

	if (!num_u64(number, 1, UINT64_MAX, &v))
		return;
	j->batch = v;
	j->open = false;
	j->sessions = j->rows = 0;
	if (v <= j->through)
		return;
	/* the first batch of all is 1 */
	if (v != j->through + 1 || j->ready != v)
		j->missed = true;
	for (i = 0; j->ready == v && i < j->npending; i++) {
		add(&j->table, &j->ntables, j->pending[i].name,
		    j->pending[i].rows);
		j->total += j->pending[i].rows;
	}
	j->through = v;
	j->ready = 0;
}

static void
log_line(void *arg, char *line)
{
	struct journal *j = arg;
	char *word[10];
	size_t n;

	if (line == NULL) /* what was pending may be done in the new file */
		return;
	n = line_split(line, word, 9);
	if (n == 0 || n > 9)
		return;
	if (n == 4 && strcmp(word[0], "batch") == 0)
		take_batch(j, word[1]);
	else if (n == 9 && strcmp(word[0], "session") == 0)
		take_session(j, word);
	else if (n == 3 && strcmp(word[0], "ready") == 0)
		take_ready(j, word[1]);
	else if (n == 2 && strcmp(word[0], "done") == 0)
		take_done(j, word[1]);
}

/* --- the sums ----------------------------------------------------------- */

static void
take_sum(struct journal *j, char *line)
{
	char *word[4], name[NAME];
	uint64_t v;
	size_t n = line_split(line, word, 3);

	if (n == 2 && strcmp(word[0], "through") == 0 &&
	    num_u64(word[1], 0, UINT64_MAX, &v))
		j->through = v;
	else if (n == 1 && strcmp(word[0], "missed") == 0)
		j->missed = true;
	else if (n == 3 && strcmp(word[0], "table") == 0 &&
		 line_text(word[1], name, sizeof(name)) &&
		 line_number(word[2], "rows=", UINT64_MAX, &v)) {
		add(&j->table, &j->ntables, name, v);
		j->total += v;
	}
}

static int
load(struct journal *j)
{
	struct buf text = { 0 };
	char *line, *end;

	j->loaded = true;
	if (io_slurp(j->sums, SUMS, &text) == -1) {
		buf_release(&text);
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	}
	for (line = buf_str(&text); (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		*end = '\0';
		take_sum(j, line);
	}
	buf_release(&text);
	return 0;
}

int
journal_read(struct journal *j)
{
	if (!j->loaded && load(j) == -1)
		return -1;
	return tail_read(&j->log, log_line, j);
}

int
journal_keep(const struct journal *j)
{
	struct buf b = { 0 };
	size_t i;
	int rc;

	buf_printf(&b, "through %" PRIu64 "\n", j->through);
	if (j->missed)
		buf_puts(&b, "missed\n");
	for (i = 0; i < j->ntables; i++) {
		buf_puts(&b, "table ");
		line_put(&b, j->table[i].name);
		buf_printf(&b, " rows=%" PRIu64 "\n", j->table[i].rows);
	}
	rc = io_replace(j->sums, b.data, b.len);
	buf_release(&b);
	return rc;
}
