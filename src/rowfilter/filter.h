/*
 * filter.h: which records of a stream of rows pass, and under which names.
 */
#ifndef ROWFILTER_FILTER_H
#define ROWFILTER_FILTER_H

#include "rec/rec.h"
#include "row/objects.h"
#include "rowfilter/etl.h"

struct filter;

/* o is borrowed. */
struct filter *filter_new(struct objects *o);
void filter_free(struct filter *f);
/* Read the row filters of o.  0; -1 with filter_why. */
int filter_compile(struct filter *f);
/* Read a script, whose file's name is for messages.  0; -1 with filter_why. */
int filter_script(struct filter *f, const char *name, const char *text,
    const struct etl_how *how);

/* Take a record; what is kept of it goes to out.  0; -1 with filter_why,
 * or, when that is NULL, because out failed. */
int filter_feed(struct filter *f, const struct rec *r, struct rec_out *out);
const char *filter_why(const struct filter *f);
int filter_code(const struct filter *f);

#endif
