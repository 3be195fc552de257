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

/* One that was ignored at the start stays so: Ctrl-C in a shell is meant for
 * the driver of a pipeline, nohup means it. */
static void
install(int sig)
{
	struct sigaction sa, old;

	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = want_stop;
	sigemptyset(&sa.sa_mask);
	/* no SA_RESTART: blocking calls shall notice */
	sigaction(sig, &sa, NULL);
}

void
stop_install(void)
{
	install(SIGTERM);
	install(SIGINT);
	install(SIGHUP);
}
