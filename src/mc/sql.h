/*
 * sql.h: SQL statements as MaxCompute instances: submit and wait (sql.c),
 * look after them (instance.c).  Results beyond what an instance shows come
 * through the tunnel, result.h.
 */
#ifndef MC_SQL_H
#define MC_SQL_H

#include "mc/client.h"

enum {
	MC_SQL_SHOWN = 10000 /* rows of a result that an instance shows */
};

#define MC_SQL_TASK "AnonymousSQLTask"

struct mc_setting {
	const char *name, *value;
};

/* Workers of all stages of an instance. */
struct mc_progress {
	unsigned stages, running, done, total;
};

struct mc_sql {
	char id[128]; /* of the instance, "" before there is one */
	bool csv;     /* the answer is a table in csv, else a text */
	struct buf result;
	/* Told now and then while it is waited for; may be NULL. */
	void (*progress)(
	    void *arg, const struct mc_sql *q, const struct mc_progress *p);
	void *progress_arg;
};

void mc_sql_release(struct mc_sql *q);

/*
 * Run one statement (without the ';' at its end) and wait for its end.  0
 * with q->result; -1 with why, code: EX_DATAERR when the SQL failed.
 */
int mc_sql_run(struct mc_client *c, struct mc_sql *q, const char *sql, size_t n,
    const struct mc_setting *setting, size_t nsettings);
/* Wait for the end of one that was submitted; as mc_sql_run. */
int mc_sql_wait(struct mc_client *c, struct mc_sql *q);

/* Ask for the instance to be stopped, also when a stop is wanted: 0 asked,
 * 1 it had ended before; -1 with why. */
int mc_sql_kill(struct mc_client *c, const struct mc_sql *q);
/* How far it is.  -1 with why. */
int mc_sql_progress(
    struct mc_client *c, const struct mc_sql *q, struct mc_progress *p);
/* The address of its log view, for a browser, appended to url; it holds the
 * permission to read it.  -1 when none can be had. */
int mc_sql_logview(
    struct mc_client *c, const struct mc_sql *q, struct buf *url);

enum mc_csv {
	MC_CSV_NULL = 1,
	MC_CSV_BARE,  /* not in quotes: a number, a boolean, a time */
	MC_CSV_QUOTED /* a text */
};

/*
 * Take the next field of csv text at *p: 1 with field, its text, and its
 * kind; *last: the line ends behind it.  0 at the end; -1 when it is no csv.
 */
int mc_csv_field(const char **p, const char *end, struct buf *field,
    enum mc_csv *kind, bool *last);

#endif
