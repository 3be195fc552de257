/*
 * rowdecode: binlog events to row changes.
 *
 * A filter: reads event records (pxbinlog) from stdin, writes transactions of
 * row records to stdout.  Keeps nothing.  rowdecode(1), pxrec(5).
 */
#include <unistd.h>

#include "base/msg.h"
#include "rec/body.h"
#include "rec/rec.h"
#include "rowdecode/decoder.h"
#include "rowdecode/options.h"

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

int
main(int argc, char *argv[])
{
	struct options o;
	struct decoder d;
	struct rec_in in;
	struct rec_out out;

	msg_init("rowdecode");
	decoder_init(&d, &out);
	options_read(&o, &d, argc, argv);
	rec_in_init(&in, STDIN_FILENO, "stdin");
	rec_out_init(&out, STDOUT_FILENO, "stdout");
	rec_in_tie(&in, &out);
	run(&d, &in, &out);
	decoder_release(&d);
	objects_free(o.chosen);
	rec_in_release(&in);
	rec_out_release(&out);
	return 0;
}
