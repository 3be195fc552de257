/*
 * map.h: TABLE_MAP, the event in front of rows that says what their bytes
 * mean.  Types and nullability always; names, signs, character sets, members
 * and the key only where the server was told to log them.
 */
#ifndef BINLOG_MAP_H
#define BINLOG_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cur.h"

/* Column types on the wire. */
enum map_type {
	MAP_DECIMAL_OLD = 0,
	MAP_TINY = 1,
	MAP_SHORT = 2,
	MAP_LONG = 3,
	MAP_FLOAT = 4,
	MAP_DOUBLE = 5,
	MAP_NULL = 6,
	MAP_TIMESTAMP = 7,
	MAP_LONGLONG = 8,
	MAP_INT24 = 9,
	MAP_DATE = 10,
	MAP_TIME = 11,
	MAP_DATETIME = 12,
	MAP_YEAR = 13,
	MAP_NEWDATE = 14,
	MAP_VARCHAR = 15,
	MAP_BIT = 16,
	MAP_TIMESTAMP2 = 17,
	MAP_DATETIME2 = 18,
	MAP_TIME2 = 19,
	MAP_BLOB_COMPRESSED = 140, /* MariaDB */
	MAP_VARCHAR_COMPRESSED = 141,
	MAP_VECTOR = 242,
	MAP_JSON = 245,
	MAP_NEWDECIMAL = 246,
	MAP_ENUM = 247, /* stand as STRING in the event */
	MAP_SET = 248,
	MAP_TINY_BLOB = 249,
	MAP_MEDIUM_BLOB = 250,
	MAP_LONG_BLOB = 251,
	MAP_BLOB = 252,
	MAP_VAR_STRING = 253,
	MAP_STRING = 254,
	MAP_GEOMETRY = 255
};

struct map_column {
	uint8_t type;  /* enum map_type; ENUM and SET told from STRING */
	uint8_t scale; /* NEWDECIMAL; fraction digits of times */
	uint16_t size; /* bytes: maximum of strings, size of ENUM and SET,
			  length bytes of blobs; bits of BIT; precision */
	bool nullable;
	bool invisible;
	int8_t is_unsigned;  /* -1: not told */
	uint16_t key;        /* 1-based place in the primary key */
	uint32_t collation;  /* 0: not told */
	uint32_t dimensions; /* VECTOR, 0: not told */
	const char *name;    /* NULL: not told; not terminated */
	uint16_t name_len;
	const uint8_t *members; /* ENUM, SET: packed strings, NULL: not told */
	size_t members_len;
	uint32_t nmembers;
};

/* Texts are borrowed from the event. */
struct map {
	uint64_t id;
	uint16_t flags;
	const char *db, *name;
	size_t db_len, name_len;
	unsigned n;
	struct map_column *column;
	bool has_names;
	bool has_signs;
	bool has_charsets;
	bool has_key;
	unsigned room; /* own: columns allocated */
};

enum {
	MAP_COLUMNS_MAX = 4096
};

/* A map of zeros is an empty one; map_read fills it again and again. */
void map_release(struct map *m);

/* The table's number alone, from a TABLE_MAP or rows body; id_size bytes
 * (4 in very old logs, else 6).  The cursor stands behind it. */
uint64_t map_id(struct cur *c, unsigned id_size);

/*
 * Read the body of a TABLE_MAP event (behind the 19 bytes, without checksum);
 * post is the length of its post-header as the log tells it.  0; -1 with
 * *why.  mariadb: which columns count as text differs.
 */
int map_read(struct map *m, const uint8_t *body, size_t len, unsigned post,
    bool mariadb, const char **why);
/* Bytes of a table's number where the post-header is so long. */
unsigned map_id_size(unsigned post);

#endif
