/*
 * server.h: what a server says of itself.
 */
#ifndef MYSQL_SERVER_H
#define MYSQL_SERVER_H

#include "mysql/conn.h"

enum {
	SERVER_ID_MAX = 63
};

/*
 * The identity of the server behind the connection, which lasts as long as
 * its data do: MySQL's server_uuid.  "" where there is none: MariaDB has only
 * one of the machine's network card, and of PolarDB-X one of many nodes
 * would answer; their logs tell (frame.h).  -1 with why and code.
 */
int server_identity(struct conn *c, char id[SERVER_ID_MAX + 1]);

/* For how many seconds the server keeps its logs; 0 when it does not say, or
 * keeps them for ever.  -1 with why and code. */
int server_retention(struct conn *c, uint64_t *seconds);

#endif
