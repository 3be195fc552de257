/*
 * discover.c: the address of the tunnel.  It is asked for once, and, since
 * such addresses may be short-lived, again when it cannot be connected to for
 * a while; the calls go on meanwhile.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"

#include "mc/call.h"

void
mc_tunnel_call(struct mc_call *call, const struct mc_client *c)
{
	mc_call_init(call, "GET", MC_NO_SCHEMA);
	buf_printf(&call->path, "/projects/%s/tunnel", c->project);
	mc_call_param(call, "service", NULL);
	if (c->quota != NULL)
		mc_call_param(call, "quotaName", c->quota);
}

static int
take_tunnel(struct mc_client *c, struct mc_call *call)
{
	size_t scheme = strncmp(c->endpoint, "https", 5) == 0 ? 8 : 7;
	const char *host = buf_str(&call->answer);

	call->answer.data[strcspn(host, "\r\n")] = '\0';
	if (*host == '\0' || strpbrk(host, "/ <>{}") != NULL)
		return mc_fail(
		    c, EX_PROTOCOL, "the tunnel's address makes no sense");
	free(c->tunnel);
	c->tunnel = xasprintf("%.*s%s", (int)scheme, c->endpoint, host);
	c->found = true;
	return 0;
}

int
mc_discover(struct mc_client *c)
{
	struct mc_call call;
	int rc;

	mc_tunnel_call(&call, c);
	if ((rc = mc_do(c, &call)) == 0)
		rc = take_tunnel(c, &call);
	mc_call_release(&call);
	return rc;
}

void
mc_seek(struct mc_client *c)
{
	if (c->seek != NULL)
		return;
	c->seek = xcalloc(1, sizeof(*c->seek));
	mc_tunnel_call(c->seek, c);
	mc_start(c, c->seek);
}

void
mc_sought(struct mc_client *c)
{
	struct mc_call *call;

	if (c->seek == NULL || !c->seek->done)
		return;
	if (c->seek->good && take_tunnel(c, c->seek) == 0)
		for (call = c->calls; call != NULL; call = call->next)
			if (call->flags & MC_TUNNEL && call->again != 0)
				call->again = clock_monotonic();
	mc_call_release(c->seek);
	free(c->seek);
	c->seek = NULL;
}
