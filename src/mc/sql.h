/*
 * sql.h: SQL statements as MaxCompute instances.
 */
#ifndef MC_SQL_H
#define MC_SQL_H

#include "mc/client.h"

struct mc_setting {
	const char *name, *value;
};

struct mc_sql {
	char id[128]; /* of the instance, "" before there is one */
	bool csv;     /* the answer is a table in csv, else a text */
	struct buf result;
};

void mc_sql_release(struct mc_sql *q);

/*
 * Run one statement (without the ';' at its end) and wait for its end.  0
 * with q->result; -1 with why, code: EX_DATAERR when the SQL failed.
 */
int mc_sql_run(struct mc_client *c, struct mc_sql *q, const char *sql, size_t n,
    const struct mc_setting *setting, size_t nsettings);

/* Ask for the instance to be stopped. */
void mc_sql_kill(struct mc_client *c, const struct mc_sql *q);

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
