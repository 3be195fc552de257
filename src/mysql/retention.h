/*
 * retention.h: how long a server keeps its log.  MySQL and MariaDB say so in
 * variables, a managed MySQL in a table of its own; PolarDB-X keeps its log
 * by size: there only the age of the oldest event tells.
 */
#ifndef MYSQL_RETENTION_H
#define MYSQL_RETENTION_H

#include <stdint.h>

#include "mysql/conn.h"

enum retention_kind {
	RETENTION_UNKNOWN = 0,
	RETENTION_NEVER,   /* logs are never removed */
	RETENTION_SECONDS, /* removed when so old */
	RETENTION_SIZE     /* removed when there are too many bytes */
};

struct retention {
	enum retention_kind kind;
	double seconds;
	int64_t oldest; /* SIZE: of the oldest event, 0 = not known */
};

/* What cannot be learnt is UNKNOWN; a lost connection shows at the next
 * statement. */
void retention_read(struct retention *r, struct conn *c);

#endif
