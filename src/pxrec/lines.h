/*
 * lines.h: JSON lines in, one value at a time.
 *
 * jansson reads them.  It has no unsigned 64-bit integers and forgets how a
 * number was written; so every number that it would not keep (a fraction, an
 * exponent, more than 18 digits, -0) is handed to it as {"n":"TEXT"}.
 */
#ifndef PXREC_LINES_H
#define PXREC_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/buf.h"

struct lines {
	const char *name; /* for messages */
	const char *why;  /* after -1 */
	int code;         /* after -1: 65 or 74 */
	uint64_t number;  /* of the line given out, from 1 */
	/* own */
	int fd;
	bool eof;
	struct buf buf;
	size_t at;     /* next line in buf */
	size_t looked; /* no newline before this place */
	struct buf kept;
	char whybuf[256];
};

void lines_init(struct lines *l, int fd, const char *name);
void lines_release(struct lines *l);

/* The next line that is not empty, as a value: yours, json_decref.  1; 0 at
 * the end; -1 with why and code. */
int lines_next(struct lines *l, json_t **v);

/* The text of a number as it was written, in text of size bytes; false when v
 * is no number, or a longer one. */
bool lines_number(const json_t *v, char *text, size_t size);

#endif
