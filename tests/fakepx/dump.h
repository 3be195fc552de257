/*
 * dump.h: COM_BINLOG_DUMP: a log on its way to a client.
 */
#ifndef FAKEPX_DUMP_H
#define FAKEPX_DUMP_H

#include "answer.h"

struct dump {
	struct stream *stream;
	size_t file, item; /* what comes next */
	int64_t heartbeat; /* microseconds */
	int64_t silent;    /* since, monotonic */
	bool bare;         /* the first ROTATE has no checksum */
	bool change, tear; /* what happens to the next event */
};

/*
 * The command behind its first byte.  False: it was refused, an error packet
 * is in w.
 */
bool dump_start(struct dump *d, struct fake *f, const struct session_vars *v,
    struct wire *w, const uint8_t *p, size_t n);

enum dump_state {
	DUMP_ON,    /* wait for more, or until what is in w has gone */
	DUMP_OVER,  /* an error packet ends it */
	DUMP_BROKEN /* close the connection when w is sent */
};

/* Put what there is into w, not too much at once. */
enum dump_state dump_pump(struct dump *d, struct fake *f, struct wire *w);

/* When the next heartbeat is due. */
int64_t dump_due(const struct dump *d);

#endif
