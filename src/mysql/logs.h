/*
 * logs.h: what logs a server has.
 */
#ifndef MYSQL_LOGS_H
#define MYSQL_LOGS_H

#include "mysql/conn.h"

struct logs_file {
	char name[POS_FILE_MAX + 1];
	uint64_t size;
};

struct logs {
	struct logs_file *file; /* oldest first */
	size_t n;
};

/* SHOW BINARY LOGS; logs_release in either case.  -1 with c->why. */
int logs_read(struct logs *l, struct conn *c, const struct conf *conf);
void logs_release(struct logs *l);

/* The index of a file, -1 when it is not there. */
long logs_find(const struct logs *l, const char *name);

#endif
