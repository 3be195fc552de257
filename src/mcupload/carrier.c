/*
 * carrier.c: see carrier.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/stop.h"

#include "mcupload/carrier.h"
#include "mcupload/lane.h"

enum {
	SOCKET = 3,
	RUN_MS = 200
};

struct self {
	const struct sink *sink;
	struct mc_client *client;
	struct lane *lanes;
	struct pack pack;
	struct buf packed;
	int64_t noticed;
};

/* Only the socket and stderr stay: whoever waits for the end of a pipe, or for
 * a lock, waits for the parent. */
static void
let_go(int fd)
{
	int null;

	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	stop_wanted = 0; /* the wish was the parent's */
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null == -1 || dup2(null, STDIN_FILENO) == -1 ||
	    dup2(null, STDOUT_FILENO) == -1 || dup2(fd, SOCKET) == -1)
		_exit(EX_OSERR);
	os_close_from(SOCKET + 1);
}

/* The next order; with wait 0 perhaps none is there.  1: a block; 0: no. */
static int
receive(struct self *s, struct carrier_order *o, int wait, int *spool)
{
	ssize_t got = os_recv(SOCKET, o, sizeof(*o), wait, spool);

	if (got == -1 && !wait && errno == EAGAIN)
		return 0;
	if (got != (ssize_t)sizeof(*o))
		_exit(0); /* the parent is gone, or wants us no more */
	if (o->hurry)
		mc_hurry(s->client);
	return !o->hurry;
}

static void
finish(struct self *s, struct mc_call *call)
{
	struct carrier_order o;
	int64_t asked = clock_monotonic(), now;
	int none;

	while (!call->done) {
		mc_run(s->client, RUN_MS);
		now = clock_monotonic();
		if (now - asked < RUN_MS * CLOCK_SECOND / 1000)
			continue;
		asked = now;
		receive(s, &o, 0, &none);
	}
}

static int
call_for(struct self *s, const struct carrier_order *o, struct lane *l,
    struct mc_call *call)
{
	const char *encoding = pack_encoding(s->sink->pack);

	if (l != NULL)
		return lane_call(l, call, s->client, encoding);
	mc_block_call(call, s->client, o->table, o->partition, o->id, o->number,
	    encoding);
	return 0;
}

/* One attempt; its retries are the client's.  -1 with why in the client. */
static int
attempt(struct self *s, const struct carrier_order *o, struct lane *l,
    const struct buf *body, int spool, struct mc_call *call)
{
	int rc;

	if (call_for(s, o, l, call) == -1)
		return -1;
	call->body = *body;
	call->spool = spool;
	call->spool_len = o->spool_len;
	if ((rc = mc_start(s->client, call)) == 0)
		finish(s, call);
	call->body = (struct buf){ 0 }; /* not the call's to free */
	return rc;
}

static void
fail(struct carrier_answer *a, int code, const char *why)
{
	a->good = false;
	a->code = code;
	snprintf(a->why, sizeof(a->why), "%s", why);
}

/* A pack of a stream; one refused because its stream is over goes into a new
 * one.  -1 with why in the client. */
static int
deliver_pack(struct self *s, const struct carrier_order *o,
    const struct buf *body, int spool, struct mc_call *call)
{
	struct lane *l =
	    lane_find(&s->lanes, s->client, o->table, o->partition);

	if (l == NULL || attempt(s, o, l, body, spool, call) == -1)
		return -1;
	if (!call->good && mc_stream_over(call)) {
		mc_call_release(call);
		if (lane_renew(l, s->client) == -1 ||
		    attempt(s, o, l, body, spool, call) == -1)
			return -1;
	}
	if (call->good)
		mc_pack_done(&l->stream, call);
	return 0;
}

static void
deliver(struct self *s, const struct carrier_order *o, const struct buf *body,
    int spool, struct carrier_answer *a)
{
	struct mc_call call;
	int rc;

	mc_call_init(&call, "PUT", 0);
	rc = o->direct ? deliver_pack(s, o, body, spool, &call)
		       : attempt(s, o, NULL, body, spool, &call);
	if (rc == -1)
		fail(a, s->client->code, s->client->why);
	else if (!call.good)
		fail(a, call.code, call.why);
	else {
		a->good = true;
		a->sent = body->len + (spool != -1 ? o->spool_len : 0);
	}
	mc_call_release(&call);
}

static void
carry(struct self *s, const struct carrier_order *o, int spool)
{
	struct carrier_answer a = { 0 };
	struct buf body = { 0 };

	if (o->slot != -1) {
		body.data =
		    s->sink->slots + (size_t)o->slot * s->sink->slot_bytes;
		body.len = o->len;
	}
	if (!o->packed && s->pack.kind != PACK_NONE) {
		buf_clear(&s->packed);
		pack_put(&s->pack, &s->packed, body.data, body.len, 1);
		body = s->packed;
	}
	deliver(s, o, &body, spool, &a);
	if (spool != -1)
		close(spool);
	if (os_send(SOCKET, &a, sizeof(a), -1) == -1)
		_exit(0);
}

void
carrier_run(const struct carrier *k, int fd)
{
	struct self s = { .sink = k->sink };
	struct carrier_order o;
	char *why;
	int code, spool;

	let_go(fd);
	if ((s.client = mc_client_new(k->conf, &why, &code)) == NULL)
		diex(code, "%s", why);
	s.client->notice = sink_notice;
	s.client->notice_arg = &s.noticed;
	s.client->answered = k->like->answered;
	if (k->like->found) {
		s.client->tunnel = xstrdup(k->like->tunnel);
		s.client->found = true;
	}
	pack_init(&s.pack, k->sink->pack);
	for (;;)
		if (receive(&s, &o, 1, &spool) == 1)
			carry(&s, &o, spool);
}
