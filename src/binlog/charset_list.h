/*
 * charset_list.h: the table behind charset.h, for charset.c alone.
 */
#ifndef BINLOG_CHARSET_LIST_H
#define BINLOG_CHARSET_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "binlog/charset.h"

/* count codes from code on are the characters from unicode on; no character
 * at all where unicode is 0. */
struct charset_fix {
	uint16_t code;
	uint16_t count;
	uint16_t unicode;
};

/* One byte, two bytes, or three bytes behind 0x8f (whose code here is that
 * without the 0x8f, and its second byte's high bit taken away). */
struct charset_entry {
	struct charset cs;
	const char *iconv;             /* what libc calls nearly the same */
	const struct charset_fix *fix; /* where the two differ, ends with 0 */
};

extern const struct charset_entry charset_list[];
extern const size_t charset_count;

#endif
