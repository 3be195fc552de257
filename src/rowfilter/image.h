/*
 * image.h: the values of an image, for conditions and scripts.
 */
#ifndef ROWFILTER_IMAGE_H
#define ROWFILTER_IMAGE_H

#include "rowfilter/val.h"

/*
 * The first n columns of an image of t to col; texts are borrowed from the
 * image.  false: *why.
 */
bool image_load(struct val *col, const struct row_table *t, unsigned n,
    const uint8_t *p, size_t len, bool partial, const char **why);

#endif
