/*
 * stop.c: the wish to stop; see stop.h.
 */
#include <string.h>

#include "base/stop.h"

volatile sig_atomic_t stop_wanted;

static void
want_stop(int sig)
{
	(void)sig;
	stop_wanted = 1;
}

void
stop_install(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = want_stop;
	sigemptyset(&sa.sa_mask);
	/* no SA_RESTART: blocking calls shall notice */
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
}
