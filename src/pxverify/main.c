/*
 * pxverify: is a table of MaxCompute the one of the source?  Rows of either
 * side become sums, which are compared; then, of the parts that differ, the
 * rows themselves.
 *
 * Reads routed rows from stdin, or rows that MaxCompute selects; writes text;
 * keeps nothing.  pxverify(1); the steps are put together by
 * share/sh/verify.sh.
 */
#include <signal.h>

#include "base/conf.h"
#include "base/msg.h"
#include "base/stop.h"
#include "pxverify/compare.h"
#include "pxverify/options.h"
#include "pxverify/query.h"
#include "pxverify/side.h"
#include "pxverify/stream.h"

/* The rows of one side. */
static void
read_side(const struct options *o)
{
	struct side side = { 0 };
	struct sums wanted = { 0 };
	struct conf *conf;

	if (o->parts != NULL) {
		if (sums_read(&wanted, o->parts, true) == -1)
			diex(EX_DATAERR, "%s", wanted.why);
		side.wanted = &wanted;
	}
	if (o->select != NULL) {
		conf = conf_load(o->conf);
		signal(SIGPIPE, SIG_IGN);
		stop_install();
		query_read(&side, conf, o->select);
		conf_free(conf);
	} else {
		stream_read(&side);
	}
	side_finish(&side);
	side_release(&side);
	sums_release(&wanted);
	hash_release();
}

int
main(int argc, char *argv[])
{
	struct options o;
	char **file;
	bool equal = true;

	msg_init("pxverify");
	file = options_read(&o, argc, argv);
	if (o.compare == OPTIONS_SUMS)
		equal = compare_sums(file[0], file[1]);
	else if (o.compare == OPTIONS_ROWS)
		equal = compare_rows(file[0], file[1]);
	else
		read_side(&o);
	return equal ? 0 : EX_DATAERR;
}
