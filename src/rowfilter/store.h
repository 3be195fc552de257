/*
 * store.h: values that scripts set: what columns take, and images of them.
 */
#ifndef ROWFILTER_STORE_H
#define ROWFILTER_STORE_H

#include "base/buf.h"
#include "rowfilter/bind.h"

/* Can a value of n be put into c?  false: refused. */
bool store_suits(struct binder *b, const struct expr *e,
    const struct row_column *c, const struct node *n);

/*
 * Make v, a value of n, one of c.  The reason when it does not fit, or NULL.
 */
const char *store_value(struct env *env, const struct row_column *c,
    const struct node *n, struct val *v);

/* The definition of a new column for n's values, but for its name.  false:
 * their type does not tell. */
bool store_define(
    struct row_table *t, struct row_column *c, const struct node *n);

/* Append the image of n columns. */
void store_image(struct buf *out, const struct row_column *c, unsigned n,
    const struct val *v);

#endif
