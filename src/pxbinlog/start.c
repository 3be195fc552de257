/*
 * start.c: where in a server's logs to begin; see net.h.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "mysql/logs.h"
#include "pxbinlog/net_own.h"

int
start_first_time(struct net *n, const char *file, int64_t *time)
{
	struct pos at = { .offset = FRAME_MAGIC };
	struct frame_header h;
	const uint8_t *event;
	size_t len;
	int rc;

	snprintf(at.file, sizeof(at.file), "%s", file);
	if (net_connect(n) == -1 || net_dump(n, &at) == -1)
		return -1;
	while ((rc = dump_next(&n->conn, &event, &len)) == 1)
		if (frame_header(event, len, &h) == 0 && h.time != 0 &&
		    h.type != EV_ROTATE)
			break;
	if (rc != 1)
		return feed_fail(n->feed, rc == 0 ? EX_TEMPFAIL : n->conn.code,
		    "cannot see the beginning of '%s': %s", file,
		    rc == 0 ? "the server ended the log" : n->conn.why);
	*time = (int64_t)h.time * CLOCK_SECOND;
	conn_close(&n->conn);
	return 0;
}

/* The last file that begins before the time: the one before a file that
 * begins in the same second may still hold some of it. */
static int
find_time(struct net *n, const struct logs *l, int64_t time, struct pos *at)
{
	size_t low = 0, high = l->n; /* low begins before, high does not */
	uint32_t number;
	int64_t t;

	conn_close(&n->conn);
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (start_first_time(n, l->file[middle].name, &t) == -1)
			return -1;
		if (t < time)
			low = middle;
		else
			high = middle;
	}
	if (low == 0) {
		char text[32];

		if (start_first_time(n, l->file[0].name, &t) == -1)
			return -1;
		clock_rfc3339(t, text);
		/* before the first file of all there was nothing */
		if (t >= time &&
		    !(pos_file_number(l->file[0].name, &number) && number == 1))
			return feed_fail(n->feed, EX_UNAVAILABLE,
			    "the log begins only at %s, in '%s': older files "
			    "were purged",
			    text, l->file[0].name);
	}
	snprintf(at->file, sizeof(at->file), "%s", l->file[low].name);
	at->offset = FRAME_MAGIC;
	return net_connect(n);
}

int
start_find(struct net *n, enum start start, const struct range *r,
    const struct pos *now, struct pos *at)
{
	struct logs l;
	int rc = 0;

	if (start == START_POS)
		*at = r->from;
	else if (start == START_NOW)
		*at = *now;
	if (start == START_POS || start == START_NOW)
		return 0;
	if (logs_read(&l, &n->conn, n->conf) == -1) {
		rc = net_fail(n);
	} else if (l.n == 0) {
		rc = feed_fail(
		    n->feed, EX_TEMPFAIL, "the server lists no log yet");
	} else if (start == START_TIME) {
		rc = find_time(n, &l, r->from_time, at);
	} else {
		snprintf(at->file, sizeof(at->file), "%s", l.file[0].name);
		at->offset = FRAME_MAGIC;
	}
	logs_release(&l);
	return rc;
}
