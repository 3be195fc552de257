/*
 * mclocal: the REST, SQL and tunnel surface of MaxCompute over one SQLite
 * file, for laptops and tests.
 *
 * Reads HTTP requests, answers them.  Keeps DIR/mclocal.db, credentials and
 * access_key in DIR.  mclocal(1).
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"
#include "base/stop.h"
#include "mclocal/server.h"
#include "mclocal/table.h"

static const char help[] =
    "usage: mclocal --data DIR [option...]\n"
    "A MaxCompute of your own: REST, SQL and tunnel over one SQLite file.\n"
    "\n"
    "  -d, --data DIR          where everything is kept; made if missing\n"
    "  -l, --listen ADDR:PORT  default 127.0.0.1:0, any free port\n"
    "  -p, --project NAME      a project to have besides 'local'; repeatable\n"
    "      --credentials FILE  lines 'ID SECRET'; default DIR/credentials,\n"
    "                          made at the first start\n"
    "      --fault SPEC        fail on request, see mclocal(1); repeatable\n"
    "      --ready-fd N        write the endpoint to descriptor N when ready\n"
    "  -q, --quiet             say errors only\n"
    "  -v, --verbose           say every request\n"
    "  -h, --help              this text\n"
    "  -V, --version           name and version\n"
    "\n"
    "example: mclocal --data ~/mc --listen 127.0.0.1:8080\n"
    "exit: 0 stopped by TERM, 64 wrong call, 71 73 74 machine, 75 the\n"
    "  directory or the port is in use, 78 credentials\n"
    "The whole story: mclocal(1).\n";

enum {
	O_CREDENTIALS = 256,
	O_FAULT,
	O_READY
};

static const struct option opts[] = {
	{ "data", required_argument, NULL, 'd' },
	{ "listen", required_argument, NULL, 'l' },
	{ "project", required_argument, NULL, 'p' },
	{ "credentials", required_argument, NULL, O_CREDENTIALS },
	{ "fault", required_argument, NULL, O_FAULT },
	{ "ready-fd", required_argument, NULL, O_READY },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

struct call {
	const char *data, *listen, *credentials;
	const char **project;
	size_t nprojects;
	uint64_t ready;
	struct server sv;
};

static void
parse_fault(struct call *c, const char *spec)
{
	struct server *sv = &c->sv;

	sv->fault =
	    xreallocarray(sv->fault, sv->nfaults + 1, sizeof(*sv->fault));
	if (!fault_parse(&sv->fault[sv->nfaults++], spec))
		diex(EX_USAGE, "'%s' is no fault\ntry 'man mclocal'", spec);
}

static void
parse(struct call *c, int argc, char **argv)
{
	int o;

	while ((o = getopt_long(argc, argv, "+d:l:p:qvhV", opts, NULL)) != -1)
		switch (o) {
		case 'd':
			c->data = optarg;
			break;
		case 'l':
			c->listen = optarg;
			break;
		case 'p':
			if (!name_ok(optarg, false))
				diex(EX_USAGE, "'%s' is no project name",
				    optarg);
			c->project = xreallocarray(
			    c->project, c->nprojects + 1, sizeof(*c->project));
			c->project[c->nprojects++] = optarg;
			break;
		case O_CREDENTIALS:
			c->credentials = optarg;
			break;
		case O_FAULT:
			parse_fault(c, optarg);
			break;
		case O_READY:
			if (!num_u64(optarg, 0, 1 << 20, &c->ready))
				diex(EX_USAGE, "'%s' is no descriptor", optarg);
			break;
		case 'q':
			msg_level = -1;
			break;
		case 'v':
			msg_level = 1;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("mclocal " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	if (c->data == NULL)
		diex(EX_USAGE, "--data is missing\ntry 'mclocal --help'");
}

static void
announce(const struct call *c)
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
	struct call c = { .listen = "127.0.0.1:0", .ready = UINT64_MAX };
	char *why = NULL;
	int code;
	size_t i;

	msg_init("mclocal");
	parse(&c, argc, argv);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	stop_install();
	if (server_listen(&c.sv, c.listen, &why, &code) == -1)
		diex(code, "%s", why);
	if (mkdir(c.data, 0700) == -1 && errno != EEXIST)
		die(EX_CANTCREAT, "cannot make '%s'", c.data);
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
