/*
 * conf_keys.h: the table behind conf.h.
 */
#ifndef BASE_CONF_KEYS_H
#define BASE_CONF_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"

struct conf_key {
	const char *name; /* "section.key" */
	enum conf_kind kind;
	const char *fallback; /* in the text form, NULL = none */
	const char *words;    /* CONF_WORD: blank-separated */
	uint64_t low, high;   /* CONF_NUMBER, CONF_SIZE, CONF_SECONDS */
	bool secret;          /* CONF_FILE: must be closed to others */
};

extern const struct conf_key conf_keys[];
extern const size_t conf_nkeys;

/* Check text for key k; its number (bytes, seconds, 0 or 1) to *v.  NULL, or
 * the reason: yours, free it. */
char *conf_check(const struct conf_key *k, const char *text, uint64_t *v);

#endif
