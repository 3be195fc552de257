/*
 * fn_show.h: values as texts: str_format("a {} b {}", x, y).
 */
#ifndef ROWFILTER_FN_SHOW_H
#define ROWFILTER_FN_SHOW_H

#include "rowfilter/bind.h"

struct node *fn_format(struct binder *b, const struct expr *e);

/* n as a text, whatever it is.  NULL: refused. */
struct node *fn_show(struct binder *b, const struct expr *e, struct node *n);

#endif
