/*
 * fn_regex.h: regex_match(text, pattern).
 */
#ifndef ROWFILTER_FN_REGEX_H
#define ROWFILTER_FN_REGEX_H

#include "rowfilter/bind.h"

struct node *fn_regex(struct binder *b, const struct expr *e);

#endif
