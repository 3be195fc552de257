/*
 * pxcheck: check a job and both its ends before it runs; print its values.
 *
 * Reads the job file and the files it names, asks source and target, changes
 * nothing; writes what it found, or the values, to stdout; keeps nothing.
 * See pxcheck(1), pxsync.conf(5).
 */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"

#include "pxcheck/check.h"
#include "pxcheck/values.h"

static const char help[] =
    "usage: pxcheck -c JOB.conf [--allow ID]... [--json] [-q] [--state DIR]\n"
    "               [--strict] [--table DB.T]...\n"
    "       pxcheck -c JOB.conf --print [KEY]...\n"
    "Check a job file, its source and its target; nothing is changed.\n\n"
    "  -c, --config FILE    the job file\n"
    "      --allow ID       take this item's warning as passed\n"
    "      --json           print one JSON document\n"
    "      --print          check nothing, print the effective values as\n"
    "                       KEY=VALUE; with KEYs only their values\n"
    "  -q, --quiet          print only what did not pass\n"
    "      --state DIR      the job's state (default: job.state)\n"
    "      --strict         fail also for warnings that are not allowed\n"
    "      --table DB.T     only this table of the job, and nothing of the\n"
    "                       log; repeatable\n"
    "  -h, --help           print this and exit\n"
    "  -V, --version        print the version and exit\n\n"
    "Example: pxcheck -c shop.conf --allow source.keys\n"
    "See pxcheck(1), pxsync.conf(5).\n";

struct options {
	const char *path, *state;
	bool print, json, quiet, strict;
	struct objects *only;
	struct report report;
};

static void
flush(struct buf *b)
{
	if (io_write(STDOUT_FILENO, b->data, b->len) == -1)
		die(EX_IOERR, "stdout");
	buf_release(b);
}

static void
read_options(struct options *o, int argc, char *argv[])
{
	static const struct option opts[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "allow", required_argument, NULL, 'A' },
		{ "json", no_argument, NULL, 'J' },
		{ "print", no_argument, NULL, 'P' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "state", required_argument, NULL, 'S' },
		{ "strict", no_argument, NULL, 'T' },
		{ "table", required_argument, NULL, 'O' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "+c:qhV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			o->path = optarg;
			break;
		case 'A':
			if (!report_allow(&o->report, optarg))
				diex(EX_USAGE, "--allow: no item '%s'", optarg);
			break;
		case 'J':
			o->json = true;
			break;
		case 'P':
			o->print = true;
			break;
		case 'q':
			o->quiet = true;
			break;
		case 'S':
			o->state = optarg;
			break;
		case 'T':
			o->strict = true;
			break;
		case 'O':
			if (o->only == NULL)
				o->only = objects_new();
			if (objects_add(o->only, OBJECTS_INCLUDE, optarg) == -1)
				diex(EX_USAGE, "--table: %s",
				    objects_why(o->only));
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("pxcheck " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (o->path == NULL)
		diex(EX_USAGE, "which job?\ngive -c JOB.conf");
	if (optind < argc && !o->print)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
}

int
main(int argc, char *argv[])
{
	struct options o = { 0 };
	struct buf out = { 0 };
	struct conf *conf;
	int code = 0;

	msg_init("pxcheck");
	signal(SIGPIPE, SIG_IGN);
	read_options(&o, argc, argv);
	conf = conf_load(o.path);
	if (o.print) {
		print_values(conf, argv + optind, &out);
	} else {
		code = check_all(conf, &o.report, o.state, o.only, o.strict);
		if (o.json)
			report_json(&o.report, &out, conf_job(conf));
		else
			report_text(&o.report, &out, !o.quiet);
	}
	flush(&out);
	if (code != 0) {
		report_names(&o.report, &out, o.strict);
		diex(code,
		    "'%s': not passed: %s\npxcheck says why, and how to "
		    "cure it",
		    conf_path(conf), buf_str(&out));
	}
	objects_free(o.only);
	report_release(&o.report);
	conf_free(conf);
	return 0;
}
