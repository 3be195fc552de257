/*
 * regex_own.h: between regex.c and regex_parse.c.
 */
#ifndef MCLOCAL_REGEX_OWN_H
#define MCLOCAL_REGEX_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mclocal/regex.h"

enum {
	REGEX_RANGES = 32,
	REGEX_CODE_MAX = 20000
};

enum regex_op {
	REGEX_CHAR, /* x */
	REGEX_ANY,  /* but a line feed */
	REGEX_SET,  /* set x */
	REGEX_MATCH,
	REGEX_JUMP,  /* to x */
	REGEX_SPLIT, /* to x, else to y */
	REGEX_SAVE,  /* the position in slot x */
	REGEX_START,
	REGEX_END,
	REGEX_EDGE,  /* of a word */
	REGEX_INSIDE /* or outside, but no edge */
};

struct regex_code {
	enum regex_op op;
	unsigned x, y;
};

struct regex_set {
	bool not ;
	size_t n;
	struct {
		unsigned low, high;
	} range[REGEX_RANGES];
};

struct regex {
	struct regex_code *code;
	size_t ncode;
	struct regex_set *set;
	size_t nsets;
	unsigned ngroups;
};

/* The character at p, whose length goes to *len. */
unsigned regex_char(const char *p, const char *end, size_t *len);

#endif
