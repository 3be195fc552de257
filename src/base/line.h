/*
 * line.h: lines of words in the files of a job's state.  A word has no
 * blanks; a text that has some, or a percent sign, has them as %XX; an empty
 * text is "-".
 */
#ifndef BASE_LINE_H
#define BASE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

void line_put(struct buf *out, const char *text);

/* Cut line into words in place; how many, max + 1 when there are more. */
size_t line_split(char *line, char **word, size_t max);
/* Does *word begin with name?  Then it is moved behind it. */
bool line_is(char **word, const char *name);
/* The text of a word, at most size - 1 bytes; false when it is none. */
bool line_text(const char *word, char *text, size_t size);
/* name=NUMBER; false when it is none. */
bool line_number(char *word, const char *name, uint64_t max, uint64_t *v);

#endif
