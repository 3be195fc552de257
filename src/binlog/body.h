/*
 * body.h: the insides of events that are small: statements, identities of
 * transactions, XA, incidents, and the head of rows events.
 *
 * Events come whole (header and body) and without checksum.  Texts are
 * borrowed from the event.  Each function returns 0, or -1 when the bytes
 * make no sense.
 */
#ifndef BINLOG_BODY_H
#define BINLOG_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "binlog/frame.h"

struct body_query {
	const char *db;
	size_t db_len;
	const char *sql; /* QUERY_COMPRESSED: the compressed block */
	size_t sql_len;
	uint16_t error;     /* of the statement at its source */
	uint32_t collation; /* of the client that sent it, 0: not told */
	uint32_t server;    /* of the server, as that client had it set */
	uint64_t mode;      /* sql_mode */
};

int body_query(const struct frame_format *f, const uint8_t *event, size_t len,
    struct body_query *q);

enum {
	BODY_GTID_TEXT = 112 /* uuid:tag:number */
};

struct body_gtid {
	char text[BODY_GTID_TEXT]; /* "" for an anonymous one */
	int64_t committed;         /* microseconds since 1970, 0: not told */
};

/* GTID and ANONYMOUS_GTID. */
int body_gtid(const uint8_t *event, size_t len, struct body_gtid *g);
/* GTID_TAGGED. */
int body_gtid_tagged(const uint8_t *event, size_t len, struct body_gtid *g);

enum body_mariadb_flag {
	BODY_STANDALONE = 1,    /* the next event is the whole group */
	BODY_GROUP_COMMIT = 2,  /* the number of a commit follows */
	BODY_PREPARED_XA = 64,  /* the group ends in XA PREPARE */
	BODY_COMPLETED_XA = 128 /* it is an XA COMMIT or XA ROLLBACK */
};

/* An ALTER TABLE may be logged when it starts, and once more when it is done
 * or given up; only then is its table another one. */
enum body_mariadb_alter {
	BODY_START_ALTER = 2,
	BODY_COMMIT_ALTER = 4,
	BODY_ROLLBACK_ALTER = 8
};

struct body_mariadb_gtid {
	char text[BODY_GTID_TEXT]; /* domain-server-sequence */
	uint8_t flags;             /* enum body_mariadb_flag, and others */
	uint8_t alter;             /* enum body_mariadb_alter, and others */
};

int body_mariadb_gtid(
    const uint8_t *event, size_t len, struct body_mariadb_gtid *g);

/* --- XA ------------------------------------------------------------------ */

enum {
	BODY_XID_DATA = 128
};

/* A branch: as servers compare them, format and both data. */
struct body_xid {
	uint32_t format;
	uint8_t gtrid, bqual; /* lengths in data */
	uint8_t data[BODY_XID_DATA];
};

/* XA_PREPARE; one_phase: it commits at once. */
int body_xa_prepare(
    const uint8_t *event, size_t len, struct body_xid *x, bool *one_phase);
/* The branch that a statement "XA COMMIT X'61',X'62',1" names. */
int body_xa_statement(const char *sql, size_t len, struct body_xid *x);
bool body_xid_same(const struct body_xid *a, const struct body_xid *b);

/* --- rows ---------------------------------------------------------------- */

enum body_rows_flag {
	BODY_STMT_END = 1
};

struct body_rows {
	char op; /* 'I', 'U', 'D' */
	bool compressed;
	bool partial_json; /* PARTIAL_UPDATE_ROWS */
	uint64_t table;    /* number of its TABLE_MAP */
	uint16_t flags;
	unsigned n;            /* columns */
	const uint8_t *before; /* bitmaps of n columns; NULL: no such image */
	const uint8_t *after;
	const uint8_t *rows; /* to the end, or the compressed block */
	size_t len;
};

bool body_is_rows(unsigned type);
int body_rows(const struct frame_format *f, unsigned type, const uint8_t *event,
    size_t len, struct body_rows *r);

/* INCIDENT: number and text. */
int body_incident(const uint8_t *event, size_t len, unsigned *number,
    const char **text, size_t *text_len);

#endif
