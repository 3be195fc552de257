/*
 * origin.c: see origin.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "pxbinlog/origin.h"

enum {
	LOG_DIGITS = 8
};

bool
origin_parse(const char *s, struct origin *o)
{
	const char *comma = strrchr(s, ',');
	size_t n = comma == NULL ? 0 : (size_t)(comma - s);

	memset(o, 0, sizeof(*o));
	if (strcmp(s, "-") == 0)
		return true;
	if (n == 0 || n > SERVER_ID_MAX)
		return false;
	if (n != 1 || s[0] != '-')
		memcpy(o->server, s, n);
	if (strcmp(++comma, "-") == 0)
		return true;
	o->has_log = true;
	o->log = (uint32_t)strtoul(comma, NULL, 16);
	return strlen(comma) == LOG_DIGITS &&
	       strspn(comma, "0123456789abcdef") == LOG_DIGITS;
}

int
origin_server(struct origin *o, struct conn *c, const struct conf *conf)
{
	bool same_log =
	    strcmp(conf_text(conf, "source.failover"), "same-log") == 0;
	char id[SERVER_ID_MAX + 1];

	if (server_identity(c, id) == -1)
		return -1;
	if (id[0] == '\0' || strcmp(id, o->server) == 0)
		return 0;
	if (o->server[0] == '\0' || (same_log && o->has_log)) {
		memcpy(o->server, id, sizeof(o->server));
		return 0;
	}
	snprintf(c->whybuf, sizeof(c->whybuf),
	    "another server answers: '%s', but the position is in the log of "
	    "'%s'\n%s",
	    id, o->server,
	    same_log ? "what its log was is not known: begin with a new copy "
		       "(pxsync reset)"
		     : "lead the address back to it, or begin with a new copy "
		       "(pxsync reset); if the log is the very same one, say "
		       "source.failover = same-log");
	c->why = c->whybuf;
	c->code = EX_CONFIG;
	return -1;
}
