/*
 * check.c: the order of the checks: the file, this machine, the source, the
 * target.  What cannot be made for want of another stays unmade, and counts
 * as not passed.
 */
#include <string.h>
#include <sysexits.h>

#include "pxcheck/check.h"

static void
check_ends(struct check *k)
{
	check_source(k);
	if (k->open) {
		check_tables(k);
		if (k->known)
			check_layout(k);
		if (k->only != NULL) /* the flow that runs reads it */
			k->full = k->incr = false;
		check_binlog(k);
		check_retention(k);
	}
	check_form(k);
	check_target(k);
}

int
check_all(const struct conf *conf, struct report *r, const char *state,
    struct objects *only, bool strict)
{
	struct check k = { .conf = conf, .r = r, .state = state, .only = only };
	struct report_sum sum;

	if (k.state == NULL)
		k.state = conf_text(conf, "job.state");
	if (check_job(&k)) {
		check_state(&k);
		check_ends(&k);
	}
	conn_close(&k.conn);
	schema_release(&k.tables);
	objects_free(k.objects);
	shapes_release(&k.shapes);
	if (r->code != 0)
		return r->code;
	sum = report_sum(r);
	return sum.failed > 0 || (strict && sum.warned > 0) ? EX_CONFIG : 0;
}
