/*
 * charset.h: the server's character sets, and text in them to UTF-8.
 *
 * What MySQL calls latin1 is cp1252 with its five holes filled by the codes
 * themselves; utf8 and utf8mb3 are UTF-8 of at most three bytes.
 */
#ifndef BINLOG_CHARSET_H
#define BINLOG_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum charset_kind {
	CHARSET_BINARY = 1,
	CHARSET_UTF8 = 2,  /* checked, not converted */
	CHARSET_BYTES = 3, /* one byte a character */
	CHARSET_PAIRS = 4, /* ASCII, two bytes, or three behind 0x8f */
	CHARSET_ASCII = 5, /* several bytes; ASCII stays as it is */
	CHARSET_WIDE = 6   /* several bytes; ASCII does not */
};

struct charset {
	const char *name; /* the server's */
	uint8_t kind;     /* enum charset_kind */
	uint8_t max;      /* bytes a character takes at most */
	uint8_t min;      /* at least */
};

/* The character set of a name ("latin1"); NULL when there is none that we
 * can convert.  Static, never freed. */
const struct charset *charset_of(const char *name);
/* The name of a collation's character set by the collation's number; NULL
 * when it is not known. */
const char *charset_of_collation(uint32_t id);

/* May text of only ASCII bytes be taken as it is? */
bool charset_keeps_ascii(const struct charset *cs);

/*
 * Append the n bytes at p, in character set cs, as UTF-8: at most three bytes
 * a byte.  -1 when they are no text of it; what was appended is taken back.
 */
int charset_put(
    struct buf *out, const struct charset *cs, const uint8_t *p, size_t n);

/* Can cs (NULL: not known) hold all characters of this UTF-8 text? */
bool charset_has(const struct charset *cs, const char *text);

#endif
