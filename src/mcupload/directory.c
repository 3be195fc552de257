/*
 * directory.c: blocks to files: DIR/TABLE/PARTITION/SESSION.BLOCK holds the
 * bytes a PUT would carry.  Until the commit a file's name ends in ".part".
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"

#include "mcupload/sink.h"

struct directory {
	struct sink sink;
	char *path;
	struct pack pack;
	struct buf packed;
	unsigned sessions;
	char **part; /* files not committed, without ".part" */
	size_t nparts;
};

static struct directory *
directory_of(struct sink *s)
{
	return (struct directory *)s;
}

static int
fail(struct directory *d, const char *path)
{
	return sink_fail(
	    &d->sink, EX_IOERR, "cannot write '%s': %s", path, strerror(errno));
}

static int
directory_check(struct sink *s, const struct row_dest *d)
{
	(void)s;
	(void)d;
	return 0;
}

static int
make(struct directory *d, const char *path)
{
	if (mkdir(path, 0777) == -1 && errno != EEXIST)
		return fail(d, path);
	return 0;
}

static int
directory_open(struct sink *s, const char *table, const char *partition,
    char id[MC_SESSION_ID + 1])
{
	struct directory *d = directory_of(s);
	struct buf path = { 0 };
	int rc;

	if (strchr(table, '/') != NULL || strchr(partition, '/') != NULL ||
	    table[0] == '.')
		return sink_fail(
		    s, EX_DATAERR, "'%s' is no name for a file", table);
	buf_printf(&path, "%s/%s", d->path, table);
	rc = make(d, buf_str(&path));
	if (rc == 0 && partition[0] != '\0') {
		buf_printf(&path, "/%s", partition);
		rc = make(d, buf_str(&path));
	}
	buf_release(&path);
	snprintf(id, MC_SESSION_ID + 1, "%u", ++d->sessions);
	return rc;
}

/* The spooled bytes, then the body. */
static int
copy(struct directory *d, const struct sink_block *b, int fd)
{
	uint8_t piece[65536];
	uint64_t at;
	ssize_t got;

	for (at = 0; b->spool != -1 && at < b->spool_len; at += (uint64_t)got) {
		got = pread(b->spool, piece, sizeof(piece), (off_t)at);
		if (got <= 0 || io_write(fd, piece, (size_t)got) == -1)
			return -1;
	}
	if (b->packed || d->pack.kind == PACK_NONE) {
		d->sink.sent += b->body.len;
		return io_write(fd, b->body.data, b->body.len);
	}
	buf_clear(&d->packed);
	pack_put(&d->pack, &d->packed, b->body.data, b->body.len, 1);
	d->sink.sent += d->packed.len;
	return io_write(fd, d->packed.data, d->packed.len);
}

static int
write_block(struct directory *d, const char *path, const struct sink_block *b)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd == -1)
		return fail(d, path);
	if (copy(d, b, fd) == -1) {
		fail(d, path);
		close(fd);
		return -1;
	}
	return close(fd) == -1 ? fail(d, path) : 0;
}

static int
directory_put(struct sink *s, struct sink_block *b)
{
	struct directory *d = directory_of(s);
	struct buf path = { 0 };
	size_t n;
	int rc;

	buf_printf(&path, "%s/%s%s%s/%s.%u", d->path, b->table,
	    b->partition[0] != '\0' ? "/" : "", b->partition, b->id, b->number);
	n = path.len;
	buf_puts(&path, ".part");
	if ((rc = write_block(d, buf_str(&path), b)) == -1)
		unlink(buf_str(&path));
	sink_keep(s, &b->body);
	if (b->spool != -1)
		close(b->spool);
	if (rc == 0) {
		s->sent += b->spool != -1 ? b->spool_len : 0;
		d->part =
		    xreallocarray(d->part, d->nparts + 1, sizeof(d->part[0]));
		d->part[d->nparts++] = xstrndup((char *)path.data, n);
		b->done(b->arg);
	}
	buf_release(&path);
	return rc;
}

static int
directory_step(struct sink *s, int ms)
{
	(void)s;
	(void)ms;
	return 0;
}

static bool
directory_busy(const struct sink *s)
{
	(void)s;
	return false;
}

static size_t
directory_held(const struct sink *s)
{
	(void)s;
	return 0;
}

/* Does the file belong to the session?  (".../ID.BLOCK", session ids are
 * not used twice) */
static bool
is_of(const char *path, const char *id)
{
	const char *name = strrchr(path, '/') + 1;
	size_t n = strlen(id);

	return strncmp(name, id, n) == 0 && name[n] == '.';
}

static int
commit_one(struct directory *d, const char *id)
{
	size_t i, left = 0;
	char *temp;
	int rc = 0;

	for (i = 0; i < d->nparts; i++) {
		if (!is_of(d->part[i], id) || rc == -1) {
			d->part[left++] = d->part[i];
			continue;
		}
		temp = xasprintf("%s.part", d->part[i]);
		if (rename(temp, d->part[i]) == -1)
			rc = fail(d, temp);
		free(temp);
		free(d->part[i]);
	}
	d->nparts = left;
	return rc;
}

static int
directory_commit(struct sink *s, struct mc_commit *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (commit_one(directory_of(s), list[i].id) == -1)
			return -1;
		list[i].state = MC_S_CLOSED;
	}
	return 0;
}

static int
directory_status(struct sink *s, const char *table, const char *partition,
    const char *id, enum mc_state *state, struct buf *blocks)
{
	struct directory *d = directory_of(s);
	size_t i;

	(void)table;
	(void)partition;
	*state = MC_S_NORMAL;
	for (i = 0; i < d->nparts && blocks != NULL; i++)
		if (is_of(d->part[i], id))
			buf_put32(blocks,
			    (uint32_t)strtoul(
				strrchr(d->part[i], '.') + 1, NULL, 10));
	return 0;
}

static int
directory_count(
    struct sink *s, const struct journal_session *range, uint64_t *rows)
{
	(void)range;
	(void)rows;
	return sink_fail(s, EX_SOFTWARE, "a directory cannot count");
}

static int
directory_count_all(struct sink *s, const char *table, uint64_t *rows)
{
	(void)table;
	(void)rows;
	return sink_fail(s, EX_SOFTWARE, "a directory cannot count");
}

/* What was not committed is taken away. */
static void
directory_drop(struct sink *s)
{
	struct directory *d = directory_of(s);
	char *temp;

	while (d->nparts > 0) {
		temp = xasprintf("%s.part", d->part[--d->nparts]);
		unlink(temp);
		free(temp);
		free(d->part[d->nparts]);
	}
}

static void
directory_free(struct sink *s)
{
	struct directory *d = directory_of(s);

	directory_drop(s);
	pack_release(&d->pack);
	buf_release(&d->packed);
	free(d->part);
	free(d->path);
	free(d);
}

static const struct sink_ops directory_ops = {
	.check = directory_check,
	.open = directory_open,
	.put = directory_put,
	.step = directory_step,
	.busy = directory_busy,
	.held = directory_held,
	.commit = directory_commit,
	.status = directory_status,
	.count = directory_count,
	.count_all = directory_count_all,
	.drop = directory_drop,
	.free = directory_free,
};

struct sink *
sink_directory(const char *dir, const struct conf *conf)
{
	struct directory *d = xcalloc(1, sizeof(*d));

	d->sink.ops = &directory_ops;
	if (conf != NULL)
		d->sink.pack = pack_kind_of(conf_text(conf, "upload.compress"));
	pack_init(&d->pack, d->sink.pack);
	d->path = xstrdup(dir);
	return &d->sink;
}
