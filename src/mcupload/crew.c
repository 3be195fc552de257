/*
 * crew.c: see crew.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/os.h"
#include "base/stop.h"

#include "mcupload/carrier.h"
#include "mcupload/crew.h"

enum {
	WAIT_MS = 1000
};

/* One of them, and the block it has. */
struct carried {
	pid_t pid; /* 0: not begun */
	int fd;
	bool busy;
	struct sink_block block; /* its body is in the slot */
	int slot;                /* -1 none */
};

struct crew {
	struct sink *sink;
	const struct conf *conf;
	const struct mc_client *client;
	struct carried team[SINK_CARRIERS];
	struct pack pack; /* of blocks that are longer than a slot */
	bool hurried;
};

static void
tell_hurry(const struct carried *k)
{
	const struct carrier_order o = { .hurry = true };

	(void)os_send(k->fd, &o, sizeof(o), -1); /* if it is there */
}

void
crew_hurry(struct crew *w)
{
	unsigned i;

	for (i = 0; i < SINK_CARRIERS && !w->hurried; i++)
		if (w->team[i].pid != 0)
			tell_hurry(&w->team[i]);
	w->hurried = true;
}

static int
begin(struct crew *w, struct carried *k)
{
	const struct carrier c = { w->conf, w->client, w->sink };
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd) == -1)
		return sink_fail(w->sink, EX_OSERR, "cannot make a socket: %s",
		    strerror(errno));
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	if ((k->pid = fork()) == 0)
		carrier_run(&c, fd[1]);
	close(fd[1]);
	if (k->pid == -1) {
		k->pid = 0;
		close(fd[0]);
		return sink_fail(w->sink, EX_OSERR,
		    "cannot start a process: %s", strerror(errno));
	}
	k->fd = fd[0];
	if (w->hurried)
		tell_hurry(k);
	return 0;
}

/* It has let go of its block. */
static void
clear(struct crew *w, struct carried *k)
{
	if (k->slot != -1)
		w->sink->slot[k->slot] = SLOT_FREE;
	k->busy = false;
}

/* End it, whatever it does; how it ended. */
static int
end(struct crew *w, struct carried *k)
{
	int status = 0;

	if (k->busy)
		kill(k->pid, SIGKILL);
	close(k->fd);
	while (waitpid(k->pid, &status, 0) == -1 && errno == EINTR)
		;
	if (k->busy)
		clear(w, k);
	k->pid = 0;
	return status;
}

static int
cannot_send(
    struct crew *w, const struct sink_block *b, int code, const char *why)
{
	return sink_fail(w->sink, code,
	    "cannot send block %u of '%s%s%s': %.1200s", b->number, b->table,
	    b->partition[0] != '\0' ? "/" : "", b->partition, why);
}

/* An answer has come, or will never come. */
static int
settle(struct crew *w, struct carried *k)
{
	struct carrier_answer a;
	char why[64];
	int none, status;

	if (os_recv(k->fd, &a, sizeof(a), 1, &none) != (ssize_t)sizeof(a)) {
		status = end(w, k);
		snprintf(why, sizeof(why), "its process ended (%s %d)",
		    WIFSIGNALED(status) ? "signal" : "exit",
		    WIFSIGNALED(status) ? WTERMSIG(status)
					: WEXITSTATUS(status));
		return cannot_send(w, &k->block, EX_TEMPFAIL, why);
	}
	clear(w, k);
	if (!a.good)
		return cannot_send(w, &k->block, a.code, a.why);
	w->sink->sent += a.sent;
	k->block.done(k->block.arg);
	return 0;
}

int
crew_step(struct crew *w, int ms)
{
	struct pollfd p[SINK_CARRIERS];
	unsigned i;

	if (stop_wanted && w->client->heed_stop)
		crew_hurry(w);
	for (i = 0; i < SINK_CARRIERS; i++) {
		p[i].fd = w->team[i].busy ? w->team[i].fd : -1;
		p[i].events = POLLIN;
		p[i].revents = 0;
	}
	if (poll(p, SINK_CARRIERS, ms) <= 0)
		return 0;
	for (i = 0; i < SINK_CARRIERS; i++)
		if (p[i].revents != 0 && settle(w, &w->team[i]) == -1)
			return -1;
	return 0;
}

/* One that has nothing to do; NULL: a block failed. */
static struct carried *
idle_one(struct crew *w)
{
	unsigned i;

	for (;;) {
		for (i = 0; i < SINK_CARRIERS; i++)
			if (!w->team[i].busy)
				return &w->team[i];
		if (crew_step(w, WAIT_MS) == -1)
			return NULL;
	}
}

/* The block is longer than a slot: pack it here, and into a file. */
static int
spill(struct crew *w, struct sink_block *b)
{
	struct buf packed = { 0 };
	int rc;

	if (!b->packed) {
		pack_put(&w->pack, &packed, b->body.data, b->body.len, 1);
		sink_keep(w->sink, &b->body);
		b->body = packed;
		b->packed = true;
	}
	if (b->spool == -1)
		b->spool_len = 0;
	if (b->spool == -1 && (b->spool = io_spool(NULL)) == -1)
		rc = -1;
	else
		rc = io_write(b->spool, b->body.data, b->body.len);
	if (rc == -1)
		return sink_fail(w->sink, EX_IOERR,
		    "cannot put a block of '%s' into a file: %s", b->table,
		    strerror(errno));
	b->spool_len += b->body.len;
	sink_keep(w->sink, &b->body);
	return 0;
}

/* The slot that the body is in, or is now; -1: into the file.  -2 failed. */
static int
place(struct crew *w, struct sink_block *b)
{
	struct sink *s = w->sink;
	int i = sink_slot(s, &b->body);

	if (i != -1 || b->body.len == 0)
		return i;
	if (b->body.len > s->slot_bytes)
		return spill(w, b) == -1 ? -2 : -1;
	for (;;) {
		for (i = 0; i < SINK_SLOTS && s->slot[i] != SLOT_FREE; i++)
			;
		if (i < SINK_SLOTS)
			break;
		if (crew_step(w, WAIT_MS) == -1)
			return -2;
	}
	memcpy(s->slots + (size_t)i * s->slot_bytes, b->body.data, b->body.len);
	return i;
}

static int
order(struct crew *w, struct carried *k, struct sink_block *b, int slot)
{
	struct carrier_order o = { .slot = slot,
		.len = slot == -1 ? 0 : b->body.len,
		.spool_len = b->spool == -1 ? 0 : b->spool_len,
		.packed = b->packed,
		.direct = w->sink->direct,
		.number = b->number };

	memcpy(o.id, b->id, strlen(b->id) + 1);
	strncat(o.table, b->table, sizeof(o.table) - 1);
	strncat(o.partition, b->partition, sizeof(o.partition) - 1);
	if (k->pid == 0 && begin(w, k) == -1)
		return -1;
	k->busy = true;
	k->block = *b;
	k->slot = slot;
	if (slot != -1)
		w->sink->slot[slot] = SLOT_SENT;
	if (os_send(k->fd, &o, sizeof(o), b->spool) == -1) {
		end(w, k);
		return cannot_send(w, b, EX_TEMPFAIL, "its process ended");
	}
	return 0;
}

int
crew_put(struct crew *w, struct sink_block *b)
{
	struct carried *k = idle_one(w);
	int slot = k == NULL ? -2 : place(w, b);
	int rc = slot == -2 ? -1 : order(w, k, b, slot);

	if (sink_slot(w->sink, &b->body) == -1 || rc == -1)
		sink_keep(w->sink, &b->body);
	if (b->spool != -1)
		close(b->spool);
	return rc;
}

bool
crew_busy(const struct crew *w)
{
	unsigned i;

	for (i = 0; i < SINK_CARRIERS; i++)
		if (w->team[i].busy)
			return true;
	return false;
}

size_t
crew_held(const struct crew *w)
{
	size_t n = 0;
	unsigned i;

	for (i = 0; i < SINK_CARRIERS; i++)
		if (w->team[i].busy && w->team[i].slot != -1)
			n += w->team[i].block.body.len;
	return n;
}

void
crew_end(struct crew *w)
{
	unsigned i;

	for (i = 0; i < SINK_CARRIERS; i++)
		if (w->team[i].pid != 0)
			end(w, &w->team[i]);
}

struct crew *
crew_new(struct sink *s, const struct conf *conf, const struct mc_client *c)
{
	struct crew *w = xcalloc(1, sizeof(*w));

	w->sink = s;
	w->conf = conf;
	w->client = c;
	pack_init(&w->pack, s->pack);
	return w;
}

void
crew_free(struct crew *w)
{
	crew_end(w);
	pack_release(&w->pack);
	free(w);
}
