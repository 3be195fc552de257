/*
 * mcpartition: rows get their destination: table, partition, form of the
 * values.  A filter of the record stream; with --ddl and --merge-sql it
 * writes SQL text instead.  It keeps nothing.  Page: mcpartition(1).
 */
#include <sysexits.h>
#include <unistd.h>

#include "base/msg.h"
#include "mcpartition/image.h"
#include "mcpartition/options.h"
#include "mcpartition/retarget.h"
#include "mcpartition/route.h"
#include "mcpartition/sql.h"
#include "rec/body.h"

/* All records up to the end, or to a change of definitions. */
static enum route_result
feed_all(struct route *t, struct rec_in *in)
{
	enum route_result rc = ROUTE_OK;
	struct rec r;
	int more = 1;

	while (rc == ROUTE_OK && (more = rec_read(in, &r)) == 1)
		rc = route_feed(t, &r); /* r is borrowed from in */
	if (more == -1)
		diex(in->code, "%s: %s", in->name, in->why);
	if (rc == ROUTE_OK)
		rc = route_end(t);
	/* a statement that stops us as well: pxsync resume wants its place */
	if (rc != ROUTE_OK && more == 1 && t->out != NULL &&
	    (rc == ROUTE_STOP || t->code == EX_DATAERR))
		(void)rec_keep(in, &r);
	if (rc == ROUTE_BAD)
		diex(t->code, "%s", t->why);
	return rc;
}

static void
filter(struct route *t, struct rec_in *in)
{
	enum route_result rc;
	struct rec_out out;

	rec_out_init(&out, STDOUT_FILENO, "stdout");
	rec_in_tie(in, &out);
	if (rec_hello_through(in, &out, OPTIONS_NAME, NULL) == -1)
		diex(in->code, "%s: %s", in->name, in->why);
	t->out = &out;
	rc = feed_all(t, in);
	if (rec_finish(&out) == -1)
		die(EX_IOERR, "%s", out.name);
	if (image_shortened > 0)
		warnx("%llu values were longer than a cell, 8 MB: they lost "
		      "what shape.long_value says",
		    (unsigned long long)image_shortened);
	if (rc == ROUTE_STOP)
		diex(t->code, "%s", t->why);
	rec_out_release(&out);
}

int
main(int argc, char *argv[])
{
	struct options o;
	struct route route;
	struct rec_in in;

	msg_init("mcpartition");
	options_read(&o, argc, argv);
	rec_in_init(&in, STDIN_FILENO, "stdin");
	route_init(&route, &o.shapes, o.targeted ? &o.target : NULL, o.objects);
	route.past = o.past;
	route.altering = o.sql.alter || o.sql.retarget;
	if (o.sql.retarget) {
		feed_all(&route, &in);
		retarget(&route);
	} else if (o.sql.ddl || o.sql.alter || o.sql.point != NULL) {
		if (feed_all(&route, &in) == ROUTE_STOP)
			diex(route.code, "%s", route.why);
		if (sql_write(&o.sql, &route) == -1)
			diex(route.code, "%s", route.why);
	} else {
		filter(&route, &in);
	}
	route_release(&route);
	sql_release(&o.sql);
	objects_free(o.objects);
	shapes_release(&o.shapes);
	target_release(&o.target);
	rec_in_release(&in);
	return 0;
}
