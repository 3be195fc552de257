/*
 * show.c: see show.h.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/msg.h"

#include "mcupload/copylog.h"
#include "mcupload/journal.h"
#include "mcupload/show.h"

void
make_directory(const char *path)
{
	char *copy = xstrdup(path), *p;

	for (p = copy + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		(void)mkdir(copy, 0777);
		*p = '/';
	}
	if (mkdir(copy, 0777) == -1 && errno != EEXIST)
		die(EX_IOERR, "cannot make '%s'", path);
	free(copy);
}

static void
put_pos(struct buf *out, const char *key, const struct pos *pos)
{
	if (pos->file[0] == '\0')
		buf_printf(out, "%s=-\n", key);
	else
		buf_printf(
		    out, "%s=%s:%" PRIu64 "\n", key, pos->file, pos->offset);
}

static void
put_time(struct buf *out, const char *key, int64_t us)
{
	char text[32] = "-";

	if (us != 0)
		clock_rfc3339(us, text);
	buf_printf(out, "%s=%s\n", key, text);
}

static void
put_position(struct buf *out, const char *state)
{
	char *path = xasprintf("%s/position", state);
	struct position p;

	if (position_read(&p, path) == -1)
		diex(errno == EINVAL ? EX_DATAERR : EX_IOERR,
		    "cannot read '%s': %s", path,
		    errno == EINVAL ? "its checksum is wrong"
				    : strerror(errno));
	put_pos(out, "position", &p.at);
	put_pos(out, "resume", &p.resume);
	put_time(out, "time", p.time);
	put_time(out, "alive", p.alive);
	buf_printf(out, "txid=%s\n", p.txid[0] != '\0' ? p.txid : "-");
	buf_printf(out, "origin=%s\n", p.origin[0] != '\0' ? p.origin : "-");
	free(path);
}

static void
put_journal(struct buf *out, const char *state)
{
	char *path = xasprintf("%s/journal", state);
	struct journal j;
	uint64_t rows = 0;
	size_t i;

	if (journal_read(&j, path) == -1)
		diex(j.code, "cannot read '%s': %s", path, j.why);
	for (i = 0; j.open && i < j.batch.nsessions; i++)
		rows += j.batch.session[i].rows;
	buf_printf(out,
	    "batch=%" PRIu64 "\nopen_sessions=%zu\nopen_rows=%" PRIu64 "\n",
	    j.last, j.open ? j.batch.nsessions : 0, rows);
	journal_close(&j);
	free(path);
}

static void
put_copy(struct buf *out, const char *state)
{
	char *path = xasprintf("%s/copy", state);
	uint64_t done = 0, total = 0;
	struct copylog l;
	size_t i;

	if (access(path, F_OK) == 0) {
		if (copylog_read(&l, path) == -1)
			diex(l.code, "cannot read '%s': %s", path, l.why);
		for (i = 0; i < l.ntables; i++) {
			done += l.table[i].done;
			total += l.table[i].total;
		}
		buf_printf(out,
		    "copy=%s\ncopy_tables=%zu\ncopy_chunks=%" PRIu64
		    "\ncopy_chunks_done=%" PRIu64 "\n",
		    l.ended ? "done" : "running", l.ntables, total, done);
		put_pos(out, "copy_start", &l.start.at);
		put_pos(out, "copy_end", &l.end.at);
		copylog_release(&l);
	} else
		buf_puts(out, "copy=-\n");
	free(path);
}

void
show(const char *state)
{
	struct buf out = { 0 };

	buf_printf(&out, "state=%s\n", state);
	put_position(&out, state);
	put_journal(&out, state);
	put_copy(&out, state);
	msg_print(buf_str(&out));
}
