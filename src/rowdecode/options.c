/*
 * options.c: the command line; see options.h.
 */
#include <getopt.h>
#include <string.h>

#include "base/conf.h"
#include "base/msg.h"
#include "rowdecode/options.h"

static const char help[] =
    "usage: rowdecode [-s FILE|DIR]... [-a POS=FILE]... [-d POS] [-t TXID]\n"
    "                 <events >rows\n"
    "\n"
    "Decode binlog events into row changes.\n"
    "\n"
    "  -c, --config JOB          leave out what the job does not choose\n"
    "  -s, --schema FILE|DIR     table definitions: records of pxsnapshot\n"
    "                            --schema-only, or a directory with\n"
    "                            tables.rec\n"
    "  -a, --schema-at POS=FILE  the same, in force from a place of the log\n"
    "                            on: FILE:OFFSET=FILE\n"
    "  -d, --done FILE:OFFSET    leave out what ends up to here; branches of\n"
    "                            XA that are prepared before it are kept\n"
    "  -t, --txid TXID           newest transaction before the place where\n"
    "                            the events begin: a TSO must be above it\n"
    "  -h, --help                this text\n"
    "  -V, --version             name and version\n";

static const struct option opts[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "schema", required_argument, NULL, 's' },
	{ "schema-at", required_argument, NULL, 'a' },
	{ "done", required_argument, NULL, 'd' },
	{ "txid", required_argument, NULL, 't' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static void
load(struct decoder *d, const char *path, const struct pos *since)
{
	if (tables_load(&d->tables, path, since) == -1)
		diex(d->tables.code, "%s", d->tables.why);
}

/* "binlog.000007:4711=shop.rec" */
static void
load_at(struct decoder *d, const char *text)
{
	const char *path = strchr(text, '=');
	char place[POS_FILE_MAX + 32];
	struct pos since;

	if (path == NULL || (size_t)(path - text) >= sizeof(place))
		diex(EX_USAGE, "not POSITION=FILE: '%s'", text);
	memcpy(place, text, (size_t)(path - text));
	place[path - text] = '\0';
	if (!pos_parse(place, &since))
		diex(EX_USAGE, "not a position: '%s'", place);
	load(d, path + 1, &since);
}

/* Identities of MySQL and MariaDB have no order that would hold. */
static void
after(struct decoder *d, const char *txid)
{
	if (strlen(txid) == FRAME_CTS &&
	    strspn(txid, "0123456789") == FRAME_CTS)
		memcpy(d->after, txid, FRAME_CTS + 1);
}

/* The tables of the job; yours. */
static struct objects *
choose(const char *path)
{
	struct objects *o = objects_new();
	struct conf *conf = conf_load(path);

	if (objects_add_conf(o, conf) == -1)
		diex(EX_CONFIG, "%s", objects_why(o));
	conf_free(conf);
	return o;
}

void
options_read(struct options *o, struct decoder *d, int argc, char *argv[])
{
	int c;

	o->chosen = NULL;
	while ((c = getopt_long(argc, argv, "+c:s:a:d:t:hV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			objects_free(o->chosen);
			o->chosen = choose(optarg);
			break;
		case 's':
			load(d, optarg, NULL);
			break;
		case 'a':
			load_at(d, optarg);
			break;
		case 'd':
			if (!pos_parse(optarg, &d->done))
				diex(EX_USAGE, "not a position: '%s'", optarg);
			break;
		case 't':
			after(d, optarg);
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("rowdecode " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	d->tables.chosen = o->chosen;
}
