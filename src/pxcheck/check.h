/*
 * check.h: the checks, room by room.  Each says into the report what it
 * found; none prints, none changes anything at either end.
 */
#ifndef PXCHECK_CHECK_H
#define PXCHECK_CHECK_H

#include <stdbool.h>

#include "base/conf.h"
#include "mysql/conn.h"
#include "mysql/schema.h"
#include "pxcheck/report.h"
#include "row/objects.h"
#include "row/shape.h"

struct check {
	const struct conf *conf;
	struct report *r;
	const char *state;       /* the state directory, NULL not known */
	bool schema, full, incr; /* phases */
	bool begun;              /* tables of ours are there already */
	bool upsert;             /* upload.mode: bases without logs */
	struct shapes shapes;
	struct objects *objects;
	struct objects *only; /* borrowed */
	struct conn conn;     /* to the source, when open */
	bool open;
	struct schema tables; /* chosen, with their new names */
	bool known;           /* tables were read */
};

/* All of them, in order.  state NULL: job.state.  only: no more than these
 * tables, and nothing of the log; NULL: all of the job.  The exit code;
 * strict: for warnings, too. */
int check_all(const struct conf *conf, struct report *r, const char *state,
    struct objects *only, bool strict);

/* job.c: what needs the file alone.  False when it is no use to go on. */
bool check_job(struct check *k);
/* machine.c: the state directory. */
void check_state(struct check *k);
/* source.c: the server, its version, clock; conn stays open for the others. */
void check_source(struct check *k);
/* tables.c, layout.c: definitions and what the server says about tables. */
void check_tables(struct check *k);
void check_layout(struct check *k);
/* filters.c: conditions, columns, scripts; before names are changed. */
void check_filters(struct check *k);
/* binlog.c, retention.c: the log. */
void check_binlog(struct check *k);
void check_retention(struct check *k);
/* form.c: names, columns, types under the chosen shape. */
void check_form(struct check *k);
/* target.c */
void check_target(struct check *k);

/* (source.c) A global variable's value; "" when the server has none of that
 * name.  Yours, free it.  NULL when it does not answer: conn.why. */
char *check_variable(struct check *k, const char *name);
/* Is this table among those of the job? */
bool check_chosen(struct check *k, const char *db, const char *name);

#endif
