/*
 * options.c: see options.h.
 */
#include <getopt.h>
#include <stddef.h>

#include "base/msg.h"

#include "pxstatus/options.h"

static const char help[] =
    "usage: pxstatus -c JOB.conf [--alert | --html FILE | --json | --watch]\n"
    "                [-qv] [--state DIR]\n"
    "Say where a job stands.\n\n"
    "  -c, --config FILE    the job file\n"
    "      --alert          tell the alerts that are due, print nothing\n"
    "      --html FILE      write a page that stands alone\n"
    "      --json           print one JSON object\n"
    "      --state DIR      the job's state (default: job.state)\n"
    "      --watch          until stopped: draw a bar on the terminal, keep\n"
    "                       metrics and history, tell alerts\n"
    "  -q, --quiet          errors only, no bar\n"
    "  -v, --verbose        say more\n"
    "  -h, --help           print this and exit\n"
    "  -V, --version        print the version and exit\n\n"
    "Example: pxstatus -c shop.conf\n"
    "See pxstatus(1), pxsync(1).\n";

/* One way to say it. */
static void
set_mode(struct options *o, enum mode mode)
{
	if (o->mode != MODE_TEXT && o->mode != mode)
		diex(EX_USAGE, "one of --json, --html, --watch, --alert");
	o->mode = mode;
}

void
options_read(struct options *o, int argc, char *argv[])
{
	static const struct option opts[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "alert", no_argument, NULL, 'A' },
		{ "html", required_argument, NULL, 'H' },
		{ "json", no_argument, NULL, 'J' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "state", required_argument, NULL, 'S' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "watch", no_argument, NULL, 'W' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "+c:qvhV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			o->path = optarg;
			break;
		case 'A':
			set_mode(o, MODE_ALERT);
			break;
		case 'J':
			set_mode(o, MODE_JSON);
			break;
		case 'H':
			set_mode(o, MODE_HTML);
			o->html = optarg;
			break;
		case 'W':
			set_mode(o, MODE_WATCH);
			break;
		case 'q':
			msg_level = -1;
			break;
		case 'S':
			o->state = optarg;
			break;
		case 'v':
			msg_level = 1;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("pxstatus " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (o->path == NULL)
		diex(EX_USAGE, "which job?\ngive -c JOB.conf");
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
}
