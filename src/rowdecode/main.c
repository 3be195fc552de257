/*
 * rowdecode: binlog events to row changes.
 *
 * A filter: reads event records (pxbinlog) from stdin, writes transactions of
 * row records to stdout.  Keeps nothing.  rowdecode(1), pxrec(5).
 */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/msg.h"
#include "rec/body.h"
#include "rec/rec.h"
#include "rowdecode/decoder.h"

static const char help[] =
    "usage: rowdecode [-s FILE|DIR]... [-a POS=FILE]... [-d POS] <events "
    ">rows\n"
    "\n"
    "Decode binlog events into row changes.\n"
    "\n"
    "  -s, --schema FILE|DIR     table definitions: records of pxsnapshot\n"
    "                            --schema-only, or a directory with\n"
    "                            tables.rec\n"
    "  -a, --schema-at POS=FILE  the same, in force from a place of the log\n"
    "                            on: FILE:OFFSET=FILE\n"
    "  -d, --done FILE:OFFSET    leave out what ends up to here; branches of\n"
    "                            XA that are prepared before it are kept\n"
    "  -h, --help                this text\n"
    "  -V, --version             name and version\n";

static const struct option opts[] = { { "schema", required_argument, NULL,
					  's' },
	{ "schema-at", required_argument, NULL, 'a' },
	{ "done", required_argument, NULL, 'd' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' }, { NULL, 0, NULL, 0 } };

/* What is whole goes out before the fault is told. */
static _Noreturn void
stop(struct rec_out *out, int code, const char *name, const char *why)
{
	if (rec_flush(out) == -1)
		die(EX_IOERR, "%s", out->name);
	if (name != NULL)
		diex(code, "%s: %s", name, why);
	diex(code, "%s", why);
}

static void
run(struct decoder *d, struct rec_in *in, struct rec_out *out)
{
	struct rec_hello hello;
	struct rec r;
	int more;

	if (rec_hello_through(in, out, "rowdecode " VERSION, &hello) == -1)
		diex(in->code, "%s: %s", in->name, in->why);
	if (decoder_hello(d, &hello) == -1)
		diex(d->code, "%s", d->why);
	while ((more = rec_read(in, &r)) == 1) /* r is borrowed from in */
		if (decoder_feed(d, &r) == -1) {
			if (d->code == EX_DATAERR)
				(void)rec_keep(in, &r);
			stop(out, d->code, NULL, d->why);
		}
	if (more == -1)
		stop(out, in->code, in->name, in->why);
	if (decoder_end(d) == -1)
		diex(d->code, "%s", d->why);
	if (rec_finish(out) == -1)
		die(EX_IOERR, "%s", out->name);
}

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

int
main(int argc, char *argv[])
{
	struct decoder d;
	struct pos done = { "", 0 };
	struct rec_in in;
	struct rec_out out;
	int c;

	msg_init("rowdecode");
	decoder_init(&d, &out);
	while ((c = getopt_long(argc, argv, "+s:a:d:hV", opts, NULL)) != -1)
		switch (c) {
		case 's':
			load(&d, optarg, NULL);
			break;
		case 'a':
			load_at(&d, optarg);
			break;
		case 'd':
			if (!pos_parse(optarg, &done))
				diex(EX_USAGE, "not a position: '%s'", optarg);
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

	rec_in_init(&in, STDIN_FILENO, "stdin");
	rec_out_init(&out, STDOUT_FILENO, "stdout");
	rec_in_tie(&in, &out);
	d.done = done;
	run(&d, &in, &out);
	decoder_release(&d);
	rec_in_release(&in);
	rec_out_release(&out);
	return 0;
}
