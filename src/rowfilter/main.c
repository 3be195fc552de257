/*
 * rowfilter: choose tables, rows and operations of a stream; rename them.
 *
 * Reads and writes records of rows: between rowdecode or pxsnapshot and
 * mcpartition.  Keeps nothing.  See rowfilter(1); the work is in filter.c.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/msg.h"
#include "rec/body.h"
#include "rowfilter/filter.h"
#include "rowfilter/options.h"

int
main(int argc, char *argv[])
{
	struct objects *o = objects_new();
	struct options opt;
	struct rec_in in;
	struct rec_out out;
	struct filter *f;
	struct rec r;
	int more;

	msg_init("rowfilter");
	options_take(&opt, o, argc, argv);
	f = filter_new(o);
	if (filter_compile(f) == -1 ||
	    (opt.script != NULL &&
		filter_script(f, opt.script_name, opt.script, &opt.how) == -1))
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
	options_release(&opt);
	objects_free(o);
	rec_in_release(&in);
	rec_out_release(&out);
	return 0;
}
