/*
 * mclocal: the REST, SQL and tunnel surface of MaxCompute over one SQLite
 * file, for laptops and tests.
 *
 * Reads HTTP requests, answers them.  Keeps DIR/mclocal.db, credentials and
 * access_key in DIR.  mclocal(1).
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/stop.h"
#include "mclocal/options.h"

static void
announce(const struct options *c)
{
	char *line = xasprintf("http://%s/api\n", c->sv.addr);

	sayx("ready at http://%s/api", c->sv.addr);
	if (c->ready != UINT64_MAX) {
		if (io_write((int)c->ready, line, strlen(line)) == -1)
			die(EX_IOERR, "descriptor %d", (int)c->ready);
		close((int)c->ready);
	}
	free(line);
}

int
main(int argc, char *argv[])
{
	struct options c;
	char *why = NULL;
	int code;
	size_t i;

	msg_init("mclocal");
	options_parse(&c, argc, argv);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	stop_install();
	if (server_listen(&c.sv, c.listen, &why, &code) == -1)
		diex(code, "%s", why);
	if (mkdir(c.data, 0700) == -1 && errno != EEXIST)
		die(EX_IOERR, "cannot make '%s'", c.data);
	if ((c.sv.auth = auth_open(c.data, c.credentials, &why)) == NULL)
		diex(EX_CONFIG, "%s", why);
	if ((c.sv.store = store_open(c.data, &why, &code)) == NULL)
		diex(code, "cannot open %s", why);
	for (i = 0; i < c.nprojects; i++)
		if (store_add_project(c.sv.store, c.project[i]) == -1)
			diex(EX_IOERR, "%s", c.sv.store->why);
	announce(&c);
	if (server_run(&c.sv, &why) == -1)
		diex(EX_OSERR, "%s", why);
	store_close(c.sv.store);
	auth_free(c.sv.auth);
	free(c.sv.fault);
	free(c.project);
	return 0;
}
