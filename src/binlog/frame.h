/*
 * frame.h: the outside of binlog events: the common header, the format
 * description, checksums, and where transactions end.  What is inside of
 * rows and table maps is the matter of the other files here.
 *
 * Bytes come from outside: each function checks what it reads.  Functions
 * that can fail say why in a static text.
 */
#ifndef BINLOG_FRAME_H
#define BINLOG_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/le.h"

enum {
	FRAME_HEADER = 19,  /* bytes of the common header of version 4 */
	FRAME_CHECKSUM = 4, /* bytes of a CRC32 at the end */
	FRAME_MAGIC = 4     /* bytes before the first event of a file */
};

enum frame_type {
	EV_UNKNOWN = 0,
	EV_START_V3 = 1,
	EV_QUERY = 2,
	EV_STOP = 3,
	EV_ROTATE = 4,
	EV_INTVAR = 5,
	EV_LOAD = 6,
	EV_SLAVE = 7,
	EV_CREATE_FILE = 8,
	EV_APPEND_BLOCK = 9,
	EV_NEW_LOAD = 10,
	EV_DELETE_FILE = 11,
	EV_EXEC_LOAD = 12,
	EV_RAND = 13,
	EV_USER_VAR = 14,
	EV_FORMAT = 15,
	EV_XID = 16,
	EV_BEGIN_LOAD_QUERY = 17,
	EV_EXECUTE_LOAD_QUERY = 18,
	EV_TABLE_MAP = 19,
	EV_WRITE_ROWS_V0 = 20, /* alpha releases of 5.1 */
	EV_UPDATE_ROWS_V0 = 21,
	EV_DELETE_ROWS_V0 = 22,
	EV_WRITE_ROWS_V1 = 23,
	EV_UPDATE_ROWS_V1 = 24,
	EV_DELETE_ROWS_V1 = 25,
	EV_INCIDENT = 26,
	EV_HEARTBEAT = 27,
	EV_IGNORABLE = 28,
	EV_ROWS_QUERY = 29,
	EV_WRITE_ROWS = 30,
	EV_UPDATE_ROWS = 31,
	EV_DELETE_ROWS = 32,
	EV_GTID = 33,
	EV_ANONYMOUS_GTID = 34,
	EV_PREVIOUS_GTIDS = 35,
	EV_TRANSACTION_CONTEXT = 36,
	EV_VIEW_CHANGE = 37,
	EV_XA_PREPARE = 38,
	EV_PARTIAL_UPDATE_ROWS = 39,
	EV_TRANSACTION_PAYLOAD = 40,
	EV_HEARTBEAT_V2 = 41,
	EV_GTID_TAGGED = 42,
	/* PolarDB-X engine, standard edition only */
	EV_CONSENSUS = 101,
	EV_PREVIOUS_CONSENSUS_INDEX = 102,
	EV_CONSENSUS_CLUSTER_INFO = 103,
	EV_CONSENSUS_EMPTY = 104,
	EV_GCN = 105,
	/* MariaDB */
	EV_ANNOTATE_ROWS = 160,
	EV_BINLOG_CHECKPOINT = 161,
	EV_MARIADB_GTID = 162,
	EV_GTID_LIST = 163,
	EV_START_ENCRYPTION = 164,
	EV_QUERY_COMPRESSED = 165,
	EV_WRITE_ROWS_COMPRESSED_V1 = 166,
	EV_UPDATE_ROWS_COMPRESSED_V1 = 167,
	EV_DELETE_ROWS_COMPRESSED_V1 = 168,
	EV_WRITE_ROWS_COMPRESSED = 169,
	EV_UPDATE_ROWS_COMPRESSED = 170,
	EV_DELETE_ROWS_COMPRESSED = 171
};

enum frame_flag {
	FRAME_IN_USE = 0x01, /* of a format description */
	FRAME_ARTIFICIAL = 0x20,
	FRAME_RELAY_LOG = 0x40,
	FRAME_IGNORABLE = 0x80
};

struct frame_header {
	uint32_t time; /* seconds since 1970 */
	uint8_t type;  /* enum frame_type, or what we do not know */
	uint32_t server_id;
	uint32_t size; /* with header and checksum */
	uint32_t next; /* offset behind it, modulo 2^32; 0 when artificial */
	uint16_t flags;
};

/* The name of a type ("WRITE_ROWS"), NULL when it is not known. */
const char *frame_type_name(unsigned type);

/* Read a header from n bytes.  0; -1 when n or the size in it is below
 * FRAME_HEADER. */
int frame_header(const uint8_t *p, size_t n, struct frame_header *h);

/* --- format description ------------------------------------------------- */

enum frame_product {
	FRAME_MYSQL = 1,
	FRAME_MARIADB = 2,
	FRAME_POLARDBX = 3 /* global binlog of the distributed edition */
};

enum frame_checksum {
	FRAME_CRC_NONE = 0,
	FRAME_CRC32 = 1,
	FRAME_CRC_UNDEFINED = 255
};

struct frame_format {
	char server[51];  /* version text */
	unsigned version; /* 101119 for 10.11.19 */
	uint8_t product;  /* enum frame_product */
	uint8_t checksum; /* enum frame_checksum, of the events behind it */
	uint8_t trailer;  /* bytes of checksum behind each event: 0 or 4 */
	uint8_t own;      /* bytes of checksum behind the description: 0, 4 */
	uint32_t created;
	unsigned nposts;
	uint8_t post[256]; /* post-header length by type, 0 where not told */
};

/*
 * Read a whole format description event of len bytes.  0; -1 with *why set.
 * Its checksum is not looked at: see frame_crc_ok.
 */
int frame_format(
    const uint8_t *event, size_t len, struct frame_format *f, const char **why);

/*
 * Bring a format description into its normal form: created 0, neither in use
 * nor artificial, next = offset + len, own checksum made anew.
 */
void frame_format_normal(
    uint8_t *event, size_t len, const struct frame_format *f, uint64_t offset);

/* --- checksum ----------------------------------------------------------- */

/* CRC32 of an event of len bytes (without its own four at the end). */
uint32_t frame_crc(const uint8_t *event, size_t len);
/* Are the last four bytes the right ones? */
bool frame_crc_ok(const uint8_t *event, size_t len);

/* --- statements --------------------------------------------------------- */

/* What a statement does to transactions. */
enum frame_word {
	WORD_OTHER = 0, /* DDL or a change */
	WORD_BEGIN,
	WORD_COMMIT,
	WORD_ROLLBACK,
	WORD_ROLLBACK_TO,
	WORD_SAVEPOINT,
	WORD_RELEASE, /* RELEASE SAVEPOINT */
	WORD_XA_START,
	WORD_XA_END,
	WORD_XA_PREPARE,
	WORD_XA_COMMIT,
	WORD_XA_ROLLBACK,
	WORD_CREATE_SELECT /* CREATE TABLE ... START TRANSACTION */
};

enum frame_word frame_word(const char *sql, size_t len);

/*
 * Find the statement of a QUERY or QUERY_COMPRESSED event (len without
 * checksum): *at is its offset in the event, for QUERY_COMPRESSED of the
 * compressed block.  0; -1 when the lengths make no sense.
 */
int frame_query(
    const struct frame_format *f, const uint8_t *event, size_t len, size_t *at);
/*
 * The head of MariaDB's compressed block of len bytes: *size becomes what it
 * inflates to, *at where the zlib stream begins.  -1 when it makes no sense.
 */
int frame_block(const uint8_t *block, size_t len, uint32_t *size, size_t *at);

/* "CTS::" and its 54 digits in the text of a ROWS_QUERY event (len without
 * checksum): where the digits begin, NULL when there are none. */
const char *frame_cts(const uint8_t *event, size_t len);
enum {
	FRAME_CTS = 54,
	FRAME_TSO = 19 /* its first digits, the commit's */
};
/* The time in FRAME_TSO digits, in microseconds since 1970. */
int64_t frame_tso_time(const char *digits);

/* --- transactions ------------------------------------------------------- */

/*
 * Feed every event of a log in order; after each one `at` says whether the
 * log is at a transaction boundary: everything before is complete, nothing
 * behind has begun.  A new file is a boundary whatever was open before: a
 * crashed server leaves transactions without an end, and they never were.
 */
struct frame_boundary {
	bool at;
	bool begun;      /* a transaction is open that DDL does not end */
	const char *why; /* after -1 */
};

void frame_boundary_init(struct frame_boundary *b);
/* len without checksum.  0; -1 with why when the event makes no sense. */
int frame_boundary_feed(struct frame_boundary *b, const struct frame_format *f,
    const struct frame_header *h, const uint8_t *event, size_t len);

#endif
