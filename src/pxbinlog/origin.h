/*
 * origin.h: is it still the log that a position is in?
 *
 * A position names a file and an offset, and a server that took over the
 * address of another has files of the same names.  So a position comes with
 * its origin, "SERVER,LOG": the identity of the server (mysql/server.h), and
 * the checksum of the format description that the file begins with.
 */
#ifndef PXBINLOG_ORIGIN_H
#define PXBINLOG_ORIGIN_H

#include "base/conf.h"
#include "mysql/server.h"

struct origin {
	char server[SERVER_ID_MAX + 1]; /* "" when not known */
	bool has_log;
	uint32_t log;
};

/* "3e11fa47-...,1a2b3c4d", "-" for a part that is not known; "-" for both.
 * False when it is something else. */
bool origin_parse(const char *s, struct origin *o);

/*
 * The server is asked who it is, and must be o's; in o from then on, and
 * later connections must lead to the same one.  Where source.failover says
 * same-log it may be another one, if the log can be compared.  -1 with c's
 * why and code.
 */
int origin_server(struct origin *o, struct conn *c, const struct conf *conf);

#endif
