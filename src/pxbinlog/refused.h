/*
 * refused.h: a server refused to send its log from a position on (1236).
 * The error's text hardly says why; the list of its logs does.
 */
#ifndef PXBINLOG_REFUSED_H
#define PXBINLOG_REFUSED_H

#include "mysql/conn.h"

enum refusal {
	REFUSED_FOR_GOOD = -1, /* c->why and c->code say why */
	REFUSED_MOVED, /* *at was the end of a file; it is the next one now */
	REFUSED_RETRY, /* the log service is not ready */
	REFUSED_BEHIND /* *at is behind the end, which may yet come back */
};

/* c is a fresh connection; text is what the server said. */
enum refusal refused_why(
    struct conn *c, const struct conf *conf, const char *text, struct pos *at);

#endif
