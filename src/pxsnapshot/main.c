/*
 * pxsnapshot: copy the tables of a database as records.
 *
 * Reads a server by SQL, writes TABLE, CHUNK and ROW records.  Keeps
 * nothing; with --chunks it writes the plan of the copy once.  See
 * pxsnapshot(1); the steps are in snapshot.c.
 */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>

#include "base/msg.h"
#include "base/num.h"
#include "base/stop.h"
#include "pxsnapshot/snapshot.h"

static const char help[] =
    "usage: pxsnapshot -c job.conf [-qv] [-j N] [--chunks FILE]\n"
    "                  [--at-once | --schema-only] [--table DB.T]...\n"
    "Copy the chosen tables of a database as records.\n"
    "\n"
    "      --at-once       as it was at one moment: one transaction, no plan\n"
    "  -c, --config FILE   the job file\n"
    "      --chunks FILE   use the plan in FILE, or make it there; chunks\n"
    "                      marked done in it are not read again\n"
    "  -j, --jobs N        connections at the same time, 1 to 64\n"
    "                      (default: copy.connections of the job file)\n"
    "      --schema-only   definitions, no rows\n"
    "      --table DB.T    only this one of the chosen tables; repeatable\n"
    "  -q, --quiet         errors only\n"
    "  -v, --verbose       say what is read\n"
    "  -h, --help          this text\n"
    "  -V, --version       the version\n"
    "\n"
    "  pxsnapshot -c shop.conf --schema-only | pxrec --json\n";

enum {
	OPT_AT_ONCE = 256,
	OPT_CHUNKS,
	OPT_SCHEMA_ONLY,
	OPT_TABLE
};

static const struct option opts[] = {
	{ "at-once", no_argument, NULL, OPT_AT_ONCE },
	{ "config", required_argument, NULL, 'c' },
	{ "jobs", required_argument, NULL, 'j' },
	{ "chunks", required_argument, NULL, OPT_CHUNKS },
	{ "schema-only", no_argument, NULL, OPT_SCHEMA_ONLY },
	{ "table", required_argument, NULL, OPT_TABLE },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
add_table(struct snapshot *s, const char *name)
{
	if (s->also == NULL)
		s->also = objects_new();
	if (objects_add(s->also, OBJECTS_INCLUDE, name) == -1)
		diex(EX_USAGE, "--table: %s", objects_why(s->also));
}

/* The job file's name. */
static const char *
take_options(struct snapshot *s, int argc, char *argv[])
{
	const char *config = NULL;
	uint64_t jobs = 0;
	int c;

	while ((c = getopt_long(argc, argv, "+c:j:qvhV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			config = optarg;
			break;
		case 'j':
			if (!num_u64(optarg, 1, 64, &jobs))
				diex(EX_USAGE, "-j '%s': not within 1 to 64",
				    optarg);
			break;
		case OPT_AT_ONCE:
			s->at_once = true;
			break;
		case OPT_CHUNKS:
			s->chunks = optarg;
			break;
		case OPT_SCHEMA_ONLY:
			s->schema_only = true;
			break;
		case OPT_TABLE:
			add_table(s, optarg);
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
			msg_print("pxsnapshot " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	s->jobs = (unsigned)jobs;
	return config;
}

int
main(int argc, char *argv[])
{
	struct snapshot s = { 0 };
	const char *config;

	msg_init("pxsnapshot");
	config = take_options(&s, argc, argv);
	if (config == NULL)
		diex(EX_USAGE, "no job file given\ntry 'pxsnapshot --help'");
	if (s.schema_only && s.at_once)
		diex(
		    EX_USAGE, "--schema-only and --at-once exclude each other");
	if ((s.schema_only || s.at_once) && (s.chunks != NULL || s.jobs != 0))
		diex(EX_USAGE, "%s: no --chunks, no -j with it",
		    s.at_once ? "--at-once reads by one connection"
			      : "--schema-only reads no rows");

	signal(SIGPIPE, SIG_IGN); /* io.h tells pipes from sockets */
	stop_install();
	s.conf = conf_load(config);
	if (s.jobs == 0)
		s.jobs = (unsigned)conf_number(s.conf, "copy.connections");
	snapshot_run(&s);
	objects_free(s.also);
	conf_free(s.conf);
	return 0;
}
