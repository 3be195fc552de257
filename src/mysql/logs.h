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

enum {
	LOGS_TSO = 54
};

/*
 * PolarDB-X: the newest position together with the TSO of the transaction
 * that ends there, 54 digits.  -1 with why and code when the server does not
 * say, as older ones; pos and tso are then as they were.
 */
int logs_newest(struct conn *c, const struct conf *conf, struct pos *pos,
    char tso[LOGS_TSO + 1]);

#endif
