/*
 * conn.h: a connection to the source, by libmariadb.
 *
 * Settings come from [source] of the job file: host, port, socket, user,
 * password_file, tls, tls_ca, connect_timeout.  After connecting the session
 * is: utf8mb4, time zone UTC, the product known.
 */
#ifndef MYSQL_CONN_H
#define MYSQL_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mysql.h>

#include "base/buf.h"
#include "base/conf.h"
#include "base/pos.h"

enum conn_product {
	CONN_MYSQL = 1,
	CONN_MARIADB = 2,
	CONN_POLARDBX = 3
};

struct conn {
	const char *why; /* after -1 or NULL: the reason */
	int code;        /* ... and the exit code: 75 lost, 77 refused, 69 .. */
	MYSQL *mysql;
	enum conn_product product;
	unsigned version; /* 101119 for 10.11.19, 80033 for 8.0.33 */
	char server[256]; /* SELECT VERSION() */
	char whybuf[512];
};

/* Connect and set the session up.  0; -1 with c->why, c->code.  c is yours
 * (storage), conn_close in either case. */
int conn_open(struct conn *c, const struct conf *conf);
void conn_close(struct conn *c);

/*
 * The same with a read timeout in seconds (0: as conn_open) and a function
 * that does the waiting (NULL: the library's own): it gets the socket, and
 * returns 1 when it is ready, 0 or -1 when the connection is to be given up.
 */
typedef int conn_wait(my_socket fd, my_bool read, int ms);
int conn_open_waiting(struct conn *c, const struct conf *conf,
    unsigned read_timeout, conn_wait *wait);

/* Run a statement and drop its result, if any.  -1 with why and code. */
int conn_run(struct conn *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Run a query and give the whole result (small ones); NULL with why. */
MYSQL_RES *conn_query(struct conn *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same, rows fetched one by one; check conn_fetched after the last. */
MYSQL_RES *conn_stream(struct conn *c, const char *sql, size_t len);
/* res, when it has n columns or more; else NULL with why, and it is freed.
 * NULL stays NULL. */
MYSQL_RES *conn_columns(struct conn *c, MYSQL_RES *res, unsigned n);
/* An answer is not what was asked for: -1 with why. */
int conn_strange(struct conn *c);
/* After fetch gave NULL: 0 when that was the end, -1 with why when not. */
int conn_fetched(struct conn *c);
/* Take why and code from the library's last error, with what in front. */
int conn_fail(struct conn *c, const char *what);

/* Append `name` in back quotes, or 'text' quoted for this session. */
void conn_put_name(struct buf *b, const char *name);
void conn_put_text(struct conn *c, struct buf *b, const char *s, size_t n);

/* Newest position of the log (SHOW MASTER STATUS, SHOW BINARY LOG STATUS on
 * MySQL 8.4 and newer, WITH 'stream' on PolarDB-X).  -1 with why: code 78
 * when there is no log, 75 when PolarDB-X's log service is not ready yet. */
int conn_position(struct conn *c, const struct conf *conf, struct pos *pos);

/* The exit code for an error number of server or library. */
int conn_code_of(unsigned err);
const char *conn_product_name(enum conn_product p);

#endif
