/*
 * copylog.c: appended lines; see copylog.h.
 *
 *   start pxpos 1 ...
 *   table NAME total=N
 *   session ID table=NAME part=P created=SECONDS
 *   chunk NAME NUMBER session=ID rows=R        "-" when it has no rows
 *   commit ID   closed ID   lost ID
 *   end pxpos 1 ...
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/line.h"
#include "base/mem.h"
#include "base/num.h"

#include "mcupload/copylog.h"

enum {
	LOG_MAX = 1024 * 1024 * 1024
};

static const char *const words[] = { NULL, NULL, "commit", "closed", "lost" };

size_t
copylog_find(const struct copylog *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->ntables; i++)
		if (strcmp(l->table[i].name, name) == 0)
			break;
	return i;
}

static size_t
find_session(const struct copylog *l, const char *id)
{
	size_t i;

	for (i = l->nsessions; i > 0; i--)
		if (strcmp(l->session[i - 1].id, id) == 0)
			return i - 1;
	return l->nsessions;
}

/* --- changes in memory ------------------------------------------------------
 */

static void
add_table(struct copylog *l, const char *name, uint32_t total)
{
	struct copylog_table *t;

	l->table = xreallocarray(l->table, l->ntables + 1, sizeof(l->table[0]));
	t = &l->table[l->ntables++];
	memset(t, 0, sizeof(*t));
	t->name = xstrdup(name);
	t->total = total;
	t->chunk = xcalloc(total, sizeof(t->chunk[0]));
}

static void
add_session(struct copylog *l, const char *id, size_t table, uint32_t part,
    int64_t created)
{
	struct copylog_session *s;

	l->session =
	    xreallocarray(l->session, l->nsessions + 1, sizeof(l->session[0]));
	s = &l->session[l->nsessions++];
	memset(s, 0, sizeof(*s));
	snprintf(s->id, sizeof(s->id), "%s", id);
	s->table = (uint32_t)table;
	s->part = part;
	s->created = created;
	s->state = COPYLOG_OPEN;
}

static void
set_chunk(struct copylog *l, size_t table, uint32_t number, uint32_t place,
    uint64_t rows)
{
	struct copylog_table *t = &l->table[table];

	if (t->chunk[number] == 0)
		t->done++;
	t->chunk[number] = place;
	if (place != COPYLOG_EMPTY)
		l->session[place - 1].rows += rows;
}

static void
set_state(struct copylog *l, size_t session, enum copylog_state state)
{
	struct copylog_session *s = &l->session[session];
	struct copylog_table *t = &l->table[s->table];
	uint32_t i;

	s->state = state;
	for (i = 0; state == COPYLOG_LOST && i < t->total; i++)
		if (t->chunk[i] == session + 1) {
			t->chunk[i] = 0;
			t->done--;
		}
}

/* --- reading -----------------------------------------------------------------
 */

static bool
read_table(struct copylog *l, char **word, size_t n)
{
	char name[1024];
	uint64_t total;

	if (n != 3 || !line_text(word[1], name, sizeof(name)) ||
	    copylog_find(l, name) != l->ntables ||
	    !line_number(word[2], "total=", COPYLOG_CHUNKS_MAX, &total) ||
	    total == 0)
		return false;
	add_table(l, name, (uint32_t)total);
	return true;
}

static bool
read_session(struct copylog *l, char **word, size_t n)
{
	char id[MC_SESSION_ID + 1], name[1024];
	uint64_t part, created;
	size_t table;

	if (n != 5 || !line_text(word[1], id, sizeof(id)) ||
	    !line_is(&word[2], "table=") ||
	    !line_text(word[2], name, sizeof(name)) ||
	    (table = copylog_find(l, name)) == l->ntables ||
	    !line_number(word[3], "part=", COPYLOG_CHUNKS_MAX, &part) ||
	    !line_number(word[4], "created=", INT64_MAX / 2000000, &created))
		return false;
	add_session(
	    l, id, table, (uint32_t)part, (int64_t)created * CLOCK_SECOND);
	return true;
}

static bool
read_chunk(struct copylog *l, char **word, size_t n)
{
	char id[MC_SESSION_ID + 1], name[1024];
	uint64_t number, rows;
	size_t table, session;

	if (n != 5 || !line_text(word[1], name, sizeof(name)) ||
	    (table = copylog_find(l, name)) == l->ntables ||
	    !num_u64(word[2], 0, l->table[table].total - 1, &number) ||
	    !line_is(&word[3], "session=") ||
	    !line_text(word[3], id, sizeof(id)) ||
	    !line_number(word[4], "rows=", UINT64_MAX, &rows))
		return false;
	session = find_session(l, id);
	if (id[0] != '\0' && session == l->nsessions)
		return false;
	set_chunk(l, table, (uint32_t)number,
	    id[0] == '\0' ? COPYLOG_EMPTY : (uint32_t)session + 1, rows);
	return true;
}

static bool
read_state(struct copylog *l, char **word, size_t n)
{
	char id[MC_SESSION_ID + 1];
	size_t session, i;

	if (n != 2 || !line_text(word[1], id, sizeof(id)) ||
	    (session = find_session(l, id)) == l->nsessions)
		return false;
	for (i = COPYLOG_ASKED; i <= COPYLOG_LOST; i++)
		if (strcmp(word[0], words[i]) == 0) {
			set_state(l, session, (enum copylog_state)i);
			return true;
		}
	return false;
}

static bool
read_line(struct copylog *l, const char *line, size_t n)
{
	char text[4096], *word[6];
	size_t words_in;

	if (n >= sizeof(text) || memchr(line, '\0', n) != NULL)
		return false;
	memcpy(text, line, n);
	text[n] = '\0';
	if (strncmp(text, "start ", 6) == 0)
		return l->started = position_parse(&l->start, line + 6, n - 6);
	if (strncmp(text, "end ", 4) == 0)
		return l->ended = position_parse(&l->end, line + 4, n - 4);
	if ((words_in = line_split(text, word, 6)) == 0)
		return false;
	if (strcmp(word[0], "table") == 0)
		return read_table(l, word, words_in);
	if (strcmp(word[0], "session") == 0)
		return read_session(l, word, words_in);
	if (strcmp(word[0], "chunk") == 0)
		return read_chunk(l, word, words_in);
	return read_state(l, word, words_in);
}

static int
load(struct copylog *l, const struct buf *text, size_t *whole)
{
	const char *s = (const char *)text->data, *nl;
	size_t left = text->len;
	unsigned line = 0;

	*whole = 0;
	while (left > 0 && (nl = memchr(s, '\n', left)) != NULL) {
		line++;
		if (!read_line(l, s, (size_t)(nl - s))) {
			snprintf(l->why, sizeof(l->why),
			    "line %u makes no sense", line);
			l->code = EX_DATAERR;
			return -1;
		}
		left -= (size_t)(nl + 1 - s);
		s = nl + 1;
		*whole = text->len - left;
	}
	return 0;
}

static int
fail(struct copylog *l)
{
	snprintf(l->why, sizeof(l->why), "%s", strerror(errno));
	l->code = EX_IOERR;
	return -1;
}

static int
read_all(struct copylog *l, const char *path, size_t *whole)
{
	struct buf text = { 0 };
	int rc;

	memset(l, 0, sizeof(*l));
	l->fd = -1;
	*whole = 0;
	if (io_slurp(path, LOG_MAX, &text) == -1)
		rc = errno == ENOENT ? 0 : fail(l);
	else
		rc = load(l, &text, whole);
	buf_release(&text);
	return rc;
}

int
copylog_read(struct copylog *l, const char *path)
{
	size_t whole;

	return read_all(l, path, &whole);
}

int
copylog_open(struct copylog *l, const char *path)
{
	size_t whole;

	memset(l, 0, sizeof(*l));
	l->fd = -1;
	if (path == NULL)
		return 0;
	if (read_all(l, path, &whole) == -1)
		return -1;
	l->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (l->fd == -1 || ftruncate(l->fd, (off_t)whole) == -1 ||
	    io_sync_dir_of(path) == -1)
		return fail(l);
	return 0;
}

void
copylog_release(struct copylog *l)
{
	size_t i;

	for (i = 0; i < l->ntables; i++) {
		free(l->table[i].name);
		free(l->table[i].chunk);
	}
	free(l->table);
	free(l->session);
	if (l->fd != -1)
		close(l->fd);
}

/* --- writing
 * ------------------------------------------------------------------ */

/* Takes line. */
static int
append(struct copylog *l, struct buf *line)
{
	int rc = 0;

	buf_putc(line, '\n');
	if (l->fd != -1)
		rc = io_append(l->fd, line->data, line->len);
	buf_release(line);
	return rc == 0 ? 0 : fail(l);
}

int
copylog_start(struct copylog *l, const struct position *p)
{
	struct buf line = { 0 };

	buf_puts(&line, "start ");
	position_put(&line, p);
	if (append(l, &line) == -1)
		return -1;
	l->start = *p;
	l->started = true;
	return 0;
}

int
copylog_end(struct copylog *l, const struct position *p)
{
	struct buf line = { 0 };

	buf_puts(&line, "end ");
	position_put(&line, p);
	if (append(l, &line) == -1)
		return -1;
	l->end = *p;
	l->ended = true;
	return 0;
}

int
copylog_table(struct copylog *l, const char *name, uint32_t total)
{
	struct buf line = { 0 };

	if (total == 0 || total > COPYLOG_CHUNKS_MAX) {
		snprintf(l->why, sizeof(l->why), "%u chunks", total);
		return -1;
	}
	buf_puts(&line, "table ");
	line_put(&line, name);
	buf_printf(&line, " total=%" PRIu32, total);
	if (append(l, &line) == -1)
		return -1;
	add_table(l, name, total);
	return 0;
}

int
copylog_session(struct copylog *l, const char *id, size_t table, uint32_t part)
{
	int64_t now = clock_now();
	struct buf line = { 0 };

	buf_puts(&line, "session ");
	line_put(&line, id);
	buf_puts(&line, " table=");
	line_put(&line, l->table[table].name);
	buf_printf(&line, " part=%" PRIu32 " created=%" PRId64, part,
	    now / CLOCK_SECOND);
	if (append(l, &line) == -1)
		return -1;
	add_session(l, id, table, part, now);
	return 0;
}

int
copylog_chunk(struct copylog *l, size_t table, uint32_t number, uint32_t place,
    uint64_t rows)
{
	struct buf line = { 0 };

	buf_puts(&line, "chunk ");
	line_put(&line, l->table[table].name);
	buf_printf(&line, " %" PRIu32 " session=", number);
	line_put(&line, place == COPYLOG_EMPTY ? "" : l->session[place - 1].id);
	buf_printf(&line, " rows=%" PRIu64, rows);
	if (append(l, &line) == -1)
		return -1;
	set_chunk(l, table, number, place, rows);
	return 0;
}

int
copylog_state(struct copylog *l, size_t session, enum copylog_state state)
{
	struct buf line = { 0 };

	buf_printf(&line, "%s ", words[state]);
	line_put(&line, l->session[session].id);
	if (append(l, &line) == -1)
		return -1;
	set_state(l, session, state);
	return 0;
}
