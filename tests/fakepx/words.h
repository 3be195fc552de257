/*
 * words.h: a line of a script, word by word.
 */
#ifndef FAKEPX_WORDS_H
#define FAKEPX_WORDS_H

#include <stdbool.h>

#include "base/buf.h"

struct words {
	const char *p; /* what is left of the line */
	/* the current word */
	struct buf text;
	bool quoted;
};

/* The next word: up to a blank; or in 'quotes', doubled inside; or one of
 * ( and ).  NULL at the end of the line, and when a quote is not closed. */
const char *words_next(struct words *w);
/* All that is left, with \n, \t and \\ as people write them; may be "". */
const char *words_rest(struct words *w);

#endif
