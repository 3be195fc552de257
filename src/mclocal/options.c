/*
 * options.c: the command line of mclocal.
 */
#include <getopt.h>
#include <string.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/num.h"
#include "mclocal/options.h"
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
    "exit: 0 stopped by TERM, 64 wrong call, 71 74 machine, 75 the\n"
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

static void
parse_fault(struct options *c, const char *spec)
{
	struct server *sv = &c->sv;

	sv->fault =
	    xreallocarray(sv->fault, sv->nfaults + 1, sizeof(*sv->fault));
	if (!fault_parse(&sv->fault[sv->nfaults++], spec))
		diex(EX_USAGE, "'%s' is no fault\ntry 'man mclocal'", spec);
}

void
options_parse(struct options *c, int argc, char **argv)
{
	int o;

	memset(c, 0, sizeof(*c));
	c->listen = "127.0.0.1:0";
	c->ready = UINT64_MAX;
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
