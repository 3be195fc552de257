/*
 * options.c: the command line and the job file: the job file first, options
 * over it.
 */
#include <fcntl.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "mcpartition/options.h"

static const char help[] =
    "usage: mcpartition [options] <ROWS >ROUTED-ROWS\n"
    "       mcpartition --ddl [options] <ROWS >SQL\n"
    "       mcpartition --merge-sql POINT [options] <ROWS >SQL\n"
    "       mcpartition --alter | --retarget --target FILE [options] <ROWS\n"
    "\n"
    "Give each row its table, partition and form in MaxCompute.\n"
    "\n"
    "  -c, --config JOB      job file; options below win over its [shape]\n"
    "      --names RULE      added columns: new (prefixed) or previous\n"
    "      --case POLICY     names: default (lower), source, lower, upper\n"
    "      --types MAP       exact (lossless) or dts (the vendor's)\n"
    "      --partition LIST  year,month,day,hour,minute, the first of them,\n"
    "                        or none\n"
    "      --long-value WHAT values above 8 MB: error, null, cut\n"
    "      --zero-date WHAT  dates that do not exist: error, null, string\n"
    "      --lifecycle DAYS  of the log's partitions, 0 for ever\n"
    "      --on-ddl WHAT     changed definitions: stop, skip, add-columns\n"
    "      --metadata LIST   columns of the log: transaction_id, binlog_file,\n"
    "                        binlog_position, source_database, source_table\n"
    "      --target FILE     definitions the target's tables were made for:\n"
    "                        rows are brought into their columns\n"
    "      --past POS        let changes of definitions up to there through:\n"
    "                        somebody has seen to them\n"
    "      --ddl             write CREATE TABLE statements\n"
    "      --alter           write ALTER TABLE statements for columns that\n"
    "                        --target has not\n"
    "      --retarget        write the definitions for --target from then on\n"
    "      --merge-sql POINT write statements that merge log and base as of\n"
    "                        POINT: all, Unix seconds, RFC 3339, or\n"
    "                        FILE:OFFSET of the source's log\n"
    "      --into NAME       result of the merge: a table, or _SUFFIX\n"
    "      --as WHAT         the merge as table, base, select, or spent:\n"
    "                        the partitions that it does not need any more\n"
    "      --bases FILE      from when on the bases are exact\n"
    "      --prune TIME      partitions that begin then are not read\n"
    "      --table DB.T      statements for this table only; repeatable\n"
    "  -q, --quiet           errors only\n"
    "  -v, --verbose         say more\n"
    "  -h, --help            this text\n"
    "  -V, --version         the version\n";

enum {
	OPT_SHAPE = 256, /* the long options that are keys of [shape] */
	OPT_TARGET,
	OPT_PAST,
	OPT_ALTER,
	OPT_RETARGET,
	OPT_DDL,
	OPT_MERGE,
	OPT_INTO,
	OPT_AS,
	OPT_BASES,
	OPT_PRUNE,
	OPT_TABLE
};

static const struct option opts[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "names", required_argument, NULL, OPT_SHAPE },
	{ "case", required_argument, NULL, OPT_SHAPE },
	{ "types", required_argument, NULL, OPT_SHAPE },
	{ "partition", required_argument, NULL, OPT_SHAPE },
	{ "zero-date", required_argument, NULL, OPT_SHAPE },
	{ "long-value", required_argument, NULL, OPT_SHAPE },
	{ "lifecycle", required_argument, NULL, OPT_SHAPE },
	{ "on-ddl", required_argument, NULL, OPT_SHAPE },
	{ "metadata", required_argument, NULL, OPT_SHAPE },
	{ "target", required_argument, NULL, OPT_TARGET },
	{ "past", required_argument, NULL, OPT_PAST },
	{ "ddl", no_argument, NULL, OPT_DDL },
	{ "alter", no_argument, NULL, OPT_ALTER },
	{ "retarget", no_argument, NULL, OPT_RETARGET },
	{ "merge-sql", required_argument, NULL, OPT_MERGE },
	{ "into", required_argument, NULL, OPT_INTO },
	{ "as", required_argument, NULL, OPT_AS },
	{ "bases", required_argument, NULL, OPT_BASES },
	{ "prune", required_argument, NULL, OPT_PRUNE },
	{ "table", required_argument, NULL, OPT_TABLE },
	{ "quiet", no_argument, NULL, 'q' },
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

/* Texts of the options, before any is looked at. */
struct given {
	const char *config;
	const char *shape[9]; /* as opts[1] ... opts[9] */
	const char *target;
};

static void
add_table(struct sql *q, const char *name)
{
	if (q->tables == NULL)
		q->tables = objects_new();
	if (objects_add(q->tables, OBJECTS_INCLUDE, name) == -1)
		diex(EX_USAGE, "--table: %s", objects_why(q->tables));
}

static void
set_mode(struct options *o, int c)
{
	o->sql.modes++;
	o->sql.ddl = c == OPT_DDL;
	o->sql.alter = c == OPT_ALTER;
	o->sql.retarget = c == OPT_RETARGET;
}

static void
parse(int argc, char *argv[], struct options *o, struct given *g)
{
	int c, which;

	while ((c = getopt_long(argc, argv, "+c:qvhV", opts, &which)) != -1)
		switch (c) {
		case 'c':
			g->config = optarg;
			break;
		case OPT_SHAPE:
			g->shape[which - 1] = optarg;
			break;
		case OPT_PAST:
			if (!pos_parse(optarg, &o->past))
				diex(EX_USAGE, "--past '%s' is not FILE:OFFSET",
				    optarg);
			break;
		case OPT_TARGET:
			g->target = optarg;
			break;
		case OPT_DDL:
		case OPT_ALTER:
		case OPT_RETARGET:
			set_mode(o, c);
			break;
		case OPT_MERGE:
			o->sql.point = optarg;
			break;
		case OPT_INTO:
			o->sql.merge.into = optarg;
			break;
		case OPT_AS:
			o->sql.as = optarg;
			break;
		case OPT_BASES:
			o->sql.bases = optarg;
			break;
		case OPT_PRUNE:
			o->sql.prune = optarg;
			break;
		case OPT_TABLE:
			add_table(&o->sql, optarg);
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
			msg_print(OPTIONS_NAME "\n");
		default:
			msg_usage(argv);
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
}

static void
read_conf(struct options *o, const char *path)
{
	struct conf *conf = conf_load(path);
	const char *why;

	if ((why = shapes_from_conf(&o->shapes, conf)) != NULL)
		diex(EX_CONFIG, "%s", why);
	o->objects = objects_new();
	if (objects_add_conf(o->objects, conf) == -1)
		diex(EX_CONFIG, "%s", objects_why(o->objects));
	o->sql.upsert = strcmp(conf_text(conf, "upload.mode"), "upsert") == 0;
	o->sql.merge.alone = o->sql.upsert;
	if (o->sql.upsert && o->sql.point != NULL &&
	    o->sql.merge.as != MERGE_SELECT)
		diex(EX_CONFIG,
		    "%s:%u: tables that are kept by upserts have "
		    "no log: there is nothing to merge",
		    path, conf_line(conf, "upload.mode"));
	conf_free(conf);
}

static void
read_target(struct options *o, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *bad;

	if (fd == -1)
		die(EX_CONFIG, "cannot open '%s'", path);
	if ((bad = target_read(&o->target, fd, path)) != NULL)
		diex(EX_CONFIG, "%s", bad);
	close(fd);
}

void
options_read(struct options *o, int argc, char *argv[])
{
	static const char *const key[] = { "names", "case", "types",
		"partition", "zero_date", "long_value", "lifecycle", "on_ddl",
		"metadata" };
	struct given g = { 0 };
	const char *why;

	*o = (struct options){ 0 };
	shape_init(&o->shapes.all);
	parse(argc, argv, o, &g);
	sql_check(&o->sql);
	if ((o->sql.alter || o->sql.retarget) && g.target == NULL)
		diex(EX_USAGE, "--alter and --retarget need --target");
	if ((o->sql.ddl || o->sql.point != NULL) && g.target != NULL)
		diex(EX_USAGE, "--target is not for --ddl and --merge-sql");
	if (g.config != NULL)
		read_conf(o, g.config);
	if (g.target != NULL)
		read_target(o, g.target);
	o->targeted = g.target != NULL;
	for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++)
		if (g.shape[i] != NULL &&
		    (why = shapes_set(&o->shapes, key[i], g.shape[i])) != NULL)
			diex(EX_USAGE, "--%s '%s': %s", opts[i + 1].name,
			    g.shape[i], why);
	if ((why = shapes_check(&o->shapes)) != NULL)
		diex(g.config != NULL ? EX_CONFIG : EX_USAGE, "%s", why);
}
