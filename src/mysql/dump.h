/*
 * dump.h: asking a server for its binary log, as a replica does.
 *
 * libmariadb's own replication calls refuse what PolarDB-X and MySQL 5.7
 * send; so only its connection is used, and packets are given out as they
 * are.  One connection carries one dump, and nothing else afterwards.
 */
#ifndef MYSQL_DUMP_H
#define MYSQL_DUMP_H

#include "mysql/conn.h"

/*
 * The number we have among the server's replicas: source.server_id, or one
 * made from host and job.  A server ends the older of two dumps with the
 * same number: so the following run of a job always has the same, and runs
 * that only look (lasting false) have one of their own.
 */
uint32_t dump_server_id(const struct conf *conf, bool lasting);

/* Announce what we understand and ask for the log from at on.  0; -1 with
 * c->why: a refusal arrives only with the first packets. */
int dump_start(struct conn *c, const struct conf *conf, uint32_t server_id,
    const struct pos *at);

/*
 * The next event as sent, borrowed until the next call.  1; 0 when the server
 * ended the dump; -1 with c->why and c->code, mysql_errno 1236 when it
 * refuses the position.
 */
int dump_next(struct conn *c, const uint8_t **event, size_t *len);

#endif
