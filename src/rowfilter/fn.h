/*
 * fn.h: the functions of scripts.
 *
 * A table has name, bounds of arguments, and their types as letters, the last
 * of which stands for all that follow:
 *   T text   I integer   N number   D date and time   B condition   A any
 *   S constant text
 * Functions with a work get their arguments as values of these types, none
 * of them NULL: NULL in gives NULL out.  Others bind themselves.
 */
#ifndef ROWFILTER_FN_H
#define ROWFILTER_FN_H

#include "rowfilter/bind.h"

enum {
	FN_ARGS = 64 /* of functions with a work */
};

typedef void fn_work(
    const struct node *n, struct env *env, const struct val *a, struct val *v);

struct fn {
	const char *name;
	unsigned min, max;
	const char *types;
	enum val_type result;
	fn_work *work;
	struct node *(*bind)(struct binder *b, const struct expr *e);
	bool statement;
};

/* fn_text.c, fn_number.c, fn_time.c: ended by a NULL name. */
extern const struct fn fn_texts[];
extern const struct fn fn_numbers[];
extern const struct fn fn_times[];

/* NULL when there is none. */
const struct fn *fn_find(const char *name);
/* All calls of e exist and have as many arguments as they should. */
void fn_check(struct expr_reader *r, const struct expr *e);

/* The calls of a script. */
struct node *fn_bind(struct binder *b, const struct expr *e);

/* Where a text stands in another, or NULL; an empty one nowhere. */
const char *fn_search(const char *p, const char *end, const struct val *what);
/* v becomes a with all (count -1) or count times old replaced by new. */
void fn_replace(struct env *env, const struct val *a, const struct val *old,
    const struct val *new, int64_t count, struct val *v);

#endif
