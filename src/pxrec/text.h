/*
 * text.h: records as lines for people: kind, place, what.  Long values are
 * cut; the whole of them is in the JSON form.
 */
#ifndef PXREC_TEXT_H
#define PXREC_TEXT_H

#include "base/buf.h"
#include "rec/rec.h"

#include "pxrec/view.h"

/* Append r as one line.  The view has been fed r.  -1 with v->why. */
int text_put(struct buf *b, struct view *v, const struct rec *r);

#endif
