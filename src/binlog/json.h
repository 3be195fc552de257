/*
 * json.h: MySQL's binary JSON to the text the server itself would print.
 */
#ifndef BINLOG_JSON_H
#define BINLOG_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cur.h"

/*
 * Append the text of the document of n bytes at p; no bytes are JSON's null,
 * as old servers write it.  0; -1 when the bytes are no document, then out
 * holds a piece of it.
 */
int json_text(struct buf *out, const uint8_t *p, size_t n);

/* Append a JSON string: quotes, and MySQL's escapes within. */
void json_put_string(struct buf *out, const uint8_t *p, size_t n);
/* Append a double as JSON has it: shortest, and never like an integer. */
void json_put_double(struct buf *out, double v);

/* --- in pieces, for json_edit.c ------------------------------------------- */

/* Not JSON_: those are names of jansson. */
enum json_type {
	JSONB_OBJECT = 0, /* small; large is one more */
	JSONB_OBJECT_LARGE = 1,
	JSONB_ARRAY = 2,
	JSONB_ARRAY_LARGE = 3,
	JSONB_LITERAL = 4,
	JSONB_INT16 = 5,
	JSONB_UINT16 = 6,
	JSONB_INT32 = 7,
	JSONB_UINT32 = 8,
	JSONB_INT64 = 9,
	JSONB_UINT64 = 10,
	JSONB_DOUBLE = 11,
	JSONB_STRING = 12,
	JSONB_OPAQUE = 15
};

enum {
	JSONB_DEPTH_MAX = 100 /* the server's own limit */
};

/* A walk over the members of a container. */
struct json_members {
	bool object, large;
	uint32_t left;
	const uint8_t *p; /* its data */
	size_t n;
	struct cur keys, values;
};

struct json_member {
	const uint8_t *key; /* NULL in an array */
	size_t key_len;
	unsigned type;
	const uint8_t *p; /* data of the value, at most n bytes */
	size_t n;
};

/* Start; false when the n bytes at p are no container of this type. */
bool json_members(
    struct json_members *m, unsigned type, const uint8_t *p, size_t n);
/* The next one: 1; 0 behind the last; -1 when it makes no sense. */
int json_member(struct json_members *m, struct json_member *e);

/* Append the text of a value that stands depth containers deep.  *budget is
 * the bytes that may still be used, each once; -1 when it makes no sense. */
int json_value(struct buf *out, unsigned type, const uint8_t *p, size_t n,
    unsigned depth, size_t *budget);

#endif
