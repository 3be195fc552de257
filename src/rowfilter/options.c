/*
 * options.c: what the command line and the job file say; see options.h.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/mem.h"
#include "base/msg.h"
#include "rowfilter/options.h"

static const char help[] =
    "usage: rowfilter -c job.conf\n"
    "       rowfilter [--include P]... [--exclude P]... [--ops 'DB.T:iud']...\n"
    "                 [--map A=B]... [--where DB.T:E]... [--columns "
    "DB.T:C]...\n"
    "                 [--etl FILE [--on-error WHAT] [--deterministic]]\n"
    "Choose tables, rows and operations of a stream of rows; rename them.\n"
    "\n"
    "  -c, --config FILE    take the choice from [objects] of a job file\n"
    "      --include DB.T   only these tables; globs * and ?; repeatable\n"
    "      --exclude DB.T   not these\n"
    "      --ops DB.T:OPS   of these tables only inserts (i), updates (u),\n"
    "                       deletes (d)\n"
    "      --map A=B        DB.T=NEWDB.NEWT, or DB.T.COLUMN=NEWCOLUMN\n"
    "      --where DB.T:E   rows of these tables for which E is true\n"
    "      --columns DB.T:C carry only these columns (a,b), or not these\n"
    "                       (!a,!b)\n"
    "      --etl FILE       run this script over every image\n"
    "      --on-error WHAT  where a script goes wrong: fail (default), null, "
    "drop\n"
    "      --deterministic  the time now is the row's\n"
    "  -h, --help           this text\n"
    "  -V, --version        the version\n"
    "\n"
    "  rowdecode <events | rowfilter --include 'shop.*' | pxrec --json\n";

enum {
	OPT_LIST = 256, /* and enum objects_list */
	OPT_ETL = OPT_LIST + OBJECTS_LISTS,
	OPT_ERROR,
	OPT_CLOCK
};

static void
add(struct objects *o, int option, const char *text)
{
	static const char *const name[OBJECTS_LISTS] = { "include", "exclude",
		"map", "ops", "where", "columns" };
	int list = option - OPT_LIST;

	if (objects_add(o, (enum objects_list)list, text) == -1)
		diex(EX_USAGE, "--%s: %s", name[list], objects_why(o));
}

static bool
error_of(const char *word, enum etl_error *e)
{
	static const char *const words[] = { "fail", "null", "drop" };

	for (int i = 0; i < 3; i++)
		if (strcmp(word, words[i]) == 0) {
			*e = (enum etl_error)i;
			return true;
		}
	return false;
}

static void
read_script(struct options *opt, const char *path, int code)
{
	struct buf b = { 0 };

	if (io_slurp(path, EXPR_SOURCE, &b) == -1)
		die(code, "cannot read script '%s'", path);
	opt->script = buf_str(&b); /* the text is opt's from here */
	if (strlen(opt->script) != b.len)
		diex(code, "script '%s' holds a NUL byte", path);
	opt->script_name = xstrdup(path);
}

static void
add_conf(struct options *opt, struct objects *o, const char *path)
{
	struct conf *c = conf_load(path);

	if (objects_add_conf(o, c) == -1)
		diex(EX_CONFIG, "%s", objects_why(o));
	error_of(conf_text(c, "objects.etl_error"), &opt->how.on_error);
	opt->how.commit_clock =
	    strcmp(conf_text(c, "objects.etl_clock"), "commit") == 0;
	if (conf_is_set(c, "objects.etl"))
		read_script(opt, conf_text(c, "objects.etl"), EX_CONFIG);
	conf_free(c);
}

static const struct option opts[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "include", required_argument, NULL, OPT_LIST + OBJECTS_INCLUDE },
	{ "exclude", required_argument, NULL, OPT_LIST + OBJECTS_EXCLUDE },
	{ "map", required_argument, NULL, OPT_LIST + OBJECTS_MAP },
	{ "ops", required_argument, NULL, OPT_LIST + OBJECTS_OPS },
	{ "where", required_argument, NULL, OPT_LIST + OBJECTS_WHERE },
	{ "columns", required_argument, NULL, OPT_LIST + OBJECTS_COLUMNS },
	{ "etl", required_argument, NULL, OPT_ETL },
	{ "on-error", required_argument, NULL, OPT_ERROR },
	{ "deterministic", no_argument, NULL, OPT_CLOCK },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* One of ours, or of the lists. */
static void
take_long(struct options *opt, struct objects *o, int c, const char **etl)
{
	switch (c) {
	case OPT_ETL:
		*etl = optarg;
		break;
	case OPT_ERROR:
		if (!error_of(optarg, &opt->how.on_error))
			diex(EX_USAGE, "--on-error: fail, null or drop");
		break;
	case OPT_CLOCK:
		opt->how.commit_clock = true;
		break;
	default:
		add(o, c, optarg);
	}
}

void
options_take(struct options *opt, struct objects *o, int argc, char *argv[])
{
	const char *config = NULL, *etl = NULL;
	bool lists = false;
	int c;

	memset(opt, 0, sizeof(*opt));
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
			take_long(opt, o, c, &etl);
			lists = true;
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	if (config != NULL && lists)
		diex(EX_USAGE, "-c and other options do not go together");
	if (config != NULL)
		add_conf(opt, o, config);
	if (etl != NULL)
		read_script(opt, etl, EX_NOINPUT);
}

void
options_release(struct options *opt)
{
	free(opt->script);
	free(opt->script_name);
}
