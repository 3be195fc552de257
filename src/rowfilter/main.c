/*
 * rowfilter: choose tables, rows and operations of a stream; rename them.
 *
 * Reads and writes records of rows: between rowdecode or pxsnapshot and
 * mcpartition.  Keeps nothing.  See rowfilter(1); the work is in filter.c.
 */
#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/msg.h"
#include "rec/body.h"
#include "rowfilter/filter.h"

static const char help[] =
    "usage: rowfilter -c job.conf\n"
    "       rowfilter [--include P]... [--exclude P]... [--ops 'DB.T:iud']...\n"
    "                 [--map A=B]... [--where DB.T:CONDITION]...\n"
    "Choose tables, rows and operations of a stream of rows; rename them.\n"
    "\n"
    "  -c, --config FILE    take the choice from [objects] of a job file\n"
    "      --include DB.T   only these tables; globs * and ?; repeatable\n"
    "      --exclude DB.T   not these\n"
    "      --ops DB.T:OPS   of these tables only inserts (i), updates (u),\n"
    "                       deletes (d)\n"
    "      --map A=B        DB.T=NEWDB.NEWT, or DB.T.COLUMN=NEWCOLUMN\n"
    "      --where DB.T:E   rows of these tables for which E is true\n"
    "  -h, --help           this text\n"
    "  -V, --version        the version\n"
    "\n"
    "  rowdecode <events | rowfilter --include 'shop.*' | pxrec --json\n";

enum {
	OPT_LIST = 256 /* and enum objects_list */
};

static void
add(struct objects *o, int option, const char *text)
{
	static const char *const name[OBJECTS_LISTS] = { "include", "exclude",
		"map", "ops", "where" };
	int list = option - OPT_LIST;

	if (objects_add(o, (enum objects_list)list, text) == -1)
		diex(EX_USAGE, "--%s: %s", name[list], objects_why(o));
}

static void
add_conf(struct objects *o, const char *path)
{
	struct conf *c = conf_load(path);

	if (objects_add_conf(o, c) == -1)
		diex(EX_CONFIG, "%s", objects_why(o));
	conf_free(c);
}

static const struct option opts[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "include", required_argument, NULL, OPT_LIST + OBJECTS_INCLUDE },
	{ "exclude", required_argument, NULL, OPT_LIST + OBJECTS_EXCLUDE },
	{ "map", required_argument, NULL, OPT_LIST + OBJECTS_MAP },
	{ "ops", required_argument, NULL, OPT_LIST + OBJECTS_OPS },
	{ "where", required_argument, NULL, OPT_LIST + OBJECTS_WHERE },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
take_options(struct objects *o, int argc, char *argv[])
{
	const char *config = NULL;
	bool lists = false;
	int c;

	while ((c = getopt_long(argc, argv, "+c:hV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			config = optarg;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("rowfilter " VERSION "\n");
		default:
			if (c < OPT_LIST)
				msg_usage(argv);
			add(o, c, optarg);
			lists = true;
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	if (config != NULL && lists)
		diex(EX_USAGE, "-c and lists do not go together");
	if (config != NULL)
		add_conf(o, config);
}

int
main(int argc, char *argv[])
{
	struct objects *o = objects_new();
	struct rec_in in;
	struct rec_out out;
	struct filter *f;
	struct rec r;
	int more;

	msg_init("rowfilter");
	take_options(o, argc, argv);
	f = filter_new(o);
	if (filter_compile(f) == -1)
		diex(filter_code(f), "%s", filter_why(f));

	rec_in_init(&in, STDIN_FILENO, "stdin");
	rec_out_init(&out, STDOUT_FILENO, "stdout");
	rec_in_tie(&in, &out);
	if (rec_hello_through(&in, &out, "rowfilter " VERSION, NULL) == -1)
		diex(in.code, "%s: %s", in.name, in.why);
	while ((more = rec_read(&in, &r)) == 1) { /* r is borrowed from in */
		if (filter_feed(f, &r, &out) == 0)
			continue;
		if (filter_why(f) == NULL)
			die(EX_IOERR, "%s", out.name);
		if (filter_code(f) == EX_DATAERR)
			(void)rec_keep(&in, &r);
		diex(filter_code(f), "record %llu: %s",
		    (unsigned long long)r.seq, filter_why(f));
	}
	if (more == -1)
		diex(in.code, "%s: %s", in.name, in.why);
	if (rec_finish(&out) == -1)
		die(EX_IOERR, "%s", out.name);

	filter_free(f);
	objects_free(o);
	rec_in_release(&in);
	rec_out_release(&out);
	return 0;
}
