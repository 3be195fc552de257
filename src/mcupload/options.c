/*
 * options.c: the command line; see options.h.
 */
#include <getopt.h>
#include <string.h>

#include "base/msg.h"

#include "mcupload/options.h"

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

void
options_read(struct options *a, int argc, char *argv[])
{
	unsigned modes = 0;
	int c;

	memset(a, 0, sizeof(*a));

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
			a->mode = c == OPT_STREAM ? MODE_STREAM : MODE_UPSERT;
			modes++;
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
	if (modes > 1 || (modes != 0 && (a->to_dir != NULL || a->show)))
		diex(EX_USAGE, "--stream and --upsert each stand alone");
	a->told = modes != 0;
}

void
options_take(struct options *a, const struct conf *conf)
{
	const char *word = conf_text(conf, "upload.mode");

	if (a->told || a->to_dir != NULL)
		return;
	if (strcmp(word, "stream") == 0)
		a->mode = MODE_STREAM;
	else if (strcmp(word, "upsert") == 0)
		a->mode = MODE_UPSERT;
}
