/*
 * pxplan: a request of Alibaba Cloud DTS into a job file, and back.
 *
 * Reads the request, or the job file and the records of its tables; writes
 * the other form to stdout; keeps nothing.  See pxplan(1).
 */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/msg.h"

#include "pxplan/from.h"
#include "pxplan/request.h"

static const char help[] =
    "usage: pxplan --from-dts FILE\n"
    "       pxsnapshot -c JOB.conf --schema-only | rowfilter -c JOB.conf |\n"
    "           pxplan -c JOB.conf\n"
    "Turn a request of Alibaba Cloud DTS into a job file, or a job into such\n"
    "a request.\n\n"
    "  -c, --config FILE    the job file; its tables come by stdin\n"
    "      --from-dts FILE  a ConfigureDtsJob request or an object list,\n"
    "                       JSON; - for stdin\n"
    "  -q, --quiet          errors only\n"
    "  -h, --help           print this and exit\n"
    "  -V, --version        print the version and exit\n\n"
    "Example: pxplan --from-dts task.json >shop.conf\n"
    "See pxplan(1), pxsync.conf(5).\n";

enum {
	REQUEST_MAX = 8 << 20 /* an object list has at most 1 MB */
};

struct options {
	const char *job, *from;
};

static void
read_options(struct options *o, int argc, char *argv[])
{
	static const struct option opts[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "from-dts", required_argument, NULL, 'F' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "+c:qhV", opts, NULL)) != -1)
		switch (c) {
		case 'c':
			o->job = optarg;
			break;
		case 'F':
			o->from = optarg;
			break;
		case 'q':
			msg_level = -1;
			break;
		case 'h':
			msg_print(help);
		case 'V':
			msg_print("pxplan " VERSION "\n");
		default:
			msg_usage(argv);
		}
	if (optind < argc)
		diex(EX_USAGE, "unexpected argument '%s'", argv[optind]);
	if ((o->job == NULL) == (o->from == NULL))
		diex(EX_USAGE, "which way?\ngive -c JOB.conf or --from-dts "
			       "FILE");
}

static void
print(struct buf *b)
{
	if (io_write(STDOUT_FILENO, b->data, b->len) == -1)
		die(EX_IOERR, "stdout");
	buf_release(b);
}

static void
from_dts(const char *path)
{
	const char *file = strcmp(path, "-") == 0 ? "/dev/stdin" : path;
	struct draft d = { 0 };
	struct buf text = { 0 };
	json_error_t e;
	json_t *o;

	if (io_slurp(file, REQUEST_MAX, &text) == -1)
		die(EX_NOINPUT, "'%s'", path);
	o = json_loadb(buf_str(&text), text.len, JSON_REJECT_DUPLICATES, &e);
	if (o == NULL)
		diex(
		    EX_DATAERR, "%s:%d:%d: %s", path, e.line, e.column, e.text);
	buf_clear(&text);
	from_request(&d, o);
	if (d.why != NULL)
		diex(EX_DATAERR, "%s: %s", path, d.why);
	draft_print(&d, "from a request of DTS; see pxsync.conf(5)", &text);
	print(&text);
	if (d.nnotes > 0)
		sayx("%u settings have no counterpart: see the end of the "
		     "job file",
		    d.nnotes);
	json_decref(o);
	draft_release(&d);
}

static void
to_dts(const char *path)
{
	struct conf *c = conf_load(path);
	struct buf out = { 0 };

	request_of(c, &out);
	print(&out);
	conf_free(c);
}

int
main(int argc, char *argv[])
{
	struct options o = { 0 };

	msg_init("pxplan");
	signal(SIGPIPE, SIG_IGN);
	read_options(&o, argc, argv);
	if (o.from != NULL)
		from_dts(o.from);
	else
		to_dts(o.job);
	return 0;
}
