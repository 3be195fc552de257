/*
 * net_own.h: what net.c, start.c and list.c share.
 */
#ifndef PXBINLOG_NET_OWN_H
#define PXBINLOG_NET_OWN_H

#include "mysql/dump.h"
#include "pxbinlog/net.h"
#include "pxbinlog/origin.h"
#include "pxbinlog/pause.h"

struct net {
	struct feed *feed;
	const struct conf *conf;
	struct conn conn;
	uint32_t server_id;
	bool follow;
	bool dumping;
	bool heard;       /* this connection has brought an event */
	bool alive;       /* ... that is new, or a heartbeat */
	int out_error;    /* errno of a failed write while waiting */
	int64_t deadline; /* after a stop was asked for */
	struct backoff lost;
	struct origin origin; /* as told, and as found */
};

/* Storage of the caller; there is one at a time.  f gets the reasons. */
void net_init(
    struct net *n, struct feed *f, const struct conf *conf, bool follow);

/* Connect; ask for the log.  0; -1 with the feed's why and code. */
int net_connect(struct net *n);
int net_dump(struct net *n, const struct pos *at);

/* Take the connection's why and code over to the feed: -1. */
int net_fail(struct net *n);

/* The first time that stands in a file, by a dump of its beginning; leaves no
 * connection.  0; -1 with the feed's why and code. */
int start_first_time(struct net *n, const char *file, int64_t *time);

/* Where to begin; now is the newest position.  Leaves a connection without a
 * dump.  0; -1 with the feed's why and code. */
int start_find(struct net *n, enum start start, const struct range *r,
    const struct pos *now, struct pos *at);

#endif
