/*
 * regex.h: regular expressions as MaxCompute's functions take them: groups,
 * alternatives, classes ([a-z], [[:alpha:]], \d \w \s), greedy and lazy
 * quantifiers, ^ $ \b.  Characters are UTF-8.
 */
#ifndef MCLOCAL_REGEX_H
#define MCLOCAL_REGEX_H

#include <stddef.h>

enum {
	REGEX_GROUPS = 10 /* 0: all that matched */
};

struct regex;

struct regex_span {
	const char *p; /* NULL: the group took no part */
	size_t n;
};

/* NULL with the reason in why. */
struct regex *regex_new(const char *pattern, size_t n, char *why, size_t size);
void regex_free(void *re);
/* How many groups it has. */
unsigned regex_groups(const struct regex *re);
/*
 * Find it in n bytes of text, not before from.  1; 0 it is not there; -1 the
 * search takes too long.
 */
int regex_find(const struct regex *re, const char *text, size_t n, size_t from,
    struct regex_span span[REGEX_GROUPS]);

#endif
