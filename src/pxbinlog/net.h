/*
 * net.h: the log of a server, over the network.
 */
#ifndef PXBINLOG_NET_H
#define PXBINLOG_NET_H

#include "base/conf.h"
#include "pxbinlog/feed.h"
#include "pxbinlog/origin.h"

enum start {
	START_EARLIEST,
	START_NOW,
	START_POS, /* range.from */
	START_TIME /* range.from_time */
};

/*
 * Write the log of the job's source to out, from start on, to the end of the
 * range; without follow no further than the log reaches now.  Breaks of the
 * connection are bridged.  origin: what is known of the server and the log
 * that range.from is in.  0 at the end; -1 with f->why and f->code.
 */
int net_run(struct feed *f, const struct conf *conf,
    const struct origin *origin, enum start start, struct range *range,
    bool follow);

/*
 * Write the list of the source's logs to standard output as text: name, size
 * and the time the file begins with, which is asked only of the oldest, the
 * newest, and the one that from names (NULL: none).  0; -1 as above.
 */
int list_run(struct feed *f, const struct conf *conf, const struct pos *from);

#endif
