/*
 * logic.h: conditions, as row filters and scripts both have them.
 */
#ifndef ROWFILTER_LOGIC_H
#define ROWFILTER_LOGIC_H

#include "rowfilter/bind.h"

/* NULL: refused. */
struct node *logic_compare(
    struct binder *b, const struct expr *e, const char *sign);
struct node *logic_join(struct binder *b, const struct expr *e, bool and);
struct node *logic_not(struct binder *b, const struct expr *e);
struct node *logic_null(struct binder *b, const struct expr *e, bool null);
struct node *logic_in(struct binder *b, const struct expr *e);

#endif
