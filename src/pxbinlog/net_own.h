/*
 * net_own.h: what net.c and start.c share.
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
	bool alive;       /* this connection has brought an event */
	int out_error;    /* errno of a failed write while waiting */
	int64_t deadline; /* after a stop was asked for */
	struct backoff lost;
	struct origin origin; /* as told, and as found */
};

/* Connect; ask for the log.  0; -1 with the feed's why and code. */
int net_connect(struct net *n);
int net_dump(struct net *n, const struct pos *at);

/* Take the connection's why and code over to the feed: -1. */
int net_fail(struct net *n);

/* Where to begin; now is the newest position.  Leaves a connection without a
 * dump.  0; -1 with the feed's why and code. */
int start_find(struct net *n, enum start start, const struct range *r,
    const struct pos *now, struct pos *at);

#endif
