/*
 * list.c: the logs that a server has; see net.h.
 *
 * For a person at night, and for the question how long a job may be down
 * before what it needs is purged.  A time costs a connection and a dump of a
 * file's first bytes, so only those that matter for that are asked for.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/msg.h"
#include "mysql/logs.h"
#include "mysql/server.h"
#include "pxbinlog/net_own.h"

/* A file that went away meanwhile has no time, and the list is whole. */
static void
put_time(struct net *n, struct buf *out, const char *file)
{
	char text[32];
	int64_t time;

	if (start_first_time(n, file, &time) == 0) {
		clock_rfc3339(time, text);
		buf_puts(out, text);
		return;
	}
	conn_close(&n->conn);
	warnx("%s", n->feed->why);
	buf_putc(out, '-');
}

static void
put_list(struct net *n, struct buf *out, const struct logs *l,
    const struct pos *from)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		const char *name = l->file[i].name;

		buf_printf(out, "%s\t%llu\t", name,
		    (unsigned long long)l->file[i].size);
		if (i == 0 || i == l->n - 1 ||
		    (from != NULL && strcmp(from->file, name) == 0))
			put_time(n, out, name);
		else
			buf_putc(out, '-');
		buf_putc(out, '\n');
	}
}

int
list_run(struct feed *f, const struct conf *conf, const struct pos *from)
{
	struct buf out = { 0 };
	struct logs l = { 0 };
	uint64_t seconds;
	struct net n;
	int rc = 0;

	net_init(&n, f, conf, false);
	if (net_connect(&n) == -1)
		return -1;
	if (server_retention(&n.conn, &seconds) == -1 ||
	    logs_read(&l, &n.conn, conf) == -1) {
		conn_close(&n.conn);
		return net_fail(&n);
	}
	conn_close(&n.conn);
	buf_puts(&out, "# retention ");
	if (seconds != 0)
		buf_printf(&out, "%llu\n", (unsigned long long)seconds);
	else
		buf_puts(&out, "-\n");
	put_list(&n, &out, &l, from);
	if (io_write(STDOUT_FILENO, out.data, out.len) == -1)
		rc = feed_fail(f, EX_IOERR, "stdout: %s", strerror(errno));
	logs_release(&l);
	buf_release(&out);
	return rc;
}
