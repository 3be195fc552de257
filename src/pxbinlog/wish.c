/*
 * wish.c: the command line; see wish.h.
 */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/msg.h"

#include "pxbinlog/wish.h"

static const char help[] =
    "usage: pxbinlog -c JOB.conf [--from POS|earliest|now | --from-time T]\n"
    "                [--origin ID] [--until POS|T|now] [--follow] [-qv]\n"
    "       pxbinlog -c JOB.conf --logs [--from POS] [-qv]\n"
    "       pxbinlog [--from POS | --from-time T] [--until POS|T] [-qv]\n"
    "                FILE... | -\n"
    "Write the events of a binary log as records.\n\n"
    "  -c, --config FILE      job file: read the log of its source\n"
    "      --from WHERE       FILE:OFFSET, earliest (default) or now\n"
    "      --from-time T      first transaction of this time or later,\n"
    "                         2024-01-02T03:04:05Z\n"
    "      --origin ID        whose log --from POS is in, as marks say:\n"
    "                         SERVER,LOG; another one is refused\n"
    "      --until WHERE      end at FILE:OFFSET, before the first\n"
    "                         transaction of a time, or at what is now\n"
    "      --follow           wait for more at the end of the log\n"
    "      --logs             list the server's logs as text: name, size,\n"
    "                         time of the oldest, the newest, and --from's\n"
    "  -q, --quiet            say errors only\n"
    "  -v, --verbose          say more\n"
    "  -h, --help             print this and exit\n"
    "  -V, --version          print the version and exit\n\n"
    "Example: pxbinlog mysql-bin.000007 | rowdecode | pxrec | less -S\n"
    "See pxbinlog(1), pxrec(5).\n";

enum option_code {
	OPT_FROM = 256,
	OPT_FROM_TIME,
	OPT_ORIGIN,
	OPT_UNTIL,
	OPT_FOLLOW,
	OPT_LOGS
};

static void
set_from(struct wish *w, const char *s)
{
	if (w->from_set)
		diex(EX_USAGE,
		    "--from and --from-time are given more than once");
	w->from_set = true;
	if (strcmp(s, "now") == 0) {
		w->start = START_NOW;
	} else if (strcmp(s, "earliest") != 0) {
		if (!pos_parse(s, &w->range.from))
			diex(EX_USAGE, "--from '%s' is not FILE:OFFSET", s);
		w->start = START_POS;
		w->range.has_from = true;
	}
}

static void
set_from_time(struct wish *w, const char *s)
{
	if (w->from_set)
		diex(EX_USAGE,
		    "--from and --from-time are given more than once");
	w->from_set = true;
	if (!clock_parse_rfc3339(s, &w->range.from_time) ||
	    w->range.from_time <= 0)
		diex(EX_USAGE, "'%s' is no time like 2024-01-02T03:04:05Z", s);
	w->start = START_TIME;
}

static void
set_origin(struct wish *w, const char *s)
{
	if (!origin_parse(s, &w->origin))
		diex(EX_USAGE, "--origin '%s' is not SERVER,LOG", s);
	w->origin_set = true;
	w->range.has_log = w->origin.has_log;
	w->range.log = w->origin.log;
}

static void
set_until(struct wish *w, const char *s)
{
	struct range *r = &w->range;

	if (r->has_until || r->until_time != 0 || w->until_now)
		diex(EX_USAGE, "--until is given more than once");
	if (strcmp(s, "now") == 0)
		w->until_now = true;
	else if (clock_parse_rfc3339(s, &r->until_time) && r->until_time > 0)
		return;
	else if (strlen(s) > 8 && s[4] == '-' && s[7] == '-')
		diex(EX_USAGE, "'%s' is no time like 2024-01-02T03:04:05Z", s);
	else if (pos_parse(s, &r->until))
		r->has_until = true;
	else
		diex(EX_USAGE, "--until '%s' is neither FILE:OFFSET nor a time",
		    s);
}

static void
parse(struct wish *w, int argc, char *argv[])
{
	static const struct option opts[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "from", required_argument, NULL, OPT_FROM },
		{ "from-time", required_argument, NULL, OPT_FROM_TIME },
		{ "origin", required_argument, NULL, OPT_ORIGIN },
		{ "until", required_argument, NULL, OPT_UNTIL },
		{ "follow", no_argument, NULL, OPT_FOLLOW },
		{ "logs", no_argument, NULL, OPT_LOGS },
		{ "quiet", no_argument, NULL, 'q' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "+c:qvhV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			w->config = optarg;
			break;
		case OPT_FROM:
			set_from(w, optarg);
			break;
		case OPT_FROM_TIME:
			set_from_time(w, optarg);
			break;
		case OPT_ORIGIN:
			set_origin(w, optarg);
			break;
		case OPT_UNTIL:
			set_until(w, optarg);
			break;
		case OPT_FOLLOW:
			w->follow = true;
			break;
		case OPT_LOGS:
			w->logs = true;
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
			msg_print("pxbinlog " VERSION "\n");
		default:
			msg_usage(argv);
		}
}

/* Everything is checked before the first effect. */
static void
check(const struct wish *w, int operands)
{
	if (w->config != NULL && operands > 0)
		diex(EX_USAGE, "give a job file or logs, not both");
	if (w->config == NULL && operands == 0)
		diex(EX_USAGE, "neither a job file nor a log is given\n"
			       "try 'pxbinlog --help'");
	if (w->config == NULL &&
	    (w->follow || w->until_now || w->start == START_NOW))
		diex(EX_USAGE, "--follow and 'now' need a server (-c)");
	if (w->origin_set && (w->config == NULL || w->start != START_POS))
		diex(EX_USAGE, "--origin is of a position on a server");
	if (w->logs && w->config == NULL)
		diex(EX_USAGE, "--logs needs a server (-c)");
	if (w->logs && (w->follow || w->until_now || w->origin_set ||
			   w->range.has_until || w->range.until_time != 0 ||
			   (w->from_set && w->start != START_POS)))
		diex(EX_USAGE, "--logs goes with --from FILE:OFFSET alone");
	if (w->follow && w->until_now)
		diex(EX_USAGE, "--follow and --until now exclude each other");
}

char **
wish_parse(struct wish *w, int argc, char *argv[])
{
	memset(w, 0, sizeof(*w));
	w->start = START_EARLIEST;
	parse(w, argc, argv);
	check(w, argc - optind);
	w->nfiles = argc - optind;
	return argv + optind;
}
