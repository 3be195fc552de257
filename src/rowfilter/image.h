/*
 * image.h: the values of an image, for conditions and scripts.
 */
#ifndef ROWFILTER_IMAGE_H
#define ROWFILTER_IMAGE_H

#include "rowfilter/val.h"

/*
 * The first need of the n columns of an image to col; texts are borrowed from
 * the image.  false: *why.
 */
bool image_load(struct val *col, const struct row_column *column, unsigned n,
    unsigned need, const uint8_t *p, size_t len, bool partial,
    const char **why);

#endif
