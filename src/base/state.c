/*
 * state.c: see state.h.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/state.h"

char *
state_dir(const struct conf *conf)
{
	const char *dir, *job = conf_job(conf);

	if ((dir = conf_text(conf, "job.state")) != NULL)
		return xstrdup(dir);
	if ((dir = getenv("PXSYNC_STATE")) != NULL && *dir != '\0')
		return xasprintf("%s/%s", dir, job);
	if ((dir = getenv("XDG_STATE_HOME")) != NULL && *dir != '\0')
		return xasprintf("%s/pxsync/%s", dir, job);
	if (geteuid() == 0)
		return xasprintf("/var/lib/pxsync/%s", job);
	if ((dir = getenv("HOME")) == NULL || *dir == '\0')
		return NULL;
	return xasprintf("%s/.local/state/pxsync/%s", dir, job);
}
