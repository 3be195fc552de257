/*
 * mcupload: routed rows to MaxCompute; mcupload(1).
 *
 * Reads what mcpartition writes, on stdin.  Writes upload sessions, and, as
 * the only program that does, the position of the job (pxsync.state(5)).
 */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/state.h"
#include "base/stop.h"

#include "mcupload/mirror.h"
#include "mcupload/show.h"

static const char help[] =
    "usage: mcupload -c JOB.conf [--stream | --upsert] [--state DIR] [-qv]\n"
    "       mcupload [-c JOB.conf] --to-dir DIR [-qv]\n"
    "       mcupload -c JOB.conf | --state DIR --show\n"
    "\n"
    "Reads routed rows on stdin and uploads them, each exactly once.\n"
    "\n"
    "  -c, --config FILE  the job\n"
    "      --state DIR    keep position and journals there, not in job.state\n"
    "      --to-dir DIR   write the same bytes to files, without a network\n"
    "      --stream       rows are seen at once; each at least once\n"
    "      --upsert       keep tables with a primary key as the source is\n"
    "      --show         print the position and what is open, and end\n"
    "  -q, --quiet        errors only\n"
    "  -v, --verbose      each batch, each retry\n"
    "  -h, --help         this text\n"
    "  -V, --version      the version\n";

enum {
	OPT_STATE = 256,
	OPT_TO_DIR,
	OPT_SHOW,
	OPT_STREAM,
	OPT_UPSERT
};

static const struct option opts[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "state", required_argument, NULL, OPT_STATE },
	{ "to-dir", required_argument, NULL, OPT_TO_DIR },
	{ "upsert", no_argument, NULL, OPT_UPSERT },
	{ "stream", no_argument, NULL, OPT_STREAM },
	{ "show", no_argument, NULL, OPT_SHOW },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

struct args {
	const char *conf, *state, *to_dir;
	bool show;
	int mode; /* OPT_STREAM, OPT_UPSERT, or 0 */
};

static void
parse(struct args *a, int argc, char *argv[])
{
	int c;

	while ((c = getopt_long(argc, argv, "+c:qvhV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			a->conf = optarg;
			break;
		case OPT_STATE:
			a->state = optarg;
			break;
		case OPT_TO_DIR:
			a->to_dir = optarg;
			break;
		case OPT_SHOW:
			a->show = true;
			break;
		case OPT_STREAM:
		case OPT_UPSERT:
			a->mode = a->mode == 0 ? c : -1;
			break;
		case 'q':
			msg_level--;
			break;
		case 'v':
			msg_level++;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("mcupload " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	if (a->conf == NULL && a->to_dir == NULL &&
	    (!a->show || a->state == NULL))
		diex(EX_USAGE, "say -c JOB.conf or --to-dir DIR");
	if (a->to_dir != NULL && (a->state != NULL || a->show))
		diex(EX_USAGE, "--to-dir keeps no state");
	if (a->mode == -1 || (a->mode != 0 && (a->to_dir != NULL || a->show)))
		diex(EX_USAGE, "--stream and --upsert each stand alone");
}

int
main(int argc, char *argv[])
{
	struct args a = { 0 };
	struct conf *conf = NULL;
	char *state = NULL;
	struct upload up;
	struct rec_in in;
	struct sink *sink;
	int code;

	msg_init("mcupload");
	parse(&a, argc, argv);
	if (a.conf != NULL)
		conf = conf_load(a.conf);
	if (a.to_dir == NULL)
		state = a.state != NULL ? xstrdup(a.state) : state_dir(conf);
	if (a.to_dir == NULL && state == NULL)
		diex(EX_CONFIG, "HOME is not set: say --state DIR");
	if (a.show)
		show(state);
	signal(SIGPIPE, SIG_IGN);
	stop_install();
	make_directory(a.to_dir != NULL ? a.to_dir : state);
	sink = a.to_dir != NULL ? sink_directory(a.to_dir, conf)
				: sink_tunnel(conf, a.mode == OPT_STREAM);

	rec_in_init(&in, STDIN_FILENO, "stdin");
	upload_init(&up, conf, sink, state);
	if (a.mode == OPT_UPSERT)
		up.mirror = mirror_new();
	if ((code = run(&up, &in)) != 0)
		diex(code, "%s", up.why);
	upload_release(&up);
	sink->ops->free(sink);
	rec_in_release(&in);
	free(state);
	conf_free(conf);
	return 0;
}
