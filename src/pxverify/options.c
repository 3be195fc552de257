/*
 * options.c: the command line; see options.h.
 */
#include <getopt.h>
#include <stddef.h>

#include "base/msg.h"
#include "pxverify/options.h"

static const char help[] =
    "usage: pxverify [--parts FILE] <ROUTED-ROWS >SUMS\n"
    "       pxverify -c JOB.conf --select FILE [--parts FILE] >SUMS\n"
    "       pxverify --compare SOURCE TARGET >PARTS\n"
    "       pxverify --compare-rows SOURCE TARGET\n"
    "\n"
    "Compare tables of the source with tables in MaxCompute.\n"
    "\n"
    "      --compare       two files of sums: print the parts that differ\n"
    "      --compare-rows  two sorted files of rows: print what differs\n"
    "  -c, --config FILE   the job file, with --select\n"
    "      --parts FILE    not sums, but the rows of these parts\n"
    "      --select FILE   rows that the statements in FILE give\n"
    "  -q, --quiet         errors and differences only\n"
    "  -v, --verbose       say more\n"
    "  -h, --help          this text\n"
    "  -V, --version       the version\n"
    "\n"
    "Example: pxsync verify -c shop.conf does it all.\n";

enum {
	OPT_COMPARE = 256,
	OPT_COMPARE_ROWS,
	OPT_PARTS,
	OPT_SELECT
};

static const struct option opts[] = {
	{ "compare", no_argument, NULL, OPT_COMPARE },
	{ "compare-rows", no_argument, NULL, OPT_COMPARE_ROWS },
	{ "config", required_argument, NULL, 'c' },
	{ "parts", required_argument, NULL, OPT_PARTS },
	{ "select", required_argument, NULL, OPT_SELECT },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
parse(struct options *o, int argc, char *argv[])
{
	int c;

	while ((c = getopt_long(argc, argv, "+c:qvhV", opts, NULL)) != -1)
		switch (c) {
		case OPT_COMPARE:
		case OPT_COMPARE_ROWS:
			o->compare =
			    c == OPT_COMPARE ? OPTIONS_SUMS : OPTIONS_ROWS;
			break;
		case 'c':
			o->conf = optarg;
			break;
		case OPT_PARTS:
			o->parts = optarg;
			break;
		case OPT_SELECT:
			o->select = optarg;
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
			msg_print("pxverify " VERSION "\n");
		default:
			msg_usage(argv);
		}
}

static void
check(const struct options *o, int operands)
{
	if (operands != (o->compare != 0 ? 2 : 0))
		diex(EX_USAGE, "%s\ntry 'pxverify --help'",
		    o->compare != 0 ? "two files are compared"
				    : "files are compared with --compare");
	if (o->compare != 0 &&
	    (o->conf != NULL || o->select != NULL || o->parts != NULL))
		diex(EX_USAGE, "a comparison needs its two files only");
	if ((o->conf == NULL) != (o->select == NULL))
		diex(EX_USAGE, "-c and --select need each other");
}

char **
options_read(struct options *o, int argc, char *argv[])
{
	*o = (struct options){ 0 };
	parse(o, argc, argv);
	check(o, argc - optind);
	return argv + optind;
}
